"""How long a session lasts, what is said before it ends, and who may end it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import SignIn
from apps.accounts.rules import program_name, time_left
from apps.organisation.codes import OrganisationKind, Role
from apps.organisation.models import Membership, Organisation, User
from tests import cast

NOW = timezone.now()
LEFT = "/account/session"


def age(client: Client, *, minutes_unused: int = 0, hours_old: float = 0) -> None:
    """Let time go by for a session."""
    session, now = client.session, timezone.now()
    session["used_in_minute"] = int(now.timestamp()) // 60 - minutes_unused
    session["began_at"] = int((now - timedelta(hours=hours_old)).timestamp())
    session.save()


@pytest.mark.parametrize(
    ("unused", "old", "left", "can_grow"),
    [(0, 0, 30, True), (26, 1, 4, True), (0, 715, 5, False), (29, 719, 1, False)],
)
def test_a_session_lasts_half_an_hour_without_use_and_twelve_hours_with(
    unused, old, left, can_grow
):
    found = time_left(
        used_at=NOW - timedelta(minutes=unused),
        began_at=NOW - timedelta(minutes=old),
        now=NOW,
        idle=timedelta(minutes=30),
        longest=timedelta(hours=12),
    )
    assert found == (timedelta(minutes=left), can_grow)


@pytest.mark.parametrize(
    ("says", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko Firefox/130.0", "Firefox, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("<script>", ""),
    ],
)
def test_a_program_is_known_by_its_name_alone(says, name):
    assert program_name(says) == name


def test_after_twelve_hours_one_signs_in_anew_and_comes_back(client, make):
    client.force_login(make())
    age(client, hours_old=11.9)
    assert client.get("/account/tokens").status_code == 200
    age(client, hours_old=12)
    answer = client.get("/account/tokens")
    assert answer.url == "/account/login?next=/account/tokens"
    fragment = client.get("/account/tokens", headers={"HX-Request": "true"})
    assert fragment.headers["HX-Redirect"].startswith("/account/login")


def test_before_the_end_one_is_warned_and_stays_by_one_click(client, make):
    client.force_login(make())
    ask = {"HX-Request": "true"}
    client.get("/account/tokens")
    assert b"afgemeld" not in client.get(LEFT, headers=ask).content
    age(client, minutes_unused=26)
    for _look in range(2):
        warning = client.get(LEFT, headers=ask).content.decode()
        assert "Aangemeld blijven" in warning
    stays = client.post(LEFT, headers=ask).content.decode()
    assert "Aangemeld blijven" not in stays
    assert 'hx-trigger="load delay:1500s"' in stays
    assert "Aangemeld blijven" not in client.get(LEFT, headers=ask).content.decode()


def test_twelve_hours_are_not_made_longer_by_a_click(client, make):
    client.force_login(make())
    age(client, hours_old=11.95)
    warning = client.get(LEFT, headers={"HX-Request": "true"}).content.decode()
    assert "twaalf uur" in warning
    assert "<button" not in warning


def test_a_page_whose_session_has_ended_keeps_what_was_typed(client, db):
    answer = client.get(LEFT, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "HX-Redirect" not in answer.headers
    assert "Wat u typte, staat nog op deze pagina" in answer.content.decode()


def signed_in(user: User) -> Client:
    browser = Client(headers={"User-Agent": "Mozilla/5.0 (X11; Linux) Firefox/130.0"})
    browser.post("/account/login", {"login": user.email, "password": cast.PASSWORD})
    cast.pass_second_step(browser, user)
    return browser


def test_one_sees_and_ends_ones_own_sessions(client, make):
    user = make()
    here, there = signed_in(user), signed_in(user)
    page = here.get("/account/sessions").content.decode()
    assert page.count("Firefox, Linux</th>") == 2
    assert page.count("Deze sessie") == 1
    other = SignIn.objects.get(session_key=there.session.session_key)
    assert here.post(f"/account/sessions/{other.pk}/end").status_code == 302
    assert there.get("/account/tokens").url.startswith("/account/login")
    assert here.get("/account/tokens").status_code == 200


def test_nobody_ends_anothers_session(client, make):
    theirs = signed_in(make())
    sign_in = SignIn.objects.get()
    client.force_login(make("b"))
    assert client.post(f"/account/sessions/{sign_in.pk}/end").status_code == 404
    assert theirs.get("/account/tokens").status_code == 200


def test_a_session_is_found_after_the_password_was_changed(make):
    user = make()
    here, there = signed_in(user), signed_in(user)
    new = "een heel ander wachtwoord"
    sent = {"oldpassword": cast.PASSWORD, "password1": new, "password2": new}
    assert here.post("/account/password", sent).status_code == 302
    page = here.get("/account/sessions").content.decode()
    assert (page.count("Deze sessie"), page.count("Firefox, Linux</th>")) == (1, 1)
    assert there.get("/account/tokens").url.startswith("/account/login")


def test_an_account_that_is_closed_is_out_at_the_next_request(client, make):
    user = make()
    client.force_login(user)
    assert client.get("/account/tokens").status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/account/tokens").url.startswith("/account/login")


def test_a_membership_that_is_withdrawn_gives_nothing_at_the_next_request(client, make):
    user = make()
    bureau = Organisation.objects.create(name="bureau", kind=OrganisationKind.BUREAU)
    Membership.objects.create(
        user=user, organisation=bureau, role=Role.ADMINISTRATOR, from_on=cast.FROM
    )
    client.force_login(user)
    assert client.get("/locations").status_code == 200
    Membership.objects.update(until_on=cast.TODAY)
    assert client.get("/locations").status_code == 403
