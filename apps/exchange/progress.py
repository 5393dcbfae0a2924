"""How far an import is, told on a connection of its own: the import's transaction hides nothing."""

import time
from types import TracebackType
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from .codes import Step

SECONDS_BETWEEN = 1.0
_TABLE = "exchange_importjob"
_PIECES = "exchange_uploadpiece"


class Progress:
    """Holds an import for this worker alone while it runs, and says how far it is.

    The hold is an advisory lock of the session: with a worker it dies, and another may take over.
    """

    def __init__(self, number: int) -> None:
        self._number = number
        self._connection: BaseDatabaseWrapper = connections["default"].copy()
        self._last = 0.0
        self._step = ""
        self.is_mine = False

    def __enter__(self) -> "Progress":
        found = self._run("SELECT pg_try_advisory_lock(hashtext('import'), %s)", self._number)
        self.is_mine = bool(found and found[0])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.is_mine:
            self._run("SELECT pg_advisory_unlock(hashtext('import'), %s)", self._number)
        self._connection.close()

    def begin(self) -> None:
        """One attempt more, from now on."""
        self._run(
            f"UPDATE {_TABLE} SET begun_at = COALESCE(begun_at, now()), heard_at = now(),"
            " attempts = attempts + 1, bytes_read = 0 WHERE id = %s AND ended_at IS NULL",
            self._number,
        )

    def tell(self, step: Step, done: int, expected: int) -> None:
        """Say it at most once a second, and at each new step."""
        moment = time.monotonic()
        if step == self._step and moment - self._last < SECONDS_BETWEEN:
            return
        self._last, self._step = moment, step
        self._run(
            f"UPDATE {_TABLE} SET step = %s, bytes_read = %s, bytes_expected = %s,"
            " heard_at = now() WHERE id = %s AND ended_at IS NULL",
            step.value,
            done,
            expected,
            self._number,
        )

    def piece(self, number: int) -> bytes:
        """A sealed piece of the upload. Read here, since the import's own connection is copying."""
        found = self._run(
            f"SELECT sealed FROM {_PIECES} WHERE job_id = %s AND number = %s", self._number, number
        )
        return bytes(found[0])

    def _run(self, sql: str, *parameters: Any) -> Any:
        with self._connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchone() if cursor.description else None
