"""Django's entry for this app."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "apps.foundation"
    label = "foundation"
