"""Register packages out: the same rows, in the same order, in the same form as they came in."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import connection

from apps.participants.models import DataKey

from .schema import SCHEMA, datapackage

# Keys are unique within a location. Where several locations hold one key, or a key looks as if it
# had its location before it, it is written location:key.
_KEYS = {
    "participants": "participants_participant",
    "referrals": "tracks_referral",
    "tracks": "tracks_track",
}


def _written_key(table: str) -> str:
    return f"""
    CREATE TEMP TABLE written_{table} ON COMMIT DROP AS
    SELECT own.id, CASE
        WHEN count(*) OVER (PARTITION BY own.key) > 1 OR starts_with(own.key, location.code || ':')
        THEN location.code || ':' || own.key ELSE own.key END AS key
    FROM {_KEYS[table]} AS own JOIN organisation_location AS location
        ON location.id = own.location_id
    WHERE own.location_id = ANY (%(locations)s)
    """


_OF_TRACK = """
    FROM {source} AS own JOIN written_tracks AS track ON track.id = own.track_id
    WHERE own.location_id = ANY (%(locations)s) ORDER BY own.position, own.id
"""
_LOCATION = "JOIN organisation_location AS location ON location.id = own.location_id"
_ORDER = "WHERE own.location_id = ANY (%(locations)s) ORDER BY own.position, own.id"

QUERIES = {
    "locations": """
        SELECT code, name, municipality_codes FROM organisation_location
        WHERE id = ANY (%(locations)s) ORDER BY position, id
    """,
    # The last two columns open the V-number; they are not written.
    "participants": f"""
        SELECT written.key, location.code, NULL, own.family_name, own.given_names,
            own.date_of_birth, own.gender, own.country_of_origin, own.first_application,
            own.deceased_on, own.v_number_sealed, secret.wrapped
        FROM participants_participant AS own {_LOCATION}
        JOIN written_participants AS written ON written.id = own.id
        LEFT JOIN participants_datakey AS secret ON secret.participant_id = own.id
        {_ORDER}
    """,
    "referrals": f"""
        SELECT written.key, dossier.key, location.code, own.referred_on, own.referred_by,
            own.decision, own.decided_on, own.decided_by, own.rejection_reason, own.exception
        FROM tracks_referral AS own {_LOCATION}
        JOIN written_referrals AS written ON written.id = own.id
        JOIN written_participants AS dossier ON dossier.id = own.participant_id
        {_ORDER}
    """,
    "tracks": f"""
        SELECT written.key, dossier.key, location.code, referral.key, own.admitted_on,
            own.outflow_on, own.outflow_reason, own.departure_support, own.destination_country
        FROM tracks_track AS own {_LOCATION}
        JOIN written_tracks AS written ON written.id = own.id
        JOIN written_participants AS dossier ON dossier.id = own.participant_id
        LEFT JOIN written_referrals AS referral ON referral.id = own.referral_id
        {_ORDER}
    """,
    "placements": f"""
        SELECT dossier.key, location.code, own.moved_in_on, own.moved_out_on, own.funded_by
        FROM tracks_placement AS own {_LOCATION}
        JOIN written_participants AS dossier ON dossier.id = own.participant_id
        {_ORDER}
    """,
    "perspectives": "SELECT track.key, own.determined_on, own.perspective, own.communicated_on"
    + _OF_TRACK.format(source="tracks_perspective"),
    "screenings": "SELECT track.key, own.requested_on, own.completed_on, own.outcome"
    + _OF_TRACK.format(source="screening_screening"),
    "procedures": "SELECT track.key, own.procedure, own.submitted_on, own.decided_on, own.decision"
    + _OF_TRACK.format(source="screening_procedure"),
    "counselling": "SELECT track.key, own.held_on, own.form, own.minutes, own.aim"
    + _OF_TRACK.format(source="counselling_contact"),
    "capacities": f"""
        SELECT location.code, own.valid_from, own.places
        FROM organisation_capacity AS own {_LOCATION} {_ORDER}
    """,
}


def _cells(table: str, rows: list[tuple]) -> list[tuple]:
    """Rows as they are written: V-numbers opened, booleans in lower case."""
    if table == "participants":
        return [
            (
                *row[:2],
                DataKey(wrapped=row[11]).open_v_number(row[10]) if row[10] is not None else None,
                *row[3:10],
            )
            for row in rows
        ]
    if table == "referrals":
        return [(*row[:-1], None if row[-1] is None else str(row[-1]).lower()) for row in rows]
    return rows


def _stream(table: str, parameters: dict[str, list[int]]) -> Iterator[bytes]:
    """A CSV file in pieces; rows come from a cursor on the server, a batch at a time."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([field.name for field in SCHEMA.table(table).fields])
    with connection.chunked_cursor() as cursor:
        cursor.execute(QUERIES[table], parameters)
        while rows := cursor.fetchmany(5000):
            writer.writerows(_cells(table, rows))
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def write(path: Path, locations: list[int]) -> None:
    """Write a package of these locations: a folder, or a zip where the name ends in .zip."""
    parameters: dict[str, list[int]] = {"locations": locations}
    with connection.cursor() as cursor:
        cursor.execute("DISCARD TEMP")
        for table in _KEYS:
            cursor.execute(_written_key(table), parameters)
            cursor.execute(f"CREATE INDEX ON written_{table} (id)")
            cursor.execute(f"ANALYZE written_{table}")
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as archive:
            _write_all(parameters, lambda name: archive.open(name, "w", force_zip64=True))
    else:
        path.mkdir(mode=0o700, exist_ok=True)
        _write_all(parameters, lambda name: (path / name).open("xb"))


def _write_all(parameters: dict[str, list[int]], opened: Callable) -> None:
    with opened("datapackage.json") as file:
        file.write(datapackage())
    for table in SCHEMA.tables:
        with opened(table.path) as file:
            for piece in _stream(table.name, parameters):
                file.write(piece)
