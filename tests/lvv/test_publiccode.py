"""publiccode.yml: what the standard asks for is there, and says the same as the rest."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from django.conf import settings

CHECKOUT = Path(__file__).resolve().parents[2]
# Of the standard, version 0.5: the keys that it knows at the top, and those that must be there.
MANDATORY = {
    "publiccodeYmlVersion",
    "name",
    "url",
    "platforms",
    "developmentStatus",
    "softwareType",
    "description",
    "legal",
    "maintenance",
    "localisation",
}
OPTIONAL = {
    "applicationSuite",
    "landingURL",
    "isBasedOn",
    "softwareVersion",
    "releaseDate",
    "logo",
    "organisation",
    "categories",
    "usedBy",
    "fundedBy",
    "roadmap",
    "intendedAudience",
    "dependsOn",
}
STATUSES = {"concept", "development", "beta", "stable", "obsolete"}
TYPES = {"web", "desktop", "mobile", "iot", "backend", "other"}
# Of its lists of words, those that could fit here.
CATEGORIES = {
    "business-intelligence",
    "business-process-management",
    "data-analytics",
    "data-collection",
    "data-visualization",
    "workflow-management",
}
SCOPES = {"foreign-affairs", "justice", "local-authorities", "society", "welfare"}
ANSWERABLE = {"internal": "contacts", "community": "contacts", "contract": "contractors"}


@pytest.fixture
def told() -> dict[str, Any]:
    return yaml.safe_load((CHECKOUT / "publiccode.yml").read_text(encoding="utf-8"))


def project() -> dict[str, Any]:
    return tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_every_mandatory_key_is_there_and_no_unknown_one(told):
    assert MANDATORY <= set(told) <= MANDATORY | OPTIONAL
    assert told["publiccodeYmlVersion"] == "0.5"
    assert told["developmentStatus"] in STATUSES
    assert told["softwareType"] in {f"standalone/{kind}" for kind in TYPES}
    assert told["platforms"] == ["web"]
    assert set(told["categories"]) <= CATEGORIES
    assert set(told["intendedAudience"]["scope"]) <= SCOPES
    if "releaseDate" in told:
        assert isinstance(told["releaseDate"], date)


def test_version_and_licence_are_those_of_the_project(told):
    assert told["softwareVersion"] == project()["version"]
    assert told["legal"]["license"] == project()["license"] == "EUPL-1.2"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_is_described_in_every_language_of_the_screens(told, language):
    assert set(told["description"]) == {code for code, _name in settings.LANGUAGES}
    words = told["description"][language]
    assert set(words) <= {
        "localisedName",
        "shortDescription",
        "longDescription",
        "features",
        "screenshots",
    }
    assert 0 < len(words["shortDescription"]) <= 150
    assert 150 <= len(words["longDescription"]) <= 10_000
    assert 5 <= len(words["features"]) <= 20
    for path in words["screenshots"]:
        assert (CHECKOUT / path).is_file()


def test_the_languages_are_those_of_the_screens(told):
    assert told["localisation"]["localisationReady"] is True
    languages = [code for code, _name in settings.LANGUAGES]
    assert told["localisation"]["availableLanguages"] == languages


def test_who_maintains_it_is_named_where_the_standard_asks_for_it(told):
    maintenance = told["maintenance"]
    assert maintenance["type"] in {*ANSWERABLE, "none"}
    if wanted := ANSWERABLE.get(maintenance["type"]):
        assert all(each["name"] for each in maintenance[wanted])


def test_an_address_is_that_of_a_source_or_of_nobody(told):
    address = urlsplit(told["url"])
    assert address.scheme == "https"
    assert address.path.endswith(".git")
    text = (CHECKOUT / "publiccode.yml").read_text(encoding="utf-8")
    assert re.findall(r"https?://[^\s\"]+", text) == [told["url"]]
