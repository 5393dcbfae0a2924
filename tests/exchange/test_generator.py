"""Generated registers: valid, the same for a seed, in the proportions of the pilot."""

from collections import Counter, defaultdict
from datetime import date

import pytest

from apps.exchange.generator import Size, generate
from tests.registers.packages import PILOT, Register, read_package
from tests.registers.violations import violations

TODAY = date(2022, 7, 1)


@pytest.fixture(scope="module")
def generated(tmp_path_factory) -> Register:
    folder = tmp_path_factory.mktemp("generated") / "register"
    generate(folder, size=Size(3000), seed=7)
    return read_package(folder)


def test_a_generated_register_breaks_no_rule(generated):
    assert violations(generated, TODAY) == []


def test_a_seed_gives_the_same_bytes_and_another_seed_others(tmp_path):
    for name, seed in (("one.zip", 1), ("same.zip", 1), ("other.zip", 2)):
        generate(tmp_path / name, size=Size(50), seed=seed)
    one, same, other = ((tmp_path / f"{n}.zip").read_bytes() for n in ("one", "same", "other"))
    assert one == same
    assert one != other


def test_it_has_the_tracks_that_were_asked_for(generated):
    assert 3000 <= len(generated["tracks"]) <= 3005


def test_some_persons_have_dossiers_at_two_locations_and_some_come_back(generated):
    locations = defaultdict(set)
    for dossier in generated["participants"]:
        if dossier["v_number"]:
            locations[dossier["v_number"]].add(dossier["location"])
    assert sum(len(at) == 2 for at in locations.values()) > 30
    tracks = Counter(track["participant_id"] for track in generated["tracks"])
    assert sum(times > 1 for times in tracks.values()) > 10


@pytest.mark.parametrize(
    ("table", "field"),
    [
        ("tracks", "location"),
        ("tracks", "outflow_reason"),
        ("perspectives", "perspective"),
        ("counselling", "form"),
        ("referrals", "decision"),
        ("participants", "gender"),
    ],
)
def test_its_proportions_are_those_of_the_pilot(generated, table, field):
    def shares(register: Register) -> dict[str, float]:
        times = Counter(row[field] for row in register[table])
        return {value: n / len(register[table]) for value, n in times.items()}

    pilot, drawn = shares(read_package(PILOT)), shares(generated)
    for value, share in pilot.items():
        assert drawn.get(value, 0) == pytest.approx(share, abs=0.04)


def test_there_are_as_many_contacts_a_track_as_in_the_pilot(generated):
    pilot = read_package(PILOT)
    expected = len(pilot["counselling"]) / len(pilot["tracks"])
    assert len(generated["counselling"]) / len(generated["tracks"]) == pytest.approx(
        expected, rel=0.05
    )


def test_every_track_can_have_more_contacts_on_its_own_days(tmp_path):
    generate(tmp_path / "register", size=Size(60, contacts=10), seed=5)
    register = read_package(tmp_path / "register")
    held = Counter(row["track_id"] for row in register["counselling"])
    assert {row["track_id"] for row in register["tracks"]} == set(held)
    assert min(held.values()) == 10
    assert violations(register, TODAY) == []


def test_registers_whose_numbers_do_not_meet_share_no_key_and_no_person(tmp_path):
    generate(tmp_path / "one", size=Size(50), seed=5)
    generate(tmp_path / "other", size=Size(50, begin_at=1000), seed=5)
    one, other = read_package(tmp_path / "one"), read_package(tmp_path / "other")
    for table, field in (("tracks", "track_id"), ("participants", "v_number")):
        assert not {row[field] for row in one[table]} & {row[field] for row in other[table]} - {""}
