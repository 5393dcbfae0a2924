"""Django's entry for this app."""

from django.apps import AppConfig


class TracksConfig(AppConfig):
    name = "apps.tracks"
    label = "tracks"
