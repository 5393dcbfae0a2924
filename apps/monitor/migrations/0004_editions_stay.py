"""An edition and its cells are only added."""

from django.db import migrations

TABLES = ("monitor_edition", "monitor_editioncell")


class Migration(migrations.Migration):
    dependencies = [("monitor", "0003_editions"), ("foundation", "0001_ground")]
    operations = [
        migrations.RunSQL(
            f"""
            REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM lvv_app;
            CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE OR TRUNCATE
                ON {table} FOR EACH STATEMENT EXECUTE FUNCTION lvv_refuse_change();
            """,
            f"""
            DROP TRIGGER {table}_stays ON {table};
            GRANT UPDATE, DELETE ON {table} TO lvv_app;
            """,
        )
        for table in TABLES
    ]
