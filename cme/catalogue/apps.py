"""The app "catalogue"."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Registers the app under its short label."""

    name = "cme.catalogue"
    label = "catalogue"
