"""Of a token nothing changes but that it was used and revoked, and none goes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("organisation", "0002_api_tokens"), ("foundation", "0001_ground")]
    operations = [
        migrations.RunSQL(
            """
            REVOKE UPDATE, DELETE, TRUNCATE ON organisation_apitoken FROM lvv_app;
            GRANT UPDATE (revoked_at, last_used_on) ON organisation_apitoken TO lvv_app;
            """,
            """
            REVOKE UPDATE (revoked_at, last_used_on) ON organisation_apitoken FROM lvv_app;
            GRANT UPDATE, DELETE ON organisation_apitoken TO lvv_app;
            """,
        )
    ]
