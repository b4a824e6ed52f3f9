"""The app "content": what editors write."""

from django.apps import AppConfig


class ContentConfig(AppConfig):
    """Registers the app."""

    name = "content"
