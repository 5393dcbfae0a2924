"""Reading many cells at a glance says the same as reading each by itself."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.exchange.report import Report
from apps.exchange.rows import RowReader
from apps.exchange.schema import SCHEMA, Unfit

KEYS = SCHEMA.table("tracks").fields[0]
NAMES = next(each for each in SCHEMA.table("participants").fields if each.name == "family_name")
CELLS = st.text(st.sampled_from("aé |\t\n\x7f\u00a0\u2028 "), max_size=4)


def fits(field, text: str) -> bool:
    try:
        field.read(text)
    except Unfit:
        return False
    return True


@pytest.mark.parametrize("field", [KEYS, NAMES], ids=["keys", "names"])
@given(column=st.lists(CELLS, min_size=1, max_size=3))
def test_no_column_fits_at_a_glance_of_which_a_cell_does_not(field, column):
    if field.all_fit(column):
        assert all(fits(field, text) for text in column)


@pytest.mark.parametrize("field", [KEYS, NAMES], ids=["keys", "names"])
def test_plain_text_fits_at_a_glance(field):
    assert field.all_fit(["Amina", "al Haddad", "O'Neill-Şahin"])


def contacts_refused(rows: list[tuple[str, str, str]]) -> set[int]:
    """The numbers of the rows that a reader of contacts refuses."""
    report = Report()
    text = ["track_id,held_on,form,minutes,aim\n"]
    text += [f"T1,{held_on},{form},,{aim}\n" for held_on, form, aim in rows]
    for _batch in RowReader(SCHEMA.table("counselling"), report).batches(iter(text)):
        pass
    return {error["line"] - 2 for error in report.as_json()["errors"]}


def test_that_one_day_of_the_past_stands_for_all_hides_no_wrong_row():
    today = "2022-07-01"
    days = ("2019-02-28", "2022-06-30", today, "2022-07-02", "2031-01-01")
    rows = list(product(days, ("legal_support", "future_orientation"), ("", "return")))
    wrong = {
        number
        for number, (held_on, form, aim) in enumerate(rows)
        if held_on > today or (aim and form != "future_orientation")
    }
    assert contacts_refused(rows) == wrong
