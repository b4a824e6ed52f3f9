"""What a reader reported in a translation: the block, its original and its translation, found by the place it names."""

from collections.abc import Mapping
from dataclasses import dataclass

from cme.catalogue.places import said_place
from cme.reporting.models import ProblemReport
from cme.ui.languages import speaking
from content.models import Edition, Translation
from content.services.editions_in_blocks import blocks_in
from content.translating.blocks import Block, carried
from content.translating.languages import Language, language_of
from content.translating.segments import MARK


@dataclass(frozen=True)
class Reported:
    """A block that a report is about.

    Attributes:
        name: Where it stands, in English: "Key learning, paragraph 2".
        original: Its words in the edition that the reader saw.
        said: Its words in the translation, as the reader saw them.
        translation: Which translation that is, with its edition and release.
        language: Of the translation.
    """

    name: str
    original: str
    said: str
    translation: Translation
    language: Language


def reported_blocks(report: ProblemReport) -> list[Reported]:
    """Return the blocks of a translation that stand at the place that a report names; of a key figure, all.

    A report keeps the place in words, in the language of the reader's page. So the words are made once more for each
    block that the reader may have seen. What readers wrote themselves is no such place.
    """
    candidates = _seen_with(report) if report.place else []
    if not candidates:
        return []
    edition = Edition.objects.get(pk=report.edition_id)
    blocks = blocks_in(edition, with_items=False)
    for translation in candidates:
        rows = translation.blocks.values_list("key", "source_hash", "text")
        texts = carried(blocks, {key: (words, text) for key, words, text in rows})
        with speaking(report.language):
            meant = [row for row in blocks if row.key in texts and _is_at(report, edition, translation, row)]
        if meant:
            return [_reported(block, texts, translation) for block in meant]
    return []


def _seen_with(report: ProblemReport) -> list[Translation]:
    """Return the translations that could be shown with an edition, those first that were when it was reported."""
    edition = report.edition
    rows = Translation.objects.filter(
        edition__release_id=edition.release_id,
        edition__correction__lte=edition.correction,
        finished_at__lte=report.reported_at,
        state__in=[Translation.State.PUBLISHED, Translation.State.WITHDRAWN],
    ).select_related("edition__release")
    ordered = rows.defer("edition__source", "edition__html").order_by("origin", "-edition__correction", "-pk")
    return sorted(ordered, key=lambda row: _was_gone(row, report))


def _was_gone(translation: Translation, report: ProblemReport) -> bool:
    return translation.state == Translation.State.WITHDRAWN and translation.changed_at <= report.reported_at


def _is_at(report: ProblemReport, edition: Edition, translation: Translation, block: Block) -> bool:
    """Tell whether a report is about a block: it names its place, whatever the reader wrote behind that."""
    place = " ".join(said_place(edition, translation, block.key).split())
    return " ".join(report.place.split()).startswith(place)


def _reported(block: Block, texts: Mapping[str, str], translation: Translation) -> Reported:
    language = language_of(translation.language)
    return Reported(block.name, _plain(block.segment.text), _plain(texts[block.key]), translation, language)


def _plain(text: str) -> str:
    """Return words without the marks of citations and emphasis, as readers see them."""
    return " ".join(MARK.sub("", text).split())
