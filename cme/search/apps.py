"""The app "search"."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Registers the app under its short label."""

    name = "cme.search"
    label = "search"
