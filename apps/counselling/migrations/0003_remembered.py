"""What contacts were is kept."""

from django.db import migrations

from apps.foundation.remembering import remembered

OF_TRACK = {"location_id": "location_id", "track_id": "track_id"}


class Migration(migrations.Migration):
    dependencies = [("counselling", "0002_row_security"), ("participants", "0007_remembered")]
    operations = [remembered("counselling_contact", zone="case", columns=OF_TRACK)]
