"""The lists: against Django's own changelist, and against themselves as the register grows."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.db import connection, transaction
from django.test import Client
from django.test.utils import (
    CaptureQueriesContext,
    setup_test_environment,
    teardown_test_environment,
)

from apps.foundation.acting import acting_as
from apps.foundation.paging import SIZE
from apps.foundation.sealing import seal_for_address
from apps.organisation.access import Actor
from apps.organisation.models import Location
from apps.participants.filters import seal_search
from apps.participants.models import Participant
from apps.tracks.models import Track

from . import people
from .measuring import Results, interleaved, the_same

TODAY = date(2022, 7, 1)
BOUNDS = {
    100_000: {"first": 0.6, "filtered": 0.6, "last": 0.2, "searched": 0.2},
    1_000_000: {"first": 0.3, "filtered": 0.3, "last": 0.03, "searched": 0.03},
}
MOST_QUERIES = {"list": 8, "dossier": 15, "monitor": 10}
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def place(path: str, keys: list, *, backwards: bool = False) -> str:
    """The address of the page after a row, as the list itself would write it."""
    text = json.dumps([keys, backwards, 0])
    return f"{path}?page={seal_for_address(text, f'page of {path}')}"


def _system() -> Actor:
    return Actor.system(
        "bench", today=TODAY, locations=Location.objects.values_list("pk", flat=True)
    )


def after(path: str, codes: list[str], number: int) -> str:
    """The page of the list of tracks before which so many rows stand."""
    with acting_as(_system()):
        rows = Track.objects.filter(location__code__in=codes).in_newest_order()
        row = rows.values_list("admitted_on", "pk")[max(0, number - 1)]
    return place(path, [row[0].isoformat(), row[1]])


def deep(path: str, codes: list[str], share: float) -> str:
    """The page of the list of tracks before which a share of the rows stands."""
    with acting_as(_system()):
        number = Track.objects.filter(location__code__in=codes).count()
    return after(path, codes, int(number * share))


def last(path: str) -> str:
    """The last page, a full one: the rows before an end that lies after all of them."""
    return place(path, ["0001-01-01", 0], backwards=True)


def some_name(codes: list[str]) -> Participant:
    """Someone in the middle of a city's list who has a name."""
    with acting_as(_system()):
        named = Participant.objects.filter(location__code__in=codes).exclude(family_name="")
        return named.order_by("pk")[named.count() // 2]


def run(results: Results) -> None:
    """The ratios to the changelist, the times of a city's user, and the number of queries."""
    everyone = people.of_all()
    for name, (mine, theirs) in _beside_the_changelist().items():
        the_same(shown(everyone, mine), shown(everyone, theirs), f"list, {name}")
        ours, rivals = interleaved(
            fetch(everyone, mine),
            fetch(everyone, theirs),
            times=3 if results.tracks == 1_000_000 else 7,
        )
        results.add(
            "lists", f"list, {name}", "Django's changelist", ours=ours * 1000,
            theirs=rivals * 1000, unit="ms",
            bound=BOUNDS.get(results.tracks, {}).get(name.split(" ")[0]),
        )  # fmt: skip
    _of_a_city(results)
    _queries(results)


def _beside_the_changelist() -> dict[str, tuple[str, str]]:
    """The address of each page in our list, and in the changelist."""
    codes = list(Location.objects.values_list("code", flat=True))
    who = some_name(codes)
    filtered = "outflow_reason{}=detention_for_departure"
    with acting_as(_system()):
        pages = -(-Track.objects.count() // SIZE)
    tracks, participants = "/bench-admin/tracks/track/", "/bench-admin/participants/participant/"
    return {
        "first": ("/tracks", tracks),
        "filtered": (f"/tracks?{filtered.format('')}", f"{tracks}?{filtered.format('__exact')}"),
        "last": (after("/tracks", codes, SIZE * (pages - 1)), f"{tracks}?p={pages}"),
        "searched by name": (
            f"/participants?search={seal_search(who.family_name)}",
            f"{participants}?q={who.family_name}",
        ),
        "searched by key": (
            f"/participants?search={seal_search(who.key)}",
            f"{participants}?q={who.key}",
        ),
    }


def shown(client: Client, url: str) -> list[int]:
    """The keys of the rows that a page shows, ours or the changelist's."""
    setup_test_environment()  # While it stands, an answer tells what it was made of.
    context = client.get(url).context
    teardown_test_environment()
    rows = context["cl"].result_list if "cl" in context else context["page"].rows
    if not rows:
        raise SystemExit(f"{url} shows no rows.")
    return [row.pk for row in rows]


def _of_a_city(results: Results) -> None:
    """What is compared between sizes: the pages of someone of one city, each as a whole."""
    city, codes = people.of_one_city(), [people.CITY]
    who = some_name(codes)
    pages = {
        "first": "/tracks",
        "last": last("/tracks"),
        "deep page": deep("/tracks", codes, 0.5),
        "search by key": f"/participants?search={seal_search(who.key)}",
        "filter": "/tracks?outflow_reason=repeat_asylum_application",
        "name": f"/participants?search={seal_search(who.family_name)}",
    }
    taken = interleaved(*(fetch(city, url) for url in pages.values()), times=15)
    for name, each in zip(pages, taken, strict=True):
        results.add(
            "growth",
            f"list of a city, {name}",
            "the smallest register",
            ours=each * 1000,
            theirs=0,
            unit="ms",
        )


def _queries(results: Results) -> None:
    """How often a page of each kind asks the database."""
    city = people.of_one_city()
    who = some_name([people.CITY])
    for name, url in (
        ("list", "/tracks"),
        ("list", "/participants"),
        ("dossier", f"/participants/{who.pk}"),
        ("monitor", "/monitor"),
    ):
        fetch(city, url)()
        with CaptureQueriesContext(connection) as asked:
            fetch(city, url)()
        number = len([q for q in asked if not q["sql"].startswith(CONTROL)])
        results.add(
            "queries", f"queries of {url.split('?')[0].rstrip('0123456789')}", "the most allowed",
            ours=number, theirs=MOST_QUERIES[name], unit="queries", bound=1,
        )  # fmt: skip


def fetch(client: Client, url: str) -> Callable[[], None]:
    """A request in this process that has to answer with a page."""

    def go() -> None:
        response = client.get(url)
        if response.status_code != 200:
            raise SystemExit(f"{url} answers {response.status_code}.")

    return go


def main(arguments: list[str]) -> None:
    """SIZE OUT: in the home that holds the register of that size."""
    with transaction.atomic():
        people.of_all(), people.of_one_city()
    run(Results(Path(arguments[1]), int(arguments[0])))
