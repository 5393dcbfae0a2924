"""Who has an account, what they have, and changing it: without a dossier in sight."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts import actions, role_actions
from apps.accounts.forms import ConfirmForm, InviteForm, RoleForm
from apps.accounts.models import Account, FactorReset, RoleRequest
from apps.accounts.showing import memberships, tabs
from apps.foundation.columns import column
from apps.foundation.paging import page
from apps.organisation.access import ActingRequest, Permission, allowed, needs, require
from apps.organisation.models import Membership, User


@require_safe
@needs(Permission.ACCOUNT_VIEW)
def account_list(request: ActingRequest) -> HttpResponse:
    """The accounts that one looks after, by name."""
    found = page(request, Account.objects.visible_to(request.actor), ("name", "pk"))
    current = Membership.objects.on(request.actor.today).order_by("pk")
    for row in found.rows:
        held = current.filter(user=row.pk).select_related("organisation")
        row.roles = [f"{m.get_role_display()}, {m.organisation}" for m in held]
    context = {
        "page": found,
        "tabs": tabs(request.actor, "account_list"),
        "may_invite": allowed(request.actor, Permission.ACCOUNT_MANAGE),
        "columns": [
            column(_("Naam")),
            column(_("Rollen")),
            column(_("Laatst aangemeld"), "date"),
            column(_("Stand")),
        ],
    }
    return render(request, "accounts/account_list.html", context)


def link_to_invitation(request: ActingRequest) -> Callable[[str], str]:
    """The address of the page behind the link of an invitation, of its secret."""
    return lambda secret: request.build_absolute_uri(reverse("invitation", args=[secret]))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ACCOUNT_MANAGE)
def invite(request: ActingRequest) -> HttpResponse:
    """Whom to let in: they get a link."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.invite(
                page=link_to_invitation(request), by=request.actor, **form.cleaned_data
            )
            messages.success(request, _("De uitnodiging is verstuurd. Geef nu een rol."))
            return redirect("account_detail", user.pk)
        except ValidationError as refused:
            form.add_error(None, refused)
    context = {"form": form, "tabs": tabs(request.actor, "account_list")}
    return render(request, "accounts/invite.html", context, status=422 if form.errors else 200)


@require_safe
@needs(Permission.ACCOUNT_VIEW)
def account_detail(request: ActingRequest, number: int) -> HttpResponse:
    """One account: what it may, since when, and what one can do with it."""
    actor = request.actor
    account = get_object_or_404(Account.objects.visible_to(actor), pk=number)
    held = Membership.objects.filter(user=account.pk).select_related("organisation", "location")
    context = {
        "account": account,
        "is_self": account.pk == actor.user_id,
        "may_manage": allowed(actor, Permission.ACCOUNT_MANAGE),
        "is_invited": not account.has_usable_password(),
        "items": _facts(account),
        "roles": memberships(held.order_by("-from_on", "-pk"), actor.today),
        "asked": RoleRequest.objects.open().filter(user=account.pk).for_list().newest_first(),
        "reset": FactorReset.objects.open().filter(user=account.pk).first(),
        "tabs": tabs(actor, "account_list"),
        "columns": [
            column(_("Rol")),
            column(_("Organisatie")),
            column(_("Wanneer"), "date"),
            column(_("Stand")),
        ],
    }
    return render(request, "accounts/account_detail.html", context)


def _facts(account: User) -> list[dict[str, Any]]:
    seen = account.last_login
    return [
        {"key": _("E-mailadres"), "value": account.email},
        {"key": _("Laatst aangemeld"), "value": f"{seen:%d-%m-%Y}" if seen else _("nog nooit")},
        {"key": _("Stand"), "value": _("Open") if account.is_active else _("Gesloten")},
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ACCOUNT_MANAGE)
def ask_role(request: ActingRequest, number: int) -> HttpResponse:
    """A role for someone; one with sight of dossiers waits for a second person."""
    actor = request.actor
    account = get_object_or_404(Account.objects.visible_to(actor), pk=number)
    form = RoleForm(request.POST or None, initial={"from_on": actor.today})
    if request.method == "POST" and form.is_valid():
        try:
            told = request.build_absolute_uri(reverse("rights_told"))
            asked = role_actions.ask_role(account, page=told, by=actor, **form.cleaned_data)
            messages.success(
                request,
                _("De rol is gegeven.")
                if asked.is_granted
                else _("De rol is gevraagd. Hij geldt pas als een tweede persoon hem goedkeurt."),
            )
            return redirect("account_detail", number)
        except ValidationError as refused:
            form.add_error(None, refused)
    context = {"form": form, "account": account, "tabs": tabs(actor, "account_list")}
    return render(request, "accounts/ask_role.html", context, status=422 if form.errors else 200)


# What can be done with an account: what it takes, what it is called, and what it means.
CHANGES: dict[str, tuple[Permission, Any, Any]] = {
    "close": (
        Permission.ACCOUNT_MANAGE,
        gettext_lazy("Account sluiten"),
        gettext_lazy(
            "Deze persoon is meteen afgemeld en komt er niet meer in. De rollen blijven."
        ),
    ),
    "open": (
        Permission.ACCOUNT_MANAGE,
        gettext_lazy("Account openen"),
        gettext_lazy("Deze persoon kan zich weer aanmelden, met de rollen die er zijn."),
    ),
    "invite": (
        Permission.ACCOUNT_MANAGE,
        gettext_lazy("Opnieuw uitnodigen"),
        gettext_lazy("Er gaat een nieuwe link naar dit adres. De vorige werkt niet meer."),
    ),
    "reset": (
        Permission.FACTOR_RESET,
        gettext_lazy("Tweede stap laten weghalen"),
        gettext_lazy("Ga na of het deze persoon is. Een tweede persoon besluit erover."),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ACCOUNT_VIEW)
def change_account(request: ActingRequest, number: int, change: str) -> HttpResponse:
    """What is done with an account and what that means, and the button that does it."""
    account = get_object_or_404(Account.objects.visible_to(request.actor), pk=number)
    if change not in CHANGES:
        raise Http404
    permission, title, text = CHANGES[change]
    require(request.actor, permission)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _change(request, account, change)
            messages.success(request, _("Gedaan: %(what)s.") % {"what": title})
            return redirect("account_detail", number)
        except ValidationError as refused:
            form.add_error(None, refused)
    context = {
        "form": form,
        "account": account,
        "title": title,
        "text": text,
        "danger": change in ("close", "reset"),
        "items": _facts(account)[:1],
        "tabs": tabs(request.actor, "account_list"),
    }
    return render(request, "accounts/change_account.html", context)


def _change(request: ActingRequest, account: User, change: str) -> None:
    by = request.actor
    if change == "close":
        actions.close_account(account, by=by)
    elif change == "open":
        actions.open_account(account, by=by)
    elif change == "invite":
        actions.invite_again(account, page=link_to_invitation(request), by=by)
    else:
        actions.ask_factor_reset(account, by=by)
