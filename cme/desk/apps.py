"""The app "desk", and the admin site that staff work in."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class DeskConfig(AppConfig):
    """Registers the app under its short label."""

    name = "cme.desk"
    label = "desk"


class DeskAdminConfig(AdminConfig):
    """Django's admin with our own site object, arranged for the work of editors."""

    default_site = "cme.desk.site.DeskSite"
