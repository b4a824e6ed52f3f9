"""What is always true of the search: it finds what readers see, and shows strangers nothing of it but teasers."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Q

from cme.search import engine
from cme.search.models import Document, Index, Reach, Text
from cme.search.texts import teaser_said
from content.models import Edition

CHUNK = 200
LATELY = timedelta(minutes=10)  # what changed just before a sweep may be found by the next one


def current_editions_have_two_documents() -> Iterator[str]:
    """An edition that readers saw when the search was last swept has one document of each reach, others have none."""
    swept_at = Index.objects.values_list("swept_at", flat=True).first()
    if swept_at is None:
        return
    current = Edition.objects.current_at(swept_at)
    counted = current.annotate(
        teasers=Count("documents", Q(documents__reach=Reach.TEASER)),
        full=Count("documents", Q(documents__reach=Reach.FULL)),
    )
    old_enough = counted.filter(changed_at__lt=swept_at - LATELY, released_at__lt=swept_at - LATELY)
    lacking = old_enough.exclude(teasers=1, full=1).order_by("pk").values_list("pk", "teasers", "full")
    for pk, teasers, full in lacking.iterator(CHUNK):
        yield f"edition {pk}: {teasers} teaser and {full} full documents"
    gone = Document.objects.exclude(edition__in=current).filter(edition__changed_at__lt=swept_at - LATELY)
    for pk, edition in gone.order_by("pk").values_list("pk", "edition").iterator(CHUNK):
        yield f"document {pk} is of edition {edition}, which readers do not see"


def teaser_documents_hold_teasers() -> Iterator[str]:
    """What visitors who have not attested can find an edition by is its teaser, and nothing of its text (A3)."""
    texts = Text.objects.filter(document__reach=Reach.TEASER).select_related("document__edition").order_by("pk")
    for text in texts.defer("document__edition__source", "document__edition__html").iterator(CHUNK):
        said = teaser_said(text.document.edition.teaser)
        if (text.title, text.lead, text.names, text.body) != (said.title, said.lead, said.names, said.body):
            yield f"document {text.pk} says something that the teaser does not"
    for number in engine.teasers_with_text():
        yield f"document {number} is found by words of a text"


def documents_are_indexed() -> Iterator[str]:
    """The full-text index has every document, and nothing else."""
    for number in engine.unindexed():
        yield f"document {number}"


INVARIANTS = (current_editions_have_two_documents, teaser_documents_hold_teasers, documents_are_indexed)
