"""What referrals, tracks and what belongs to them were is kept."""

from django.db import migrations

from apps.foundation.remembering import remembered

OF_DOSSIER = {"location_id": "location_id", "participant_id": "participant_id"}
OF_TRACK = {"location_id": "location_id", "track_id": "track_id"}


class Migration(migrations.Migration):
    dependencies = [
        ("tracks", "0005_reason_of_outflow"),
        ("participants", "0007_remembered"),
    ]
    operations = [
        remembered("tracks_referral", zone="case", columns=OF_DOSSIER),
        remembered("tracks_track", zone="case", columns=OF_DOSSIER | {"track_id": "id"}),
        remembered("tracks_placement", zone="shelter", columns=OF_DOSSIER),
        remembered("tracks_perspective", zone="case", columns=OF_TRACK),
        remembered("tracks_caseload", zone="case", columns=OF_TRACK),
    ]
