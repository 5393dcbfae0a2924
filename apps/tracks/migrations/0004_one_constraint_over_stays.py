"""One constraint over the stays of a person, and so one index to keep, where there were two."""

from importlib import import_module

from django.db import migrations
from django.db.migrations.operations import RunSQL

before = import_module("apps.tracks.migrations.0002_row_security").one_at_a_time


def one_at_a_time(table: str, begin: str, end: str) -> RunSQL:
    """Two stays of a person do not overlap, at any location; the day of leaving is free.

    A stay of no length is an empty range of days, which overlaps nothing, so this counts in half
    days: a stay runs from the afternoon of its first day, and one of no length lies in a morning.
    Two of no length on one day do not get in each other's way. Deferrable, so that an import can
    move two neighbours at once.
    """
    old = before(table, begin, end)
    return RunSQL(
        f"""
        {old.reverse_sql}
        ALTER TABLE {table} ADD CONSTRAINT {table}_of_person_do_not_overlap EXCLUDE USING gist (
            person_id WITH =,
            int4range(
                2 * ({begin} - DATE '2000-01-01') + CASE WHEN {begin} = {end} THEN 0 ELSE 1 END,
                2 * ({end} - DATE '2000-01-01') + CASE WHEN {begin} = {end} THEN 1 ELSE 0 END
            ) WITH &&,
            (CASE WHEN {begin} = {end} THEN 0 ELSE id END) WITH <>
        ) DEFERRABLE INITIALLY IMMEDIATE;
        """,
        f"""
        ALTER TABLE {table} DROP CONSTRAINT {table}_of_person_do_not_overlap;
        {old.sql}
        """,
    )


class Migration(migrations.Migration):
    dependencies = [("tracks", "0003_known_everywhere")]
    operations = [
        one_at_a_time("tracks_track", "admitted_on", "outflow_on"),
        one_at_a_time("tracks_placement", "moved_in_on", "moved_out_on"),
    ]
