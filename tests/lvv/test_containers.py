"""The containers as they are written down: closed, limited, watched, and without a secret.

They are not built here: that takes an engine. What a reader of the files would check is checked.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from lvv import embedded, environment

CHECKOUT = Path(__file__).resolve().parents[2]
COMPOSE = CHECKOUT / "docker-compose.yml"
DOCKERFILE = CHECKOUT / "Dockerfile"
WRITTEN = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = WRITTEN["services"]
ONCE = {name for name, service in SERVICES.items() if service["restart"] == "no"}
LASTING = sorted(set(SERVICES) - ONCE)
# A name and a colon, a slash or a tag: which version it is, is said.
PINNED = re.compile(r"[a-z]+:[0-9]+(\.[0-9]+)*(-[a-z]+)*")


def every(names: Any = SERVICES) -> Any:
    return pytest.mark.parametrize("name", sorted(names))


def test_the_services_are_those_that_the_system_needs():
    assert set(LASTING) == {"database", "redis", "web", "worker", "beat"}
    assert {"migrations"} == ONCE


@every(LASTING)
def test_each_is_watched(name):
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] in {"CMD", "CMD-SHELL"}
    assert {"interval", "timeout", "retries"} <= set(check)


@every()
def test_none_is_root_or_may_become_it(name):
    service = SERVICES[name]
    user, _colon, group = service["user"].partition(":")
    assert int(user) > 0
    assert int(group) > 0
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]


@every()
def test_none_can_write_but_where_it_says(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    for volume in service.get("volumes", []):
        source, _target, *mode = volume.split(":")
        assert source in WRITTEN["volumes"] or mode == ["ro"]


@every()
def test_each_is_limited_and_has_time_to_stop(name):
    service = SERVICES[name]
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
    assert re.fullmatch(r"\d+[sm]", service["stop_grace_period"])
    assert {"max-size", "max-file"} == set(service["logging"]["options"])


def test_nobody_outside_reaches_the_database_or_redis():
    inside = {
        name for name, network in WRITTEN["networks"].items() if network and network["internal"]
    }
    outside = set(WRITTEN["networks"]) - inside
    for name, service in SERVICES.items():
        assert "network_mode" not in service
        if name == "web":
            assert set(service["networks"]) & outside
        else:
            assert set(service["networks"]) <= inside
            assert "ports" not in service
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["web"]["ports"])


def test_every_image_says_which_version_it_is():
    for service in SERVICES.values():
        assert PINNED.fullmatch(service["image"]), service["image"]
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE.read_text(), re.M)
    assert bases
    assert all(PINNED.fullmatch(base) for base in bases)


def test_the_image_has_the_version_of_the_project():
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    images = {service["image"] for service in SERVICES.values() if "build" in service}
    assert images == {f"lvv:{project['version']}"}


@every()
def test_no_secret_stands_in_the_environment(name):
    service = SERVICES[name]
    for variable, value in service.get("environment", {}).items():
        if variable.endswith("_FILE"):
            assert value.removeprefix("/run/secrets/") in service["secrets"]
            ours = variable.removesuffix("_FILE")
            assert ours in environment.SECRETS or ours == "POSTGRES_PASSWORD"
        else:
            assert variable not in environment.SECRETS
            assert not re.search(r"PASSWORD|TOKEN|KEY", variable)
    assert set(service.get("secrets", [])) <= set(WRITTEN["secrets"])


def test_each_gets_no_more_secrets_than_it_needs():
    holders = {
        secret: {name for name, service in SERVICES.items() if secret in service["secrets"]}
        for secret in WRITTEN["secrets"]
    }
    ours = {"migrations", "web", "worker", "beat"}
    assert holders == {
        "secret_key": ours,
        "master_keys": ours,
        "hash_key": ours,
        "database_url": ours,
        "redis_url": ours,
        "metrics_token": {"web"},
        "database_owner_url": {"migrations"},
        "superuser_password": {"database"},
        "owner_password": {"database"},
        "app_password": {"database"},
        "redis_password": {"redis"},
    }


@pytest.mark.parametrize("path", [COMPOSE, DOCKERFILE], ids=["compose", "Dockerfile"])
def test_no_password_stands_in_the_file(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"://[^/\s]*:[^/\s]*@", text)
    assert not re.search(r"(?i)(password|token|secret|key)\s*[=:]\s*['\"]?[\w+/]{8,}", text)


def test_the_image_takes_in_what_is_named_and_runs_as_nobody():
    ignored = (CHECKOUT / ".dockerignore").read_text().splitlines()
    assert ignored[0] == "*"
    admitted = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    assert not admitted & {"secrets", ".local", ".git", "docs", "tests"}
    lines = DOCKERFILE.read_text().splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users[-1] == SERVICES["web"]["user"]
    last = max(number for number, line in enumerate(lines) if line.startswith("USER "))
    assert not [line for line in lines[last:] if line.startswith(("RUN", "COPY", "ADD"))]
    for line in lines:
        copied = re.match(r"COPY (?!--from)(.+) \S+$", line)
        if copied:
            assert set(copied[1].split()) <= admitted


def test_the_migrations_come_first():
    assert SERVICES["migrations"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    for name in ("web", "worker", "beat"):
        ended = SERVICES[name]["depends_on"]["migrations"]
        assert ended == {"condition": "service_completed_successfully"}


def test_the_database_keeps_rows_out_of_its_log():
    told = dict(re.findall(r"-c (\w+)=(\S+)", SERVICES["database"]["command"]))
    kept = {name: value for name, value in embedded.SETTINGS.items() if name.startswith("log_")}
    del kept["log_timezone"]
    assert kept.items() <= told.items()
