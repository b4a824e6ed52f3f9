"""Publishing at once with the removal of renditions that no edition shows, with real threads.

The negative control runs on PostgreSQL, where nothing but the lock keeps a file from going under an edition.
"""

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from content.models import Article, Edition, Rendition
from content.renditions import planned
from content.services.encoding import make_renditions
from content.services.publishing import publish_article
from content.services.unshown import remove_unshown
from tests.content.pictures import make_illustrated
from tests.factories import NOW
from tests.racing import faults, race

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one transaction write at a time"),
]


@pytest.fixture
def draft(settings) -> Article:
    """A draft with a picture of which there is everything, and that no edition shows yet."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    article = make_illustrated()
    figure = article.figures.get()
    name = figure.image.name.removeprefix("figures/")
    Rendition.objects.bulk_create(
        Rendition(picture=name, width=width, height=height, format=form)
        for width, height, form in planned(name, width=figure.width, height=figure.height)
    )
    make_renditions(picture=name, at=NOW)
    return article


def missing() -> set[str]:
    """Return the files that the edition shows and that are gone."""
    files = re.findall(r"/(figures/[0-9a-f]{64}\.\w+)", Edition.objects.get().html["body"])
    return {path for path in files if not default_storage.exists(path)}


def slow_publication(
    article: Article, rendered: threading.Event, removed: threading.Event, *, locks: bool
) -> Callable[[], Edition]:
    """Return an act that publishes, and dawdles between rendering the page and saying that it shows the picture."""

    def run(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if sql.startswith('INSERT INTO "content_editionpicture"'):
            rendered.set()
            removed.wait(2)
        is_hold = not locks and "content_rendition" in sql
        return execute(sql.partition(" FOR UPDATE")[0] if is_hold else sql, *args)

    def act() -> Edition:
        with connection.execute_wrapper(run):
            return publish_article(article=article, actor=None, at=NOW)

    return act


@pytest.mark.parametrize("locks", [True, False])
def test_no_file_goes_that_an_edition_is_about_to_show(draft: Article, locks: bool) -> None:
    rendered, removed = threading.Event(), threading.Event()

    def remove() -> None:
        rendered.wait(20)
        remove_unshown()
        removed.set()

    assert faults(race(slow_publication(draft, rendered, removed, locks=locks), remove)) == []
    assert bool(missing()) == (not locks)
