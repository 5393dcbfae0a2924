"""The drill: a backup is restored and found equal, and whatever went wrong is told."""

import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import psycopg
import pytest

from scripts.restore_drill.comparing import Database, differences, guarded
from scripts.restore_drill.definitions import in_one_form
from scripts.restore_drill.drill import PREFIX, Failed, drill
from tests.registers.packages import PILOT

CHECKOUT = Path(__file__).resolve().parents[2]
JUNE = date(2022, 6, 30)
WELL = "all well: this backup can be restored."
# What may go wrong in what was restored, and what the drill says of it.
DAMAGES = {
    "DELETE FROM counselling_contact WHERE ctid IN (SELECT ctid FROM counselling_contact LIMIT 1)": (
        "counselling_contact has "
    ),
    "UPDATE participants_participant SET family_name = family_name || ' ' WHERE id = "
    "(SELECT min(id) FROM participants_participant)": (
        "participants_participant has other content in its 2305 rows."
    ),
    "DROP TABLE django_session": "Rows: django_session is in one of the two alone.",
    "ALTER TABLE tracks_track DROP CONSTRAINT tracks_track_of_person_do_not_overlap": (
        "Constraints: not the same for public.tracks_track."
    ),
    "DROP INDEX participant_by_name": "Indexes: not the same for public.participant_by_name.",
    "DROP POLICY tracks_track_seen ON tracks_track": (
        "Policies: not the same for public.tracks_track.tracks_track_seen."
    ),
    "ALTER TABLE audit_accessentry DISABLE TRIGGER USER": (
        "Triggers: not the same for public.audit_accessentry."
    ),
    "ALTER FUNCTION lvv_ids(text) IMMUTABLE": "Functions: not the same for public.lvv_ids(text).",
    "GRANT SELECT ON participants_participant TO lvv_monitor": (
        "Grants: not the same for public.participants_participant."
    ),
    "ALTER TABLE participants_participant NO FORCE ROW LEVEL SECURITY": (
        "Tables: not the same for public.participants_participant."
    ),
    "ALTER TABLE tracks_track DISABLE ROW LEVEL SECURITY": "lvv_app without saying who acts sees ",
    "ALTER ROLE lvv_app BYPASSRLS": "Roles: lvv_app may step over row-level security.",
    "GRANT lvv_monitor TO lvv_app WITH INHERIT TRUE": (
        "Roles: not the same for lvv_app in lvv_monitor."
    ),
    "ALTER ROLE lvv_app SET row_security = off": (
        "Settings of roles and of the database: not the same for lvv_app."
    ),
}


@pytest.fixture
def source(committed, bring_in) -> dict[str, str]:
    """The variables with which the drill takes the database of the tests."""
    accepted, report = bring_in(PILOT)
    assert accepted, report.as_text("en")
    return os.environ | {"DATABASE_SUPERUSER_URL": os.environ["LVV_TEST_SUPERUSER_URL"]}


def left_behind() -> list[Path]:
    return list(Path(tempfile.gettempdir()).glob(f"{PREFIX}*"))


def test_a_backup_is_restored_and_found_equal(source):
    before = left_behind()
    ran = subprocess.run(
        [sys.executable, "-m", "scripts.restore_drill", "--on", JUNE.isoformat()],
        cwd=CHECKOUT,
        env=source,
        capture_output=True,
        text=True,
    )
    lines = ran.stdout.splitlines()
    assert (ran.returncode, ran.stderr) == (0, "")
    assert all(line.startswith("ok ") for line in lines)
    assert lines[0].endswith("the database that the settings point at.")
    assert lines[-1].endswith(WELL)
    cells = (CHECKOUT / "tests" / "reference" / "cells-2022-06-30.csv").read_text().splitlines()
    assert f"the {len(cells) - 1} cells of 2022-06-30 are the same bytes" in ran.stdout
    assert left_behind() == before


def test_whatever_went_wrong_is_told(source):
    told: dict[str, list[str]] = {}
    sentences: list[str] = []

    def meddle(url: str) -> None:
        with psycopg.connect(source["DATABASE_SUPERUSER_URL"]) as connection:
            expected = Database.read(connection)
        for damage in ("", *DAMAGES):
            with psycopg.connect(url) as connection:
                connection.execute(damage.encode() or b"SELECT")
                found = [
                    *differences(expected, Database.read(connection)),
                    *guarded(connection),
                ]
                told[damage] = [finding.sentence for finding in found if not finding.well]
                connection.rollback()
        with psycopg.connect(url) as connection:
            connection.execute("DROP POLICY tracks_track_seen ON tracks_track")
            connection.execute("SELECT setval('participants_person_id_seq', 1)")

    def tell(well: bool, sentence: str) -> None:
        if not well:
            sentences.append(sentence)

    assert not drill(source, on=JUNE, tell=tell, meddle=meddle)
    assert told.pop("") == []
    silent = {
        damage: said
        for damage, said in told.items()
        if not any(DAMAGES[damage] in sentence for sentence in said)
    }
    assert silent == {}
    values, policies, written, end = sentences
    # The history of the damage was rolled back, but not the numbers that it took.
    assert values.startswith("Values of sequences: ")
    assert " public.participants_person_id_seq stands at 1 " in values
    assert policies == "Policies: not the same for public.tracks_track.tracks_track_seen."
    assert written.startswith("Definitions as pg_dump writes them: ")
    assert end.endswith("checks, 3 of them wrong.")


def test_a_key_that_is_not_there_is_told(source):
    """The rows are all there; what no key opens is lost all the same."""
    other = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="
    sentences: list[str] = []

    def tell(well: bool, sentence: str) -> None:
        if not well:
            sentences.append(sentence)

    assert not drill(source | {"LVV_MASTER_KEYS": f"1:{other}"}, on=JUNE, tell=tell)
    number = (
        2237  # dossiers of the pilot with a V-number: grep -c ',[0-9]\{10\},' participants.csv
    )
    assert sentences[0] == f"Keys: 0 of {number} V-numbers open with the keys that are set here."


def test_without_an_address_of_the_superuser_it_says_why(django_db_setup):
    environ = {
        name: value for name, value in os.environ.items() if name != "DATABASE_SUPERUSER_URL"
    }
    with pytest.raises(Failed, match="Set DATABASE_SUPERUSER_URL"):
        drill(environ, on=JUNE, tell=lambda well, sentence: None)


def test_a_list_of_texts_is_the_same_in_both_ways_to_write_it():
    given = "CHECK (((a)::text = ANY ((ARRAY['x'::character varying, ''::character varying])::text[])))"
    again = "CHECK (((a)::text = ANY (ARRAY[('x'::character varying)::text, (''::character varying)::text])))"
    other = again.replace("'x'", "'y'")
    assert in_one_form(given) == in_one_form(again) != in_one_form(other)
