"""The access log is only added to."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("foundation", "0001_ground")]
    operations = [
        migrations.RunSQL(
            """
            REVOKE UPDATE, DELETE, TRUNCATE ON audit_accessentry FROM lvv_app;
            CREATE TRIGGER audit_accessentry_stays BEFORE UPDATE OR DELETE OR TRUNCATE
                ON audit_accessentry FOR EACH STATEMENT EXECUTE FUNCTION lvv_refuse_change();
            """,
            "DROP TRIGGER audit_accessentry_stays ON audit_accessentry;",
        )
    ]
