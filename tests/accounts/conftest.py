"""Accounts whose passwords are quick to check, and no attempts from before."""

from collections.abc import Callable, Iterator

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.cache import cache

from apps.organisation.models import User
from tests import cast

QUICK = "django.contrib.auth.hashers.MD5PasswordHasher"
SLOW = "django.contrib.auth.hashers.PBKDF2PasswordHasher"


@pytest.fixture(autouse=True)
def _no_attempts_before(settings) -> Iterator[None]:
    settings.PASSWORD_HASHERS = [QUICK, SLOW]
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def make(db) -> Callable[..., User]:
    """Makes someone with a password, by name or by e-mail address."""

    def made(name: str = "a", email: str = "") -> User:
        user = User.objects.create(
            email=email or f"{name}@example.org", name=name, password=make_password(cast.PASSWORD)
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    return made


@pytest.fixture
def person(make) -> User:
    """Someone with a password, and nothing else."""
    return make()
