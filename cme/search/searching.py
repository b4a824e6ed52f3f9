"""Looking something up: what matches, counted by facets, one page of it with passages, and what may have been meant."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import Any

from django.conf import settings
from django.db.models import Q, Subquery

from cme.learners.models import Learner
from cme.progress.models import Step
from cme.search import engine
from cme.search.engine import Asked
from cme.search.facets import Choice, Counted, count_facets
from cme.search.highlighting import Piece, marked, passage
from cme.search.models import Document, Index, Reach, Text
from cme.search.other_words import other_words
from cme.search.queries import ANY_ENDING, Query, parse_query
from cme.search.shelves import Shelves, bits_of, shelves_of
from cme.search.spelling import closest_word, known_stems, stems_beginning, words_beginning
from content.models import Edition

PER_PAGE = 20
SWEEPS_OVERLAP = timedelta(minutes=10)  # what was being written during a sweep may have escaped it
NOTHING = Counted(0, 0, {})
RANKED = 1000  # so many matches are weighed against each other; of more, those with the words in the title come first


@dataclass(frozen=True)
class Wish:
    """What somebody looks for.

    Attributes:
        text: What was typed.
        reach: What this visitor may find.
        chosen: The value chosen of some facets.
        order: ``relevance``, ``newest`` or ``shortest``.
        page: Which page of the results, from 1.
        unread_by: Leave out what this learner began.
    """

    text: str
    reach: Reach
    chosen: Mapping[str, str]
    order: str = "relevance"
    page: int = 1
    unread_by: Learner | None = None


@dataclass(frozen=True)
class Found:
    """A result: the edition, its title and a passage in pieces."""

    edition: Edition
    title: list[Piece]
    passage: list[Piece]


@dataclass(frozen=True)
class Results:
    """What was found.

    Attributes:
        query: The query as it was understood.
        counted: How many there are, and of which facets.
        found: One page of them.
        page: Its number.
        pages: How many pages there are.
        meant: What was probably meant, as it could be typed; empty if nothing better is known.
        singles: Words that documents have by themselves, where none has all of them.
    """

    query: Query
    counted: Counted
    found: Sequence[Found] = ()
    page: int = 1
    pages: int = 1
    meant: str = ""
    singles: Sequence[Choice] = ()


def search(wish: Wish, *, at: datetime) -> Results:
    """Look for what somebody wishes.

    Args:
        wish: What is looked for, by whom.
        at: The moment whose editions are meant; aware.
    """
    others = other_words(settings.DRUG_NAMES, settings.SEARCH_WORDS)
    query = parse_query(wish.text, others)
    index = _index()
    if not query.units or index is None or index.last is None:
        return Results(query, NOTHING)
    shelves = shelves_of(index.key, index.last).under(index.topics)
    known = known_stems(query.stems, wish.reach)
    query = _finished(query, known, others, wish.reach)
    asked = Asked(query, wish.reach)
    matched = bits_of(engine.matching(asked)) & shelves.everything & ~bits_of(_hidden(wish, index, at=at))
    counted = count_facets(matched, shelves.having, shelves.labels, wish.chosen)
    if not matched:
        return Results(query, counted, meant=_meant(asked, known), singles=_singles(query, known))
    pages = max(1, -(-counted.total // PER_PAGE))
    page = min(max(1, wish.page), pages)
    numbers = _in_order(asked, counted, shelves, wish.order)
    shown = list(islice(numbers, PER_PAGE * (page - 1), PER_PAGE * page))
    return Results(query, counted, _found(shown, query, at=at), page, pages)


def labels_of(chosen: Mapping[str, str]) -> dict[str, str]:
    """Return what readers see for chosen values, by facet, in one query; without those that no document ever had."""
    index = _index() if chosen else None
    shelves = shelves_of(index.key, index.last).under(index.topics) if index and index.last is not None else Shelves()
    labels = shelves.labels
    return {name: labels[name, value] for name, value in chosen.items() if (name, value) in labels}


def _index() -> Any:
    """Return the index with its last document; None before the first sweep."""
    return Index.objects.annotate(last=Subquery(Document.objects.order_by("-pk").values("pk")[:1])).first()


def _in_order(asked: Asked, counted: Counted, shelves: Shelves, order: str) -> Iterable[int]:
    """Return the numbers of the results in their order."""
    if order == "shortest":
        return shelves.shortest.chosen(counted.kept)
    if order == "newest":
        return shelves.newest.chosen(counted.kept)
    if counted.matched <= RANKED:
        return (number for number in engine.ranked(asked) if counted.kept >> number & 1)
    titled = counted.kept & bits_of(engine.matching(asked, in_title=True))
    return chain(shelves.newest.chosen(titled), shelves.newest.chosen(counted.kept & ~titled))


def _finished(query: Query, known: Mapping[str, int], others: Mapping[str, Sequence[str]], reach: Reach) -> Query:
    """Let a last word that no document uses stand for those that begin with it."""
    last = query.units[-1]
    if not query.ends_in_word or last.is_known(known):
        return query
    if last.whole:
        return query.with_endings(words_beginning(last.beginning, reach), others)
    stems = stems_beginning(last.beginning, reach)
    return query.with_last(stems) if stems else query


def _hidden(wish: Wish, index: Index, *, at: datetime) -> list[int]:
    """Return the documents of editions that were superseded or retired since the last sweep, and of those begun."""
    hidden = Q()
    if index.swept_at:
        since = index.swept_at - SWEEPS_OVERLAP
        lately = Q(superseded_at__gt=since) | Q(changed_at__gt=since)
        hidden = Q(edition__in=Edition.objects.filter(lately, superseded_at__lte=at).order_by().values("pk"))
    if wish.unread_by:
        root = wish.unread_by.root_id
        steps = Step.objects.filter(Q(learner=root) | Q(learner__merged_into=root))
        begun = steps.exclude(kind=Step.Kind.DISCLOSURE_SHOWN).values("edition__release")
        hidden |= Q(edition__release__in=begun)
    return list(Document.objects.filter(hidden).order_by().values_list("pk", flat=True)) if hidden else []


def _found(numbers: Sequence[int], query: Query, *, at: datetime) -> list[Found]:
    """Return the results of a page in their order; only what is seen at that moment, whatever the index says."""
    texts = {text.document_id: text for text in Text.objects.filter(document__in=numbers).select_related("document")}
    shown = [texts[number] for number in numbers if number in texts]
    current = Edition.objects.current_at(at).teasers()
    editions = current.in_bulk([text.document.edition_id for text in shown])
    return [
        Found(
            editions[text.document.edition_id],
            marked(text.title, query),
            passage([*text.lead, *text.body], query) or [Piece(text.lead[0], is_hit=False)],
        )
        for text in shown
        if text.document.edition_id in editions
    ]


def _meant(asked: Asked, known: Mapping[str, int]) -> str:
    """Return what was typed with each unknown word replaced by the closest known one, if that finds something."""
    meant = asked.query
    text = meant.typed
    replaced = False
    for unit in reversed(asked.query.units):
        if unit.word and not unit.is_known(known):
            word = closest_word(unit.word, asked.reach)
            if not word:
                return ""
            text, replaced = f"{text[: unit.begin]}{word}{text[unit.end :].lstrip(ANY_ENDING)}", True
    if not replaced:
        return ""
    corrected = parse_query(text, {})
    return text if engine.matching(replace(asked, query=corrected)) else ""


def _singles(query: Query, known: Mapping[str, int]) -> list[Choice]:
    """Return the words that documents use, where several were asked for."""
    if len(query.words) == 1:
        return []
    words = [(unit.word, max(known.get(stems[0], 0) for stems in unit.alternatives)) for unit in query.words]
    return [Choice(word, word, count) for word, count in words if word and count]
