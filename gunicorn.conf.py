"""How gunicorn runs the web server: it reads this by itself, in the folder that it starts in."""

import os
import shutil
import tempfile
from pathlib import Path

from gunicorn import glogging
from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.workers.base import Worker

from lvv import logs


class Logger(glogging.Logger):
    """Gunicorn's own, but its lines hold no more than those of the application."""

    def setup(self, cfg: Config) -> None:
        """Give what gunicorn set up our form."""
        super().setup(cfg)
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            handler.setFormatter(logs.Formatter())


logger_class = Logger
# The access log, which is off unless asked for: no query string, no referer, no browser.
access_log_format = "%(m)s %(U)s %(s)s %(B)s %(L)s"
# A long list is streamed for as long as whoever takes it needs; 30 seconds would cut it off.
timeout = 300
# Read once, and shared by all that are forked from it.
preload_app = True
# What a proxy says of a caller is judged in one place: see LVV_TRUSTED_PROXIES.
forwarded_allow_ips = ""
# What is longer is refused before anything of ours sees it: the address, the number of headers,
# and each of them.
limit_request_line, limit_request_fields, limit_request_field_size = 4094, 100, 8190

# The workers count in files of a folder of their own, which whichever is asked for /metrics adds
# up. In memory where there is such a place: they are written at every request.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
OWN = f"lvv-metrics-{os.getpid()}-"
MEMORY = Path("/dev/shm")  # noqa: S108
if not Path(os.environ.get(FOLDER, "")).name.startswith(OWN):  # as it does after a reload
    in_memory = MEMORY if os.access(MEMORY, os.W_OK) else None
    os.environ[FOLDER] = tempfile.mkdtemp(prefix=OWN, dir=in_memory)

# The library looks for the folder when it is imported.
from prometheus_client import multiprocess  # noqa: E402


def on_starting(server: Arbiter) -> None:
    """Let the workers write, also where root starts them under another account."""
    if os.geteuid() == 0:
        os.chown(os.environ[FOLDER], server.cfg.uid, server.cfg.gid)


def when_ready(server: Arbiter) -> None:
    """Before the first worker: what would make someone wait for their first page."""
    from lvv.warming import warm  # noqa: PLC0415 - the settings are there only now

    warm()


def post_fork(server: Arbiter, worker: Worker) -> None:
    """In each worker: what it counts is its own."""
    from lvv.metrics import count_worker  # noqa: PLC0415

    count_worker()


def child_exit(server: Arbiter, worker: Worker) -> None:
    """A worker that ended is no longer one that lives; what it counted stays counted."""
    multiprocess.mark_process_dead(worker.pid)


def on_exit(server: Arbiter) -> None:
    """Leave nothing behind."""
    shutil.rmtree(os.environ[FOLDER], ignore_errors=True)
