"""Ten thousand questions of random people about random things: nobody is told what is not theirs.

Every dossier carries a word of its own, so that wherever it shows it is noticed. Who may see which
is written down here once more, and is not asked of the code that decides it.
"""

import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from apps.exchange.actions import import_now
from apps.foundation.acting import acting_as
from apps.monitor.actions import request_edition, run_edition
from apps.monitor.models import Edition, EditionRequest
from apps.organisation.access import Actor
from apps.organisation.models import Location
from apps.participants.models import Participant
from apps.tracks.models import Track
from tests import cast
from tests.asking import Program
from tests.registers.packages import PILOT, read_package, write_package

PAIRS, SEED = 10_000, 20220701
WORD = re.compile(r"Merk([a-z]+)\d+x")
# Whose names each may see; all others see none.
NAMES = {
    "coordinator_utrecht": "utrecht",
    "registrar_utrecht": "utrecht",
    "counsellor_utrecht": "utrecht",
    "shelter_utrecht": "utrecht",
    "counsellor_groningen": "groningen",
    "coordinator_groningen": "groningen",
}
# Of whom the municipality sees all, with or without a track.
MUNICIPALITY = {"coordinator_utrecht", "registrar_utrecht", "coordinator_groningen"}
TRACKS = NAMES | {"officer_utrecht": "utrecht"}
TRACKS.pop("shelter_utrecht")
FIGURES = {
    "coordinator_utrecht": {"utrecht", ""},
    "officer_utrecht": {"utrecht", ""},
    "coordinator_groningen": {"groningen", ""},
    "bureau": {"utrecht", "groningen", "rotterdam", ""},
}
_CASE = {"tracks", "referrals", "perspectives"}
_LEGAL = {"screenings", "procedures"}
# What of a dossier is empty for whom.
EMPTY: dict[str, set[str]] = {
    "shelter_utrecht": _CASE | _LEGAL | {"contacts"},
    "registrar_utrecht": _LEGAL | {"contacts"},
}
OF_PERSON = ("dateOfBirth", "countryOfOrigin", "firstApplication", "deceasedOn", "hasVNumber")


@dataclass
class World:
    """The people, how they ask, and all there is to ask about."""

    browsers: dict[str, Client]
    programs: dict[str, Program]
    dossiers: list[tuple[int, str, str]]
    tracks: list[tuple[int, str]]
    editions: list[tuple[int, str]]
    drawn: random.Random
    seen: Counter[str]


@pytest.fixture
def world(committed, tmp_path, settings) -> World:
    settings.LVV_API_REQUESTS_A_MINUTE = 10_000_000
    register = read_package(PILOT)
    for number, person in enumerate(register["participants"]):
        person["family_name"] = f"Merk{person['location']}{number}x"
    write_package(register, tmp_path / "register")
    accepted, report = import_now(tmp_path / "register", tell=lambda step, done, expected: None)
    assert accepted, report.as_text("en")
    people = cast.gather()
    everywhere = Location.objects.values_list("pk", flat=True)
    by = Actor.system("test", today=cast.TODAY, locations=everywhere)
    for code in ("utrecht", "groningen", "rotterdam", ""):
        location = Location.objects.filter(code=code).first()
        asked = request_edition(on=cast.TODAY, location=location, by=by)
        assert isinstance(asked, EditionRequest)
        run_edition(asked.pk)
    with acting_as(by):
        dossiers = Participant.objects.values_list("pk", "location__code", "family_name")
        tracks = Track.objects.values_list("pk", "location__code")
        everything = list(dossiers), list(tracks)
    editions = [(e.pk, e.location.code if e.location else "") for e in Edition.objects.all()]
    browsers = {name: Client(raise_request_exception=False) for name in people}
    for name, client in browsers.items():
        client.force_login(people[name])
    programs = {name: Program(user) for name, user in people.items()}
    cache.clear()
    return World(browsers, programs, *everything, editions, random.Random(SEED), Counter())


def told(world: World, name: str, text: str) -> None:
    """Nobody reads the word of a dossier that is not theirs."""
    places = set(WORD.findall(text))
    assert places <= {NAMES.get(name)}, (name, places)
    world.seen["words of one's own" if places else "without a word"] += 1


def page(world: World, name: str) -> None:
    number, at, word = world.drawn.choice(world.dossiers)
    response = world.browsers[name].get(f"/participants/{number}")
    judge(world, name, response, NAMES.get(name) == at, exact=name in MUNICIPALITY)
    if response.status_code == 200:
        assert word in response.content.decode()
        if name == "shelter_utrecht":
            assert "Geboortedatum" not in response.content.decode()


def fragment(world: World, name: str) -> None:
    address = world.drawn.choice(["/participants", "/tracks"])
    at = world.drawn.choice(["utrecht", "groningen", "rotterdam", "amsterdam", "eindhoven"])
    headers = {"HX-Request": "true"}
    response = world.browsers[name].get(address, {"location": at}, headers=headers)
    assert response.status_code in (200, 403)
    told(world, name, response.content.decode())


def search(world: World, name: str) -> None:
    _number, at, word = world.drawn.choice(world.dossiers)
    browser = world.browsers[name]
    response = browser.post("/participants/search", {"words": word})
    if response.status_code == 302 and response.url.startswith("/participants"):
        text = browser.get(response.url).content.decode().partition("<main")[2]
        # The words that were looked for stand above the list.
        found = text.count(word) > text.count(f"<strong>{word}</strong>") + text.count(f'"{word}"')
        assert not found or NAMES.get(name) == at, (name, at)
        world.seen["found" if found else "not found"] += 1
    else:
        assert response.status_code == 403


def dossier(world: World, name: str) -> None:
    number, at, _word = world.drawn.choice(world.dossiers)
    response = world.programs[name].get(f"participants/{number}")
    judge(world, name, response, NAMES.get(name) == at, exact=name in MUNICIPALITY)
    if response.status_code == 200:
        given: dict[str, Any] = response.json()
        assert not [part for part in EMPTY.get(name, ()) if given["dossier"][part]]
        if name == "shelter_utrecht":
            assert not [field for field in OF_PERSON if given[field] is not None]
        if name.startswith("coordinator"):
            legal = given["dossier"]["screenings"] + given["dossier"]["procedures"]
            assert not [r for r in legal if r.get("requestedOn") or r.get("submittedOn")]


def track(world: World, name: str) -> None:
    number, at = world.drawn.choice(world.tracks)
    response = world.programs[name].get(f"tracks/{number}")
    judge(world, name, response, TRACKS.get(name) == at, exact=True)


def listed(world: World, name: str) -> None:
    address = world.drawn.choice(["participants", "tracks", "import-jobs"])
    response = world.programs[name].get(address, pageSize=world.drawn.choice([1, 25, 100]))
    assert response.status_code in (200, 403)
    told(world, name, response.content.decode())


def export(world: World, name: str) -> None:
    number, at = world.drawn.choice(world.editions)
    form = world.drawn.choice(["json", "csv"])
    by_program = world.drawn.random() < 0.5
    response = (
        world.programs[name].get(f"editions/{number}/exports/{form}")
        if by_program
        else world.browsers[name].get(f"/monitor/editions/{number}/export/{form}")
    )
    judge(world, name, response, at in FIGURES.get(name, ()), exact=True)


def judge(world: World, name: str, response: Any, may: bool, *, exact: bool) -> None:
    """Given to who may and to nobody else; what it says holds no word of another."""
    status = response.status_code
    assert status in (200, 403, 404), status
    assert may or status != 200, (name, response.request["PATH_INFO"])
    assert status == 200 or not (exact and may), (name, response.request["PATH_INFO"], status)
    world.seen[f"answered {status}"] += 1
    if "zip" not in response.headers["Content-Type"]:
        told(world, name, response.content.decode())


CHANNELS: dict[str, Callable[[World, str], None]] = {
    "page": page,
    "fragment": fragment,
    "search": search,
    "dossier by the API": dossier,
    "track by the API": track,
    "list by the API": listed,
    "export": export,
}


def test_ten_thousand_random_questions_leak_nothing(world, capsys):
    names = sorted(world.browsers)
    asked: Counter[str] = Counter()
    for _ in range(PAIRS):
        channel, name = world.drawn.choice(list(CHANNELS)), world.drawn.choice(names)
        CHANNELS[channel](world, name)
        asked[channel] += 1
    with capsys.disabled():
        print(f"\n{sum(asked.values())} questions, {dict(asked)}: {dict(world.seen)}, 0 leaks")
    assert world.seen["answered 200"] > PAIRS / 50
    assert world.seen["answered 404"] > PAIRS / 50
    assert world.seen["found"]
