"""What the environment says: the one place that reads variables."""

import base64
import binascii
import json
import re
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
# An address holds a password. Each of these may also stand in a file, which the same name with
# _FILE at its end points at: what is in the environment, too many get to see.
SECRETS = (
    *REQUIRED,
    "DATABASE_OWNER_URL",
    "DATABASE_SUPERUSER_URL",
    "CELERY_BROKER_URL",
    "LVV_METRICS_TOKEN",
    "LVV_SMTP_URL",
    "LVV_IDENTITY_PROVIDERS",
)
SHORTEST_TOKEN = 20
# Longer, and gunicorn ends the worker that waits.
MOST_SECONDS = 25
CONTACT = "Functioneel beheer LVV, beheer@lvv.example, https://lvv.example"


@dataclass(frozen=True)
class Smtp:
    """The server that takes our mail."""

    host: str
    port: int
    user: str
    password: str
    is_tls: bool
    is_starttls: bool


@dataclass(frozen=True)
class IdentityProvider:
    """Where the people of some organisations have their account."""

    id: str
    name: str
    issuer: str
    client_id: str
    secret: str
    # Only where it hands out every address itself, and does not say that it has verified them.
    email_is_verified: bool = False

    @property
    def origin(self) -> str:
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"

    def as_app(self) -> dict[str, Any]:
        """As the library that signs in wants it."""
        return {
            "provider_id": self.id,
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.secret,
            "settings": {"server_url": self.issuer, "email_is_verified": self.email_is_verified},
        }


@dataclass(frozen=True)
class Environment:
    """The variables, read."""

    embedded: bool
    database_url: str
    database_owner_url: str
    database_superuser_url: str
    redis_url: str
    celery_broker_url: str
    secret_key: str
    master_keys: dict[str, bytes]
    hash_key: bytes
    metrics_token: str
    statement_seconds: int
    home: Path
    today: date | None
    demo: bool
    debug: bool
    https: bool
    allowed_hosts: list[str]
    trusted_proxies: Proxies
    static: Path
    anchors: Path | None
    contact: dict[str, str]
    smtp: Smtp | None
    mail_from: str
    unused_days: int
    identity_providers: tuple[IdentityProvider, ...]


def read(environ: Mapping[str, str]) -> Environment:
    """Read the variables; without DATABASE_URL start the embedded servers, unless forbidden.

    Raises ImproperlyConfigured with the variable that is missing or wrong, and how to mend it.
    """
    values = with_files(environ)
    home = home_of(values)
    is_embedded = not values.get("DATABASE_URL") and values.get("LVV_EMBEDDED") != "0"
    if is_embedded:
        servers = embedded.ensure(home)
        values = {
            **embedded.secrets(home),
            **values,
            "DATABASE_URL": servers.database_url,
            "DATABASE_OWNER_URL": servers.database_owner_url,
            "DATABASE_SUPERUSER_URL": servers.superuser_url,
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
        database_superuser_url=values.get("DATABASE_SUPERUSER_URL", ""),
        redis_url=values["REDIS_URL"],
        celery_broker_url=values.get("CELERY_BROKER_URL") or values["REDIS_URL"],
        secret_key=values["SECRET_KEY"],
        master_keys=_master_keys(values["LVV_MASTER_KEYS"]),
        hash_key=_key("LVV_HASH_KEY", values["LVV_HASH_KEY"]),
        metrics_token=_token(values.get("LVV_METRICS_TOKEN", "")),
        statement_seconds=_seconds(values.get("LVV_STATEMENT_SECONDS") or "15"),
        home=home,
        today=_today(values.get("LVV_TODAY", "")),
        demo=values.get("LVV_DEMO") == "1",
        debug=values.get("LVV_DEBUG") == "1",
        https=values.get("LVV_HTTPS", "0" if is_embedded else "1") == "1",
        allowed_hosts=_hosts(values.get("LVV_ALLOWED_HOSTS", "")),
        trusted_proxies=_proxies(values.get("LVV_TRUSTED_PROXIES", "")),
        static=static_of(values),
        anchors=Path(values["LVV_ANCHORS"]).resolve() if values.get("LVV_ANCHORS") else None,
        contact=_contact(values.get("LVV_CONTACT") or CONTACT),
        smtp=_smtp(values.get("LVV_SMTP_URL", "")),
        mail_from=values.get("LVV_MAIL_FROM") or "LVV <lvv@localhost>",
        identity_providers=_identity_providers(values.get("LVV_IDENTITY_PROVIDERS", "")),
        unused_days=_days("LVV_UNUSED_DAYS", values.get("LVV_UNUSED_DAYS") or "90"),
    )


def with_files(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables, and those of the secrets that stand in files.

    Raises ImproperlyConfigured for a file that cannot be read or is empty, and for a secret that
    is given twice.
    """
    values = dict(environ)
    for name in SECRETS:
        path = values.pop(f"{name}_FILE", "")
        if not path:
            continue
        if values.get(name):
            raise ImproperlyConfigured(f"Set {name} or {name}_FILE, and not both.")
        try:
            values[name] = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ImproperlyConfigured(
                f"The file that {name}_FILE names cannot be read by this account."
            ) from error
        if not values[name]:
            raise ImproperlyConfigured(f"The file that {name}_FILE names is empty.")
    return values


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


def _token(text: str) -> str:
    if text and (len(text) < SHORTEST_TOKEN or not text.isascii() or " " in text):
        raise ImproperlyConfigured(
            f"LVV_METRICS_TOKEN must have {SHORTEST_TOKEN} letters and digits or more, no blanks."
        )
    return text


def _seconds(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= MOST_SECONDS):
        raise ImproperlyConfigured(
            f"LVV_STATEMENT_SECONDS must be a whole number from 1 to {MOST_SECONDS}."
        )
    return int(text)


def _smtp(text: str) -> Smtp | None:
    if not text:
        return None
    parts = urlsplit(text)
    usual = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
    if parts.scheme not in usual or not parts.hostname:
        raise ImproperlyConfigured(
            "LVV_SMTP_URL must begin with smtp:// (STARTTLS), smtps:// or smtp+plain://, and name"
            " a server."
        )
    return Smtp(
        parts.hostname,
        parts.port or usual[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        is_tls=parts.scheme == "smtps",
        is_starttls=parts.scheme == "smtp",
    )


def _identity_providers(text: str) -> tuple[IdentityProvider, ...]:
    try:
        found = tuple(IdentityProvider(**entry) for entry in json.loads(text or "[]"))
        is_right = all(
            re.fullmatch(r"[a-z0-9-]{1,40}", provider.id)
            and provider.issuer.startswith("https://")
            for provider in found
        )
    except (AttributeError, TypeError, ValueError):
        found, is_right = (), False
    if not is_right or len({provider.id for provider in found}) < len(found):
        raise ImproperlyConfigured(
            "LVV_IDENTITY_PROVIDERS must be a list in JSON, each with id (small letters, digits and"
            " dashes, each its own), name, issuer (https://), client_id and secret."
        )
    return found


def _days(variable: str, text: str) -> int:
    if not text.isdecimal():
        raise ImproperlyConfigured(f"{variable} must be a number of days; 0 is never.")
    return int(text)


def _contact(text: str) -> dict[str, str]:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 3 or "@" not in parts[1] or not parts[2].startswith("https://"):
        raise ImproperlyConfigured(
            "LVV_CONTACT must be a name, an address for e-mail and one that begins with https://, "
            "separated by commas."
        )
    return dict(zip(("name", "email", "url"), parts, strict=True))


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
