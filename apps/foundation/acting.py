"""The one door to the database: who acts decides which rows exist."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, TypeVar

from django.db import connection, transaction

ZONES = ("identity", "case", "legal", "shelter", "notes")
# What row-level security reads, and what is kept of a change: who, from where, and in which act. A
# zone holds locations, its parts hold partnerships; `any` holds those of all zones.
SETTINGS = (
    "lvv.actor",
    "lvv.source",
    "lvv.context",
    "lvv.today",
    *(f"lvv.{zone}" for zone in (*ZONES, "any")),
    *(f"lvv.{zone}_parts" for zone in (*ZONES, "any")),
)


class Acting(Protocol):
    """Whoever can act: gives the value of each setting, by name; what is absent is empty."""

    def settings(self) -> Mapping[str, str]: ...


LONGEST_CONTEXT = 100
ActorT = TypeVar("ActorT", bound=Acting)

_acting: ContextVar[Acting | None] = ContextVar("acting", default=None)
_settings: ContextVar[Mapping[str, str]] = ContextVar("settings", default={})  # noqa: B039
_context: ContextVar[str] = ContextVar("context", default="")


def _settings_of(actor: Acting) -> dict[str, str]:
    values = dict(actor.settings())
    unknown = set(values) - set(SETTINGS)
    if unknown:
        raise ValueError(f"Unknown settings: {', '.join(sorted(unknown))}")
    # The system that acts for someone does so from where that one is.
    values["lvv.source"] = values.get("lvv.source") or _settings.get().get("lvv.source", "")
    values["lvv.context"] = _context.get()
    return values


def _apply(values: Mapping[str, str]) -> None:
    with connection.cursor() as cursor:
        # LOCAL (the third argument): they end with the transaction, whatever a pool does.
        cursor.execute(
            "SELECT set_config(s.name, s.value, true)"
            " FROM unnest(%s::text[], %s::text[]) AS s(name, value)",
            [list(SETTINGS), [values.get(name, "") for name in SETTINGS]],
        )


@contextmanager
def acting_as(actor: ActorT) -> Iterator[ActorT]:
    """Open a transaction in which exactly the rows of `actor` exist; within it, one may nest.

    On leaving, the settings of the outer actor stand again: inside one test transaction they
    would otherwise outlive their request.
    """
    outer = _settings.get()
    with transaction.atomic():
        values = _settings_of(actor)
        _apply(values)
        token, kept = _acting.set(actor), _settings.set(values)
        try:
            yield actor
        finally:
            _acting.reset(token)
            _settings.reset(kept)
    # A rollback has restored them by itself, and with the transaction they are gone.
    if connection.in_atomic_block:
        _apply(outer)


@contextmanager
def in_context(words: str) -> Iterator[None]:
    """Say in which act, and in which request or task, whoever acts within does so.

    Both stores of the audit keep it: what was seen and changed in one go is found together.
    """
    token = _context.set(words[:LONGEST_CONTEXT])
    try:
        yield
    finally:
        _context.reset(token)


def acting() -> Acting | None:
    """Who acts at this moment, or nobody."""
    return _acting.get()


def circumstances() -> tuple[str, str]:
    """From where, and in which act and request, as far as it is known at this moment."""
    return _settings.get().get("lvv.source", ""), _context.get()
