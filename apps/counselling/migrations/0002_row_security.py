"""Row-level security on contacts."""

from django.db import migrations

from apps.foundation.row_security import belongs, counted, noticed, protect


class Migration(migrations.Migration):
    dependencies = [("counselling", "0001_initial"), ("tracks", "0002_row_security")]
    operations = [
        protect("counselling_contact", zone="case", link="track_id", column="track_id"),
        belongs(
            "counselling_contact",
            "counselling_contact_of_track",
            "track_id, location_id",
            "tracks_track",
            "id, location_id",
        ),
        counted("counselling_contact", "track_id, held_on, form"),
        noticed("counselling_contact", "held_on, form, minutes, aim"),
    ]
