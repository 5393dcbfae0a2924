"""Every constraint of the database refuses what it is there to refuse, whoever writes."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apps.audit.models import ExportPiece, ListExport
from apps.counselling.models import Contact
from apps.exchange.models import ImportJob, UploadPiece
from apps.foundation.acting import acting_as
from apps.monitor.models import ReferenceMonths
from apps.organisation.models import (
    ApiToken,
    Capacity,
    Location,
    Membership,
    Organisation,
    Partnership,
    User,
)
from apps.participants.models import DataKey, Involvement, Participant, Person, PossibleDouble
from apps.screening.models import Procedure, Screening
from apps.tracks.models import Caseload, Perspective, Placement, Referral, Track
from tests.registers.small import as_folder, files_of, small_register

pytestmark = pytest.mark.django_db
DAY = date(2022, 1, 10)
BEFORE = DAY - timedelta(1)


@dataclass
class World:
    """The small register, and who works there."""

    utrecht: Location
    groningen: Location
    amina: Participant
    samir: Participant
    hanna: Participant
    track: Track
    ended: Track
    elsewhere: Track
    referral: Referral
    ngo: Organisation
    partnership: Partnership
    user: User


@pytest.fixture
def world(tmp_path, bring_in, system) -> Iterator[World]:
    accepted, report = bring_in(as_folder(files_of(small_register()), tmp_path / "register"))
    assert accepted, report.as_text("nl")
    ngo = Organisation.objects.create(name="Stichting Proef", kind="ngo")
    utrecht = Location.objects.get(code="utrecht")
    partnership = Partnership.objects.create(
        location=utrecht, organisation=ngo, zones=["case"], purpose="Proef", from_on=DAY
    )
    with acting_as(system()):
        people = {p.key: p for p in Participant.objects.all()}
        tracks = {t.key: t for t in Track.objects.all()}
        yield World(
            utrecht=utrecht,
            groningen=Location.objects.get(code="groningen"),
            amina=people["U1"],
            samir=people["U2"],
            hanna=people["G1"],
            track=tracks["TU1"],
            ended=tracks["TU2"],
            elsewhere=tracks["TG1"],
            referral=Referral.objects.get(key="RU1"),
            ngo=ngo,
            partnership=partnership,
            user=User.objects.create_user("a@example.org", None, name="Proef"),
        )


def refusing(act: Callable[[], object]) -> str:
    """The name of the constraint that refuses what `act` does."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        act()
    return refused.value.__cause__.diag.constraint_name


Make = Callable[[World], object]


def participant(**values: object) -> Make:
    def make(w: World) -> object:
        given = {
            "key": "new",
            "location": w.utrecht,
            "person": values.get("person") or Person.objects.create(),
        }
        return Participant.objects.create(**given | values)

    return make


def referral(**values: object) -> Make:
    return lambda w: Referral.objects.create(
        **{
            "key": "new",
            "participant": w.amina,
            "location": w.utrecht,
            "referred_on": DAY,
            "decision": "pending",
        }
        | values
    )


def track(**values: object) -> Make:
    return lambda w: Track.objects.create(
        **{
            "key": "new",
            "participant": w.samir,
            "person_id": w.samir.person_id,
            "location": w.utrecht,
            "admitted_on": date(2022, 6, 1),
        }
        | values
    )


def placement(**values: object) -> Make:
    return lambda w: Placement.objects.create(
        **{
            "participant": w.samir,
            "person_id": w.samir.person_id,
            "location": w.utrecht,
            "moved_in_on": date(2022, 6, 1),
            "funded_by": "lvv",
        }
        | values
    )


def of_track(model: type, defaults: dict, **values: object) -> Make:
    return lambda w: model.objects.create(
        **{"track": w.track, "location": w.utrecht} | defaults | values
    )


def perspective(**values: object) -> Make:
    return of_track(Perspective, {"determined_on": DAY, "perspective": "return"}, **values)


def screening(**values: object) -> Make:
    return of_track(Screening, {"requested_on": DAY}, **values)


def procedure(**values: object) -> Make:
    return of_track(Procedure, {"procedure": "other", "submitted_on": DAY}, **values)


def contact(**values: object) -> Make:
    return of_track(Contact, {"held_on": DAY, "form": "activation"}, **values)


def export(**values: object) -> Make:
    return lambda w: ListExport.objects.create(
        **{
            "user": w.user,
            "listing": "tracks",
            "language": "nl",
            "query_hash": b"1",
            "query_sealed": b"1",
            "key_wrapped": b"1",
        }
        | values
    )


def same_piece_twice(w: World) -> object:
    made = export()(w)
    pieces = [ExportPiece(export=made, number=0, sealed=b"1") for _ in range(2)]
    return ExportPiece.objects.bulk_create(pieces)


def token(**values: object) -> Make:
    return lambda w: ApiToken.objects.create(
        **{
            "user": w.user,
            "name": "dashboard",
            "secret_hash": b"1",
            "scopes": ["monitor.read"],
            "created_on": DAY,
            "expires_on": DAY + timedelta(1),
        }
        | values
    )


def involvement(w: World, **values: object) -> object:
    given = {
        "participant": w.amina,
        "location": w.utrecht,
        "track_id": w.track.pk,
        "partnership": w.partnership,
        "zones": ["case"],
        "purpose": "Proef",
        "from_on": DAY,
    }
    return Involvement.objects.create(**given | values)


def double(w: World, **values: object) -> object:
    given = {
        "participant": w.amina,
        "location": w.utrecht,
        "other": w.hanna,
        "other_location": w.groningen,
        "found_on": DAY,
    }
    return PossibleDouble.objects.create(**given | values)


def twice(make: Make) -> Make:
    def both(w: World) -> object:
        make(w)
        return make(w)

    return both


def location(**values: object) -> Make:
    given = {"code": "zwolle", "name": "Zwolle", "municipality_codes": "GM0193"}
    return lambda w: Location.objects.create(**given | values)


def membership(**values: object) -> Make:
    return lambda w: Membership.objects.create(
        **{"user": w.user, "organisation": w.ngo, "role": "counsellor", "from_on": DAY} | values
    )


def job(**values: object) -> Make:
    return lambda w: ImportJob.objects.create(**{"actor": "test"} | values)


def piece(w: World) -> object:
    first = ImportJob.objects.order_by("pk").first()
    return UploadPiece.objects.create(job=first, number=0, sealed=b"")


def caseload(**values: object) -> Make:
    return of_track(Caseload, {"from_on": DAY}, **values)


CASES: list[tuple[str, str, Make]] = [
    # audit
    ("one_unended_export_of_a_list_a_person", "asked twice", twice(export())),
    ("an_export_without_a_key_keeps_no_query", "query alone", export(key_wrapped=None)),
    (
        "an_unended_export_has_its_key",
        "no key",
        export(key_wrapped=None, query_sealed=None),
    ),
    (
        "an_ended_export_with_a_key_has_a_file",
        "no file",
        export(ended_at=timezone.now()),
    ),
    (
        "a_fetched_export_has_ended_and_keeps_no_key",
        "with its key",
        export(ended_at=timezone.now(), size=1, fetched_at=timezone.now()),
    ),
    ("one_export_piece_a_number", "the same number", same_piece_twice),
    # organisation
    (
        "location_code_is_lower_case_and_not_all",
        "a code in capitals",
        location(code="Zwolle"),
    ),
    ("location_code_is_lower_case_and_not_all", "the code of all", location(code="all")),
    ("organisation_location_code_key", "a code twice", location(code="utrecht")),
    (
        "one_capacity_a_day",
        "two capacities on a day",
        lambda w: Capacity.objects.create(
            location=w.utrecht, valid_from=date(2021, 1, 1), places=1
        ),
    ),
    (
        "organisation_capacity_places_check",
        "fewer places than none",
        lambda w: Capacity.objects.create(location=w.utrecht, valid_from=DAY, places=-1),
    ),
    (
        "organisation_kind_is_known",
        "an unknown kind",
        lambda w: Organisation.objects.create(name="X", kind="club"),
    ),
    (
        "organisation_organisation_name_key",
        "a name twice",
        lambda w: Organisation.objects.create(name="Stichting Proef", kind="ngo"),
    ),
    (
        "partnership_ends_after_it_begins",
        "a partnership of no day",
        lambda w: Partnership.objects.create(
            location=w.groningen,
            organisation=w.ngo,
            zones=[],
            purpose="",
            from_on=DAY,
            until_on=DAY,
        ),
    ),
    (
        "one_partnership_from_a_day",
        "two partnerships from a day",
        lambda w: Partnership.objects.create(
            location=w.utrecht, organisation=w.ngo, zones=[], purpose="", from_on=DAY
        ),
    ),
    (
        "organisation_user_email_key",
        "an address twice",
        lambda w: User.objects.create_user("a@example.org", None, name="X"),
    ),
    ("membership_role_is_known", "an unknown role", membership(role="boss")),
    ("membership_ends_after_it_begins", "a membership of no day", membership(until_on=DAY)),
    ("token_is_for_known_things", "a token for nothing", token(scopes=[])),
    ("token_is_for_known_things", "a token for what is not there", token(scopes=["all"])),
    ("token_expires_within_a_year", "a token of no day", token(expires_on=DAY)),
    (
        "token_expires_within_a_year",
        "a token for more than a year",
        token(expires_on=DAY + timedelta(367)),
    ),
    (
        "organisation_apitoken_secret_hash_key",
        "a secret twice",
        lambda w: (token()(w), token(name="another")(w)),
    ),
    (
        "one_token_of_a_name_that_is_not_revoked",
        "two tokens of a name",
        lambda w: (token()(w), token(secret_hash=b"2")(w)),
    ),
    # participants
    ("one_dossier_a_key", "a key twice", participant(key="U1")),
    (
        "one_dossier_of_a_person_a_location",
        "a second dossier of a person",
        lambda w: participant(person=w.amina.person)(w),
    ),
    (
        "participants_person_v_number_hash_key",
        "a hash twice",
        twice(lambda w: Person.objects.create(v_number_hash=b"0" * 32)),
    ),
    (
        "date_of_birth_is_a_year_a_month_or_a_date",
        "a date of birth of three digits",
        participant(date_of_birth="199"),
    ),
    ("gender_is_known_or_empty", "an unknown gender", participant(gender="x")),
    (
        "country_of_origin_is_three_capitals",
        "a country of two letters",
        participant(country_of_origin="SY"),
    ),
    (
        "country_of_origin_is_three_capitals",
        "a country in lower case",
        participant(country_of_origin="syr"),
    ),
    (
        "first_application_is_known_or_empty",
        "an unknown first application",
        participant(first_application="x"),
    ),
    (
        "participants_datakey_of_dossier",
        "a data key at another location",
        lambda w: DataKey.objects.create(participant=w.samir, location=w.groningen, wrapped=b""),
    ),
    (
        "participants_datakey_pkey",
        "a second data key",
        lambda w: DataKey.objects.create(participant=w.amina, location=w.utrecht, wrapped=b""),
    ),
    ("one_possible_double_a_pair", "a pair twice", twice(double)),
    (
        "possible_double_is_of_two",
        "a double of itself",
        lambda w: double(w, other=w.amina, other_location=w.utrecht),
    ),
    (
        "participants_possibledouble_of_dossier",
        "a double at another location",
        lambda w: double(w, location=w.groningen),
    ),
    (
        "participants_possibledouble_of_other",
        "the other at another location",
        lambda w: double(w, other_location=w.utrecht),
    ),
    (
        "one_involvement_of_a_partnership_in_a_track",
        "an involvement twice",
        twice(involvement),
    ),
    (
        "involvement_does_not_end_before_it_begins",
        "an end before the beginning",
        lambda w: involvement(w, until_on=BEFORE),
    ),
    (
        "participants_involvement_of_dossier",
        "an involvement at another location",
        lambda w: involvement(w, location=w.groningen, track_id=None),
    ),
    (
        "participants_involvement_of_track",
        "an involvement in a track of another",
        lambda w: involvement(w, track_id=w.ended.pk),
    ),
    # referrals
    ("one_referral_a_key", "a key twice", referral(key="RU1")),
    (
        "referred_by_is_known_or_empty",
        "an unknown referrer",
        referral(referred_by="x"),
    ),
    ("decision_is_known", "no decision", referral(decision="", decided_on=DAY)),
    ("decided_by_is_known_or_empty", "an unknown decider", referral(decided_by="x")),
    (
        "rejection_reason_is_known_or_empty",
        "an unknown reason",
        referral(decision="rejected", decided_on=DAY, rejection_reason="x"),
    ),
    (
        "decision_and_its_date_come_together",
        "a decision without a date",
        referral(decision="admitted"),
    ),
    (
        "decision_and_its_date_come_together",
        "a date without a decision",
        referral(decided_on=DAY),
    ),
    (
        "decided_not_before_referred",
        "a decision before the referral",
        referral(decision="admitted", decided_on=BEFORE),
    ),
    (
        "rejected_and_its_reason_come_together",
        "a rejection without a reason",
        referral(decision="rejected", decided_on=DAY),
    ),
    (
        "rejected_and_its_reason_come_together",
        "a reason without a rejection",
        referral(rejection_reason="other"),
    ),
    (
        "tracks_referral_of_dossier",
        "a referral at another location",
        lambda w: referral(location=w.groningen)(w),
    ),
    # tracks
    ("one_track_a_key", "a key twice", track(key="TU2")),
    (
        "outflow_reason_is_known_or_empty",
        "an unknown reason",
        track(outflow_on=date(2022, 6, 2), outflow_reason="x"),
    ),
    (
        "departure_support_is_known_or_empty",
        "an unknown support",
        track(outflow_on=date(2022, 6, 2), outflow_reason="departure", departure_support="x"),
    ),
    (
        "outflow_date_and_reason_come_together",
        "an outflow without a reason",
        track(outflow_on=date(2022, 6, 2)),
    ),
    (
        "outflow_date_and_reason_come_together",
        "a reason without an outflow",
        track(outflow_reason="other"),
    ),
    (
        "departure_support_only_with_departure",
        "support with another reason",
        track(outflow_on=date(2022, 6, 2), outflow_reason="other", departure_support="iom"),
    ),
    (
        "destination_country_is_three_capitals",
        "a destination of two letters",
        track(destination_country="SY"),
    ),
    (
        "tracks_track_of_person",
        "a track of another person than its dossier",
        lambda w: track(person_id=w.hanna.person_id, admitted_on=date(2021, 1, 1))(w),
    ),
    (
        "tracks_track_of_person",
        "a track at another location than its dossier",
        lambda w: track(location=w.groningen)(w),
    ),
    (
        "tracks_track_of_referral",
        "a track with the referral of another",
        lambda w: track(referral=w.referral)(w),
    ),
    (
        "tracks_track_of_referral",
        "a referral that gets another dossier than its track",
        lambda w: Referral.objects.filter(pk=w.referral.pk).update(participant=w.samir),
    ),
    (
        "tracks_track_of_person_do_not_overlap",
        "a second track at a time",
        lambda w: track(admitted_on=date(2022, 3, 1))(w),
    ),
    (
        "tracks_track_of_person_do_not_overlap",
        "a track of no length inside another",
        lambda w: track(
            admitted_on=date(2022, 3, 1),
            outflow_on=date(2022, 3, 1),
            outflow_reason="other",
        )(w),
    ),
    (
        "outflow_not_before_admission",
        "an outflow before the admission",
        track(outflow_on=date(2022, 5, 1), outflow_reason="other"),
    ),
    # placements
    (
        "moved_out_not_before_moved_in",
        "moved out before in",
        placement(moved_out_on=date(2022, 5, 1)),
    ),
    ("funding_is_known", "no funding", placement(funded_by="")),
    (
        "tracks_placement_of_person",
        "a placement of another person than its dossier",
        lambda w: placement(person_id=w.hanna.person_id, moved_in_on=date(2021, 1, 1))(w),
    ),
    (
        "tracks_placement_of_person",
        "a placement at another location than its dossier",
        lambda w: placement(location=w.groningen)(w),
    ),
    (
        "tracks_placement_of_person_do_not_overlap",
        "a second placement at a time",
        lambda w: placement(moved_in_on=date(2022, 3, 1))(w),
    ),
    (
        "tracks_placement_of_person_do_not_overlap",
        "a placement of no length inside another",
        lambda w: placement(moved_in_on=date(2022, 3, 1), moved_out_on=date(2022, 3, 1))(w),
    ),
    # what belongs to a track
    ("perspective_is_known", "no perspective", perspective(perspective="")),
    (
        "communicated_not_before_determined",
        "communicated before it was determined",
        perspective(communicated_on=BEFORE),
    ),
    (
        "tracks_perspective_of_track",
        "a perspective at another location",
        lambda w: perspective(location=w.groningen)(w),
    ),
    (
        "one_caseload_entry_a_day",
        "a track twice in a caseload",
        twice(lambda w: caseload(user=w.user)(w)),
    ),
    (
        "tracks_caseload_of_track",
        "a caseload at another location",
        lambda w: caseload(user=w.user, location=w.groningen)(w),
    ),
    (
        "screening_outcome_is_known_or_empty",
        "an unknown outcome",
        screening(completed_on=DAY, outcome="x"),
    ),
    (
        "outcome_and_completion_come_together",
        "completed without an outcome",
        screening(completed_on=DAY),
    ),
    (
        "outcome_and_completion_come_together",
        "an outcome without completion",
        screening(outcome="no_grounds"),
    ),
    (
        "completed_not_before_requested",
        "completed before it was requested",
        screening(completed_on=BEFORE, outcome="no_grounds"),
    ),
    (
        "screening_screening_of_track",
        "a screening at another location",
        lambda w: screening(location=w.groningen)(w),
    ),
    ("procedure_is_known", "no procedure", procedure(procedure="")),
    (
        "procedure_decision_is_known_or_empty",
        "an unknown decision",
        procedure(decided_on=DAY, decision="pending"),
    ),
    (
        "procedure_decision_and_date_come_together",
        "a decision without a date",
        procedure(decision="granted"),
    ),
    (
        "procedure_decision_and_date_come_together",
        "a date without a decision",
        procedure(decided_on=DAY),
    ),
    (
        "procedure_decided_not_before_submitted",
        "a decision before the application",
        procedure(decided_on=BEFORE, decision="granted"),
    ),
    (
        "screening_procedure_of_track",
        "a procedure at another location",
        lambda w: procedure(location=w.groningen)(w),
    ),
    ("form_is_known", "no form", contact(form="")),
    (
        "aim_is_known_or_empty",
        "an unknown aim",
        contact(form="future_orientation", aim="x"),
    ),
    (
        "aim_only_with_future_orientation",
        "an aim with another form",
        contact(aim="return"),
    ),
    ("minutes_fit_in_a_day", "more minutes than a day has", contact(minutes=1441)),
    ("counselling_contact_minutes_check", "fewer minutes than none", contact(minutes=-1)),
    (
        "counselling_contact_of_track",
        "a contact at another location",
        lambda w: contact(location=w.groningen)(w),
    ),
    # imports
    (
        "an_ended_import_keeps_no_key",
        "an ended import with a key",
        job(ended_at=timezone.now(), accepted=False, key_wrapped=b"key"),
    ),
    (
        "an_import_was_accepted_or_not_once_it_ended",
        "an ended import of which nobody knows how",
        job(ended_at=timezone.now()),
    ),
    (
        "an_import_was_accepted_or_not_once_it_ended",
        "an import that was accepted before it ended",
        job(accepted=True),
    ),
    ("one_piece_a_number", "a piece twice", twice(piece)),
    (
        "monitor_referencemonths_valid_from_key",
        "two calendars from a day",
        twice(lambda w: ReferenceMonths.objects.create(valid_from=DAY, months=[1])),
    ),
]


@pytest.mark.parametrize(
    ("name", "make"), [(c[0], c[2]) for c in CASES], ids=[f"{c[0]}: {c[1]}" for c in CASES]
)
def test_the_database_refuses(world, name, make):
    assert refusing(lambda: make(world)) == name


@pytest.mark.parametrize(
    "make",
    [
        participant(),
        participant(date_of_birth="1990-05", gender="male", country_of_origin="XXA"),
        referral(decision="admitted", decided_on=DAY),
        track(),
        track(outflow_on=date(2022, 6, 1), outflow_reason="departure", departure_support="iom"),
        placement(moved_out_on=date(2022, 6, 1)),
        perspective(communicated_on=DAY),
        screening(completed_on=DAY, outcome="no_grounds"),
        procedure(decided_on=DAY, decision="granted"),
        contact(form="future_orientation", aim="return", minutes=1440),
        involvement,
        double,
        location(),
        membership(until_on=DAY + timedelta(1)),
        token(expires_on=DAY + timedelta(366)),
        lambda w: (token(revoked_at=timezone.now())(w), token(secret_hash=b"2")(w)),
        job(),
        lambda w: caseload(user=w.user)(w),
    ],
)
def test_what_the_cases_depart_from_is_accepted(world, make):
    with transaction.atomic():
        make(world)


def test_every_constraint_has_a_case():
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT conname FROM pg_constraint AS c JOIN pg_class AS t ON t.oid = c.conrelid
            WHERE t.relnamespace = 'public'::regnamespace
              AND t.relname ~ '^(organisation|participants|tracks|screening|counselling|exchange)_'
              AND (contype IN ('c', 'x') OR contype = 'f' AND cardinality(conkey) > 1
                   OR contype = 'u' AND conname !~ '(_uniq|_key)$')
            """
        )
        names = {name for (name,) in cursor.fetchall()}
    # These only say what a foreign key may point at: each holds the primary key.
    targets = {
        "participant_at_location",
        "participant_person_at_location",
        "referral_of_participant",
        "track_at_location",
        "track_of_participant",
    }
    # Counters that only the program sets.
    counters = {name for name in names if name.startswith("exchange_")}
    cases = {name for name, _, _ in CASES}
    assert names - targets - counters - cases == set()
    assert targets <= names


# --- No two stays of a person at a time

FIRST = date(2022, 1, 1)
Stay = tuple[int, int | None]
STAYS: list[Stay] = [(begin, end) for begin in range(4) for end in [*range(begin, 5), None]]


def overlap(one: Stay, other: Stay) -> bool:
    """As the standard says it: the day of leaving is free, and a stay of one day lies inside."""
    (a, b), (c, d) = [(s[0], 100 if s[1] is None else s[1]) for s in (one, other)]
    if a == b and c == d:
        return False
    if a == b:
        return c < a < d
    if c == d:
        return a < c < b
    return bool(set(range(a, b)) & set(range(c, d)))


def day(number: int | None) -> date | None:
    return None if number is None else FIRST + timedelta(number)


def a_track(w: World, dossier: Participant, key: str, stay: Stay) -> None:
    Track.objects.create(
        key=key,
        participant=dossier,
        person_id=dossier.person_id,
        location_id=dossier.location_id,
        admitted_on=day(stay[0]),
        outflow_on=day(stay[1]),
        outflow_reason="" if stay[1] is None else "other",
    )


def a_placement(w: World, dossier: Participant, key: str, stay: Stay) -> None:
    Placement.objects.create(
        participant=dossier,
        person_id=dossier.person_id,
        location_id=dossier.location_id,
        moved_in_on=day(stay[0]),
        moved_out_on=day(stay[1]),
        funded_by="lvv",
    )


@pytest.mark.parametrize("add", [a_track, a_placement], ids=["tracks", "placements"])
def test_two_stays_of_a_person_are_refused_exactly_when_they_overlap(world, add):
    person = Person.objects.create(v_number_hash=b"1" * 32)
    here = Participant.objects.create(key="here", location=world.utrecht, person=person)
    there = Participant.objects.create(key="there", location=world.groningen, person=person)
    refused, expected = set(), set()
    for one, other in itertools.product(STAYS, STAYS):
        if overlap(one, other):
            expected.add((one, other))
        point = transaction.savepoint()
        try:
            with transaction.atomic():
                add(world, here, "one", one)
                add(world, there, "other", other)
        except IntegrityError as error:
            assert "of_person_do_not_overlap" in str(error)
            refused.add((one, other))
        transaction.savepoint_rollback(point)
    assert refused == expected
    assert expected
    assert len(expected) < len(STAYS) ** 2


def test_stays_of_two_persons_may_overlap(world):
    with transaction.atomic():
        a_track(world, world.samir, "one", (0, 31))
        a_track(
            world,
            Participant.objects.create(
                key="new", location=world.utrecht, person=Person.objects.create()
            ),
            "other",
            (0, 31),
        )


def test_a_person_that_turns_out_to_be_another_takes_tracks_and_placements_along(world):
    person = Person.objects.create(v_number_hash=b"2" * 32)
    Participant.objects.filter(pk=world.samir.pk).update(person=person)
    for model in (Track, Placement):
        rows = model.objects.filter(participant=world.samir)
        assert set(rows.values_list("person_id", flat=True)) == {person.pk}


def test_a_person_that_turns_out_to_be_another_brings_no_overlap(world):
    assert refusing(
        lambda: Participant.objects.filter(pk=world.samir.pk).update(person=world.hanna.person_id)
    ) in {"tracks_track_of_person_do_not_overlap", "tracks_placement_of_person_do_not_overlap"}
