"""The demonstration: the pilot register, and made-up people of each role in each city."""

from datetime import date
from functools import cache
from pathlib import Path

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from apps.accounts.actions import give_app
from apps.accounts.codes import DEMO_DOMAIN
from apps.foundation.acting import acting_as
from apps.monitor.actions import make_due_editions, run_edition
from apps.organisation.access import Actor
from apps.organisation.codes import OrganisationKind, Role, Zone
from apps.organisation.models import Location, Membership, Organisation, User
from apps.tracks.actions import involve_partner, take_into_caseload
from apps.tracks.models import Track

from .actions import import_now

PILOT = Path(__file__).parent / "demo" / "pilot-2022"
PASSWORD = "demo-lvv-2022"  # noqa: S105  # shown on the screen, and refused outside the demonstration
FROM = date(2019, 4, 1)
CASELOAD = 22
ALL_ZONES = (Zone.IDENTITY, Zone.CASE, Zone.LEGAL, Zone.SHELTER, Zone.NOTES)

NGOS = {
    "amsterdam": "Stichting Wereldpoort Amsterdam",
    "eindhoven": "Stichting Vangnet Eindhoven",
    "groningen": "Stichting Noorderbaken",
    "rotterdam": "Stichting Maasanker",
    "utrecht": "Stichting Domhaven",
}
# Who works at each city: the role, in which of its organisations, and what they are called.
CITY_PEOPLE = (
    (Role.COORDINATOR, "municipality", "coordinator"),
    (Role.REGISTRAR, "municipality", "registrator"),
    (Role.MONITOR_OFFICER, "municipality", "monitor"),
    (Role.PRIVACY_OFFICER, "municipality", "fg"),
    (Role.COUNSELLOR, "ngo", "begeleider"),
    (Role.LAWYER, "ngo", "jurist"),
    (Role.SHELTER_STAFF, "shelter", "opvang"),
    (Role.PRIVACY_OFFICER, "municipality", "fg"),
)
NATIONAL_PEOPLE = (
    (Role.PARTNER, OrganisationKind.IND, "IND", "ind"),
    (Role.PARTNER, OrganisationKind.DTV, "DT&V", "dtv"),
    (Role.PARTNER, OrganisationKind.AVIM, "AVIM", "avim"),
    (Role.PROGRAMME_BUREAU, OrganisationKind.BUREAU, "Programmabureau LVV", "bureau"),
    (Role.ADMINISTRATOR, OrganisationKind.BUREAU, "Functioneel beheer LVV", "beheer"),
    # Some things take two.
    (Role.ADMINISTRATOR, OrganisationKind.BUREAU, "Functioneel beheer LVV", "tweede.beheer"),
)


def load(today: date) -> list[tuple[str, str, str]]:
    """Load what is not there yet; gives role, place and e-mail address of each account."""
    if not Location.objects.exists():
        accepted, report = import_now(PILOT, tell=lambda step, done, expected: None)
        if not accepted:
            raise RuntimeError(report.as_text("en"))
    with transaction.atomic():
        accounts = [
            account
            for location in Location.objects.order_by("code")
            for account in _city(location, today)
        ]
        accounts.append(_registrar_of_all())
        accounts += [_national(*person) for person in NATIONAL_PEOPLE]
    _editions(today)
    return accounts


def _editions(today: date) -> None:
    """Those of the reference dates of the last year, as beat would have had them made."""
    locations = Location.objects.values_list("pk", flat=True)
    by = Actor.system("load_demo", today=today, locations=locations)
    for number in make_due_editions(by=by):
        run_edition(number)


def _registrar_of_all() -> tuple[str, str, str]:
    """Someone who brings in the register of every city: a registrar at each."""
    user = _account("registrator.vijf.steden", "Registrator vijf steden")
    for location in Location.objects.order_by("code"):
        municipality = _organisation(f"Gemeente {location.name}", OrganisationKind.MUNICIPALITY)
        _membership(user, municipality, location, Role.REGISTRAR)
    return str(Role.REGISTRAR.label), "alle locaties", user.email


def _city(location: Location, today: date) -> list[tuple[str, str, str]]:
    manager = Actor.system("load_demo", today=today, locations=[location.pk])
    organisations = {
        "municipality": _organisation(f"Gemeente {location.name}", OrganisationKind.MUNICIPALITY),
        "ngo": _organisation(
            NGOS.get(location.code, f"Stichting {location.name}"), OrganisationKind.NGO
        ),
        "shelter": _organisation(f"Opvang {location.name}", OrganisationKind.SHELTER),
    }
    parts = {"ngo": ALL_ZONES, "shelter": (Zone.IDENTITY, Zone.SHELTER)}
    for kind, zones in parts.items():
        if not organisations[kind].partnerships.filter(location=location).exists():
            involve_partner(
                location,
                organisation=organisations[kind],
                zones=zones,
                purpose="Begeleiding" if kind == "ngo" else "Opvang",
                from_on=FROM,
                by=manager,
            )
    accounts = []
    for role, kind, name in CITY_PEOPLE:
        user = _account(f"{name}.{location.code}", f"{role.label} {location.name}")
        _membership(user, organisations[kind], location, role)
        if role == Role.COUNSELLOR:
            _caseload(user, location, today)
        accounts.append((str(role.label), location.name, user.email))
    return accounts


def _national(role: Role, kind: OrganisationKind, name: str, address: str) -> tuple[str, str, str]:
    organisation = _organisation(name, kind)
    user = _account(address, f"Medewerker {name}" + (" 2" if "." in address else ""))
    _membership(user, organisation, None, role)
    return str(role.label), name, user.email


def _organisation(name: str, kind: OrganisationKind) -> Organisation:
    return Organisation.objects.get_or_create(name=name, defaults={"kind": kind})[0]


@cache
def _hashed() -> str:
    # Hashing is slow on purpose; once is enough for accounts that share a password.
    return make_password(PASSWORD)


def _account(address: str, name: str) -> User:
    email = f"{address}@{DEMO_DOMAIN}"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create(email=email, name=name, password=_hashed())
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    give_app(user)
    return user


def _membership(
    user: User, organisation: Organisation, location: Location | None, role: Role
) -> None:
    Membership.objects.get_or_create(
        user=user,
        organisation=organisation,
        location=location,
        role=role,
        defaults={"from_on": FROM},
    )


def _caseload(user: User, location: Location, today: date) -> None:
    with acting_as(Actor.system("load_demo", today=today, locations=[location.pk])):
        tracks = Track.objects.open_on(today).filter(location=location)
        newest = tracks.order_by("-admitted_on", "-pk")[:CASELOAD]
        take_into_caseload(newest, user=user, from_on=today)
