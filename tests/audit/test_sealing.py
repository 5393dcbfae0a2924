"""The access log is sealed in one chain: what a superuser rewrites is found, what is honest is not."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from apps.audit import verifying
from apps.audit.actions import anchor_access_log, record, seal_access_log
from apps.audit.codes import Act
from apps.audit.models import AccessEntry, Seal
from apps.audit.verifying import Anchor
from apps.organisation.access import Actor
from tests import cast
from tests.processes import begin

SOMEONE = Actor("user:1", cast.TODAY, user_id=1, source="10.0.0.1")
DAYS = [date(2022, 7, day) for day in range(1, 7)]
A_ROUND = 50
ENTRIES = len(DAYS) * A_ROUND
# At the beginning, in the midst, at an anchor, and at the end.
PLACES = (1, 120, 150, 300)
ODD = 'een "ánder" \\ woord\t\u2028 𝄞'


def write(number: int) -> None:
    for each in range(number):
        record(SOMEONE, Act.READ, "participant", ids=[each, 7], locations=[each % 3])


@pytest.fixture
def anchors(committed, tmp_path) -> list[Anchor]:
    """A log of six days, sealed and anchored each day."""
    for day in DAYS:
        with transaction.atomic():
            write(A_ROUND)
        anchor_access_log(tmp_path, today=day)
    with transaction.atomic():
        AccessEntry.objects.create(actor=ODD, source=ODD, context=ODD, act="read", subject=ODD)
    seal_access_log()
    return verifying.read_anchors(tmp_path)


def told(superuser: psycopg.Connection, anchors: list[Anchor]) -> list[str]:
    found = list(verifying.of_rows(superuser.execute(verifying.ROWS), anchors))
    return found + list(verifying.of_unsealed(*superuser.execute(verifying.UNSEALED).fetchone()))


def test_what_nobody_touched_is_as_it_was_sealed(anchors, superuser):
    assert told(superuser, anchors) == []
    assert list(verifying.verify(anchors)) == []
    assert Seal.objects.count() == AccessEntry.objects.count() == ENTRIES + 1
    assert [anchor.position for anchor in anchors] == [A_ROUND * n for n in range(1, 7)]


# Of each column, what makes it another.
ENTRY = {
    "at": "at - interval '1 microsecond'",
    "actor": "'user:2'",
    "user_id": "NULL",
    "source": "''",
    "context": "'x'",
    "act": "'list'",
    "subject": "'track'",
    "subject_ids": "'[]'",
    "dossier_ids": "dossier_ids || '[99]'",
    "location_ids": "'[9]'",
    "result": "'refused'",
    "id": "id + 5000",
}
SEAL = {
    "hash": "sha256(hash)",
    "entry_id": "entry_id + 5000",
    "sealed_at": "sealed_at + interval '1 microsecond'",
    "position": "position + 5000",
}
OF_PLACE = "(SELECT entry_id FROM audit_seal WHERE position = {place})"
FORGED = "user_id, 'user:9', source, act, subject, subject_ids, dossier_ids, location_ids, result"
COLUMNS = (
    "at, user_id, actor, source, act, subject, subject_ids, dossier_ids, location_ids, result"
)


def ways() -> Iterator[tuple[str, list[str]]]:
    """A name and the statements of each way to tamper, but for those that chain anew."""
    for place in PLACES:
        entry = OF_PLACE.format(place=place)
        for column, value in ENTRY.items():
            yield (
                f"{column} of {place}",
                [f"UPDATE audit_accessentry SET {column} = {value} WHERE id = {entry}"],
            )
        for column, value in SEAL.items():
            yield (
                f"{column} of seal {place}",
                [f"UPDATE audit_seal SET {column} = {value} WHERE position = {place}"],
            )
        remove = f"DELETE FROM audit_accessentry WHERE id = {entry}"
        unseal = f"DELETE FROM audit_seal WHERE position = {place}"
        close = f"UPDATE audit_seal SET position = -position WHERE position > {place}"
        turn = "UPDATE audit_seal SET position = -position - 1 WHERE position < 0"
        yield f"entry {place} removed", [remove]
        yield f"both of {place} removed", [remove, unseal]
        yield f"both of {place} removed and the gap closed", [remove, unseal, close, turn]
        other = place % ENTRIES + 1
        yield (
            f"{place} and {other} change places",
            [
                f"UPDATE audit_seal SET position = -position WHERE position IN ({place}, {other})",
                f"UPDATE audit_seal SET position = {other} WHERE position = -{place}",
                f"UPDATE audit_seal SET position = {place} WHERE position = -{other}",
            ],
        )
        yield (
            f"who of {place} and {other} change places",
            [
                f"UPDATE audit_accessentry SET subject_ids = '[{place}]', user_id = {place}"
                f" WHERE id IN ({entry}, {OF_PLACE.format(place=other)})"
            ],
        )
        yield (
            f"an entry slipped in at {place}, without a seal",
            [
                f"INSERT INTO audit_accessentry ({COLUMNS})"
                f" SELECT at - interval '2 hours', {FORGED} FROM audit_accessentry WHERE id = {entry}"
            ],
        )
        yield (
            f"a tail from {place} cut off",
            [
                "DELETE FROM audit_accessentry WHERE id IN"
                f" (SELECT entry_id FROM audit_seal WHERE position >= {place})",
                f"DELETE FROM audit_seal WHERE position >= {place}",
            ],
        )
    yield (
        "all seals removed",
        ["UPDATE audit_accessentry SET at = at - interval '1 day'", "DELETE FROM audit_seal"],
    )
    yield "everything removed", ["DELETE FROM audit_accessentry", "DELETE FROM audit_seal"]


def chain_anew(superuser: psycopg.Connection, place: int) -> None:
    """As someone would who read this program: alter an entry, and make every hash after it anew."""
    superuser.execute(
        "UPDATE audit_accessentry SET user_id = 99 WHERE id = " + OF_PLACE.format(place=place)
    )
    before = b""
    for row in superuser.execute(verifying.ROWS).fetchall():
        if row[0] < place:
            before = bytes(row[14])
            continue
        words = json.dumps(row[:14], ensure_ascii=False).encode()
        before = hashlib.sha256(before + words).digest()
        superuser.execute("UPDATE audit_seal SET hash = %s WHERE position = %s", [before, row[0]])


def add_late(superuser: psycopg.Connection, place: int) -> None:
    """Slip an entry of the past in and let the sealer take it for a true one."""
    entry = OF_PLACE.format(place=place)
    superuser.execute(
        f"INSERT INTO audit_accessentry ({COLUMNS})"
        f" SELECT at - interval '3 hours', {FORGED} FROM audit_accessentry WHERE id = {entry}"
    )
    superuser.execute("SELECT lvv_seal_access(true)")


def test_a_hundred_ways_to_tamper_as_superuser_are_found(anchors, superuser):
    tried: list[tuple[str, Callable[[], object]]] = [
        (name, lambda statements=statements: [superuser.execute(s) for s in statements])
        for name, statements in ways()
    ]
    for place in PLACES:
        tried.append((f"{place} chained anew", lambda place=place: chain_anew(superuser, place)))
        tried.append((f"{place} added late", lambda place=place: add_late(superuser, place)))
    missed = []
    for name, tamper in tried:
        with superuser.transaction(force_rollback=True):
            superuser.execute("SET LOCAL session_replication_role = replica")
            tamper()
            if not told(superuser, anchors):
                missed.append(name)
    assert missed == []
    assert len(tried) >= 100
    assert told(superuser, anchors) == []


def test_without_anchors_a_chain_that_is_made_anew_looks_whole(anchors, superuser):
    with superuser.transaction(force_rollback=True):
        superuser.execute("SET LOCAL session_replication_role = replica")
        chain_anew(superuser, 120)
        assert told(superuser, []) == []
        assert "03-07-2022" in told(superuser, anchors)[0]


def test_the_place_of_what_is_wrong_is_told(anchors, superuser):
    with superuser.transaction(force_rollback=True):
        superuser.execute("SET LOCAL session_replication_role = replica")
        superuser.execute(
            "UPDATE audit_accessentry SET user_id = 9 WHERE id = " + OF_PLACE.format(place=120)
        )
        (words,) = told(superuser, anchors)
    assert "plaats 120" in words


def test_a_day_is_anchored_once_and_more_than_one_round_seals_nothing_twice(anchors, tmp_path):
    assert anchor_access_log(tmp_path, today=DAYS[-1]) is None
    assert seal_access_log() == seal_access_log(whole=True) == 0
    assert (tmp_path / verifying.FILE).read_text().count("\n") == len(DAYS)


def test_the_command_says_what_is_wrong_and_ends_with_1(anchors, tmp_path, superuser, capsys):
    call_command("verify_audit", anchors=tmp_path)
    assert "verzegeld" in capsys.readouterr().out
    superuser.execute("SET session_replication_role = replica")
    superuser.execute(
        "UPDATE audit_accessentry SET source = '' WHERE id ="
        " (SELECT entry_id FROM audit_seal WHERE position = 3)"
    )
    with pytest.raises(CommandError, match="1 bevindingen"):
        call_command("verify_audit", anchors=tmp_path)
    assert "plaats 3" in capsys.readouterr().out
    with pytest.raises(CommandError, match="geen bestand"):
        call_command("verify_audit", anchors=Path("/does/not/exist"))


WRITER = """
import random, sys, time
from django.db import transaction
from apps.audit.actions import record
from apps.audit.codes import Act
from apps.organisation.access import Actor
from datetime import date
by = Actor("user:%d", date(2022, 7, 1), user_id=%d)
class Undone(Exception): pass
end = time.monotonic() + 3
while time.monotonic() < end:
    try:
        with transaction.atomic():
            record(by, Act.READ, "participant", ids=[1])
            time.sleep(random.choice([0, 0, 0.02, 0.1]))
            record(by, Act.LIST, "track", ids=[2])
            if random.random() < 0.1:
                raise Undone
    except Undone:
        pass
"""


def test_writers_at_once_give_no_false_alarm(committed, superuser):
    writers = [begin(WRITER % (number, number)) for number in range(4)]
    sealers = [
        begin(
            "import time\nfrom apps.audit.actions import seal_access_log\n"
            "while True:\n    seal_access_log()\n    time.sleep(0.03)"
        )
    ]
    while any(writer.poll() is None for writer in writers):
        seal_access_log()
        assert list(verifying.verify([])) == []
        time.sleep(0.05)
    for sealer in sealers:
        sealer.kill()
        sealer.wait()
    assert [writer.returncode for writer in writers] == [0] * 4
    connection.close()
    seal_access_log()
    assert list(verifying.verify([])) == []
    assert Seal.objects.count() == AccessEntry.objects.count() > 100
    assert not AccessEntry.objects.unsealed().exists()
    out_of_order = superuser.execute(
        "SELECT count(*) FROM (SELECT entry_id < lag(entry_id) OVER (ORDER BY position) AS turned"
        " FROM audit_seal) AS walked WHERE turned"
    ).fetchone()
    assert out_of_order[0] > 0, "Nothing was written at once: the test shows nothing."
