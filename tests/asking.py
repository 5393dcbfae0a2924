"""A program that asks the API with a token of someone of the cast."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.test import Client

from apps.audit.actions import issue_token
from apps.foundation.acting import acting_as
from apps.organisation.codes import Scope
from apps.organisation.models import ApiToken, User
from tests import cast

BASE = "/api/v1"
PROBLEM = "application/problem+json"
SOON = cast.TODAY + timedelta(days=30)


class Program:
    """Asks as `user`, with a token for `scopes`; a crash comes back as an answer."""

    def __init__(self, user: User, scopes: Iterable[Scope] = tuple(Scope)) -> None:
        by = cast.actor(user)
        with acting_as(by):
            found = issue_token(name=f"t{number()}", scopes=scopes, expires_on=SOON, by=by)
        self.token, self.secret = found
        self.client = Client(
            raise_request_exception=False, headers={"Authorization": f"Bearer {self.secret}"}
        )

    def get(self, address: str, headers: dict[str, str] | None = None, **query: Any):
        return self.client.get(within(address), query, headers=headers)

    def post(self, address: str, body: Any, **rest: Any):
        return self.client.post(within(address), body, content_type="application/json", **rest)

    def rows(self, address: str, **query: Any) -> list[dict[str, Any]]:
        """Every row of a list, over all its pages."""
        found, next_ = [], None
        while True:
            response = self.client.get(next_) if next_ else self.get(address, **query)
            assert response.status_code == 200, response.content
            found += response.json()["results"]
            next_ = response.json()["next"]
            if not next_:
                return found


def number() -> int:
    return ApiToken.objects.count()


def within(address: str) -> str:
    return address if address.startswith(("http", BASE)) else f"{BASE}/{address}"


def problem_of(response, status: int) -> dict[str, Any]:
    """The problem that an answer is, after looking whether it is a whole one."""
    assert (response.status_code, response.headers["Content-Type"]) == (status, PROBLEM)
    assert response.headers["API-Version"] == "1.0.0"
    found = response.json()
    assert found["status"] == status
    assert all(found[name] for name in ("type", "title", "detail", "instance"))
    return found
