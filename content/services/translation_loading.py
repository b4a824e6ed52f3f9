"""Loading translations that a machine made of demonstration articles, so that a site shows them without a machine."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from content.articlefiles import FileRefused
from content.file_values import Fault
from content.models import Edition, TranslatedBlock, Translation
from content.services.editions_in_blocks import blocks_in
from content.services.loading import Loaded
from content.translating.blocks import Block
from content.translating.languages import is_offered
from content.translating.negations import is_known
from content.translating.verifying import faults_of_machine
from content.translation_files import TranslationFile


def words_hash(blocks: Sequence[Block]) -> str:
    """Return the SHA-256 of the words of an article, block by block: another one once any of them changed."""
    return hashlib.sha256("\n".join(f"{block.key} {block.source_hash}" for block in blocks).encode()).hexdigest()


@transaction.atomic
def load_translation(*, file: TranslationFile, at: datetime) -> Loaded:
    """Publish a machine's translation of a demonstration article, once; it is checked as any machine's is.

    Nothing is loaded where there is or was one by a machine, where an editor changed the article since, or into a
    language that the site does not offer.

    Args:
        file: What was read.
        at: Now; aware.

    Raises:
        FileRefused: There is no such demonstration article, nobody listed the negations of the language, a block is
            missing or too much, or one says something else than the original.
    """
    editions = Edition.objects.current_at(at).filter(slug=file.article, is_demonstration=True)
    edition = editions.select_for_update(of=("self",)).first()
    if edition is None:
        raise FileRefused([Fault(1, f"No demonstration article has the address {file.article}.")])
    if not is_known(file.language):
        raise FileRefused([Fault(1, f"Nobody listed the negations of {file.language}, so nothing tells what is lost.")])
    blocks = blocks_in(edition, with_items=False)
    machine = Translation.Origin.MACHINE
    if (
        not is_offered(file.language)
        or words_hash(blocks) != file.words
        or Translation.objects.filter(edition=edition, language=file.language, origin=machine).exists()
    ):
        return Loaded.UNCHANGED
    _refuse_wrong(file, blocks)
    _publish(file, edition, blocks, at)
    return Loaded.NEW


def _refuse_wrong(file: TranslationFile, blocks: Sequence[Block]) -> None:
    keys = [block.key for block in blocks]
    if set(keys) != file.blocks.keys():
        raise FileRefused([Fault(1, f"These are the blocks of the article: {', '.join(keys)}.")])
    faults = [
        Fault(1, f"{block.key}: {fault}")
        for block in blocks
        for fault in faults_of_machine(block.segment, file.blocks[block.key], file.language)
    ]
    if faults:
        raise FileRefused(faults)


def _publish(file: TranslationFile, edition: Edition, blocks: Sequence[Block], at: datetime) -> None:
    """Write it in the order in which the guards take it: blocks while it waits, then its state."""
    row = Translation.objects.create(
        edition=edition, language=file.language, origin=Translation.Origin.MACHINE, state=Translation.State.WAITING,
        requested_at=at, changed_at=at, next_at=at,
    )  # fmt: skip
    TranslatedBlock.objects.bulk_create(
        TranslatedBlock(translation=row, key=block.key, source_hash=block.source_hash, text=file.blocks[block.key])
        for block in blocks
    )
    Translation.objects.filter(pk=row.pk).update(
        state=Translation.State.PUBLISHED, engine=file.engine, finished_at=at, changed_at=at, next_at=None
    )
