"""Signing in and out, by the library; nobody makes an account or changes an address here."""

from allauth.account import views
from django.contrib.auth.decorators import login_not_required
from django.urls import path

urlpatterns = [
    path("login", login_not_required(views.login), name="account_login"),
    path("logout", views.logout, name="account_logout"),
    path("password", views.password_change, name="account_change_password"),
    path("inactive", login_not_required(views.account_inactive), name="account_inactive"),
]
