"""Row-level security on legal matters."""

from django.db import migrations

from apps.foundation.row_security import belongs, counted, noticed, protect

TABLES = {
    "screening_screening": "requested_on, completed_on, outcome",
    "screening_procedure": "procedure, submitted_on, decided_on, decision",
}


class Migration(migrations.Migration):
    dependencies = [("screening", "0001_initial"), ("tracks", "0002_row_security")]
    operations = [
        operation
        for table, columns in TABLES.items()
        for operation in (
            protect(table, zone="legal", link="track_id", column="track_id"),
            belongs(
                table,
                f"{table}_of_track",
                "track_id, location_id",
                "tracks_track",
                "id, location_id",
            ),
            noticed(table, columns),
        )
    ] + [
        counted("screening_screening", "track_id, completed_on"),
        counted(
            "screening_procedure",
            "location_id, procedure, submitted_on, decided_on, decision",
        ),
    ]
