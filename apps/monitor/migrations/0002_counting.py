"""What the monitor may count outside dossiers, and the calendar to begin with."""

from django.db import migrations


def begin_calendar(apps, schema_editor):  # type: ignore[no-untyped-def]
    """The last days of January, April, July and October, as the first programme had them."""
    months = apps.get_model("monitor", "ReferenceMonths")
    months.objects.using(schema_editor.connection.alias).create(
        valid_from="2019-01-01", months=[1, 4, 7, 10]
    )


class Migration(migrations.Migration):
    dependencies = [
        ("monitor", "0001_initial"),
        ("organisation", "0001_initial"),
        ("foundation", "0001_ground"),
    ]
    operations = [
        migrations.RunSQL(
            """
            GRANT USAGE ON SCHEMA public TO lvv_monitor;
            GRANT SELECT (id, code) ON organisation_location TO lvv_monitor;
            GRANT SELECT (location_id, valid_from, places) ON organisation_capacity
                TO lvv_monitor;
            """,
            """
            REVOKE SELECT (id, code) ON organisation_location FROM lvv_monitor;
            REVOKE SELECT (location_id, valid_from, places) ON organisation_capacity
                FROM lvv_monitor;
            """,
        ),
        migrations.RunPython(begin_calendar, migrations.RunPython.noop),
    ]
