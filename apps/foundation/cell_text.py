"""The only place that makes text of people safe in files that spreadsheets open."""

import re

# What a spreadsheet takes for the beginning of a formula, also in full width.
_BEGINNINGS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
# What XML cannot hold, and what would break a cell into lines.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def one_line(text: str) -> str:
    """For a cell that is typed as text: a space for each character that no cell can hold."""
    # Nearly every text is printable, and to ask that is far cheaper than to search it.
    return text if text.isprintable() else _UNPRINTABLE.sub(" ", text)


def plain(text: str) -> str:
    """For a file without types (CSV): one line, an apostrophe before what would begin a formula."""
    if text.startswith(_BEGINNINGS):
        text = f"'{text}"
    return text if text.isprintable() else one_line(text)
