"""Which parts of a dossier no membership ever gives, however roles and organisations are paired."""

import pytest

from apps.organisation.access import Grant
from apps.organisation.codes import OrganisationKind as Kind
from apps.organisation.codes import Part, Role

SERVICES = (Kind.IND, Kind.DTV, Kind.AVIM)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", SERVICES)
def test_a_service_never_sees_where_somebody_sleeps_nor_what_counselling_was_about(kind, role):
    assert not {Part.SHELTER, Part.CONTACTS} & Grant(role=role, kind=kind, organisation_id=1).parts


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PROGRAMME_BUREAU, Role.PRIVACY_OFFICER])
@pytest.mark.parametrize("kind", Kind)
def test_who_manages_counts_or_oversees_sees_no_part_of_a_dossier(kind, role):
    assert not Grant(role=role, kind=kind, organisation_id=1).parts


@pytest.mark.parametrize("role", Role)
def test_the_bureau_sees_no_part_of_a_dossier(role):
    assert not Grant(role=role, kind=Kind.BUREAU, organisation_id=1).parts


@pytest.mark.parametrize("kind", Kind)
def test_shelter_staff_see_a_name_and_a_place_and_no_more(kind):
    given = Grant(role=Role.SHELTER_STAFF, kind=kind, organisation_id=1).parts
    assert given <= {Part.NAME, Part.SHELTER}
