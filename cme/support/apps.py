"""The app "support"."""

from django.apps import AppConfig


class SupportConfig(AppConfig):
    """Registers the app under its short label."""

    name = "cme.support"
    label = "support"
