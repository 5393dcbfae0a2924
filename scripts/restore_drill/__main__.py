"""Proves that a backup can be restored: dumps, restores elsewhere, and compares the two.

`make restore-drill`, or `python -m scripts.restore_drill [--on 2022-06-30]`. The database is the
one that the settings point at, and is only read; where it holds no dossier, the demonstration is
taken instead. Both the copy and the dump hold names: they lie in a folder that is closed to others
(below TMPDIR), and are removed at the end. Exits with 1 on any difference.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date

from lvv.embedded import CannotStart

from .drill import Failed, drill


def main(arguments: Sequence[str]) -> int:
    """Run the drill as the command line says."""
    parser = argparse.ArgumentParser(prog="scripts.restore_drill", description=__doc__)
    parser.add_argument(
        "--on",
        type=date.fromisoformat,
        help="the day of which the cells of the monitor are compared; the newest edition's if none",
    )
    try:
        well = drill(os.environ, on=parser.parse_args(arguments).on, tell=_tell)
    except (Failed, CannotStart) as refusal:
        print(f"WRONG  {refusal}", file=sys.stderr)
        return 1
    return 0 if well else 1


def _tell(well: bool, sentence: str) -> None:
    print(f"{'ok   ' if well else 'WRONG'}  {sentence}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
