"""How far an export is, told on a connection of its own: its transaction hides nothing."""

import time

from apps.foundation.holding import Hold

SECONDS_BETWEEN = 1.0


class Progress(Hold):
    """Holds an export for this worker alone while it is made, and says how far it is."""

    def __init__(self, number: int) -> None:
        super().__init__("list export", number)
        self._last = 0.0
        self._written = 0

    def begin(self) -> None:
        """One attempt more, from now on."""
        self.run(
            "UPDATE audit_listexport SET begun_at = COALESCE(begun_at, now()), heard_at = now(),"
            " attempts = attempts + 1, rows_written = 0 WHERE id = %s AND ended_at IS NULL",
            self._number,
        )

    def expect(self, rows: int) -> None:
        self.run(
            "UPDATE audit_listexport SET rows_expected = %s, heard_at = now() WHERE id = %s",
            rows,
            self._number,
        )

    def tell(self, rows: int) -> None:
        """So many rows more; said at most once a second."""
        self._written += rows
        moment = time.monotonic()
        if moment - self._last < SECONDS_BETWEEN:
            return
        self._last = moment
        self.run(
            "UPDATE audit_listexport SET rows_written = %s, heard_at = now() WHERE id = %s",
            self._written,
            self._number,
        )
