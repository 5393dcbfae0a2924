"""The variables: what is missing or wrong is said in a sentence."""

import base64
import json
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from lvv import embedded, environment
from lvv.embedded import Servers

KEY = base64.b64encode(bytes(32)).decode()
PROVIDER = {
    "id": "cities",
    "name": "Cities",
    "issuer": "https://login.example.org/tenant/v2.0",
    "client_id": "lvv",
    "secret": "secret",
}
COMPLETE = {
    "DATABASE_URL": "postgresql://lvv_app:secret@database/lvv",
    "REDIS_URL": "redis://redis/0",
    "SECRET_KEY": "a secret",
    "LVV_MASTER_KEYS": f"1:{KEY}",
    "LVV_HASH_KEY": KEY,
}
SERVERS = Servers("postgresql:///a", "postgresql:///b", "postgresql:///c", "unix:///d", "e:///f")


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The homes for which servers would have been started; none is."""
    homes: list[Path] = []

    def ensure(home: Path) -> Servers:
        homes.append(home)
        return SERVERS

    monkeypatch.setattr(embedded, "ensure", ensure)
    return homes


def test_without_an_address_the_servers_of_the_checkout_are_used(
    started: list[Path], tmp_path: Path
) -> None:
    read = environment.read({"LVV_HOME": str(tmp_path)})
    assert started == [tmp_path]
    assert read.embedded
    assert (read.database_url, read.celery_broker_url) == ("postgresql:///a", "e:///f")
    assert len(read.hash_key) == len(read.master_keys["1"]) == 32


def test_the_home_is_in_the_checkout_unless_said_otherwise(started: list[Path]) -> None:
    assert environment.read(COMPLETE).home == environment.CHECKOUT / ".local"


@pytest.mark.parametrize(
    "environ",
    [COMPLETE, COMPLETE | {"LVV_EMBEDDED": "1"}, COMPLETE | {"LVV_EMBEDDED": "0"}],
    ids=["an address", "an address and leave", "an address and no leave"],
)
def test_with_an_address_no_server_is_started(
    environ: dict[str, str], started: list[Path]
) -> None:
    read = environment.read(environ)
    assert started == []
    assert not read.embedded
    assert read.celery_broker_url == read.redis_url == "redis://redis/0"
    assert read.database_owner_url == ""
    assert read.https


def test_a_server_is_never_started_where_that_is_forbidden(started: list[Path]) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"DATABASE_URL is not set\. Set it"):
        environment.read({"LVV_EMBEDDED": "0"})
    assert started == []


@pytest.mark.parametrize("name", ["REDIS_URL", "SECRET_KEY", "LVV_MASTER_KEYS", "LVV_HASH_KEY"])
def test_a_missing_variable_is_named(name: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"{name} is not set"):
        environment.read(COMPLETE | {name: ""})


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("LVV_HASH_KEY", "short", "LVV_HASH_KEY must hold 32 bytes"),
        ("LVV_MASTER_KEYS", KEY, "LVV_MASTER_KEYS must read"),
        ("LVV_MASTER_KEYS", "1:short", "LVV_MASTER_KEYS must hold 32 bytes"),
        ("LVV_METRICS_TOKEN", "a-short-token", "LVV_METRICS_TOKEN must have 20"),
        ("LVV_METRICS_TOKEN", "a token with blanks in it", "LVV_METRICS_TOKEN must have 20"),
        ("LVV_TODAY", "1 July", "LVV_TODAY is no day"),
        ("LVV_IDENTITY_PROVIDERS", "cities", "LVV_IDENTITY_PROVIDERS must be a list"),
        ("LVV_IDENTITY_PROVIDERS", '[{"id": "cities"}]', "LVV_IDENTITY_PROVIDERS must be a list"),
        (
            "LVV_IDENTITY_PROVIDERS",
            json.dumps([PROVIDER, PROVIDER]),
            "LVV_IDENTITY_PROVIDERS must be a list",
        ),
        (
            "LVV_IDENTITY_PROVIDERS",
            json.dumps([PROVIDER | {"issuer": "http://login.example.org"}]),
            "LVV_IDENTITY_PROVIDERS must be a list",
        ),
        ("LVV_SMTP_URL", "mail.example.org", "LVV_SMTP_URL must begin with smtp://"),
        ("LVV_UNUSED_DAYS", "soon", "LVV_UNUSED_DAYS must be a number of days"),
        ("LVV_TRUSTED_PROXIES", "proxy.example", "LVV_TRUSTED_PROXIES must be the number"),
    ],
)
def test_a_wrong_variable_is_named_without_its_value(name: str, value: str, sentence: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=sentence) as refusal:
        environment.read(COMPLETE | {name: value})
    assert value not in str(refusal.value) or value == "short"


SECRETS = COMPLETE | {
    "DATABASE_OWNER_URL": "postgresql://lvv_owner:secret@database/lvv",
    "DATABASE_SUPERUSER_URL": "postgresql://postgres:secret@database/lvv",
    "CELERY_BROKER_URL": "redis://:secret@redis/1",
    "LVV_METRICS_TOKEN": "a-token-of-twenty-or-more",
    "LVV_IDENTITY_PROVIDERS": json.dumps([PROVIDER]),
    "LVV_SMTP_URL": "smtps://lvv:p%40ss@mail.example.org",
}


def in_files(folder: Path, variables: dict[str, str]) -> dict[str, str]:
    for name, value in variables.items():
        (folder / name).write_text(f"{value}\n")
    return {f"{name}_FILE": str(folder / name) for name in variables}


def test_every_secret_can_stand_in_a_file(started: list[Path], tmp_path: Path) -> None:
    assert set(SECRETS) == set(environment.SECRETS)
    rest = {"LVV_HOME": str(tmp_path)}
    from_files = environment.read(in_files(tmp_path, SECRETS) | rest)
    assert from_files == environment.read(SECRETS | rest)
    assert from_files.database_owner_url == SECRETS["DATABASE_OWNER_URL"]
    assert from_files.database_superuser_url == SECRETS["DATABASE_SUPERUSER_URL"]
    assert from_files.celery_broker_url == SECRETS["CELERY_BROKER_URL"]
    assert from_files.metrics_token == SECRETS["LVV_METRICS_TOKEN"]
    assert [p.origin for p in from_files.identity_providers] == ["https://login.example.org"]
    assert from_files.smtp == environment.Smtp(
        "mail.example.org", 465, "lvv", "p@ss", is_tls=True, is_starttls=False
    )
    assert started == []


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_a_file_that_is_not_there_is_told_by_the_name_of_its_variable(
    name: str, tmp_path: Path
) -> None:
    environ = {key: value for key, value in SECRETS.items() if key != name}
    missing = {f"{name}_FILE": str(tmp_path / "none")}
    with pytest.raises(ImproperlyConfigured, match=f"{name}_FILE names cannot be read"):
        environment.read(environ | missing)


def test_a_file_that_is_empty_or_no_text_is_told(tmp_path: Path) -> None:
    environ = {key: value for key, value in COMPLETE.items() if key != "SECRET_KEY"}
    path = tmp_path / "key"
    path.write_text("\n")
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY_FILE names is empty"):
        environment.read(environ | {"SECRET_KEY_FILE": str(path)})
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY_FILE names cannot be read"):
        environment.read(environ | {"SECRET_KEY_FILE": str(path)})


def test_a_secret_is_not_given_twice(tmp_path: Path) -> None:
    twice = COMPLETE | in_files(tmp_path, {"SECRET_KEY": "another"})
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY or SECRET_KEY_FILE, and not both"):
        environment.read(twice)


def test_the_embedded_servers_know_their_own_superuser(
    started: list[Path], tmp_path: Path
) -> None:
    read = environment.read({"LVV_HOME": str(tmp_path)})
    assert read.database_superuser_url == "postgresql:///c"
    assert environment.read(COMPLETE).database_superuser_url == ""


def test_several_master_keys_can_be_given() -> None:
    other = base64.b64encode(bytes([1] * 32)).decode()
    read = environment.read(COMPLETE | {"LVV_MASTER_KEYS": f"1:{KEY}, 2:{other}"})
    assert read.master_keys == {"1": bytes(32), "2": bytes([1] * 32)}


def test_the_day_can_be_set() -> None:
    assert environment.read(COMPLETE | {"LVV_TODAY": "2022-07-01"}).today == date(2022, 7, 1)
    assert environment.read(COMPLETE).today is None


def test_no_proxy_is_trusted_unless_it_is_named() -> None:
    assert not environment.read(COMPLETE).trusted_proxies
    assert environment.read(COMPLETE | {"LVV_TRUSTED_PROXIES": "1"}).trusted_proxies.number == 1


def test_static_files_are_collected_in_the_home_or_where_it_is_said(tmp_path: Path) -> None:
    home = {"LVV_HOME": str(tmp_path)}
    assert environment.read(COMPLETE | home).static == tmp_path / "static"
    assert environment.read(COMPLETE | home | {"LVV_STATIC": "/static"}).static == Path("/static")


def test_hosts_are_listed_with_commas() -> None:
    hosts = environment.read(COMPLETE | {"LVV_ALLOWED_HOSTS": "lvv.example, b.example"})
    assert hosts.allowed_hosts == ["lvv.example", "b.example"]
    assert environment.read(COMPLETE).allowed_hosts == ["localhost", "127.0.0.1"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://lvv_app@/lvv?host=%2Frun%2Fa%20b",
            {"NAME": "lvv", "USER": "lvv_app", "HOST": "/run/a b", "PORT": ""},
        ),
        (
            "postgresql://u%40x:p%2Fw@db.example:6432/lvv?sslmode=verify-full",
            {
                "USER": "u@x",
                "PASSWORD": "p/w",
                "HOST": "db.example",
                "PORT": "6432",
                "OPTIONS": {"sslmode": "verify-full"},
            },
        ),
    ],
    ids=["socket", "network"],
)
def test_an_address_is_read_as_django_wants_it(url: str, expected: dict[str, object]) -> None:
    database = environment.database(url)
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert {name: database[name] for name in expected} == expected


def test_an_address_of_another_kind_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="must begin with postgresql"):
        environment.database("mysql://lvv@database/lvv")
