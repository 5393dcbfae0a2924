"""Addresses of imports."""

from django.urls import path

from . import views

urlpatterns = [
    path("imports", views.import_list, name="import_list"),
    path("imports/<int:number>", views.import_detail, name="import_detail"),
]
