"""The app "access"."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Registers the app under its short label."""

    name = "cme.access"
    label = "access"
