"""Addresses of participants, and of who saw them."""

from django.urls import path

from . import access_views, views

urlpatterns = [
    path("participants", views.participant_list, name="participant_list"),
    path("participants/export/<str:form>", views.participant_export, name="participant_export"),
    path("participants/search", views.participant_search, name="participant_search"),
    path("access-log", access_views.access_log, name="access_log"),
    path("access-log/<int:number>", access_views.access_of_dossier, name="access_of_dossier"),
    path("access-log/<int:number>/letter", access_views.access_letter, name="access_letter"),
]
