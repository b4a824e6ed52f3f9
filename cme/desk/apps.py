"""The app "desk", and the admin site that staff work in."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.contrib.admin import autodiscover
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core import checks


class DeskConfig(AppConfig):
    """Registers the app under its short label."""

    name = "cme.desk"
    label = "desk"


class DeskAdminConfig(SimpleAdminConfig):
    """Django's admin with our own site object, arranged for the work of editors.

    Its pages are loaded with the addresses (``cme.urls``) and for the system checks: a command or a worker that shows
    no page starts in less than half the time without them.
    """

    default_site = "cme.desk.site.DeskSite"

    def ready(self) -> None:
        """Register Django's checks of the admin, as its own configuration does, so that they see every page."""
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(check_pages, checks.Tags.admin)


def check_pages(app_configs: Sequence[AppConfig] | None, **_options: Any) -> list[checks.CheckMessage]:
    """Check the pages of the desk as Django does, after all of them were loaded."""
    autodiscover()
    return check_admin_app(app_configs)
