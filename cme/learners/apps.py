"""The app "learners"."""

from django.apps import AppConfig


class LearnersConfig(AppConfig):
    """Registers the app under its short label."""

    name = "cme.learners"
    label = "learners"
