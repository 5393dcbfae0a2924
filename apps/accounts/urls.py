"""Addresses of accounts, besides those of the library."""

from django.urls import path

from .views import accounts, invitations, rights, sessions

urlpatterns = [
    path("account/invitation/<str:secret>", invitations.invitation, name="invitation"),
    path("account/session", sessions.session_left, name="session_left"),
    path("account/sessions", sessions.session_list, name="session_list"),
    path("account/sessions/<int:number>/end", sessions.end_session, name="end_session"),
    path("accounts", accounts.account_list, name="account_list"),
    path("accounts/invite", accounts.invite, name="invite"),
    path("accounts/<int:number>", accounts.account_detail, name="account_detail"),
    path("accounts/<int:number>/roles", accounts.ask_role, name="ask_role"),
    path("accounts/<int:number>/<str:change>", accounts.change_account, name="change_account"),
    path("organisations", rights.organisation_list, name="organisation_list"),
    path("organisations/<int:number>", rights.organisation_detail, name="organisation_detail"),
    path("roles", rights.role_list, name="role_list"),
    path("requests", rights.access_requests, name="access_requests"),
    path("requests/roles/<int:number>", rights.decide_role, name="decide_role"),
    path("requests/resets/<int:number>", rights.decide_reset, name="decide_reset"),
    path("review", rights.rights_review, name="rights_review"),
    path("review/<int:number>/confirm", rights.confirm_membership, name="confirm_membership"),
    path("review/<int:number>/end", rights.end_membership, name="end_membership"),
    path("rights", rights.rights_told, name="rights_told"),
]
