"""From where: what a proxy of ours says is believed, and what anyone else says is not."""

import pytest

from apps.audit.models import AccessEntry
from apps.organisation.models import User
from lvv.proxies import Proxies
from tests import cast

NETWORKS = "10.0.0.0/8, 2001:db8::/32"


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "caller"),
    [
        pytest.param("", "10.0.0.1", "192.0.2.1", None, id="no proxy is known"),
        pytest.param("0", "10.0.0.1", "192.0.2.1", None, id="none by number"),
        pytest.param("1", "10.0.0.1", "192.0.2.1", "192.0.2.1", id="one"),
        pytest.param("1", "", "192.0.2.1", "192.0.2.1", id="one, through a socket"),
        pytest.param("1", "10.0.0.1", "", None, id="one that says nothing"),
        pytest.param("1", "10.0.0.1", "203.0.113.9, 192.0.2.1", "192.0.2.1", id="made up"),
        pytest.param("2", "10.0.0.1", "9.9.9.9,192.0.2.1, 10.0.0.2", "192.0.2.1", id="two"),
        pytest.param("2", "192.0.2.1", "203.0.113.9", None, id="past one of two"),
        pytest.param("1", "10.0.0.1", "a name, O'Hara", None, id="no address"),
        pytest.param("1", "10.0.0.1", "192.0.2.1:4711", "192.0.2.1", id="a port"),
        pytest.param("1", "10.0.0.1", "[2001:DB8::1]:47", "2001:db8::1", id="a port after IPv6"),
        pytest.param("1", "10.0.0.1", "fe80::1%a name", "fe80::1", id="a zone"),
        pytest.param(NETWORKS, "10.0.0.1", "192.0.2.1", "192.0.2.1", id="of the network"),
        pytest.param(NETWORKS, "192.0.2.7", "203.0.113.9", None, id="not of the network"),
        pytest.param(NETWORKS, "10.0.0.1", "9.9.9.9,192.0.2.1,10.0.0.2", "192.0.2.1", id="chain"),
        pytest.param(NETWORKS, "10.0.0.1", "", "10.0.0.1", id="the proxy itself"),
        pytest.param(NETWORKS, "10.0.0.1", "9.9.9.9, x", "10.0.0.1", id="what cannot be read"),
        pytest.param(NETWORKS, "10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3", id="all of ours"),
        pytest.param(NETWORKS, "::ffff:10.0.0.1", "192.0.2.1", "192.0.2.1", id="dressed as IPv6"),
        pytest.param(NETWORKS, "2001:db8::5", "2001:dead::1", "2001:dead::1", id="IPv6"),
        pytest.param(NETWORKS, "", "192.0.2.1", None, id="a socket is of no network"),
    ],
)
def test_the_caller_is_whom_the_outermost_of_our_proxies_names(
    proxies: str, peer: str, forwarded: str, caller: str | None
) -> None:
    assert Proxies.read(proxies).caller(peer, forwarded) == caller


@pytest.mark.parametrize("text", ["-1", "proxy.example.org", "10.0.0.1/8", "1, 10.0.0.0/8"])
def test_what_is_neither_number_nor_network_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Proxies.read(text)


def refused_sign_in(client, **headers: str) -> str:
    """Where the access log says that it came from."""
    client.post("/account/login", {"login": "a@example.org", "password": "x"}, headers=headers)
    return AccessEntry.objects.order_by("-pk")[0].source


SPOOFED = "203.0.113.9"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("proxies", "forwarded", "source"),
    [
        ("", SPOOFED, "127.0.0.1"),
        ("192.0.2.0/24", SPOOFED, "127.0.0.1"),
        ("1", f"{SPOOFED}, 192.0.2.1", "192.0.2.1"),
        ("127.0.0.1", f"{SPOOFED}, 192.0.2.1", "192.0.2.1"),
    ],
)
def test_the_access_log_has_the_caller_and_not_what_it_made_up(
    client, settings, proxies, forwarded, source
):
    settings.LVV_TRUSTED_PROXIES = Proxies.read(proxies)
    assert refused_sign_in(client, **{"X-Forwarded-For": forwarded}) == source
    user = User.objects.create(email="a@example.org", name="A", password=cast.HASHED)
    client.force_login(user)
    client.get("/participants", headers={"X-Forwarded-For": forwarded})
    refusal = AccessEntry.objects.order_by("-pk")[0]
    assert (refusal.user_id, refusal.source) == (user.pk, source)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("proxies", "protocol", "is_safe"),
    [
        ("", "https", False),
        ("192.0.2.0/24", "https", False),
        ("127.0.0.1", "https", True),
        ("127.0.0.1", "http", False),
        ("127.0.0.1", "https, http", False),
        ("1", "https", True),
        ("2", "https", False),
    ],
)
def test_only_our_proxy_says_that_the_way_was_safe(client, settings, proxies, protocol, is_safe):
    settings.LVV_TRUSTED_PROXIES = Proxies.read(proxies)
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 60
    headers = {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": protocol}
    response = client.get("/account/login", headers=headers)
    assert response.wsgi_request.is_secure() == is_safe
    assert ("Strict-Transport-Security" in response.headers) == is_safe
