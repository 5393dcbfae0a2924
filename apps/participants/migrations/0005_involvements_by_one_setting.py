"""Who works on what is seen by one setting for all zones, where it was one for each.

The policies of all other tables ask this one, so that each query planned its ten conditions anew.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("apps.participants.migrations.0002_row_security").OWN_PART
SEEN = """
    location_id = ANY ((SELECT lvv_ids('lvv.any'))::bigint[])
    OR partnership_id = ANY ((SELECT lvv_ids('lvv.any_parts'))::bigint[])
"""


def seen_by(condition: str) -> str:
    return f"""
        ALTER POLICY participants_involvement_seen ON participants_involvement
            USING ({condition}) WITH CHECK ({condition});
    """


class Migration(migrations.Migration):
    dependencies = [("participants", "0004_found_by_name")]
    operations = [migrations.RunSQL(seen_by(SEEN), seen_by(BEFORE))]
