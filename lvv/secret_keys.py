"""The secrets of a machine that has no other place for them: development and the demo."""

import base64
import json
import os
import secrets as randomness
from contextlib import suppress
from pathlib import Path

from lvv.places import make_home


def secrets(home: Path) -> dict[str, str]:
    """The secrets of this home, made at random the first time."""
    path = home / "secrets.json"
    if not path.exists():
        make_home(home)
        made = {
            "SECRET_KEY": randomness.token_urlsafe(50),
            "LVV_MASTER_KEYS": f"1:{_random_key()}",
            "LVV_HASH_KEY": _random_key(),
        }
        draft = home / f".secrets-{randomness.token_hex(8)}"
        draft.touch(mode=0o600, exist_ok=False)
        draft.write_text(json.dumps(made, indent=2) + "\n")
        with suppress(FileExistsError):  # another start was first: its secrets are the ones
            os.link(draft, path)
        draft.unlink()
    stored: dict[str, str] = json.loads(path.read_text())
    return stored


def _random_key() -> str:
    return base64.b64encode(randomness.token_bytes(32)).decode()
