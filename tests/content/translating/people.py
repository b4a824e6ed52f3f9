"""Translations by people, for tests that begin with one."""

import re
from datetime import date, datetime

from content.models import Edition, TranslatedBlock, Translation
from content.services.editions_in_blocks import blocks_in
from tests.factories import NOW


def by_people(
    edition: Edition, language: str = "de", *, items: bool = False, at: datetime = NOW, **texts: str
) -> Translation:
    """Return a published translation by people, in which each block says its own key unless told otherwise."""
    row = Translation.objects.create(
        edition=edition, language=language, origin="editor", state="draft", requested_at=NOW, changed_at=NOW,
        translator="Ada Quill", reviewer="Bo Lens", translated_on=date(2026, 11, 20), finished_at=at,
    )  # fmt: skip
    for block in blocks_in(edition, with_items=items):
        marks = "".join(re.findall(r"\{/?\d+\}", block.segment.text))
        text = texts.get(block.key) or f"Wort {block.key.replace('.', ' ')} {marks}"
        TranslatedBlock.objects.create(translation=row, key=block.key, source_hash=block.source_hash, text=text)
    Translation.objects.filter(pk=row.pk).update(state="published")
    return Translation.objects.get(pk=row.pk)
