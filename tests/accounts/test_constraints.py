"""What the database refuses of what one asks and another decides, whoever writes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.accounts.models import AllowedProvider, FactorReset, Invitation, RoleRequest
from apps.organisation.codes import OrganisationKind, Role
from apps.organisation.models import Membership, Organisation, User
from tests import cast

pytestmark = pytest.mark.django_db
NOW = timezone.now()


class World:
    """Three people and an organisation."""

    def __init__(self) -> None:
        self.one, self.two, self.three = (
            User.objects.create(email=f"{name}@example.org", name=name, password="!")
            for name in ("one", "two", "three")
        )
        self.bureau = Organisation.objects.create(name="B", kind=OrganisationKind.BUREAU)

    def reset(self, **fields: object) -> None:
        FactorReset.objects.create(user=self.one, asked_by=self.two, asked_at=NOW, **fields)

    def role(self, **fields: object) -> None:
        usual = {"role": Role.REGISTRAR, "from_on": cast.TODAY, "organisation": self.bureau}
        usual |= {"user": self.one, "asked_by": self.two, "asked_at": NOW}
        RoleRequest.objects.create(**usual | fields)

    def membership(self) -> Membership:
        return Membership.objects.create(
            user=self.one, organisation=self.bureau, role=Role.REGISTRAR, from_on=cast.FROM
        )

    def granted(self) -> dict[str, object]:
        return {"decided_by": self.three, "decided_at": NOW, "is_granted": True}


BROKEN = {
    "factor_reset_is_decided_as_a_whole": lambda w: w.reset(is_granted=True),
    "one_open_factor_reset_of_a_person": lambda w: (w.reset(), w.reset()),
    "factor_reset_takes_two_persons": lambda w: w.reset(**w.granted() | {"decided_by": w.two}),
    "nobody_resets_their_own_factor": lambda w: w.reset(**w.granted() | {"decided_by": w.one}),
    "role_request_is_decided_as_a_whole": lambda w: w.role(decided_at=NOW),
    "nobody_grants_themselves_a_role": lambda w: w.role(asked_by=w.one),
    "a_role_that_sees_dossiers_takes_two_persons": lambda w: w.role(
        **w.granted() | {"decided_by": w.two}
    ),
    "a_membership_follows_from_a_grant": lambda w: w.role(membership=w.membership()),
    "role_request_is_of_a_known_role": lambda w: w.role(role="king"),
    "role_request_ends_after_it_begins": lambda w: w.role(until_on=cast.TODAY),
    "invitation_expires_after_it_was_sent": lambda w: Invitation.objects.create(
        user=w.one, secret_hash=b"1", sent_at=NOW, expires_at=NOW - timedelta(1)
    ),
    "a_provider_is_let_in_once_for_an_organisation": lambda w: [
        AllowedProvider.objects.create(organisation=w.bureau, provider="p") for _time in range(2)
    ],
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(name):
    world = World()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        BROKEN[name](world)


def test_it_takes_what_two_persons_did():
    world = World()
    world.reset(**world.granted())
    world.role(**world.granted(), membership=world.membership())
    world.role(role=Role.PROGRAMME_BUREAU, **world.granted() | {"decided_by": world.two})


def test_every_constraint_of_these_is_broken_here():
    named = {
        constraint.name
        for model in (FactorReset, RoleRequest, Invitation, AllowedProvider)
        for constraint in model._meta.constraints
    }
    assert named == set(BROKEN)
