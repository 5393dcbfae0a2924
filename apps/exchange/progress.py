"""How far an import is, told on a connection of its own: the import's transaction hides nothing."""

import time

from apps.foundation.holding import Hold

from .codes import Step

SECONDS_BETWEEN = 1.0
_TABLE = "exchange_importjob"
_PIECES = "exchange_uploadpiece"


class Progress(Hold):
    """Holds an import for this worker alone while it runs, and says how far it is."""

    def __init__(self, number: int) -> None:
        super().__init__("import", number)
        self._last = 0.0
        self._step = ""

    def begin(self) -> None:
        """One attempt more, from now on."""
        self.run(
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
        self.run(
            f"UPDATE {_TABLE} SET step = %s, bytes_read = %s, bytes_expected = %s,"
            " heard_at = now() WHERE id = %s AND ended_at IS NULL",
            step.value,
            done,
            expected,
            self._number,
        )

    def piece(self, number: int) -> bytes:
        """A sealed piece of the upload. Read here, since the import's own connection is copying."""
        found = self.run(
            f"SELECT sealed FROM {_PIECES} WHERE job_id = %s AND number = %s", self._number, number
        )
        return bytes(found[0])
