"""The ground that every test stands on, beside tests/settings.py.

* Rows that migrations put in are there for every test, also after one that empties all tables.
* Caches are empty at the start of each test; sockets reach this machine alone (pyproject.toml).
"""

import shutil

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import DEFAULT_DB_ALIAS, connections
from hypothesis import settings as settings_of_properties

from tests.properties import examples


def pytest_unconfigure() -> None:
    """Remove the run's files; by then the test databases are gone."""
    shutil.rmtree(settings.SCRATCH, ignore_errors=True)


settings_of_properties.register_profile("here", max_examples=examples(100), deadline=None)
settings_of_properties.load_profile("here")
# Folders whose tests ask for pages, which hardly differ between databases.
PAGES = ("catalogue", "desk")
# Tests that name a vendor make a database of their own.
NEEDS_DATABASE = {"db", "transactional_db", "live_server", "django_db_setup", "vendor"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what a second database cannot change, and keep the rows of migrations."""
    if not settings.IS_SQLITE:
        kept = [item for item in items if _meets_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if not _meets_database(item)])
        items[:] = kept
    _keep_rows_of_migrations(items)
    for item in items:
        if item.path.parent.name in PAGES and not _is_transactional(item):
            item.add_marker(pytest.mark.page)


def _meets_database(item: pytest.Item) -> bool:
    """Tell whether a test touches the database; calculation and parsing were tested on SQLite already."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & NEEDS_DATABASE)


def _keep_rows_of_migrations(items: list[pytest.Item]) -> None:
    """Give each transactional test the rows that migrations put in, as ``serialized_rollback`` does.

    Such a test (``transactional_db``, ``live_server`` or ``django_db(transaction=True)``) empties all tables when it
    ends. Without this the next one would find no evaluation instrument. Tests that need no real transactions run
    before all of them (pytest-django's order).
    """
    for item in items:
        if _is_transactional(item):
            marker = item.get_closest_marker("django_db")
            given = (dict(marker.kwargs) if marker else {}) | {"transaction": True, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**given), append=False)


def _is_transactional(item: pytest.Item) -> bool:
    """Tell whether a test commits, as threads and browsers need it."""
    marker = item.get_closest_marker("django_db")
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(marker and marker.kwargs.get("transaction")) or bool(fixtures & {"transactional_db", "live_server"})


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Make the test database, and let every connection object know what migrations put into it.

    Django keeps these rows on one connection object. While Playwright's event loop runs, Django takes the suite for an
    asynchronous caller and gives it another object, which would not know them.
    """
    made = connections[DEFAULT_DB_ALIAS]
    if hasattr(made, "_test_serialized_contents"):
        type(made)._test_serialized_contents = made._test_serialized_contents


@pytest.fixture(autouse=True)
def _empty_caches() -> None:
    for alias in settings.CACHES:
        caches[alias].clear()
