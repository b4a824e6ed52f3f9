"""The app "reporting"."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Registers the app under its short label."""

    name = "cme.reporting"
    label = "reporting"
