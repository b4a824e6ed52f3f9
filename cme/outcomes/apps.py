"""The app "outcomes"."""

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    """Registers the app under its short label; it has commands and no models."""

    name = "cme.outcomes"
    label = "outcomes"
