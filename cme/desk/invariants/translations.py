"""What is true of translations. Each function yields the rows that break it."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q

from cme.assessment.models import Answer, Attempt
from cme.evaluation.models import Evaluation
from content.models import TranslatedBlock, Translation
from content.services.editions_in_blocks import blocks_in
from content.translating.blocks import HTML_PARTS
from content.translating.languages import original_language

CHUNK = 500


def translations_are_there_once() -> Iterator[str]:
    """An edition has one translation into a language by people and one by a machine, besides those withdrawn."""
    rows = Translation.objects.standing().order_by().values("edition", "language", "origin")
    for row in rows.annotate(n=Count("pk")).filter(n__gt=1).iterator(CHUNK):
        yield f"edition {row['edition']}: {row['n']} translations into {row['language']} by {row['origin']}"


def published_translations_are_complete() -> Iterator[str]:
    """A published translation has the title, objectives and key figures of its edition, of the words that it has."""
    # Blocks of rendered HTML may be cut otherwise by a newer renderer; the page then shows them in the original.
    rows = Translation.objects.published().select_related("edition").order_by("pk")
    for row in rows.iterator(CHUNK):
        held = dict(row.blocks.values_list("key", "source_hash"))
        wrong = [
            block.key
            for block in blocks_in(row.edition, with_items=False)
            if block.key.partition(".")[0] not in HTML_PARTS and held.get(block.key) != block.source_hash
        ]
        if wrong:
            yield f"translation {row.pk}: {wrong[0]}"


def published_translations_say_by_whom() -> Iterator[str]:
    """A published translation names a machine, or two people of whom one checked what the other wrote."""
    shown = Translation.objects.published()
    unnamed = Q(origin="machine", engine="") | Q(origin="editor", translator="") | Q(origin="editor", reviewer="")
    wrong = shown.filter(unnamed | Q(origin="editor", translator=F("reviewer")))
    for pk in wrong.order_by("pk").values_list("pk", flat=True).iterator(CHUNK):
        yield f"translation {pk}"


def questions_were_translated_where_asked_so() -> Iterator[str]:
    """A question that was asked in another language was translated with its article."""
    blocks = TranslatedBlock.objects.filter(translation=OuterRef("attempt__translation"), key__startswith="item.")
    rows = Answer.objects.exclude(item_language=original_language()).filter(~Exists(blocks))
    for pk in rows.order_by("pk").values_list("pk", flat=True).iterator(CHUNK):
        yield f"answer {pk}"


def language_read_is_that_of_the_translation() -> Iterator[str]:
    """An attempt, its answers and a rating name the language of the translation that was read, of the same release."""
    original = Q(translation__isnull=True, language=original_language())
    for model in (Attempt, Evaluation):
        told = Q(translation__language=F("language"), translation__edition__release=F("release"))
        rows = model.objects.exclude(pk__in=model.objects.filter(original | told).values("pk")).order_by("pk")
        for pk in rows.values_list("pk", flat=True).iterator(CHUNK):
            yield f"{model._meta.verbose_name} {pk}"
    for pk in Answer.objects.exclude(language=F("attempt__language")).values_list("pk", flat=True).iterator(CHUNK):
        yield f"answer {pk}"


INVARIANTS = (
    translations_are_there_once,
    published_translations_are_complete,
    published_translations_say_by_whom,
    questions_were_translated_where_asked_so,
    language_read_is_that_of_the_translation,
)
