"""Hypothesis draws of registers that were valid until someone broke them in one to three ways.

What is then wrong, if anything, `violations` tells: a change can happen to break no rule.
"""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta

from hypothesis import strategies as st

from .days import NOTABLE, TODAY
from .drawn import registers
from .fields import KEYS
from .packages import FIELDS, Register, Row

FUTURE = (TODAY + timedelta(days=1), TODAY + timedelta(days=400))
NO_DATES = ("2022-02-30", "2022-13-01", "01-02-2022", "20220201", "2022", "yesterday")
TEXTS = {
    "v_number": ("", "123456789", "12345678901", "V123456789", "0000000000", "0000000037"),
    "date_of_birth": ("", "1990-02-30", "1990-13", "90", "0000", "2022-04-15", "2022", "2030"),
    "country_of_origin": ("", "XXK", "ZZZ", "NL", "nld", "RKS", "XXB", "PSE", "XKX"),
    "destination_country": ("", "XXK", "ZZZ", "NL", "nld", "RKS", "XXB", "PSE", "XKX"),
    "municipality_codes": ("", "0344", "GM0344;", "GM0344;GM0345", "GM344"),
    "name": ("", "Elders"),
    "family_name": ("", "Anders"),
    "given_names": ("", "Anders"),
    "minutes": ("", "-1", "1441", "1.5", "een", "1440"),
    "places": ("", "-1", "1.5", "veel", "0"),
    "exception": ("", "ja", "yes", "true", "1"),
}
Break = Callable[[st.DrawFn, Register], None]


def some_row(draw: st.DrawFn, register: Register, *tables: str) -> tuple[str, Row] | None:
    """A row of one of the tables that have any."""
    filled = [table for table in tables or register if register[table]]
    if not filled:
        return None
    table = draw(st.sampled_from(filled))
    return table, draw(st.sampled_from(register[table]))


def values_for(register: Register, table: str, name: str) -> list[str]:
    """Values that may or may not be right in a field."""
    described = FIELDS[table][name]
    if described["type"] == "date":
        return ["", *NO_DATES, *map(str, FUTURE), *map(str, NOTABLE)]
    if listed := described.get("constraints", {}).get("enum"):
        return ["", "no_such_code", "Other", *listed]
    if name in TEXTS:
        return list(TEXTS[name])
    if name == "location":
        return ["", "nowhere", "All", *(row["location"] for row in register["locations"])]
    home = next(home for home, key in KEYS.items() if key == name)
    return ["", "nobody", *(row[name] for row in register[home])]


def change_a_value(draw: st.DrawFn, register: Register) -> None:
    """Another date, code, number, reference or key, or none; any field as likely as any other."""
    filled = [(table, name) for table in register if register[table] for name in FIELDS[table]]
    table, name = draw(st.sampled_from(filled))
    row = draw(st.sampled_from(register[table]))
    row[name] = draw(st.sampled_from(values_for(register, table, name)))


def move_a_date(draw: st.DrawFn, register: Register) -> None:
    """A date that is a date, but perhaps too early or too late."""
    if found := some_row(draw, register):
        table, row = found
        names = [each for each in row if FIELDS[table][each]["type"] == "date"]
        if names:
            day = draw(st.sampled_from([*FUTURE, *NOTABLE]))
            row[draw(st.sampled_from(names))] = str(day)


def swap_dates(draw: st.DrawFn, register: Register) -> None:
    if found := some_row(draw, register):
        table, row = found
        names = [each for each in row if FIELDS[table][each]["type"] == "date"]
        if len(names) > 1:
            row[names[0]], row[names[1]] = row[names[1]], row[names[0]]


def empty_a_value(draw: st.DrawFn, register: Register) -> None:
    if found := some_row(draw, register):
        row = found[1]
        row[draw(st.sampled_from(list(row)))] = ""


def repeat_a_row(draw: st.DrawFn, register: Register) -> None:
    if found := some_row(draw, register):
        table, row = found
        register[table].append(dict(row))


def repeat_with_another_key(draw: st.DrawFn, register: Register) -> None:
    """The same dossier, referral or track again: a V-number held twice, a track on a track."""
    if found := some_row(draw, register, *KEYS):
        table, row = found
        register[table].append(row | {KEYS[table]: "again"})


def repeat_a_stay_open(draw: st.DrawFn, register: Register) -> None:
    """A second stay from a day on, over whatever follows it."""
    if found := some_row(draw, register, "tracks", "placements"):
        table, row = found
        if table == "tracks":
            again = {"track_id": "open", "outflow_on": "", "outflow_reason": ""}
            again |= {"departure_support": "", "referral_id": ""}
        else:
            again = {"moved_out_on": ""}
        register[table].append(row | again)


def add_a_stay_of_a_day(draw: st.DrawFn, register: Register) -> None:
    """A stay of no length on a day that may lie inside another, or on its edge."""
    if found := some_row(draw, register, "tracks", "placements"):
        table, row = found
        day = str(draw(st.sampled_from(NOTABLE)))
        if table == "tracks":
            again = {"track_id": "day", "admitted_on": day, "outflow_on": day}
            again |= {"outflow_reason": "other", "departure_support": "", "referral_id": ""}
        else:
            again = {"moved_in_on": day, "moved_out_on": day}
        register[table].append(row | again)


def drop_a_row(draw: st.DrawFn, register: Register) -> None:
    if found := some_row(draw, register):
        table, row = found
        register[table] = [each for each in register[table] if each is not row]


def break_a_reference(draw: st.DrawFn, register: Register) -> None:
    """To nothing, to something else, or to what is elsewhere."""
    if found := some_row(draw, register, *(each for each in register if each != "locations")):
        table, row = found
        names = [each for each in row if each == "location" or each in KEYS.values()]
        name = draw(st.sampled_from(names))
        row[name] = draw(st.sampled_from(values_for(register, table, name)))


def share_a_v_number(draw: st.DrawFn, register: Register) -> None:
    """Two persons turn out to be one, with all that follows for their tracks."""
    if found := some_row(draw, register, "participants"):
        other = draw(st.sampled_from(register["participants"]))
        number = found[1]["v_number"] or "9999999999"
        found[1]["v_number"] = other["v_number"] = number


def let_someone_die(draw: st.DrawFn, register: Register) -> None:
    if found := some_row(draw, register, "participants"):
        found[1]["deceased_on"] = str(draw(st.sampled_from(NOTABLE)))


def end_by_death(draw: st.DrawFn, register: Register) -> None:
    if found := some_row(draw, register, "tracks"):
        found[1]["outflow_reason"] = "deceased"


def refer_to_another_dossier(draw: st.DrawFn, register: Register) -> None:
    if register["referrals"] and (found := some_row(draw, register, "tracks")):
        other = draw(st.sampled_from(register["referrals"]))
        found[1]["referral_id"] = other["referral_id"]


def be_born_later(draw: st.DrawFn, register: Register) -> None:
    if found := some_row(draw, register, "participants"):
        later = ["2021-12-21", "2022-02", "2022-07", "2022-07-02", "2023", *map(str, NOTABLE)]
        found[1]["date_of_birth"] = draw(st.sampled_from(later))


def come_from_nowhere(draw: st.DrawFn, register: Register) -> None:
    if found := some_row(draw, register, "participants", "tracks"):
        name = "country_of_origin" if found[0] == "participants" else "destination_country"
        found[1][name] = draw(st.sampled_from(TEXTS[name]))


def aim_at_something(draw: st.DrawFn, register: Register) -> None:
    if found := some_row(draw, register, "counselling"):
        found[1]["aim"] = "return"


def move_to_another_location(draw: st.DrawFn, register: Register) -> None:
    found = some_row(draw, register, "participants", "referrals", "tracks", "placements")
    other = some_row(draw, register, "locations")
    if found and other:
        found[1]["location"] = other[1]["location"]


def call_a_location_all(draw: st.DrawFn, register: Register) -> None:
    if found := some_row(draw, register, "locations"):
        code = found[1]["location"]
        for rows in register.values():
            for row in rows:
                if row.get("location") == code:
                    row["location"] = "all"


def prefix_a_key(draw: st.DrawFn, register: Register) -> None:
    """A key that, read back, may be one that its location has already."""
    if found := some_row(draw, register, *KEYS):
        table, row = found
        other = draw(st.sampled_from(register[table]))
        row[KEYS[table]] = f"{row['location']}:{other[KEYS[table]]}"


BREAKS: tuple[Break, ...] = (
    change_a_value,
    move_a_date,
    swap_dates,
    empty_a_value,
    repeat_a_row,
    repeat_with_another_key,
    repeat_a_stay_open,
    add_a_stay_of_a_day,
    drop_a_row,
    break_a_reference,
    share_a_v_number,
    let_someone_die,
    end_by_death,
    refer_to_another_dossier,
    be_born_later,
    come_from_nowhere,
    aim_at_something,
    move_to_another_location,
    call_a_location_all,
    prefix_a_key,
)


@st.composite
def broken_registers(draw: st.DrawFn, most_persons: int = 5) -> Register:
    """A valid register, broken in one to three ways."""
    register = deepcopy(draw(registers(most_persons)))
    for each in draw(st.lists(st.sampled_from(BREAKS), min_size=1, max_size=3)):
        each(draw, register)
    return register
