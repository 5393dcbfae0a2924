"""Addresses of one's own tokens."""

from django.urls import path

from . import views

urlpatterns = [
    path("account/tokens", views.token_list, name="token_list"),
    path("account/tokens/<int:number>/revoke", views.revoke_token, name="revoke_token"),
]
