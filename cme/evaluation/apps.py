"""The app "evaluation"."""

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    """Registers the app under its short label."""

    name = "cme.evaluation"
    label = "evaluation"
