"""Holding a job for one worker alone, on a connection of its own: it tells while the work is going on.

What is told is seen at once, whatever the transaction of the work hides.
"""

from types import TracebackType
from typing import Any, Self

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


class Hold:
    """An advisory lock of a session: with a worker it dies, and another may take over."""

    def __init__(self, kind: str, number: int) -> None:
        self._kind, self._number = kind, number
        self._connection: BaseDatabaseWrapper = connections["default"].copy()
        self.is_mine = False

    def __enter__(self) -> Self:
        found = self.run("SELECT pg_try_advisory_lock(hashtext(%s), %s)", self._kind, self._number)
        self.is_mine = bool(found and found[0])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.is_mine:
            self.run("SELECT pg_advisory_unlock(hashtext(%s), %s)", self._kind, self._number)
        self._connection.close()

    def run(self, sql: str, *parameters: Any) -> Any:
        """Run a statement and commit it; gives its first row, if it has any."""
        with self._connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchone() if cursor.description else None
