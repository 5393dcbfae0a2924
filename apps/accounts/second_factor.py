"""The second factor: whether a session has passed it, how its secrets are kept, and its code."""

import base64
from dataclasses import dataclass
from typing import Any

import qrcode
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.foundation.sealing import unwrap, wrap
from apps.organisation.models import User

from .codes import DEMO_DOMAIN

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_factor(user: User) -> bool:
    """Whether the account has one; codes for an emergency alone are none."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def has_passed(request: HttpRequest) -> bool:
    """Whether this session has shown a second factor, or was begun by an identity provider.

    The session says so, and not the account: one that was begun with a password alone stays
    closed when its person sets a factor up elsewhere.
    """
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return any(record.get("method") in ("mfa", "socialaccount") for record in records)


def mark_passed(request: HttpRequest, kind: str) -> None:
    """Say that this session has shown its factor: it was set up in it."""
    record_authentication(request, request.user, "mfa", type=kind, reauthenticated=True)  # type: ignore[arg-type]


def demo_code(user: User) -> str:
    """A code that an account of the demonstration can sign in with now; refused for all others."""
    if not settings.LVV_DEMO or not user.email.endswith("@" + DEMO_DOMAIN):
        raise PermissionDenied
    factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if factor is None:
        return ""
    secret, wrapped = MFAAdapter().decrypt(factor.data["secret"]), factor.wrap()
    codes = [
        totp.format_hotp_value(totp.hotp_value(secret, counter))
        for counter in totp.yield_hotp_counters_from_time()
    ]
    # The newest first; each opens once.
    return next(
        (code for code in codes[::-1] if not cache.get(wrapped._get_used_cache_key(code))), ""
    )


@dataclass(frozen=True)
class Qr:
    """A QR code as one path: drawn by the page itself, without a style and without a picture."""

    size: int
    path: str

    @classmethod
    def of(cls, text: str) -> "Qr":
        drawn = qrcode.QRCode(border=4)
        drawn.add_data(text)
        rows = drawn.get_matrix()
        dark = [(x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark]
        return cls(len(rows), "".join(f"M{x} {y}h1v1h-1z" for x, y in dark))


class MFAAdapter(DefaultMFAAdapter):
    """Secrets under the master key, our words, and no way to be left without a factor."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "Dit is uw laatste tweede stap. Stel eerst een andere in, en verwijder deze daarna."
        ),
        "incorrect_code": _("Deze code klopt niet, of is al gebruikt. Neem de nieuwste code."),
        "unverified_email": _("Uw e-mailadres is nog niet bevestigd. Vraag uw beheerder."),
    }

    def get_totp_issuer(self) -> str:
        return "LVV"

    def build_totp_svg(self, url: str) -> str:
        """The page draws it: see `Qr`."""
        return ""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(wrap(text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unwrap(base64.b64decode(encrypted_text)).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user=authenticator.user_id, type__in=FACTORS)
        return others.exclude(pk=authenticator.pk).exists()

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """The access log holds it."""

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002
        number = Authenticator.objects.filter(user=user, type=type).count()
        return str(_("Passkey")) if not number else f"{_('Passkey')} {number + 1}"
