"""The logs: lines of JSON without anything that people typed or that rows hold.

What may be written is listed here; all else is left out. Of a message only the text that stands in
the code is kept, of its values the numbers, of an error its type, its places and its codes.
"""

import json
import linecache
import logging
import logging.config
import traceback
import warnings
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TextIO

import structlog
from celery.signals import setup_logging

LEFT_OUT = "[left out]"
# Of all that a line can carry besides its message: of any line, and of the line of a request.
CONTEXT = ("request_id", "user_id")
REQUESTS, FIELDS = "django_structlog.middlewares", ("code", "request")
# Programs that tell what they themselves do; only of their warnings and errors one cannot be sure.
PROGRAMS = ("celery", "kombu", "gunicorn")
# What they may name: of a task, and of a request (m method, U path, s status, b and B length, L
# seconds, h who asked, t when).
NAMED = {"id", "name", "hostname", "description", "runtime"} | set("mUsbBLht")


class Formatter(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """What may be known of the record."""
        at = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, Any] = {
            "at": at.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": message(record),
            # Who wants to know what was left out finds here the words of the code.
            "where": f"{record.module}:{record.funcName}:{record.lineno}",
        }
        bound = structlog.contextvars.get_contextvars()
        line |= {name: bound[name] for name in CONTEXT if bound.get(name) is not None}
        if record.name.startswith(REQUESTS):
            line |= {name: vars(record)[name] for name in FIELDS if name in vars(record)}
        if record.exc_info and record.exc_info[1]:
            line["error"] = chain(record.exc_info[1], record.exc_info[2])
        return json.dumps(line)


def message(record: logging.LogRecord) -> str:
    """The message as it stands in the code, with its numbers."""
    text, values = record.msg, record.args
    is_program = record.name.partition(".")[0] in PROGRAMS
    is_told = is_program and record.levelno <= logging.INFO
    if not isinstance(text, str):
        return LEFT_OUT
    if not (is_told or (is_program and values) or _is_literal(text, record.pathname)):
        return LEFT_OUT
    if not values:
        return text
    try:
        if isinstance(values, Mapping):
            told = NAMED if is_program else ()
            return text % {
                name: value if name in told else _number(value) for name, value in values.items()
            }
        return text % tuple(value if is_told else _number(value) for value in values)
    except (TypeError, ValueError, KeyError):
        return text


def chain(error: BaseException, trace: TracebackType | None) -> list[dict[str, Any]]:
    """The error and what led to it: never the message, which may hold a row or what was typed."""
    told: list[dict[str, Any]] = []
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        told.append(_error(following, trace if following is error else following.__traceback__))
        cause, context = following.__cause__, following.__context__
        following = cause or (None if following.__suppress_context__ else context)
    return told


def _error(error: BaseException, trace: TracebackType | None) -> dict[str, Any]:
    kind = type(error)
    told: dict[str, Any] = {"type": f"{kind.__module__}.{kind.__qualname__}"}
    diagnosis = getattr(error, "diag", None)  # of PostgreSQL
    codes = {
        "sqlstate": getattr(error, "sqlstate", None),
        "constraint": getattr(diagnosis, "constraint_name", None),
        "table": getattr(diagnosis, "table_name", None),
    }
    told |= {name: value for name, value in codes.items() if value}
    told["at"] = [
        f"{frame.f_globals.get('__name__')}:{frame.f_code.co_name}:{number}"
        for frame, number in traceback.walk_tb(trace)
    ]
    if isinstance(error, BaseExceptionGroup):
        told["of"] = [chain(one, one.__traceback__) for one in error.exceptions]
    return told


def _is_literal(text: str, path: str) -> bool:
    """Whether the source says exactly this: a text that was put together is not found."""
    source = "".join(linecache.getlines(path))
    return any(f"{quote}{text}{quote}" in source for quote in "\"'")


def _number(value: object) -> object:
    return value if value is None or isinstance(value, int | float) else _kind(value)


def _kind(value: object) -> str:
    return f"[{type(value).__name__}]"


def warn(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Log a warning of Python by its kind and its place."""
    warning = message if isinstance(message, Warning) else category()
    logger, told = logging.getLogger("py.warnings"), (category, warning, None)
    logger.handle(
        logging.LogRecord(logger.name, logging.WARNING, filename, lineno, "", None, told)
    )


def configure() -> None:
    """Let everything that is logged in this process come out in this form, and in no other."""
    logging.raiseExceptions = False  # a line that cannot be written would be printed as it came
    logging.captureWarnings(True)
    warnings.showwarning = warn
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"lines": {"()": Formatter}},
            "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
            "root": {"handlers": ["console"], "level": "INFO"},
            # The line of the request says the same, and with less.
            "loggers": {"django.request": {"level": "CRITICAL"}},
        }
    )
    if logging.lastResort:  # of a logger that is cut off from all others
        logging.lastResort.setFormatter(Formatter())
    structlog.configure(
        processors=[structlog.stdlib.render_to_log_kwargs],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


@setup_logging.connect
def keep(**options: object) -> None:
    """Celery sets nothing up of its own where something listens to this signal."""
