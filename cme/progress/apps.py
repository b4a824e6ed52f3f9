"""The app "progress"."""

from django.apps import AppConfig


class ProgressConfig(AppConfig):
    """Registers the app under its short label."""

    name = "cme.progress"
    label = "progress"
