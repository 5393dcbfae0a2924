"""The heads of tables, as the table component takes them."""

from django.utils.functional import Promise


def column(label: str | Promise, kind: str = "") -> dict[str, object]:
    """One head: what it is called, and what is in it: 'number', 'date', 'keep' or text."""
    return {"label": label, "kind": kind}
