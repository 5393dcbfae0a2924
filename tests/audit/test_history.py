"""What rows were is kept, whoever changes them and however, and seen by whoever sees the rows."""

from collections.abc import Callable
from datetime import date

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

from apps.audit.codes import ChangeKind
from apps.audit.models import Change
from apps.counselling.models import Contact
from apps.foundation.acting import acting_as, in_context
from apps.foundation.remembering import UNKEPT
from apps.organisation.access import Actor
from apps.organisation.codes import Zone
from apps.organisation.models import Location, Membership, Organisation, Partnership, User
from apps.participants.models import Involvement, Participant, PossibleDouble
from apps.screening.models import Procedure, Screening
from apps.tracks.actions import involve_partner
from apps.tracks.models import Caseload, Perspective, Placement, Referral, Track
from tests import cast
from tests.registers.packages import write_package
from tests.registers.small import AMINA, HANNA, small_register


class Nobody:
    """Acts without a single setting."""

    def settings(self) -> dict[str, str]:
        return {}


pytestmark = pytest.mark.django_db
DAY = date(2022, 1, 10)
# Every table of a dossier, and what says who works where. The keys of secrets are not kept: to
# destroy one has to erase what it sealed here too.
REMEMBERED = {
    model._meta.db_table
    for model in (
        Participant,
        Involvement,
        PossibleDouble,
        Referral,
        Track,
        Placement,
        Perspective,
        Caseload,
        Screening,
        Procedure,
        Contact,
        Membership,
        Partnership,
    )
}
NOT_REMEMBERED = {"participants_datakey", "participants_person"}


@pytest.fixture
def register(tmp_path, bring_in, system):
    """The small register; the test acts as the system."""
    write_package(small_register(), tmp_path / "register")
    accepted, report = bring_in(tmp_path / "register")
    assert accepted, report.as_text("en")
    with acting_as(system()):
        yield


def at(code: str) -> Actor:
    """The system at one location."""
    where = Location.objects.filter(code=code).values_list("pk", flat=True)
    return Actor.system(code, today=cast.TODAY, locations=where)


def forgotten_columns(superuser: psycopg.Connection, table: str) -> set[str]:
    (source,) = superuser.execute(
        "SELECT prosrc FROM pg_proc WHERE proname = %s", [f"lvv_remember_{table}"]
    ).fetchone()
    columns = superuser.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped AND attgenerated = ''",
        [table],
    ).fetchall()
    return {name for (name,) in columns if name not in UNKEPT and f"'{name}'," not in source}


def test_every_column_of_every_dossier_table_is_kept(superuser):
    tables = superuser.execute(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')"
        " AND relnamespace = 'public'::regnamespace"
        " AND relname ~ '^(participants|tracks|screening|counselling|documents|consultations)_'"
    ).fetchall()
    assert {name for (name,) in tables} - NOT_REMEMBERED <= REMEMBERED, (
        "Call `remembered` in a migration of the new table, and add it here."
    )
    forgotten = {table: forgotten_columns(superuser, table) for table in sorted(REMEMBERED)}
    assert forgotten == dict.fromkeys(forgotten, set()), (
        "Call `remembered` again in the migration that adds the column."
    )


def a_track() -> Track:
    return Track.objects.get(key="TU1")


def contact(**values: object) -> Contact:
    given = {"track": a_track(), "location": a_track().location, "held_on": DAY}
    return Contact(**given | {"form": "activation"} | values)


def by_hand(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def make_many() -> None:
    Contact.objects.bulk_create([contact(), contact(), contact()])


def change_by_model() -> None:
    track = a_track()
    track.destination_country = "IRQ"
    track.save()


WRITES: list[tuple[str, Callable[[], object], str, int | type]] = [
    ("create()", lambda: contact().save(), "made", 1),
    ("bulk_create()", make_many, "made", 3),
    (
        "INSERT by hand",
        lambda: by_hand(
            "INSERT INTO counselling_contact (track_id, location_id, held_on, form, aim)"
            " SELECT id, location_id, admitted_on, 'activation', '' FROM tracks_track"
        ),
        "made",
        3,
    ),
    ("save()", change_by_model, "changed", 1),
    ("update()", lambda: Participant.objects.update(family_name="Ander"), "changed", Participant),
    (
        "UPDATE by hand",
        lambda: by_hand("UPDATE participants_participant SET given_names = 'Ander'"),
        "changed",
        Participant,
    ),
    ("delete()", lambda: Perspective.objects.all().delete(), "removed", Perspective),
    ("DELETE by hand", lambda: by_hand("DELETE FROM counselling_contact"), "removed", Contact),
]


@pytest.mark.parametrize(
    ("act", "kind", "rows"), [w[1:] for w in WRITES], ids=[w[0] for w in WRITES]
)
def test_each_changed_row_leaves_one_entry(register, act, kind, rows):
    expected = rows if isinstance(rows, int) else rows.objects.count()
    before = Change.objects.count()
    act()
    left = Change.objects.order_by("pk")[before:]
    assert [(change.kind, change.number) for change in left] == [(kind, 1)] * expected
    assert len({(change.table_name, change.first_row) for change in left}) == expected > 0


def test_a_write_that_changes_nothing_or_a_place_in_a_file_leaves_nothing(register):
    Track.objects.update(destination_country="IRQ")
    before = Change.objects.count()
    Track.objects.update(destination_country="IRQ")
    Contact.objects.update(position=1)
    assert Change.objects.count() == before


def test_a_change_says_what_it_was_and_what_it_became(register):
    Participant.objects.filter(key="U1").update(family_name="Ander", deceased_on=DAY)
    before = Participant.objects.get(key="U1")
    change = Change.objects.filter(kind=ChangeKind.CHANGED).latest("pk")
    assert change.what["family_name"][1] == "Ander"
    assert change.what["deceased_on"] == [None, "2022-01-10"]
    assert set(change.what) == {"family_name", "deceased_on", "import_number"}
    assert (change.participant_id, change.location_id) == (before.pk, before.location_id)


def test_a_removed_row_is_kept_as_a_whole(register):
    track = a_track()
    contact(minutes=45).save()
    Contact.objects.filter(minutes=45).delete()
    change = Change.objects.latest("pk")
    assert (change.kind, change.track_id) == (ChangeKind.REMOVED, track.pk)
    assert {name: pair[0] for name, pair in change.what.items()} == {
        "held_on": "2022-01-10",
        "form": "activation",
        "minutes": 45,
        "aim": "",
        "track_id": track.pk,
        "location_id": track.location_id,
    }


def test_a_row_that_gets_another_id_is_not_lost_from_sight(register):
    contact().save()
    number = Contact.objects.latest("pk").pk
    by_hand(f"UPDATE counselling_contact SET id = 999999 WHERE id = {number}")
    kinds = Change.objects.filter(first_row__in=[number, 999999]).order_by("pk")
    assert {change.kind for change in kinds} == {"made", "removed"}


def test_an_import_leaves_an_entry_a_table_and_location_that_covers_every_row(register):
    made = Change.objects.exclude(import_number=None)
    for model in (Participant, Referral, Track, Placement, Perspective, Screening, Contact):
        table = model._meta.db_table
        for row in model.objects.all():
            covering = made.of_row(table, row.pk, at=row.location_id)
            assert [c.import_number for c in covering] == [row.import_number], table
        assert sum(c.number for c in made.filter(table_name=table)) == model.objects.count()
    assert {change.actor for change in made} == {"system:import of system:import_register"}


def test_a_change_says_who_from_where_and_in_which_act(register):
    somebody = Actor.system("test", today=cast.TODAY, locations=[a_track().location_id])
    person = Actor("user:7", cast.TODAY, user_id=7, source="10.0.0.7")
    with in_context("participant_edit 5f"), acting_as(person), acting_as(somebody):
        Track.objects.filter(key="TU1").update(destination_country="IRQ")
    change = Change.objects.latest("pk")
    assert (change.actor, change.source, change.context) == (
        "system:test",
        "10.0.0.7",
        "participant_edit 5f",
    )


def test_what_someone_does_in_the_database_itself_is_kept_with_the_name_there(
    committed, superuser
):
    superuser.execute("INSERT INTO organisation_organisation (name, kind) VALUES ('X', 'ngo')")
    superuser.execute(
        "INSERT INTO organisation_user (email, name, password, language, is_active, created_at)"
        " VALUES ('a@example.org', 'A', '', 'nl', true, now())"
    )
    superuser.execute(
        "INSERT INTO organisation_membership (user_id, organisation_id, role, from_on)"
        " SELECT u.id, o.id, 'counsellor', '2022-01-01'"
        " FROM organisation_user AS u, organisation_organisation AS o"
    )
    found = superuser.execute("SELECT actor, kind, table_name FROM audit_change").fetchall()
    assert found == [("database:postgres", "made", "organisation_membership")]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_change SET kind = 'made'",
        "DELETE FROM audit_change",
        "TRUNCATE audit_change",
        "UPDATE audit_seal SET hash = ''",
        "DELETE FROM audit_seal",
        "TRUNCATE audit_seal",
    ],
)
def test_history_and_seals_are_only_added_to(superuser, statement):
    with pytest.raises(ProgrammingError), transaction.atomic():
        by_hand(statement)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        superuser.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO audit_seal (position, entry_id, hash) VALUES (1, 1, '')",
        "INSERT INTO audit_change (actor, table_name, kind, zone, first_row, last_row, number)"
        " VALUES ('user:1', 'tracks_track', 'made', '', 1, 1, 1)",
    ],
)
def test_the_application_adds_nothing_to_them_by_itself(statement):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        by_hand(statement)


def test_history_forces_row_level_security(superuser):
    forced = superuser.execute(
        "SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relname = 'audit_change'"
    ).fetchone()
    assert forced == (True,)


def test_history_is_seen_where_the_rows_are(register):
    Participant.objects.update(family_name="Ander")
    Track.objects.update(destination_country="IRQ")
    everywhere = set(Change.objects.filter(kind="changed").values_list("location_id", flat=True))
    assert len(everywhere) == 2
    with acting_as(Actor.nobody(cast.TODAY)):
        assert not Change.objects.exclude(zone="").exists()
    for code in ("utrecht", "groningen"):
        with acting_as(at(code)):
            seen = set(Change.objects.values_list("location_id", flat=True))
            assert seen == {Location.objects.get(code=code).pk}
    with acting_as(Nobody()):
        assert not Change.objects.exists()


def test_a_partner_sees_the_history_of_its_zones_in_the_tracks_that_it_works_on(register):
    utrecht = Location.objects.get(code="utrecht")
    ngo = Organisation.objects.create(name="Stichting", kind="ngo")
    user = User.objects.create(email="p@example.org", name="P", password=cast.HASHED)
    Membership.objects.create(
        user=user, organisation=ngo, location=utrecht, role="counsellor", from_on=cast.FROM
    )
    manager = Actor.system("manager", today=cast.TODAY, locations=[utrecht.pk])
    involve_partner(
        utrecht, organisation=ngo, zones=[Zone.CASE], purpose="Proef", from_on=DAY, by=manager
    )
    Participant.objects.update(family_name="Ander")
    Track.objects.update(destination_country="IRQ")
    with acting_as(cast.actor(user)):
        seen = Change.objects.filter(kind="changed").values_list("table_name", "location_id")
        visible = set(Track.objects.values_list("pk", flat=True))
        assert set(seen) == {("tracks_track", utrecht.pk)}
        tracks = Change.objects.filter(table_name="tracks_track", kind="changed")
        assert set(tracks.values_list("track_id", flat=True)) == visible != set()


def test_no_v_number_stands_in_the_history_in_the_clear(register):
    Participant.objects.update(v_number_sealed=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(audit_change::text, '') FROM audit_change")
        (text,) = cursor.fetchone()
    assert '"v_number_sealed"' in text.replace('""', '"')
    assert not [number for number in (AMINA, HANNA) if number in text]


def test_what_cannot_be_remembered_does_not_happen(
    committed, superuser, tmp_path, bring_in, system
):
    write_package(small_register(), tmp_path / "register")
    assert bring_in(tmp_path / "register")[0]
    superuser.execute("REVOKE INSERT ON audit_change FROM lvv_audit")
    try:
        with pytest.raises(ProgrammingError, match="audit_change"), acting_as(system()):
            Participant.objects.update(family_name="Ander")
    finally:
        superuser.execute("GRANT INSERT ON audit_change TO lvv_audit")
    with acting_as(system()):
        assert not Participant.objects.filter(family_name="Ander").exists()
