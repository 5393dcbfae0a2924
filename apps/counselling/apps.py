"""Django's entry for this app."""

from django.apps import AppConfig


class CounsellingConfig(AppConfig):
    name = "apps.counselling"
    label = "counselling"
