"""What every test may ask for: the day, the system, the pilot register."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from apps.exchange.actions import import_now
from apps.exchange.report import Report
from apps.organisation.access import Actor
from apps.organisation.models import Location
from tests import cast

TODAY = date(2022, 7, 1)


@pytest.fixture
def client() -> cast.Browser:
    """A browser: who is signed in at once in it has passed the second step too."""
    return cast.Browser()


@pytest.fixture
def bring_in() -> Callable[[Path], tuple[bool, Report]]:
    """Import a package as the command does."""
    return lambda path: import_now(path, tell=lambda step, done, expected: None)


@pytest.fixture
def system() -> Callable[[], Actor]:
    """The account of a command, at every location there is at that moment."""

    def act() -> Actor:
        everywhere = Location.objects.values_list("pk", flat=True)
        return Actor.system("test", today=TODAY, locations=everywhere)

    return act
