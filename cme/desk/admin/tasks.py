"""The place of background work in the desk: a page of ours instead of the library's list and forms."""

from typing import Any

import django_tasks_db.admin  # noqa: F401 (registers its own page, which is taken back here)
from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe
from django_tasks_db.models import DBTaskResult

from cme.desk.admin.options import DeskAdmin, ReadOnly
from cme.desk.views import tasks

admin.site.unregister(DBTaskResult)


@admin.register(DBTaskResult)
class TaskAdmin(ReadOnly, DeskAdmin):
    """Tasks are looked at and tried again, never edited: what is to be done stands in the rows they are about."""

    def get_urls(self) -> list[URLPattern]:
        """Have the page and its two acts, and no form."""
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(require_safe(tasks.tasks)), name="django_tasks_database_dbtaskresult_changelist"),
            path("<uuid:pk>/retry/", wrap(require_POST(tasks.retry)), name="django_tasks_database_dbtaskresult_retry"),
            path(
                "pictures/<str:picture>/retry/",
                wrap(require_POST(tasks.retry_picture)),
                name="django_tasks_database_dbtaskresult_retry_picture",
            ),
        ]

    def has_module_permission(self, request: HttpRequest) -> Any:
        """Show it on the index to whoever may see the page."""
        return request.user.has_perm(tasks.MAY_SEE)
