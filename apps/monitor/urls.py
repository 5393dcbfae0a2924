"""Addresses of the monitor."""

from django.urls import path

from . import views

urlpatterns = [
    path("monitor", views.monitor, name="monitor"),
    path("monitor/editions", views.edition_list, name="edition_list"),
    path("monitor/editions/<int:number>", views.edition_detail, name="edition_detail"),
    path("monitor/editions/<int:number>/changes", views.edition_changes, name="edition_changes"),
    path(
        "monitor/editions/<int:number>/export/<str:form>",
        views.edition_export,
        name="edition_export",
    ),
]
