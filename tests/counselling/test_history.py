"""The history of a dossier, in words, and only the parts that one sees in the dossier."""

from datetime import date

import pytest

from apps.audit.models import AccessEntry
from apps.exchange.actions import import_now
from apps.foundation.acting import acting_as, in_context
from apps.participants.models import Participant
from apps.screening.models import Screening
from apps.tracks.models import Placement, Track
from tests import cast
from tests.registers.packages import PILOT
from tests.test_isolation import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> dict:
    accepted, report = import_now(PILOT, tell=lambda step, done, expected: None)
    assert accepted, report.as_text("en")
    return cast.gather()


@pytest.fixture
def dossier(people) -> Participant:
    """Someone of whom everything changed, by the coordinator."""
    # The rows are those of the city; who writes is named in the log as they are.
    with acting_as(at("utrecht")):
        open_ones = Screening.objects.filter(outcome="").exclude(
            track__participant__family_name=""
        )
        screening = open_ones.order_by("position").first()
        track = screening.track
        found = track.participant
    user = people["coordinator_utrecht"]
    with in_context("test 1"), acting_as(cast.actor(user)):
        Participant.objects.filter(pk=found.pk).update(
            family_name="Nieuwenaam", country_of_origin="SYR", date_of_birth="1991-05"
        )
        Track.objects.filter(pk=track.pk).update(destination_country="IRQ")
    with acting_as(at("utrecht")):
        Screening.objects.filter(pk=screening.pk).update(requested_on=date(2019, 1, 2))
        Screening.objects.create(
            track=track, location_id=track.location_id, requested_on=date(2019, 1, 3)
        )
        Placement.objects.create(
            participant=found,
            person_id=found.person_id,
            location_id=found.location_id,
            moved_in_on=date(2001, 2, 3),
            moved_out_on=date(2001, 2, 4),
            funded_by="lvv",
        )
        Placement.objects.filter(participant=found, moved_in_on=date(2001, 2, 3)).update(
            moved_in_on=date(2001, 2, 2)
        )
    return found


def history(client, user, dossier: Participant) -> str:
    client.force_login(user)
    response = client.get(f"/participants/{dossier.pk}/history")
    assert response.status_code == 200
    return response.content.decode().partition("<main")[2]


def test_it_says_what_a_field_was_and_became_who_did_it_and_how_it_came_in(
    client, people, dossier
):
    page = history(client, people["coordinator_utrecht"], dossier)
    for words in (
        "Achternaam",
        f"<del>{dossier.family_name}</del>",
        "<ins>Nieuwenaam</ins>",
        "Syrië",
        "05-1991",
        "Land van bestemming",
        "coordinator_utrecht",
        "Ingelezen met registerpakket",
        "Betrokken organisatie: ngo utrecht",
    ):
        assert words in page, words
    assert "import_number" not in page


def test_it_is_a_tab_of_the_dossier_and_a_read_of_it(client, people, dossier):
    page = history(client, people["coordinator_utrecht"], dossier)
    assert f'href="/participants/{dossier.pk}"' in page
    entry = AccessEntry.objects.latest("pk")
    assert (entry.subject, entry.dossier_ids) == ("history", [dossier.pk])
    overview = client.get(f"/participants/{dossier.pk}").content.decode()
    assert f'href="/participants/{dossier.pk}/history"' in overview


def test_shelter_staff_see_the_history_of_name_and_shelter_and_no_more(client, people, dossier):
    page = history(client, people["shelter_utrecht"], dossier)
    assert "Achternaam" in page
    assert "Opvang" in page
    assert "02-02-2001" in page
    for hidden in ("Syrië", "05-1991", "Bestemming", "Land van", "screening", "03-01-2019"):
        assert hidden not in page, hidden


def test_who_sees_outcomes_alone_sees_no_request(client, people, dossier):
    # The municipality sees the outcome of a screening; the NGO sees that it was asked for.
    asked = ("Aangevraagd op", "02-01-2019")
    of_city = history(client, people["coordinator_utrecht"], dossier)
    of_ngo = history(client, people["counsellor_utrecht"], dossier)
    assert [word in of_city for word in asked] == [False, False]
    assert [word in of_ngo for word in asked] == [True, True]
    assert "Juridische screening" not in of_city


def test_a_v_number_is_not_shown_in_it(client, people, dossier):
    with acting_as(at("utrecht")):
        Participant.objects.filter(pk=dossier.pk).update(v_number_sealed=b"sealed")
        Participant.objects.filter(pk=dossier.pk).update(v_number_sealed=None)
    page = history(client, people["coordinator_utrecht"], dossier)
    assert "vastgelegd, afgeschermd" in page
    assert "7365616c6564" not in page


def test_a_removed_track_is_still_in_it(client, people, dossier):
    with acting_as(at("utrecht")):
        track = Track.objects.create(
            key="WEG",
            participant=dossier,
            person_id=dossier.person_id,
            location_id=dossier.location_id,
            admitted_on=date(2000, 1, 1),
            outflow_on=date(2000, 1, 2),
            outflow_reason="other",
        )
        track.delete()
    page = history(client, people["coordinator_utrecht"], dossier)
    assert "Verwijderd" in page
    assert "WEG" in page
    assert "WEG" not in history(client, people["shelter_utrecht"], dossier)
