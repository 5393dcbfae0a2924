"""Addresses of participants."""

from django.urls import path

from . import views

urlpatterns = [
    path("participants", views.participant_list, name="participant_list"),
    path("participants/export/<str:form>", views.participant_export, name="participant_export"),
    path("participants/search", views.participant_search, name="participant_search"),
]
