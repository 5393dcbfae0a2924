"""Addresses of one's own tokens and exports."""

from django.urls import path

from . import views

urlpatterns = [
    path("exports", views.export_list, name="export_list"),
    path("exports/<int:number>", views.export_detail, name="export_detail"),
    path("exports/<int:number>/file", views.export_file, name="export_file"),
    path("account/tokens", views.token_list, name="token_list"),
    path("account/tokens/<int:number>/revoke", views.revoke_token, name="revoke_token"),
]
