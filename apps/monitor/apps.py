"""Django's entry for this app."""

from django.apps import AppConfig


class MonitorConfig(AppConfig):
    name = "apps.monitor"
    label = "monitor"
