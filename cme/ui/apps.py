"""The app "ui"."""

from django.apps import AppConfig
from django.conf import settings

from cme.ui.catalogues import compile_stale


class UiConfig(AppConfig):
    """Registers the app under its short label."""

    name = "cme.ui"
    label = "ui"

    def ready(self) -> None:
        """See that the languages can be read before the first word is asked for."""
        compile_stale(settings.LOCALE_PATHS)
