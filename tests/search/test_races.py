"""Two sweeps at the same moment: one index, each word counted once."""

import threading

import pytest
from django.db import connection

from cme.search import services
from cme.search.models import Document, Index, Word
from cme.search.services import rebuild_search, sweep_search
from tests.factories import NOW
from tests.racing import faults, race
from tests.search.library import add, index_faults, model

pytestmark = pytest.mark.django_db(transaction=True)
STUDIES = 5


def library() -> None:
    edition = model()
    for number in range(STUDIES):
        add(edition, f"Study {number}", "apples")


def test_sweeps_and_a_rebuild_at_once_leave_one_index() -> None:
    library()
    results = race(*(lambda: sweep_search(at=NOW) for _ in range(3)), lambda: rebuild_search(at=NOW))
    assert faults(results) == []
    sweep_search(at=NOW)
    assert Document.objects.count() == 2 * STUDIES
    assert Word.objects.get(reach="full", word="apples").documents == STUDIES
    assert index_faults() == []


def test_without_the_lock_two_sweeps_collide(monkeypatch) -> None:
    """Negative control: both find the same editions without documents, and the second is stopped by the constraint."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in at a time.")
    library()
    sweep_search(at=NOW)
    Document.objects.all().delete()
    both, put = threading.Barrier(2, timeout=10), services._add
    monkeypatch.setattr(services, "_lock", lambda: Index.objects.get(pk=1))
    monkeypatch.setattr(services, "_add", lambda editions: (both.wait(), put(editions)))
    assert len(faults(race(*(lambda: sweep_search(at=NOW) for _ in range(2))))) == 1
