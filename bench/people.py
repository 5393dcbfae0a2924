"""Who looks at the lists: someone of one city, and someone who works for all of them."""

import time
from datetime import date

from django.conf import settings
from django.test import Client

from apps.organisation.codes import OrganisationKind, Role
from apps.organisation.models import Location, Membership, Organisation, User

FROM = date(2019, 1, 1)
CITY = "utrecht"


def person(name: str, codes: list[str]) -> Client:
    """A browser in which a registrar of these locations is signed in; made if not there yet."""
    user, is_new = User.objects.get_or_create(
        email=f"{name}@bench.example", defaults={"name": name, "password": "!"}
    )
    if is_new:
        for location in Location.objects.filter(code__in=codes):
            organisation, _ = Organisation.objects.get_or_create(
                name=f"Gemeente {location.code}", defaults={"kind": OrganisationKind.MUNICIPALITY}
            )
            Membership.objects.create(
                user=user,
                organisation=organisation,
                location=location,
                role=Role.COORDINATOR,
                from_on=FROM,
            )
    client = Client(HTTP_HOST="localhost")
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    # The second step too is behind them.
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def of_one_city() -> Client:
    return person("city", [CITY])


def of_all() -> Client:
    return person("all", list(Location.objects.values_list("code", flat=True)))
