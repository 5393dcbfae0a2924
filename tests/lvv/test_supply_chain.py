"""What others made comes under licences that we take, and is listed."""

import json

import pytest

from scripts import licences, sbom
from scripts.vendored import vendored


@pytest.mark.parametrize(
    ("told", "is_taken"),
    [
        ("MIT", True),
        ("MIT License", True),
        ("MIT OR Apache-2.0", True),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND PSF-2.0", True),
        ("MIT AND GPL-3.0-only", False),
        ("Apache Software License; BSD License; Mozilla Public License 2.0 (MPL 2.0)", True),
        ("BSD License; Other/Proprietary License", False),
        ("GNU Affero General Public License v3", False),
        ("UNKNOWN", False),
        ("", False),
    ],
)
def test_a_licence_is_taken_only_if_it_is_listed(told, is_taken):
    assert licences.is_allowed(licences.licence_of("some-package", told)) is is_taken


def test_everything_that_is_installed_or_vendored_has_a_licence_that_we_take():
    assert licences.wrong() == []


def test_a_package_without_one_is_refused(monkeypatch):
    monkeypatch.setattr(licences, "installed", lambda: {"new": ("1.0", "UNKNOWN")})
    assert [line.partition(":")[0] for line in licences.wrong()] == ["new 1.0"]


def test_the_list_is_up_to_date():
    assert licences.main(["check"]) == 0


def test_the_bill_of_materials_names_all_that_runs_with_licences_and_hashes(tmp_path):
    path = tmp_path / "sbom.json"
    assert sbom.main([str(path)]) == 0
    found = json.loads(path.read_text())
    assert (found["bomFormat"], found["specVersion"]) == ("CycloneDX", "1.6")
    components = {licences.plain(one["name"]): one for one in found["components"]}
    assert licences.served() <= set(components)
    assert {one.name for one in vendored()} <= {one["name"] for one in found["components"]}
    for name, one in components.items():
        assert one["version"]
        if name in licences.served():
            assert one["externalReferences"][0]["hashes"], name
    refs = [one["bom-ref"] for one in found["components"]]
    assert len(refs) == len(set(refs))
