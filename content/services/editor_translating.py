"""Translation by people: begun from what is translated already, saved block by block, published once, withdrawn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction

from content.models import Edition, TranslatedBlock, Translation
from content.services.editions_in_blocks import blocks_in
from content.services.translating import TranslationRefused
from content.translating.blocks import Block, carried
from content.translating.languages import is_offered
from content.translating.protecting import is_fixed
from content.translating.segments import clean_words
from content.translating.verifying import doubts_of_editor, faults_of_editor

State, Origin = Translation.State, Translation.Origin
MEANWHILE = "Somebody else saved this translation after you opened it. Look at what they wrote, and save again."
ONE_PERSON = "The reviewer must be somebody else than the translator."
UNNAMED = "Name the translator and the reviewer, and say when it was translated."
DOUBTS = "Look at what is marked, and confirm that you have."


@dataclass(frozen=True)
class Credits:
    """Who translated and who checked, and when it was translated."""

    translator: str
    reviewer: str
    translated_on: date | None


@dataclass(frozen=True)
class BlockState:
    """A block of a translation as far as it is.

    Attributes:
        block: Of the edition.
        text: Its translation; empty where there is none.
        faults: What stops a publication.
        doubts: What a person should look at again.
    """

    block: Block
    text: str
    faults: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@transaction.atomic
def begin_translation(*, edition: Edition, language: str, actor: AbstractBaseUser | None, at: datetime) -> Translation:
    """Begin a translation of an edition by people, or return the one that is there.

    It begins with what was translated before and still says the same, and with blocks that are the same anywhere.

    Raises:
        TranslationRefused: Articles are not translated into this language.
    """
    if not is_offered(language):
        raise TranslationRefused("Articles are not translated into this language. See TRANSLATION_LANGUAGES.")
    own = Translation.objects.filter(language=language, origin=Origin.EDITOR)
    standing = own.standing().filter(edition=edition).first()
    if standing:
        return standing
    earlier = own.filter(edition__release__article=edition.release.article_id).order_by("-edition__released_at", "-pk")
    before = earlier.first()
    try:
        with transaction.atomic():
            row = own.create(
                edition=edition, language=language, origin=Origin.EDITOR, state=State.DRAFT,
                requested_at=at, requested_by=actor, changed_at=at,
            )  # type: ignore[misc]  # fmt: skip  # which model users are is the site's word
    except IntegrityError:  # somebody else began it
        return own.standing().get(edition=edition)
    blocks = blocks_in(edition, with_items=True)
    known = before.blocks.values_list("key", "source_hash", "text") if before else []
    said = {block.key: block.segment.text for block in blocks if is_fixed(block.segment.text)}
    said |= carried(blocks, {key: (words, text) for key, words, text in known})
    _write(row, blocks, said)
    return row


@transaction.atomic
def save_translation(
    *, translation: Translation, texts: Mapping[str, str], by: Credits, seen: datetime, at: datetime
) -> None:
    """Save blocks of a draft; those left out stay, those left empty go.

    Args:
        translation: A draft.
        texts: By the key of the block.
        by: Who translated and checked; may be incomplete until it is published.
        seen: When the draft had changed last, as the sender knew it.
        at: Now; aware.

    Raises:
        TranslationRefused: It is no draft any more, somebody else saved it meanwhile, or one person is to be both.
    """
    _refuse_one_person(by)
    own = Translation.objects.filter(pk=translation.pk, state=State.DRAFT)
    if not own.filter(changed_at=seen).update(
        changed_at=at,
        translator=by.translator,
        reviewer=by.reviewer,
        translated_on=by.translated_on,
    ):
        raise TranslationRefused(MEANWHILE if own.exists() else "It is published or withdrawn, so it does not change.")
    blocks = [block for block in blocks_in(translation.edition, with_items=True) if block.key in texts]
    TranslatedBlock.objects.filter(translation=translation, key__in=[block.key for block in blocks]).delete()
    _write(translation, blocks, {block.key: clean_words(texts[block.key]) for block in blocks})


@transaction.atomic
def publish_translation(
    *, translation: Translation, actor: AbstractBaseUser | None, has_checked: bool, at: datetime
) -> None:
    """Show a draft to readers, and freeze it.

    Args:
        translation: A draft.
        actor: Who publishes.
        has_checked: Whether somebody looked at every number and negation that seems to differ.
        at: Now; aware.

    Raises:
        TranslationRefused: Something is missing or wrong, nobody is named, or what seems to differ is not confirmed.
    """
    rows = list(Translation.objects.select_for_update(of=("self",)).filter(pk=translation.pk, state=State.DRAFT))
    if not rows:
        raise TranslationRefused("It is published or withdrawn already.")
    row = rows[0]
    by = Credits(row.translator, row.reviewer, row.translated_on)
    if not (by.translator and by.reviewer and by.translated_on):
        raise TranslationRefused(UNNAMED, next(name for name, said in vars(by).items() if not said))
    _refuse_one_person(by)
    states = states_of(row)
    _refuse_unfinished(states)
    if not has_checked and any(state.doubts for state in states if state.text):
        raise TranslationRefused(DOUBTS, "has_checked")
    Translation.objects.filter(pk=row.pk).update(
        state=State.PUBLISHED, finished_at=at, changed_at=at, published_by=actor
    )


def states_of(translation: Translation, typed: Mapping[str, str] | None = None) -> list[BlockState]:
    """Return how far each block is, in reading order; those of the questions come last.

    Args:
        translation: Whose blocks they are.
        typed: What somebody wrote and nobody saved yet, by the key of the block; it counts before what is stored.
    """
    said = dict(translation.blocks.values_list("key", "text"))
    said |= {key: clean_words(text) for key, text in (typed or {}).items()}
    return [
        _state(block, said.get(block.key, ""), translation.language)
        for block in blocks_in(translation.edition, with_items=True)
    ]


def _state(block: Block, text: str, language: str) -> BlockState:
    if not text:
        return BlockState(block, "")
    faults = tuple(faults_of_editor(block.segment, text, language))
    return BlockState(block, text, faults, () if faults else tuple(doubts_of_editor(block.segment, text, language)))


def _refuse_unfinished(states: Iterable[BlockState]) -> None:
    """Refuse where a block of the text is missing, or one is wrong, or some of the questions are missing."""
    rows = list(states)
    wrong = [row for row in rows if row.faults]
    if wrong:
        raise TranslationRefused(f"{wrong[0].block.name}: {wrong[0].faults[0]}", wrong[0].block.key)
    missing = [row for row in rows if not row.text and not row.block.is_of_items]
    if missing:
        raise TranslationRefused(
            f"{len(missing)} blocks of the text are not translated; the first is “{missing[0].block.name}”.",
            missing[0].block.key,
        )
    items = [row for row in rows if row.block.is_of_items and not is_fixed(row.block.segment.text)]
    if any(row.text for row in items) and not all(row.text for row in items):
        first = next(row for row in items if not row.text)
        raise TranslationRefused(
            f"Translate all of the questions or none of them; the first that is missing is “{first.block.name}”.",
            first.block.key,
        )


def _refuse_one_person(by: Credits) -> None:
    one, other = (" ".join(name.casefold().split()) for name in (by.translator, by.reviewer))
    if one and one == other:
        raise TranslationRefused(ONE_PERSON, "reviewer")


def _write(translation: Translation, blocks: Iterable[Block], said: Mapping[str, str]) -> None:
    TranslatedBlock.objects.bulk_create(
        TranslatedBlock(translation=translation, key=block.key, source_hash=block.source_hash, text=said[block.key])
        for block in blocks
        if said.get(block.key)
    )
