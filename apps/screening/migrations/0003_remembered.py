"""What screenings and procedures were is kept."""

from django.db import migrations

from apps.foundation.remembering import remembered

OF_TRACK = {"location_id": "location_id", "track_id": "track_id"}


class Migration(migrations.Migration):
    dependencies = [("screening", "0002_row_security"), ("participants", "0007_remembered")]
    operations = [
        remembered("screening_screening", zone="legal", columns=OF_TRACK),
        remembered("screening_procedure", zone="legal", columns=OF_TRACK),
    ]
