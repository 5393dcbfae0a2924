"""Who gets which role: organisations, what roles may do, decisions, and looking it all over."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts import actions, role_actions
from apps.accounts.forms import ConfirmForm, EndRoleForm, OrganisationForm, ProvidersForm
from apps.accounts.models import AllowedProvider, FactorReset, RoleRequest
from apps.accounts.showing import memberships, providers, roles, tabs, under_care
from apps.foundation.columns import column
from apps.organisation.access import ActingRequest, Permission, needs
from apps.organisation.models import Organisation


@require_safe
@needs(Permission.ACCOUNT_VIEW)
def role_list(request: ActingRequest) -> HttpResponse:
    """What each role may do, from the list that the system itself goes by."""
    context = {"roles": roles(), "tabs": tabs(request.actor, "role_list")}
    return render(request, "accounts/role_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ACCOUNT_MANAGE)
def organisation_list(request: ActingRequest) -> HttpResponse:
    """The organisations, and a new one."""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            role_actions.add_organisation(by=request.actor, **form.cleaned_data)
            messages.success(request, _("De organisatie is toegevoegd."))
            return redirect("organisation_list")
        except ValidationError as refused:
            form.add_error(None, refused)
    context = {
        "form": form,
        "rows": _organisations(),
        "columns": [column(_("Naam")), column(_("Soort"))],
        "tabs": tabs(request.actor, "organisation_list"),
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/organisation_list.html", context, status=status)


def _organisations() -> list[dict[str, Any]]:
    return [
        {
            "cells": [
                {"text": found.name, "url": reverse("organisation_detail", args=[found.pk])},
                {"text": found.get_kind_display(), "label": _("Soort")},
            ]
        }
        for found in Organisation.objects.order_by("name", "pk")
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ACCOUNT_MANAGE)
def organisation_detail(request: ActingRequest, number: int) -> HttpResponse:
    """By which identity providers the people of an organisation sign in."""
    organisation = get_object_or_404(Organisation, pk=number)
    chosen = AllowedProvider.objects.filter(organisation=organisation).values_list("provider")
    form = ProvidersForm(
        request.POST if request.method == "POST" else None,
        choices=providers(),
        initial={"providers": [name for (name,) in chosen]},
    )
    if request.method == "POST" and form.is_valid():
        role_actions.choose_providers(organisation, by=request.actor, **form.cleaned_data)
        messages.success(request, _("Opgeslagen."))
        return redirect("organisation_list")
    context = {
        "form": form,
        "organisation": organisation,
        "has_providers": bool(providers()),
        "tabs": tabs(request.actor, "organisation_list"),
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/organisation_detail.html", context, status=status)


@require_safe
@needs(Permission.ROLE_APPROVE)
def access_requests(request: ActingRequest) -> HttpResponse:
    """What waits for a second person."""
    actor = request.actor
    waiting = RoleRequest.objects.decided_by_actor(actor).for_list()
    context = {
        "asked": waiting.select_related("organisation", "location").newest_first(),
        "resets": FactorReset.objects.open().visible_to(actor).for_list().newest_first(),
        "tabs": tabs(actor, "access_requests"),
    }
    return render(request, "accounts/access_requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ROLE_APPROVE)
def decide_role(request: ActingRequest, number: int) -> HttpResponse:
    """A role that was asked: for whom and by whom, and two buttons."""
    waiting = RoleRequest.objects.decided_by_actor(request.actor).for_list()
    asked = get_object_or_404(waiting.select_related("organisation", "location"), pk=number)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = request.build_absolute_uri(reverse("rights_told"))
        is_granted = request.POST.get("decision") == "grant"
        try:
            role_actions.decide_role(asked, is_granted=is_granted, page=told, by=request.actor)
            messages.success(request, _("Uw besluit is vastgelegd."))
            return redirect("access_requests")
        except ValidationError as refused:
            form.add_error(None, refused)
    items = [
        *_asked(asked),
        {"key": _("Rol"), "value": asked.get_role_display()},
        {"key": _("Organisatie"), "value": asked.organisation},
        {"key": _("Locatie"), "value": asked.location or _("alle locaties")},
        {"key": _("Vanaf"), "value": f"{asked.from_on:%d-%m-%Y}"},
    ]
    context = {"form": form, "items": items, "title": _("Rol goedkeuren"), "asked": asked}
    return _decision(request, context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.FACTOR_RESET)
def decide_reset(request: ActingRequest, number: int) -> HttpResponse:
    """A factor that was lost: whose, who asked, and two buttons."""
    waiting = FactorReset.objects.open().visible_to(request.actor).for_list()
    asked = get_object_or_404(waiting, pk=number)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        page = request.build_absolute_uri(reverse("account_login"))
        is_granted = request.POST.get("decision") == "grant"
        try:
            actions.decide_factor_reset(asked, is_granted=is_granted, page=page, by=request.actor)
            messages.success(request, _("Uw besluit is vastgelegd."))
            return redirect("access_requests")
        except ValidationError as refused:
            form.add_error(None, refused)
    title = _("Tweede stap weghalen")
    return _decision(
        request, {"form": form, "items": _asked(asked), "title": title, "asked": asked}
    )


def _asked(asked: RoleRequest | FactorReset) -> list[dict[str, Any]]:
    return [
        {"key": _("Voor"), "value": f"{asked.user.name} ({asked.user.email})"},
        {"key": _("Gevraagd door"), "value": asked.asked_by.name},
        {"key": _("Gevraagd op"), "value": f"{asked.asked_at:%d-%m-%Y}"},
    ]


def _decision(request: ActingRequest, context: dict[str, Any]) -> HttpResponse:
    asked = context["asked"]
    context |= {
        "tabs": tabs(request.actor, "access_requests"),
        "is_mine": asked.asked_by_id == request.actor.user_id,
        "is_self": asked.user_id == request.actor.user_id,
    }
    status = 422 if context["form"].errors else 200
    return render(request, "accounts/decide.html", context, status=status)


@require_safe
@needs(Permission.ACCOUNT_MANAGE)
def rights_review(request: ActingRequest) -> HttpResponse:
    """Who has what since when, when they last signed in, and when someone last looked at it."""
    actor = request.actor
    held = under_care(actor).on(actor.today).order_by("user__name", "pk")
    rows = memberships(held, actor.today)
    for row in rows:
        row.is_own = row.user_id == actor.user_id
    context = {
        "rows": rows,
        "tabs": tabs(actor, "rights_review"),
        "columns": [
            column(_("Wie")),
            column(_("Rol")),
            column(_("Sinds"), "date"),
            column(_("Laatst aangemeld"), "date"),
            column(_("Gecontroleerd"), "date"),
            column(_("Oordeel")),
        ],
    }
    return render(request, "accounts/rights_review.html", context)


@require_http_methods(["POST"])
@needs(Permission.ACCOUNT_MANAGE)
def confirm_membership(request: ActingRequest, number: int) -> HttpResponse:
    """This role is still right."""
    membership = get_object_or_404(under_care(request.actor), pk=number)
    role_actions.confirm_membership(membership, by=request.actor)
    messages.success(request, _("Vastgelegd: deze rol klopt nog."))
    return redirect("rights_review")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ACCOUNT_MANAGE)
def end_membership(request: ActingRequest, number: int) -> HttpResponse:
    """What ends, and from which day."""
    membership = get_object_or_404(under_care(request.actor), pk=number)
    form = EndRoleForm(request.POST or None, initial={"until_on": request.actor.today})
    if request.method == "POST" and form.is_valid():
        try:
            role_actions.end_membership(membership, by=request.actor, **form.cleaned_data)
            messages.success(request, _("De rol is beëindigd."))
            return redirect("account_detail", membership.user_id)
        except ValidationError as refused:
            form.add_error(None, refused)
    items = [
        {"key": _("Wie"), "value": membership.user},
        {"key": _("Rol"), "value": membership.get_role_display()},
        {"key": _("Organisatie"), "value": membership.organisation},
    ]
    tab = tabs(request.actor, "account_list")
    context = {"form": form, "items": items, "membership": membership, "tabs": tab}
    status = 422 if form.errors else 200
    return render(request, "accounts/end_membership.html", context, status=status)


@require_safe
@needs(Permission.RIGHTS_OVERSEE)
def rights_told(request: ActingRequest) -> HttpResponse:
    """For the privacy officer: which roles with sight of dossiers were given, by which two."""
    told = RoleRequest.objects.told_to(request.actor).for_list()
    context = {
        "rows": told.select_related("organisation", "location").newest_first()[:200],
        "tabs": tabs(request.actor, "rights_told"),
        "columns": [
            column(_("Wie")),
            column(_("Rol")),
            column(_("Vanaf"), "date"),
            column(_("Gevraagd door")),
            column(_("Goedgekeurd door")),
        ],
    }
    return render(request, "accounts/rights_told.html", context)
