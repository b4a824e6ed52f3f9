"""Editions to search, quickly made: copies of one that was published, each with words of its own."""

from datetime import timedelta
from html import escape
from itertools import count
from typing import Any

from cme.desk.invariants import find_broken
from cme.desk.invariants.search import INVARIANTS
from cme.search.models import Reach
from cme.search.searching import Results, Wish, search
from cme.search.services import sweep_search
from content.models import Edition
from content.source import hash_of
from tests.factories import NOW, copy_edition, make_edition

_seconds = count(1)  # each is listed after those before
_SHARED = "There were shared words."


def model() -> Edition:
    """Return an edition to copy that readers do not see."""
    edition = make_edition(questions=1, pre_test=False, canary="a word")
    Edition.objects.filter(pk=edition.pk).update(superseded_at=NOW - timedelta(days=1), changed_at=NOW)
    edition.refresh_from_db()
    return edition


def add(edition: Edition, title: str, body: str = "", columns: Any = None, **teaser: Any) -> Edition:
    """Return an edition that readers see; ``columns`` are its own, what else is given is said in its teaser."""
    html = dict.fromkeys(edition.html, "") | {"body": f"<p>Some patients had {escape(body)} by then. {_SHARED}</p>"}
    said = edition.teaser | {"title": title, "question": "What was asked?", "objectives": [], "topics": []} | teaser
    source = edition.source | {"key_figures": []}
    own = {
        "source_hash": hash_of(source),
        "superseded_at": None,
        "listed_at": edition.listed_at + timedelta(seconds=next(_seconds)),
    }
    return copy_edition(edition, 1, html=html, teaser=said, source=source, **own | (columns or {}))[0]


def look(text: str, *, reach: Reach = Reach.FULL, **wish: Any) -> Results:
    """Return what a visitor finds after a sweep."""
    sweep_search(at=NOW)
    return search(Wish(text, reach, wish.pop("chosen", {}), **wish), at=NOW)


def index_faults() -> list[str]:
    """Return what breaks an invariant of the search; others know that these editions were never published."""
    of_search = {check.__name__.replace("_", "-") for check in INVARIANTS}
    return sorted(fault.invariant for fault in find_broken() if fault.invariant in of_search)


def titles(results: Results) -> list[str]:
    return ["".join(piece.text for piece in found.title) for found in results.found]
