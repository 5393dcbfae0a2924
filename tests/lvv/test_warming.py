"""What a web server reads before it serves."""

import gc

import pytest
from django.template import engines
from django.template.loaders.cached import Loader
from django.urls import get_resolver

from lvv.warming import warm


@pytest.fixture
def thawed():
    yield
    gc.unfreeze()


def test_every_template_and_address_is_read_and_no_database_is_asked(thawed):
    """Without the mark for a database, asking one fails the test."""
    engine = engines["django"].engine
    (loader,) = engine.template_loaders
    assert isinstance(loader, Loader)
    loader.reset()
    warm()
    read = {key for key in loader.get_template_cache if isinstance(key, str)}
    assert {"base.html", "tracks/track_list.html", "components/table.html"} <= read
    assert get_resolver().app_dict is not None
    assert gc.get_freeze_count() > 10_000
