"""An organisation gets the tracks of a location from one day, and until another."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.html import strip_tags

from apps.audit.codes import Act
from apps.audit.models import AccessEntry
from apps.exchange.actions import import_now
from apps.foundation.acting import acting_as
from apps.organisation.codes import Zone
from apps.organisation.models import Partnership
from apps.tracks.actions import involve_partner, release_partner
from apps.tracks.models import Track
from tests import cast
from tests.registers.packages import PILOT

TODAY = cast.TODAY
DAY = timedelta(days=1)


@pytest.fixture
def people(db) -> dict:
    accepted, report = import_now(PILOT, tell=lambda step, done, expected: None)
    assert accepted, report.as_text("en")
    return cast.gather()


@pytest.fixture
def partnership(people) -> Partnership:
    return Partnership.objects.get(organisation__name="ngo utrecht")


def seen(user, *, on: date = TODAY) -> int:
    actor = type(user).objects.actor(user, today=on)
    with acting_as(actor):
        return Track.objects.visible_to(actor).count()


def end(partnership, people, until_on):
    administrator = cast.actor(people["administrator"])
    with acting_as(administrator):
        return release_partner(partnership, until_on=until_on, by=administrator)


def begin(like, people, from_on):
    """Once more a partnership of the same two."""
    administrator = cast.actor(people["administrator"])
    with acting_as(administrator):
        return involve_partner(
            like.location,
            organisation=like.organisation,
            zones=[Zone(zone) for zone in like.zones],
            purpose="test",
            from_on=from_on,
            by=administrator,
        )


def test_from_the_day_of_its_end_nothing_is_seen(people, partnership):
    counsellor = people["counsellor_utrecht"]
    before = seen(counsellor)
    assert before
    end(partnership, people, TODAY + DAY)
    assert (seen(counsellor), seen(counsellor, on=TODAY + DAY)) == (before, 0)


def test_until_it_has_come_another_day_can_be_chosen(people, partnership):
    counsellor = people["counsellor_utrecht"]
    before = seen(counsellor)
    end(partnership, people, TODAY + 9 * DAY)
    end(partnership, people, TODAY + 2 * DAY)
    assert seen(counsellor, on=TODAY + 2 * DAY) == 0
    end(partnership, people, TODAY + 5 * DAY)
    assert seen(counsellor, on=TODAY + 4 * DAY) == before


def test_an_end_in_the_past_takes_the_tracks_of_after_it_too(people, partnership):
    end(partnership, people, date(2021, 1, 1))
    assert seen(people["counsellor_utrecht"]) == 0


@pytest.mark.parametrize("until_on", [cast.FROM, cast.FROM - DAY])
def test_it_does_not_end_before_it_begins(people, partnership, until_on):
    with pytest.raises(ValidationError) as refused:
        end(partnership, people, until_on)
    assert refused.value.message_dict == {"until_on": ["Kies een einddatum na de begindatum."]}
    assert seen(people["counsellor_utrecht"])


def test_it_ends_once_and_can_then_begin_again(people, partnership):
    end(partnership, people, TODAY)
    with pytest.raises(ValidationError, match="al beëindigd"):
        end(partnership, people, TODAY + DAY)
    with pytest.raises(ValidationError, match="werkt hier al"):
        begin(partnership, people, TODAY - DAY)
    begin(partnership, people, TODAY)
    assert seen(people["counsellor_utrecht"])


def test_its_end_does_not_lie_in_the_next(people, partnership):
    end(partnership, people, TODAY + 5 * DAY)
    begin(partnership, people, TODAY + 8 * DAY)
    end(partnership, people, TODAY + 8 * DAY)
    with pytest.raises(ValidationError, match="begint later opnieuw"):
        end(partnership, people, TODAY + 9 * DAY)


@pytest.mark.parametrize("name", ["coordinator_utrecht", "counsellor_utrecht", "stranger"])
def test_who_may_not_begin_one_may_not_end_one(people, partnership, name):
    actor = cast.actor(people[name])
    with acting_as(actor), pytest.raises(PermissionDenied):
        release_partner(partnership, until_on=TODAY, by=actor)


def test_beginning_and_ending_are_written_down(people, partnership):
    end(partnership, people, TODAY)
    written = AccessEntry.objects.filter(act=Act.CHANGE, subject="partnership")
    assert [(e.subject_ids, e.location_ids) for e in written.order_by("pk")] == [
        ([number], [at]) for number, at in _begun_and(partnership)
    ]


def _begun_and(partnership) -> list[tuple[int, int]]:
    begun = Partnership.objects.order_by("pk").values_list("pk", "location_id")
    return [*begun, (partnership.pk, partnership.location_id)]


def words(response) -> str:
    return re.sub(r"\s+", " ", strip_tags(response.content.decode()))


def test_the_page_of_the_location_leads_to_its_end(client, people, partnership):
    client.force_login(people["administrator"])
    url = f"/locations/utrecht/partnerships/{partnership.pk}/end"
    assert f'href="{url}"' in client.get("/locations/utrecht").content.decode()
    assert "ngo utrecht" in words(client.get(url))
    early = client.post(url, {"until_on": "01-01-2019"})
    assert early.status_code == 422
    assert "Kies een einddatum na de begindatum." in words(early)
    empty = words(client.post(url, {"until_on": ""}))
    assert "Vul een datum in als dd-mm-jjjj" in empty
    ended = client.post(url, {"until_on": "01-07-2022"}, follow=True)
    assert ended.redirect_chain == [("/locations/utrecht", 302)]
    assert "tot 01-07-2022 Beëindigd" in words(ended)
    assert url not in ended.content.decode()


def test_a_partnership_of_another_location_is_not_there(client, people, partnership):
    client.force_login(people["administrator"])
    url = f"/locations/groningen/partnerships/{partnership.pk}/end"
    assert client.get(url).status_code == 404
    assert client.post(url, {"until_on": "01-07-2022"}).status_code == 404
    partnership.refresh_from_db()
    assert partnership.until_on is None
