"""The one door to the database: who acts decides which rows exist."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, TypeVar

from django.db import connection, transaction

ZONES = ("identity", "case", "legal", "shelter", "notes")
# What row-level security reads. A zone holds locations, its parts hold partnerships; `any` holds
# those of all zones.
SETTINGS = (
    "lvv.actor",
    "lvv.today",
    *(f"lvv.{zone}" for zone in (*ZONES, "any")),
    *(f"lvv.{zone}_parts" for zone in (*ZONES, "any")),
)


class Acting(Protocol):
    """Whoever can act: gives the value of each setting, by name; what is absent is empty."""

    def settings(self) -> Mapping[str, str]: ...


ActorT = TypeVar("ActorT", bound=Acting)

_acting: ContextVar[Acting | None] = ContextVar("acting", default=None)


def _apply(actor: Acting | None) -> None:
    values = actor.settings() if actor else {}
    unknown = set(values) - set(SETTINGS)
    if unknown:
        raise ValueError(f"Unknown settings: {', '.join(sorted(unknown))}")
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
    outer = _acting.get()
    with transaction.atomic():
        _apply(actor)
        token = _acting.set(actor)
        try:
            yield actor
        finally:
            _acting.reset(token)
    # A rollback has restored them by itself, and with the transaction they are gone.
    if connection.in_atomic_block:
        _apply(outer)


def acting() -> Acting | None:
    """Who acts at this moment, or nobody."""
    return _acting.get()
