"""What the environment says: the one place that reads variables."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from lvv import embedded
from lvv.proxies import Proxies

CHECKOUT = Path(__file__).resolve().parent.parent
REQUIRED = (
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "LVV_MASTER_KEYS",
    "LVV_HASH_KEY",
)


@dataclass(frozen=True)
class Environment:
    """The variables, read."""

    embedded: bool
    database_url: str
    database_owner_url: str
    redis_url: str
    celery_broker_url: str
    secret_key: str
    master_keys: dict[str, bytes]
    hash_key: bytes
    home: Path
    today: date | None
    demo: bool
    debug: bool
    https: bool
    allowed_hosts: list[str]
    trusted_proxies: Proxies
    static: Path


def read(environ: Mapping[str, str]) -> Environment:
    """Read the variables; without DATABASE_URL start the embedded servers, unless forbidden.

    Raises ImproperlyConfigured with the variable that is missing or wrong, and how to mend it.
    """
    values = dict(environ)
    home = home_of(values)
    is_embedded = not values.get("DATABASE_URL") and values.get("LVV_EMBEDDED") != "0"
    if is_embedded:
        servers = embedded.ensure(home)
        values = {
            **embedded.secrets(home),
            **values,
            "DATABASE_URL": servers.database_url,
            "DATABASE_OWNER_URL": servers.database_owner_url,
            "REDIS_URL": servers.redis_url,
            "CELERY_BROKER_URL": servers.celery_broker_url,
        }
    for name in REQUIRED:
        if not values.get(name):
            raise ImproperlyConfigured(
                f"The variable {name} is not set. Set it, as docs/operations.md says; or, to try "
                "the system out on one machine, leave out DATABASE_URL and LVV_EMBEDDED."
            )
    return Environment(
        embedded=is_embedded,
        database_url=values["DATABASE_URL"],
        database_owner_url=values.get("DATABASE_OWNER_URL", ""),
        redis_url=values["REDIS_URL"],
        celery_broker_url=values.get("CELERY_BROKER_URL") or values["REDIS_URL"],
        secret_key=values["SECRET_KEY"],
        master_keys=_master_keys(values["LVV_MASTER_KEYS"]),
        hash_key=_key("LVV_HASH_KEY", values["LVV_HASH_KEY"]),
        home=home,
        today=_today(values.get("LVV_TODAY", "")),
        demo=values.get("LVV_DEMO") == "1",
        debug=values.get("LVV_DEBUG") == "1",
        https=values.get("LVV_HTTPS", "0" if is_embedded else "1") == "1",
        allowed_hosts=_hosts(values.get("LVV_ALLOWED_HOSTS", "")),
        trusted_proxies=_proxies(values.get("LVV_TRUSTED_PROXIES", "")),
        static=static_of(values),
    )


def home_of(environ: Mapping[str, str]) -> Path:
    """The folder for what the system writes."""
    return Path(environ.get("LVV_HOME") or CHECKOUT / ".local").resolve()


def static_of(environ: Mapping[str, str]) -> Path:
    """The folder of the collected static files."""
    return Path(environ.get("LVV_STATIC") or home_of(environ) / "static").resolve()


def database(url: str) -> dict[str, Any]:
    """A postgresql:// address as Django wants it; a socket is written as ?host=/folder."""
    parts = urlsplit(url)
    query = {name: found[-1] for name, found in parse_qs(parts.query).items()}
    if parts.scheme not in ("postgresql", "postgres"):
        raise ImproperlyConfigured("A database address must begin with postgresql://.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(query.pop("port", parts.port or "")),
        "OPTIONS": query,
    }


def _hosts(text: str) -> list[str]:
    return [host.strip() for host in text.split(",") if host.strip()] or [
        "localhost",
        "127.0.0.1",
    ]


def _proxies(text: str) -> Proxies:
    try:
        return Proxies.read(text)
    except ValueError as error:
        raise ImproperlyConfigured(
            "LVV_TRUSTED_PROXIES must be the number of proxies, or their networks, with commas."
        ) from error


def _today(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ImproperlyConfigured("LVV_TODAY is no day: write it as 2022-07-01.") from error


def _master_keys(text: str) -> dict[str, bytes]:
    keys = {}
    for part in text.split(","):
        name, colon, key = part.strip().partition(":")
        if not colon or not name:
            raise ImproperlyConfigured("LVV_MASTER_KEYS must read name:key, name:key.")
        keys[name] = _key("LVV_MASTER_KEYS", key)
    return keys


def _key(variable: str, text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != 32:
        raise ImproperlyConfigured(f"{variable} must hold 32 bytes, written in base64.")
    return key
