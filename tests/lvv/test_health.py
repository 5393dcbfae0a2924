"""Machines that ask whether the web is well."""

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from redis.exceptions import ConnectionError as NoRedis

pytestmark = pytest.mark.django_db
STRANGER = {"Host": "10.0.0.7:8000"}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("https", [True, False], ids=["redirecting to https", "plain"])
def test_a_probe_is_answered_under_any_name_and_over_plain_http(client, settings, path, https):
    settings.SECURE_SSL_REDIRECT = https
    response = client.get(path, headers=STRANGER)
    assert (response.status_code, response.content) == (200, b"ok")
    assert not response.cookies


def test_a_page_is_not_answered_under_any_name(client):
    assert client.get("/account/login", headers=STRANGER).status_code == 400


def refuse(error):
    def refusing(*args, **kwargs):
        raise error

    return refusing


@pytest.mark.parametrize(
    ("where", "name", "error"),
    [(connection, "cursor", OperationalError("x")), (cache, "get", NoRedis("x"))],
    ids=["database", "redis"],
)
def test_a_web_without_its_servers_lives_and_is_not_ready(client, monkeypatch, where, name, error):
    monkeypatch.setattr(where, name, refuse(error))
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"not ready")


def test_a_web_without_its_database_says_so_before_the_server_ends_it(settings):
    seconds_of_gunicorn = 30
    assert settings.DATABASES["default"]["OPTIONS"]["pool"]["timeout"] < seconds_of_gunicorn / 2
