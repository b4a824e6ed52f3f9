"""The app "assessment"."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    """Registers the app under its short label."""

    name = "cme.assessment"
    label = "assessment"
