"""The app "ui"."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Registers the app under its short label."""

    name = "cme.ui"
    label = "ui"
