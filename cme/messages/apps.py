"""The app "messages"; its label is another one, since Django has an app of that name."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Registers the app under its short label."""

    name = "cme.messages"
    label = "news"
