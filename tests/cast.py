"""The same few people in every test, with the memberships that they have."""

import time
from dataclasses import dataclass
from datetime import date

from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.hashers import make_password
from django.test import Client

from apps.accounts.actions import give_app
from apps.foundation.acting import acting_as
from apps.organisation.access import Actor
from apps.organisation.codes import OrganisationKind, Role, Zone
from apps.organisation.models import Location, Membership, Organisation, Partnership, User
from apps.tracks.actions import involve_partner

TODAY = date(2022, 7, 1)
FROM = date(2019, 4, 1)
PASSWORD = "a long enough password"
HASHED = make_password(PASSWORD)
# Of the app that gives someone of the cast their codes.
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class Browser(Client):
    """A browser in which someone signs in at once, with the second step behind them."""

    def force_login(self, user: User, backend: str | None = None) -> None:
        super().force_login(user, backend)
        pass_second_step(self, user)


def pass_second_step(client: Client, user: User) -> None:
    """What the session holds after the second step."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def give_factor(user: User) -> None:
    """An app, of which `code` gives the code."""
    give_app(user, secret=SECRET)


def code() -> str:
    """The code that the app shows now, and for some seconds more."""
    left = 30 - time.time() % 30
    if left < 5:
        time.sleep(left)
    return totp.format_hotp_value(totp.hotp_value(SECRET, int(time.time()) // 30))


@dataclass(frozen=True)
class Person:
    """Someone of the cast: what they do, for whom, where."""

    name: str
    role: Role | None = None
    kind: OrganisationKind | None = None
    location: str = ""


CAST = (
    Person("coordinator_utrecht", Role.COORDINATOR, OrganisationKind.MUNICIPALITY, "utrecht"),
    Person("registrar_utrecht", Role.REGISTRAR, OrganisationKind.MUNICIPALITY, "utrecht"),
    Person("officer_utrecht", Role.MONITOR_OFFICER, OrganisationKind.MUNICIPALITY, "utrecht"),
    Person("counsellor_utrecht", Role.COUNSELLOR, OrganisationKind.NGO, "utrecht"),
    Person("shelter_utrecht", Role.SHELTER_STAFF, OrganisationKind.SHELTER, "utrecht"),
    Person("counsellor_groningen", Role.COUNSELLOR, OrganisationKind.NGO, "groningen"),
    Person("coordinator_groningen", Role.COORDINATOR, OrganisationKind.MUNICIPALITY, "groningen"),
    Person("partner_dtv", Role.PARTNER, OrganisationKind.DTV),
    Person("bureau", Role.PROGRAMME_BUREAU, OrganisationKind.BUREAU),
    Person("administrator", Role.ADMINISTRATOR, OrganisationKind.BUREAU),
    Person("privacy_officer", Role.PRIVACY_OFFICER, OrganisationKind.MUNICIPALITY, "utrecht"),
    Person("stranger"),
)
ZONES: dict[OrganisationKind, tuple[Zone, ...]] = {
    OrganisationKind.NGO: tuple(Zone),
    OrganisationKind.SHELTER: (Zone.IDENTITY, Zone.SHELTER),
}


def gather() -> dict[str, User]:
    """Make them all, at the locations that there are."""
    return {person.name: _make(person) for person in CAST}


def _make(person: Person) -> User:
    user = User.objects.create(
        email=f"{person.name}@example.org", name=person.name, password=HASHED
    )
    if person.role is None or person.kind is None:
        return user
    location = Location.objects.get(code=person.location) if person.location else None
    organisation, _ = Organisation.objects.get_or_create(
        name=f"{person.kind} {person.location}", defaults={"kind": person.kind}
    )
    Membership.objects.create(
        user=user, organisation=organisation, location=location, role=person.role, from_on=FROM
    )
    zones = ZONES.get(person.kind)
    if zones and location and not Partnership.objects.filter(organisation=organisation).exists():
        manager = Actor.system("cast", today=TODAY, locations=[location.pk])
        with acting_as(manager):
            involve_partner(
                location,
                organisation=organisation,
                zones=zones,
                purpose="test",
                from_on=FROM,
                by=manager,
            )
    return user


def actor(user: User) -> Actor:
    """The person as one who acts today."""
    return User.objects.actor(user, today=TODAY)
