"""Looking something up: what matches, counted by facets, one page of it with passages, and what may have been meant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from cme.learners.models import Learner
from cme.progress.models import Step
from cme.search import engine
from cme.search.engine import Asked
from cme.search.facets import Choice, Counted, Facets, count_facets
from cme.search.highlighting import Piece, marked, passage
from cme.search.models import Document, Index, Reach, Signature, Text
from cme.search.queries import Query, parse_query
from cme.search.spelling import closest_word, known_stems, stems_beginning
from content.drug_names import read_drug_names
from content.models import Edition

PER_PAGE = 20
SWEEPS_OVERLAP = timedelta(minutes=10)  # what was being written during a sweep may have escaped it
NOTHING = Counted(0, 0, {}, ())
# Facets by the number of their combination. A number never means other facets, so nothing here is ever out of date.
_facets: dict[int, Facets] = {}


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
    query = parse_query(wish.text, read_drug_names(settings.DRUG_NAMES).generics)
    if not query.units:
        return Results(query, NOTHING)
    known = known_stems(query.stems, wish.reach)
    query = _finished(query, known, wish.reach)
    hidden = [*_gone(at), *(_begun_by(wish.unread_by) if wish.unread_by else ())]
    asked = Asked(query, wish.reach, hidden)
    counted = _count(asked, wish.chosen)
    if not counted.matched:
        return Results(query, counted, meant=_meant(asked, known), singles=_singles(query, known))
    pages = max(1, -(-counted.total // PER_PAGE))
    page = min(max(1, wish.page), pages)
    numbers = engine.document_numbers(
        asked,
        signatures=counted.kept,
        matched=counted.total,
        order=wish.order,
        begin=PER_PAGE * (page - 1),
        most=PER_PAGE,
    )
    return Results(query, counted, _found(numbers, query, at=at), page, pages)


def _finished(query: Query, known: Mapping[str, int], reach: Reach) -> Query:
    """Let a last word that no document uses stand for those that begin with it."""
    last = query.units[-1]
    if not query.ends_in_word or any(set(stems) <= known.keys() for stems in last.alternatives):
        return query
    stems = stems_beginning(last.word, reach)
    return query.with_last(stems) if stems else query


def _gone(at: datetime) -> list[int]:
    """Return the editions that were superseded or retired since the index was swept; nearly always none."""
    swept_at = Index.objects.values_list("swept_at", flat=True).first()
    if swept_at is None:
        return []
    since = swept_at - SWEEPS_OVERLAP
    lately = Q(superseded_at__gt=since) | Q(changed_at__gt=since)
    return list(Edition.objects.filter(lately, superseded_at__lte=at).order_by().values_list("pk", flat=True))


def _begun_by(learner: Learner) -> list[int]:
    """Return the editions of the releases that a learner began to read."""
    steps = Step.objects.filter(Q(learner=learner.root_id) | Q(learner__merged_into=learner.root_id))
    begun = steps.exclude(kind=Step.Kind.DISCLOSURE_SHOWN).values("edition__release")
    return list(Document.objects.filter(reach=Reach.FULL, edition__release__in=begun).values_list("edition", flat=True))


def _count(asked: Asked, chosen: Mapping[str, str]) -> Counted:
    rows = engine.count_signatures(asked)
    unknown = {number for number, _ in rows} - _facets.keys()
    if unknown:
        signatures = Signature.objects.filter(pk__in=unknown) if len(unknown) <= PER_PAGE else Signature.objects.all()
        _facets.update({row.pk: Facets.from_json(row.facets) for row in signatures.iterator()})
    return count_facets(((number, _facets[number], documents) for number, documents in rows), chosen)


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
        if unit.word and not any(set(stems) <= known.keys() for stems in unit.alternatives):
            word = closest_word(unit.word, asked.reach)
            if not word:
                return ""
            text, replaced = f"{text[: unit.begin]}{word}{text[unit.end :]}", True
    if not replaced:
        return ""
    corrected = parse_query(text, {})
    return text if engine.count_signatures(replace(asked, query=corrected)) else ""


def _singles(query: Query, known: Mapping[str, int]) -> list[Choice]:
    """Return the words that documents use, where several were asked for."""
    if len(query.units) == 1:
        return []
    words = [(unit.word, max(known.get(stems[0], 0) for stems in unit.alternatives)) for unit in query.units]
    return [Choice(word, word, count) for word, count in words if word and count]
