"""The ground that every test stands on, beside tests/settings.py.

* Rows that migrations put in are there for every test, also after one that empties all tables.
* Caches are empty at the start of each test; sockets reach this machine alone (pyproject.toml).
"""

import gc
import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import TransactionTestCase
from hypothesis import settings as settings_of_properties
from pytest_django import DjangoDbBlocker

from tests.emptying import end_other_sessions, keep_rows, put_back
from tests.properties import examples


def pytest_unconfigure() -> None:
    """Remove the run's files; by then the test databases are gone."""
    shutil.rmtree(settings.SCRATCH, ignore_errors=True)


def pytest_collection_finish() -> None:
    """Leave what collection made alone for good, and look for garbage seldom: a twelfth of the suite's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


settings_of_properties.register_profile("here", max_examples=examples(100), deadline=None)
settings_of_properties.load_profile("here")
# Folders and files whose tests ask for pages, check drafts or load files, which hardly differ between databases.
PAGES = {
    "access",
    "catalogue",
    "desk",
    "test_checklist",
    "test_demo",
    "test_gates",
    "test_importing",
    "test_loading",
    "test_loading_kinds",
    "test_mass_assignment",
    "test_pages",
    "test_question_checks",
    "test_words",
    "translating",
}
# Tests that name a vendor make a database of their own.
NEEDS_DATABASE = {"db", "transactional_db", "live_server", "django_db_setup", "vendor"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what a second database cannot change, and mark the tests of pages."""
    if not settings.IS_SQLITE:
        kept = [item for item in items if _meets_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if not _meets_database(item)])
        items[:] = kept
    for item in items:
        if PAGES & {item.path.parent.name, item.path.stem} and not _is_transactional(item):
            item.add_marker(pytest.mark.page)


def _meets_database(item: pytest.Item) -> bool:
    """Tell whether a test touches the database; calculation and parsing were tested on SQLite already."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & NEEDS_DATABASE)


def _is_transactional(item: pytest.Item) -> bool:
    """Tell whether a test commits, as threads and browsers need it."""
    marker = item.get_closest_marker("django_db")
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(marker and marker.kwargs.get("transaction")) or bool(fixtures & {"transactional_db", "live_server"})


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Make the test database, and let a test that committed leave it as the migrations left it.

    Such a test is one with ``transactional_db``, ``live_server`` or ``django_db(transaction=True)``. Without this the
    next one would find no evaluation instrument. At the end PostgreSQL drops the database only if nobody is in it.
    """
    with django_db_blocker.unblock():
        keep_rows()
    TransactionTestCase._fixture_teardown = lambda case: put_back()
    yield
    with django_db_blocker.unblock():
        end_other_sessions()


@pytest.fixture(autouse=True)
def _empty_caches() -> None:
    for alias in settings.CACHES:
        caches[alias].clear()
