"""Addresses of dossiers."""

from django.urls import path

from . import views

urlpatterns = [
    path("participants/<int:number>", views.participant_detail, name="participant_detail"),
    path(
        "participants/<int:number>/history",
        views.participant_history,
        name="participant_history",
    ),
]
