"""Addresses of tracks."""

from django.urls import path

from . import views

urlpatterns = [
    path("tracks", views.track_list, name="track_list"),
    path("tracks/export/<str:form>", views.track_export, name="track_export"),
    path("locations/<slug:code>", views.location_detail, name="location_detail"),
    path(
        "locations/<slug:code>/partnerships/<int:number>/end",
        views.end_partnership,
        name="end_partnership",
    ),
]
