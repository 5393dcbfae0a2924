"""A throwaway PostgreSQL and Redis for the tests, given as `-p tests.servers`.

A plugin and no conftest, since pytest-django reads the settings before any conftest is there.
"""

import atexit
import os
import shutil
import signal
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from types import FrameType

import pytest

from lvv import embedded

PREFIX = "lvv-tests-"


def pytest_addoption() -> None:
    """Start the servers: of the hooks that run before the settings are read, the last."""
    _remove_what_was_left()
    home = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    home.chmod(0o711 if os.geteuid() == 0 else 0o700)
    atexit.register(_remove, home)
    # Without this, a termination would leave the servers running.
    signal.signal(signal.SIGTERM, _leave)
    servers = embedded.ensure(home, durable=False)
    for name in ("LVV_DEBUG", "LVV_DEMO", "LVV_ALLOWED_HOSTS"):
        os.environ.pop(name, None)
    os.environ |= embedded.secrets(home) | {
        "DATABASE_URL": servers.database_url,
        "DATABASE_OWNER_URL": servers.database_owner_url,
        "REDIS_URL": servers.redis_url,
        "CELERY_BROKER_URL": servers.celery_broker_url,
        "DJANGO_SETTINGS_MODULE": "lvv.settings",
        "LVV_EMBEDDED": "0",
        "LVV_HOME": str(home),
        "LVV_HTTPS": "0",
        "LVV_TODAY": "2022-07-01",
        "LVV_TEST_SUPERUSER_URL": servers.superuser_url,
    }


def pytest_configure(config: pytest.Config) -> None:
    """Load the fixtures of the database late, so that they replace those of pytest-django."""
    config.pluginmanager.import_plugin("tests.database")


def _remove(home: Path) -> None:
    embedded.remove(home)
    shutil.rmtree(home, ignore_errors=True)


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _remove_what_was_left() -> None:
    """Servers of a test run that was killed too hard to clean up after itself."""
    for home in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        with suppress(OSError, ValueError):
            if home.stat().st_uid == os.geteuid() and not _lives(int(home.name.split("-")[2])):
                _remove(home)


def _lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True
