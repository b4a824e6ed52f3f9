"""Verbs of the search: bringing the index up to what readers see, and making it anew.

Nothing to the left calls them: they look for editions without documents and for documents without an edition that is
seen, some at a time, each batch in a transaction of its own under the lock of the index.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from cme.search import engine
from cme.search.analysis import ANALYSIS, Term
from cme.search.facets import facets_of
from cme.search.models import Document, Index, Reach, Text, Word, new_key
from cme.search.texts import Said, Terms, full_said, teaser_said
from cme.search.topics import tree_of
from content.models import Edition, Topic

BATCH = 100  # editions
NONE = 0  # an analysis that no index was made with


@dataclass
class Swept:
    """What a sweep did, in documents."""

    added: int = 0
    removed: int = 0


def sweep_search(*, at: datetime) -> Swept:
    """Give each edition that readers see its two documents, and no other edition any.

    Run again, also at once, it finds nothing to do. An index that was made with another analysis is made anew.

    Args:
        at: The moment whose editions are meant; aware.

    Returns:
        How many documents were added and removed.
    """
    swept = Swept()
    _follow_topics()
    while forgotten := _forget_batch():
        swept.removed += forgotten
    while removed := _remove_batch(at=at):
        swept.removed += removed
    lacking = list(_lacking(at=at).order_by("-listed_at", "-pk").values_list("pk", flat=True))
    for first in range(0, len(lacking), BATCH):
        swept.added += _add_batch(lacking[first : first + BATCH], at=at)
    Index.objects.filter(Q(swept_at=None) | Q(swept_at__lt=at)).update(swept_at=at)
    return swept


def rebuild_search(*, at: datetime) -> Swept:
    """Forget the whole index and make it anew, the newest articles first; killed, the next sweep goes on with it.

    Args:
        at: The moment whose editions are meant; aware.
    """
    with transaction.atomic():
        _lock()
        Index.objects.update(analysis=NONE)
    swept = sweep_search(at=at)
    engine.settle()
    return swept


def _lock() -> Index:
    """Keep others from changing the index until the transaction ends."""
    Index.objects.get_or_create(pk=1, defaults={"analysis": ANALYSIS})
    return Index.objects.select_for_update().get(pk=1)


@transaction.atomic
def _follow_topics() -> None:
    """Let the index know which topics stand above each other; documents know their own alone."""
    known, found = _lock().topics, tree_of(Topic.objects.order_by("pk"))
    if known != found:
        Index.objects.update(topics=found)


@transaction.atomic
def _forget_batch() -> int:
    """Remove some documents of an index that was made otherwise; once there are none, its words go."""
    if _lock().analysis == ANALYSIS:
        return 0
    numbers = list(Document.objects.order_by("pk").values_list("pk", flat=True)[: 2 * BATCH])
    Document.objects.filter(pk__in=numbers).delete()
    if not numbers:
        Word.objects.all().delete()
        Index.objects.update(key=new_key(), analysis=ANALYSIS, swept_at=None)
    return len(numbers)


@transaction.atomic
def _remove_batch(*, at: datetime) -> int:
    if _lock().analysis != ANALYSIS:
        return 0
    gone = Q(edition__released_at__gt=at) | Q(edition__superseded_at__lte=at) | ~Q(changed_at=F("edition__changed_at"))
    return _remove(list(Document.objects.filter(gone).order_by("pk").values_list("pk", flat=True)[: 2 * BATCH]))


def _lacking(*, at: datetime) -> QuerySet[Edition]:
    """Return the editions that readers see and that lack a document."""
    documents = Document.objects.filter(edition=OuterRef("pk"))
    without = ~Exists(documents.filter(reach=Reach.TEASER)) | ~Exists(documents.filter(reach=Reach.FULL))
    return Edition.objects.current_at(at).filter(without)


@transaction.atomic
def _add_batch(numbers: Sequence[int], *, at: datetime) -> int:
    """Add the documents of those of the editions that still lack one."""
    if _lock().analysis != ANALYSIS:
        return 0
    retracted_at = F("release__retraction__retracted_at")
    editions = list(_lacking(at=at).filter(pk__in=numbers).annotate(retracted_at=retracted_at))
    _remove(list(Document.objects.filter(edition__in=editions).values_list("pk", flat=True)))
    _add(editions)
    return 2 * len(editions)


def _add(editions: Sequence[Any]) -> None:
    pairs: list[tuple[Document, Said]] = []
    for edition in editions:
        saids = {
            Reach.TEASER: teaser_said(edition.teaser),
            Reach.FULL: full_said(edition.teaser, edition.source, edition.html),
        }
        facets = facets_of(edition.teaser, edition.listed_at, is_retracted=bool(edition.retracted_at))
        for reach, said in saids.items():
            document = Document(
                edition=edition,
                reach=reach,
                facets=facets.as_json(),
                listed_at=edition.listed_at,
                minutes=edition.teaser["minutes"],
                changed_at=edition.changed_at,
            )
            pairs.append((document, said))
    Document.objects.bulk_create(document for document, _ in pairs)
    Text.objects.bulk_create(
        Text(document=document, title=said.title, lead=said.lead, names=said.names, body=said.body)
        for document, said in pairs
    )
    terms = [(document.pk, document.reach, said.terms()) for document, said in pairs]
    engine.put(terms)
    _count_words([(reach, found) for _, reach, found in terms], by=1)


def _remove(numbers: Sequence[int]) -> int:
    if not numbers:
        return 0  # the words that nothing uses any more are looked for in all of them
    texts = Text.objects.filter(document__in=numbers).select_related("document")
    said = [(text.document.reach, Said(text.title, text.lead, text.names, text.body).terms()) for text in texts]
    _count_words(said, by=-1)
    Document.objects.filter(pk__in=numbers).delete()
    return len(numbers)


def _count_words(documents: Sequence[tuple[str, Terms]], *, by: int) -> None:
    """Add to the number of documents of each word, or take away; a word that none uses any more goes."""
    counts: Counter[tuple[str, Term]] = Counter()
    for reach, terms in documents:
        counts.update((reach, term) for term in terms.words())
    rows: list[Any] = sorted((reach, term.word, term.stem, by * number) for (reach, term), number in counts.items())
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO search_word (reach, word, stem, documents) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (reach, word) DO UPDATE SET documents = search_word.documents + excluded.documents",
            rows,
        )
    if by < 0:
        Word.objects.filter(documents__lte=0).delete()
