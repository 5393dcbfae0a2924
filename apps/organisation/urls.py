"""Addresses of the beginning, the language and the locations."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("language", views.set_language, name="set_language"),
    path("locations", views.location_list, name="location_list"),
]
