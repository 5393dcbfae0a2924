"""Hypothesis draws of valid registers: small, and crowded in the corners of the standard."""

from collections import Counter
from datetime import date
from random import Random

from hypothesis import strategies as st

from .days import TODAY, dates_of_birth, days, days_from, days_until, stays
from .fields import KEYS
from .packages import COLUMNS, Register, Row, codes

# In the order of code points a hyphen precedes a digit, and a digit a letter.
LOCATIONS = ("utrecht", "groningen", "a-b", "ab", "a1", "all-in", "den-haag", "x0")
NAMES = ("", "Proef", "Ünal-Ødegård", "O'Brien, jr.", 'De "Test"', "=1+1", "محمد", "李")
COUNTRIES = ("", "COD", "COG", "XXA", "PSE", "XKX", "IRN", "SYR", "NLD")
CROWDS = (
    ["IRN"] * 11,
    ["IRN"] * 10,
    ["COD"] * 6 + ["COG"] * 5,
    ["XXA"] * 10 + ["PSE"],
    [""] * 11,
)


def empty_register() -> Register:
    return {table: [] for table in COLUMNS}


def row(table: str, **values: object) -> Row:
    """A row with the fields that are given, and the others not known."""
    filled = {name: "" if value is None else str(value) for name, value in values.items()}
    return dict.fromkeys(COLUMNS[table], "") | filled


def known(table: str, column: str) -> st.SearchStrategy[str]:
    return st.sampled_from(codes(table, column))


def perhaps(table: str, column: str) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *codes(table, column)])


def rarely() -> st.SearchStrategy[bool]:
    return st.sampled_from([False, False, False, True])


# --- A person: dossiers at some locations, with keys that are numbers until the register is whole


@st.composite
def persons(draw: st.DrawFn, locations: list[str]) -> Register:
    """All rows of one person."""
    person = empty_register()
    numbered = draw(st.booleans())
    homes = draw(
        st.lists(
            st.sampled_from(locations), min_size=1, max_size=3 if numbered else 1, unique=True
        )
    )
    for key, home in enumerate(homes):
        person["participants"].append(
            row(
                "participants",
                participant_id=key,
                location=home,
                family_name=draw(st.sampled_from(NAMES)),
                given_names=draw(st.sampled_from(NAMES)),
                gender=draw(perhaps("participants", "gender")),
                country_of_origin=draw(st.sampled_from(COUNTRIES)),
                first_application=draw(perhaps("participants", "first_application")),
                v_number="0" if numbered else "",  # made one of its own by `joined`
            )
        )
    draw_tracks(draw, person)
    draw_deaths(draw, person)
    draw_births(draw, person)
    for dossier in person["participants"]:
        draw_referrals(draw, person, dossier)
    for track in person["tracks"]:
        draw_guidance(draw, person, track)
        draw_procedures(draw, person, track)
    draw_placements(draw, person)
    return person


def draw_tracks(draw: st.DrawFn, person: Register) -> None:
    for key, (first, last) in enumerate(draw(stays(4))):
        home = draw(st.sampled_from(person["participants"]))
        reasons = [code for code in codes("tracks", "outflow_reason") if code != "deceased"]
        reason = draw(st.sampled_from(reasons)) if last else ""
        supported = reason in ("departure", "onward_migration")
        person["tracks"].append(
            row(
                "tracks",
                track_id=key,
                participant_id=home["participant_id"],
                location=home["location"],
                admitted_on=first,
                outflow_on=last,
                outflow_reason=reason,
                departure_support=draw(perhaps("tracks", "departure_support"))
                if supported
                else "",
                destination_country=draw(st.sampled_from(COUNTRIES)) if supported else "",
            )
        )


def draw_deaths(draw: st.DrawFn, person: Register) -> None:
    """A death on the day of outflow or later, known in some of the dossiers."""
    if any(track["outflow_on"] == "" for track in person["tracks"]) or not draw(rarely()):
        return
    last = max((track["outflow_on"] for track in person["tracks"]), default="")
    earliest = date.fromisoformat(last) if last else draw(days())
    where = draw(st.lists(st.sampled_from(person["participants"]), min_size=1, unique_by=id))
    for dossier in where:
        dossier["deceased_on"] = str(draw(days_from(earliest)))
    deaths = {each["participant_id"]: each["deceased_on"] for each in person["participants"]}
    for track in person["tracks"]:
        if track["outflow_on"] == deaths[track["participant_id"]] and draw(st.booleans()):
            track.update(outflow_reason="deceased", departure_support="", destination_country="")


def draw_births(draw: st.DrawFn, person: Register) -> None:
    first = min((track["admitted_on"] for track in person["tracks"]), default=str(TODAY))
    for dossier in person["participants"]:
        dossier["date_of_birth"] = draw(dates_of_birth(date.fromisoformat(first)))


def draw_referrals(draw: st.DrawFn, person: Register, dossier: Row) -> None:
    """Referrals that led to tracks, and some that led to nothing."""
    own = [
        each for each in person["tracks"] if each["participant_id"] == dossier["participant_id"]
    ]
    used: list[Row] = []
    for track in own:  # in order of admission: what was decided for one was so for the next
        if draw(rarely()) and used:
            track["referral_id"] = used[-1]["referral_id"]
        elif draw(st.booleans()):
            admitted = date.fromisoformat(track["admitted_on"])
            decided = draw(days_until(admitted))
            referred = draw(days_until(decided))
            used.append(add_referral(draw, person, dossier, referred, "admitted", decided))
            track["referral_id"] = used[-1]["referral_id"]
    for _ in range(draw(st.integers(0, 2))):
        referred = draw(days())
        decision = draw(known("referrals", "decision"))
        decided_on = draw(days_from(referred)) if decision != "pending" else None
        add_referral(draw, person, dossier, referred, decision, decided_on)


def add_referral(
    draw: st.DrawFn,
    person: Register,
    dossier: Row,
    referred: date,
    decision: str,
    decided: date | None,
) -> Row:
    referral = row(
        "referrals",
        referral_id=len(person["referrals"]),
        participant_id=dossier["participant_id"],
        location=dossier["location"],
        referred_on=referred,
        referred_by=draw(perhaps("referrals", "referred_by")),
        decision=decision,
        decided_on=decided,
        decided_by=draw(perhaps("referrals", "decided_by")),
        rejection_reason=draw(known("referrals", "rejection_reason"))
        if decision == "rejected"
        else "",
        exception=draw(st.sampled_from(["", "true", "false"])),
    )
    person["referrals"].append(referral)
    return referral


def draw_guidance(draw: st.DrawFn, person: Register, track: Row) -> None:
    """Perspectives, screenings and contacts from admission on, also after the outflow."""
    key, admitted = track["track_id"], date.fromisoformat(track["admitted_on"])
    for _ in range(draw(st.integers(0, 3))):
        determined = draw(days_from(admitted))
        person["perspectives"].append(
            row(
                "perspectives",
                track_id=key,
                determined_on=determined,
                perspective=draw(known("perspectives", "perspective")),
                communicated_on=draw(st.none() | days_from(determined)),
            )
        )
    for _ in range(draw(st.integers(0, 2))):
        requested = draw(days_from(admitted))
        outcome = draw(perhaps("screenings", "outcome"))
        person["screenings"].append(
            row(
                "screenings",
                track_id=key,
                requested_on=requested,
                completed_on=draw(days_from(requested)) if outcome else None,
                outcome=outcome,
            )
        )
    for _ in range(draw(st.integers(0, 2))):
        form = draw(known("counselling", "form"))
        aimed = form == "future_orientation"
        person["counselling"].append(
            row(
                "counselling",
                track_id=key,
                held_on=draw(days_from(admitted)),
                form=form,
                minutes=draw(st.sampled_from(["", 0, 30, 1440])),
                aim=draw(perhaps("counselling", "aim")) if aimed else "",
            )
        )


def draw_procedures(draw: st.DrawFn, person: Register, track: Row) -> None:
    """Procedures before admission, during the track, and after outflow."""
    for _ in range(draw(st.integers(0, 2))):
        submitted = draw(days())
        decision = draw(perhaps("procedures", "decision"))
        counted = st.sampled_from(["repeat_asylum_application", "article_64"])
        person["procedures"].append(
            row(
                "procedures",
                track_id=track["track_id"],
                procedure=draw(counted | known("procedures", "procedure")),
                submitted_on=submitted,
                decided_on=draw(days_from(submitted)) if decision else None,
                decision=decision,
            )
        )


def draw_placements(draw: st.DrawFn, person: Register) -> None:
    """Shelter, whether or not there is a track."""
    for first, last in draw(stays(3)):
        home = draw(st.sampled_from(person["participants"]))
        person["placements"].append(
            row(
                "placements",
                participant_id=home["participant_id"],
                location=home["location"],
                moved_in_on=first,
                moved_out_on=last,
                funded_by=draw(known("placements", "funded_by")),
            )
        )


# --- A register: locations, persons, and keys that collide over locations


@st.composite
def registers(draw: st.DrawFn, most_persons: int = 8) -> Register:
    """A register that obeys every rule on TODAY."""
    locations = draw(
        st.lists(st.sampled_from(LOCATIONS), min_size=1, max_size=4, unique=True),
    )
    register = empty_register()
    for code in locations:
        draw_location(draw, register, code)
    drawn = draw(st.lists(persons(locations), max_size=most_persons))
    crowd = draw(st.sampled_from([[], [], [], [], [], [], [], *CROWDS]))
    if crowd:
        drawn += crowded(crowd, draw(st.sampled_from(locations)), draw(days()))
    join(register, drawn, Random(draw(st.integers(0, 1000))))
    return register


def draw_location(draw: st.DrawFn, register: Register, code: str) -> None:
    municipalities = draw(st.sampled_from(["GM0344", "GM0014;GM0114"]))
    name = draw(st.sampled_from(NAMES)) or code
    register["locations"].append(
        row("locations", location=code, name=name, municipality_codes=municipalities)
    )
    later = st.just(date(2023, 1, 1))  # places can be planned
    for valid_from in draw(st.lists(days() | later, max_size=3, unique=True)):
        places = draw(st.integers(0, 4))
        register["capacities"].append(
            row("capacities", location=code, valid_from=valid_from, places=places)
        )


def crowded(countries: list[str], location: str, day: date) -> list[Register]:
    """As many persons as countries, each with an open track at one location from one day on."""
    crowd = []
    for country in countries:
        person = empty_register()
        person["participants"].append(
            row("participants", participant_id=0, location=location, country_of_origin=country)
        )
        person["tracks"].append(
            row("tracks", track_id=0, participant_id=0, location=location, admitted_on=day)
        )
        crowd.append(person)
    return crowd


def join(register: Register, drawn: list[Register], random: Random) -> None:
    """Give persons and rows their keys, and put the rows of a table in any order."""
    for number, person in enumerate(drawn):
        for dossier in person["participants"]:
            if dossier["v_number"]:
                dossier["v_number"] = f"{number * 37:010}"
    for table, key in KEYS.items():
        rename(drawn, table, key, random)
    for table in register:
        for person in drawn:
            register[table] += person[table]
        random.shuffle(register[table])


def rename(drawn: list[Register], table: str, key: str, random: Random) -> None:
    """Unique keys within a location, from one small set, so that locations share some.

    What is shared is written `location:key`; whoever comes first may keep the key as it is.
    """
    by_location: dict[str, list[Row]] = {}
    for person in drawn:
        for each in person[table]:
            by_location.setdefault(each["location"], []).append(each)
    names: dict[int, str] = {}  # of a row, which has no other name yet
    for rows in by_location.values():
        numbers = random.sample(range(1, 2 * len(rows) + 1), len(rows))
        for each, number in zip(rows, numbers, strict=True):
            names[id(each)] = f"{table[0].upper()}{number}"
    shared = Counter(names.values())
    taken: set[str] = set()
    first_keeps = random.random() < 0.3
    for person in drawn:
        written = {}
        for each in person[table]:
            name = names[id(each)]
            keeps = shared[name] == 1 or (first_keeps and name not in taken)
            taken.add(name)
            written[each[key]] = name if keeps else f"{each['location']}:{name}"
        for referring in person.values():
            for each in referring:
                if each.get(key):
                    each[key] = written[each[key]]
