"""The fast way in, for a valid package and an empty register: the rows of the import, sooner.

What keeps the tables right one row at a time (indexes, constraints between rows, triggers) is taken
off, and put back when the rows stand: PostgreSQL then builds and checks each in one go. The files go
to PostgreSQL as they are; Python seals the V-numbers meanwhile. The package is not checked. Run it
in a process of its own that is connected as superuser.
"""

import csv
import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from apps.exchange import checks, staging
from apps.exchange.models import ImportJob
from apps.exchange.resolving import own_key
from apps.exchange.schema import SCHEMA
from apps.foundation.clock import today
from apps.foundation.sealing import keyed_hash, new_key, seal, wrap
from apps.monitor.actions import rebuild_facts
from apps.participants.models import V_NUMBER_PURPOSE

from .measuring import seconds

# The tables that grow with the register.
TABLES = (
    "participants_person",
    "participants_participant",
    "participants_datakey",
    "participants_possibledouble",
    "tracks_referral",
    "tracks_track",
    "tracks_placement",
    "tracks_perspective",
    "screening_screening",
    "screening_procedure",
    "counselling_contact",
)
# Unique and primary keys, then what excludes, then what refers to keys.
ORDER = {"p": 0, "u": 1, "x": 2, "f": 3}
_CONSTRAINTS = """
    SELECT contype, conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE conparentid = 0 AND (
        (conrelid = ANY (%(tables)s::regclass[]) AND contype IN ('p', 'u', 'x', 'f'))
        OR (confrelid = ANY (%(tables)s::regclass[]) AND contype = 'f'))
"""
_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = ANY (%(tables)s::regclass[]) AND NOT EXISTS (
        SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
"""


@contextmanager
def bare(tables: tuple[str, ...] = TABLES) -> Iterator[None]:
    """The tables without indexes, keys and references; put back at the end, in their order."""
    with connection.cursor() as cursor:
        cursor.execute(_CONSTRAINTS, {"tables": list(tables)})
        constraints = sorted(cursor.fetchall(), key=lambda each: ORDER[each[0]])
        cursor.execute(_INDEXES, {"tables": list(tables)})
        indexes = cursor.fetchall()
        for _, table, name, _ in reversed(constraints):
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
        cursor.execute("SET LOCAL max_parallel_maintenance_workers = 2")
        keys = [each for each in constraints if each[0] != "f"]
        references = [each for each in constraints if each[0] == "f"]
        for _, table, name, definition in keys:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        for _, definition in indexes:
            cursor.execute(definition)
        for table in tables:
            cursor.execute(f"ANALYZE {table}")
        for _, table, name, definition in references:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')


def _sealed(path: Path) -> list[tuple[int, bytes, bytes, bytes]]:
    """Line, hash, wrapped key and sealed V-number of each dossier that has one."""
    found = []
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            if number := row["v_number"]:
                key = new_key()
                sealed = seal(key, number.encode(), V_NUMBER_PURPOSE)
                found.append((line, keyed_hash(number), wrap(key), sealed))
    return found


def _stage(folder: Path) -> None:
    """The files as they are, each line with its number; the header is line 1."""
    staging.create()
    with connection.cursor() as cursor:
        for table in SCHEMA.tables:
            stage = f"stage_{table.name}"
            cursor.execute(f"CREATE TEMP SEQUENCE line_of_{table.name} START 2 CACHE 1000")
            cursor.execute(
                f"ALTER TABLE {stage} ALTER line SET DEFAULT nextval('line_of_{table.name}')"
            )
            columns = ", ".join(table.columns)
            with (
                (folder / table.path).open("rb") as file,
                cursor.copy(f"COPY {stage} ({columns}) FROM STDIN (FORMAT csv, HEADER)") as copy,
            ):
                while block := file.read(1 << 20):
                    copy.write(block)
            cursor.execute(f"ANALYZE {stage}")


def _position(table: str) -> str:
    """Where the lines of a table begin in the one order of rows; set apart as an import does."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT setval('lvv_position', nextval('lvv_position')"
            f" + (SELECT COALESCE(max(line), 0) FROM {table})),"
            f" (SELECT COALESCE(max(line), 0) FROM {table})"
        )
        end, lines = cursor.fetchone()
    return f"{end - lines} + line"


# What the checks make of possible doubles stands on this table: that of the import, in short.
_DOSSIERS = f"""
    CREATE TEMP TABLE pkg_participants ON COMMIT DROP AS
    SELECT stage.line, nextval('participants_participant_id_seq') AS id, false AS held,
        location.id AS location_id, {own_key("stage.participant_id", "stage.location")} AS key,
        stage.participant_id AS raw_key, sealed.v_hash, sealed.wrapped, sealed.sealed,
        NULL::bigint AS person_id, NULL::bigint AS person_before,
        COALESCE(family_name, '') AS family_name, COALESCE(given_names, '') AS given_names,
        COALESCE(date_of_birth, '') AS date_of_birth, lvv_counted_date(date_of_birth) AS born_on,
        COALESCE(gender, '') AS gender, COALESCE(country_of_origin, '') AS country_of_origin,
        COALESCE(first_application, '') AS first_application, deceased_on, v_number
    FROM stage_participants AS stage
    JOIN organisation_location AS location ON location.code = stage.location
    LEFT JOIN sealed USING (line)
"""
_PERSONS = (
    """
    CREATE TEMP TABLE numbered ON COMMIT DROP AS
    SELECT nextval('participants_person_id_seq') AS id, v_hash
    FROM (SELECT DISTINCT v_hash FROM sealed) AS known
    """,
    "INSERT INTO participants_person (id, v_number_hash) SELECT id, v_hash FROM numbered",
    """
    CREATE TEMP TABLE person_of ON COMMIT DROP AS
    SELECT line, COALESCE(numbered.id, nextval('participants_person_id_seq')) AS person_id
    FROM pkg_participants LEFT JOIN numbered USING (v_hash)
    """,
    """
    INSERT INTO participants_person (id)
    SELECT of.person_id FROM person_of AS of JOIN pkg_participants USING (line)
    WHERE v_hash IS NULL
    """,
    "ANALYZE person_of",
)
_DOUBLES = """
    INSERT INTO participants_possibledouble
        (participant_id, location_id, other_id, other_location_id, found_on)
    SELECT participant_id, location_id, other_id, other_location_id, %s
    FROM pkg_doubles WHERE NOT other_is_new OR participant_id > other_id
"""


def _written() -> Iterator[str]:
    """The statements that fill the tables, in the order of the import."""
    yield f"""
        INSERT INTO participants_participant (id, position, import_number, key, location_id,
            person_id, v_number_sealed, family_name, given_names, date_of_birth, gender,
            country_of_origin, first_application, deceased_on)
        SELECT id, {_position("stage_participants")}, %(job)s, key, location_id, of.person_id,
            sealed, family_name, given_names, date_of_birth, gender, country_of_origin,
            first_application, deceased_on
        FROM pkg_participants AS dossier JOIN person_of AS of USING (line)
    """
    yield """
        INSERT INTO participants_datakey (participant_id, location_id, wrapped)
        SELECT id, location_id, wrapped FROM pkg_participants WHERE wrapped IS NOT NULL
    """
    yield f"""
        CREATE TEMP TABLE led ON COMMIT DROP AS
        SELECT stage.*, nextval('tracks_referral_id_seq') AS id, dossier.id AS dossier_id,
            dossier.location_id, {own_key("referral_id", "location")} AS key
        FROM stage_referrals AS stage
        JOIN pkg_participants AS dossier ON dossier.raw_key = stage.participant_id
    """
    yield f"""
        INSERT INTO tracks_referral (id, position, import_number, key, location_id, participant_id,
            referred_on, referred_by, decision, decided_on, decided_by, rejection_reason, exception)
        SELECT id, {_position("stage_referrals")}, %(job)s, key, location_id, dossier_id,
            referred_on, COALESCE(referred_by, ''), decision, decided_on,
            COALESCE(decided_by, ''), COALESCE(rejection_reason, ''), exception
        FROM led
    """
    yield f"""
        CREATE TEMP TABLE stayed ON COMMIT DROP AS
        SELECT stage.*, nextval('tracks_track_id_seq') AS id, dossier.id AS dossier_id,
            dossier.location_id, of.person_id, led.id AS led_id,
            {own_key("stage.track_id", "stage.location")} AS key
        FROM stage_tracks AS stage
        JOIN pkg_participants AS dossier ON dossier.raw_key = stage.participant_id
        JOIN person_of AS of ON of.line = dossier.line
        LEFT JOIN led ON led.referral_id = stage.referral_id
    """
    yield f"""
        INSERT INTO tracks_track (id, position, import_number, key, location_id, participant_id,
            person_id, referral_id, admitted_on, outflow_on, outflow_reason, departure_support,
            destination_country)
        SELECT id, {_position("stage_tracks")}, %(job)s, key, location_id, dossier_id, person_id,
            led_id, admitted_on, outflow_on, COALESCE(outflow_reason, ''),
            COALESCE(departure_support, ''), COALESCE(destination_country, '')
        FROM stayed
    """
    yield f"""
        INSERT INTO tracks_placement (position, import_number, participant_id, location_id,
            person_id, moved_in_on, moved_out_on, funded_by)
        SELECT {_position("stage_placements").replace("line", "stage.line")}, %(job)s, dossier.id,
            dossier.location_id, of.person_id, moved_in_on, moved_out_on, funded_by
        FROM stage_placements AS stage
        JOIN pkg_participants AS dossier ON dossier.raw_key = stage.participant_id
        JOIN person_of AS of ON of.line = dossier.line
    """
    for table, stage, columns, given in (
        (
            "tracks_perspective",
            "stage_perspectives",
            "determined_on, perspective, communicated_on",
            "stage.determined_on, stage.perspective, stage.communicated_on",
        ),
        (
            "screening_screening",
            "stage_screenings",
            "requested_on, completed_on, outcome",
            "stage.requested_on, stage.completed_on, COALESCE(stage.outcome, '')",
        ),
        (
            "screening_procedure",
            "stage_procedures",
            "procedure, submitted_on, decided_on, decision",
            "stage.procedure, stage.submitted_on, stage.decided_on, COALESCE(stage.decision, '')",
        ),
        (
            "counselling_contact",
            "stage_counselling",
            "held_on, form, minutes, aim",
            "stage.held_on, stage.form, stage.minutes, COALESCE(stage.aim, '')",
        ),
    ):
        yield f"""
            INSERT INTO {table} (position, import_number, track_id, location_id, {columns})
            SELECT {_position(stage).replace("line", "stage.line")}, %(job)s, track.id,
                track.location_id, {given}
            FROM {stage} AS stage JOIN stayed AS track USING (track_id)
        """


def fast_load(folder: Path) -> None:
    """Bring the package of a folder in; all of it is noted for the facts of the monitor."""
    job = ImportJob.objects.create(actor="system:fast_load", attempts=1)
    with (
        ProcessPoolExecutor(1) as beside,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        sealing = beside.submit(_sealed, folder / "participants.csv")
        cursor.execute("SET LOCAL jit = off")
        cursor.execute("SET LOCAL work_mem = '512MB'")
        # No trigger runs: none of keys, none that notes changes.
        cursor.execute("SET LOCAL session_replication_role = replica")
        _stage(folder)
        cursor.execute(
            "CREATE TEMP TABLE sealed (line int, v_hash bytea, wrapped bytea, sealed bytea)"
        )
        with cursor.copy("COPY sealed FROM STDIN") as copy:
            for row in sealing.result():
                copy.write_row(row)
        cursor.execute("ANALYZE sealed")
        _settings(job.pk)
        with bare():
            for statement in (_DOSSIERS, *_PERSONS):
                cursor.execute(statement)
            for statement in checks.POSSIBLE_DOUBLES:
                cursor.execute(statement)
            for statement in _written():
                cursor.execute(statement, {"job": job.pk})
            cursor.execute(_DOUBLES, [today()])
        cursor.execute("SET LOCAL session_replication_role = origin")
        # As the triggers would have: the facts of the monitor are still to be made.
        cursor.execute(
            "INSERT INTO monitor_registerchange (person_id) SELECT DISTINCT person_id FROM stayed"
        )
    ImportJob.objects.filter(pk=job.pk).update(
        begun_at=job.created_at, ended_at=timezone.now(), accepted=True
    )


def _settings(job: int) -> None:
    """Locations and their places."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO organisation_location (position, import_number, code, name,
                municipality_codes)
            SELECT {_position("stage_locations")}, %s, location, COALESCE(name, ''),
                COALESCE(municipality_codes, '') FROM stage_locations
            """,
            [job],
        )
        cursor.execute(
            f"""
            INSERT INTO organisation_capacity (position, import_number, location_id, valid_from,
                places)
            SELECT {_position("stage_capacities").replace("line", "stage.line")}, %s, known.id,
                valid_from, places
            FROM stage_capacities AS stage
            JOIN organisation_location AS known ON known.code = stage.location
            """,
            [job],
        )


def main(arguments: list[str]) -> None:
    """Bring in the package at a path; says how long that took, and then makes the facts."""
    taken = seconds(lambda: fast_load(Path(arguments[0])))
    facts = seconds(rebuild_facts)
    print(json.dumps({"load": taken, "facts": facts}))
