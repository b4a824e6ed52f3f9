"""Writing questions. A version that an edition pins is frozen; changing it makes the next version."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from random import SystemRandom
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Max

from content.models import Article, DraftItem, Option, Part, Question, QuestionVersion
from content.question_text import (
    MOST_QUESTIONS,
    OptionText,
    PartText,
    QuestionText,
    UnevenShares,
    denominator_of,
    shares_of,
)

__all__ = ["OptionText", "PartText", "QuestionText"]
# What of a draft's item is its own, and what of a version is its wording.
TIES = (
    "key", "in_pre_test", "in_post_test", "in_text", "in_self_check", "objective", "passage", "reference", "position",
)  # fmt: skip
WORDING = (
    "kind", "scoring", "level", "stem", "hint", "unit", "is_case_sensitive", "image", "image_alt", "image_credit",
)  # fmt: skip


class QuestionRefused(Exception):
    """The question was not saved; the message is fit to show to the editor."""


@transaction.atomic
def save_question(
    *,
    article: Article,
    text: QuestionText,
    at: datetime,
    item: DraftItem | None = None,
    actor: AbstractBaseUser | None = None,
) -> DraftItem:
    """Write a question of a draft: a new one, or a new wording of one.

    Args:
        article: The draft.
        text: The question as the editor has it now.
        at: When.
        item: The question that is changed; None for a new one.
        actor: Who writes it; the author of a new question.

    Returns:
        The draft's item; it names another version if the wording of a frozen or shared one changed.

    Raises:
        QuestionRefused: Another question of the article has the same key, or its shares do not add up.
    """
    if item is None:
        question = Question(created_at=at, created_by=actor)  # type: ignore[misc]  # the site's user model
        (version,) = write_questions(questions=[question], texts=[text])
        item = DraftItem(article=article)
    else:
        version = QuestionVersion.objects.select_for_update().get(pk=item.version_id)
        if wording_of(version) != wording_of_text(text):
            version = reword(version=version, text=text, article=article)
    item.version = version
    for name in TIES:
        setattr(item, name, getattr(text, name))
    try:
        with transaction.atomic():
            item.save()
    except IntegrityError as error:
        raise QuestionRefused(f"Another question of this article has the key {text.key}.") from error
    return item


@transaction.atomic
def save_questions(
    *,
    article: Article,
    texts: Sequence[tuple[DraftItem | None, QuestionText]],
    at: datetime,
    actor: AbstractBaseUser | None = None,
) -> list[DraftItem]:
    """Make these the questions of a draft, in this order; those it had and that are not named go.

    Args:
        article: The draft.
        texts: The item that is changed, or None for a new question, with what it says now.
        at: When.
        actor: Who writes them; the author of new questions.

    Raises:
        QuestionRefused: Two of them have the same key, or there are more than an article may have and more than it
            has; nothing is written.
    """
    kept = {item.pk: text.key for item, text in texts if item is not None}
    standing = list(article.draft_items.select_related("version__question"))
    if len(texts) > max(MOST_QUESTIONS, len(standing)):
        raise QuestionRefused(f"These are {len(texts)} questions; {MOST_QUESTIONS} is the most. Remove some.")
    for item in standing:
        if item.pk not in kept:
            remove_question(item=item)
        elif kept[item.pk] != item.key:
            # Out of the way, so that two questions can swap their keys.
            DraftItem.objects.filter(pk=item.pk).update(key=f"-{item.pk}-")
    return [
        save_question(article=article, text=replace(text, position=place), at=at, item=item, actor=actor)
        for place, (item, text) in enumerate(texts, start=1)
    ]


@transaction.atomic
def remove_question(*, item: DraftItem) -> None:
    """Take a question out of a draft. What an edition pins, another draft names or the bank keeps stays."""
    version = item.version
    item.delete()
    drop_if_unnamed(version=version)


def drop_if_unnamed(*, version: QuestionVersion) -> None:
    """Delete a version, and its question with the last one, unless something needs it."""
    question = version.question
    if question.banked_at or version.frozen_at or version.draft_items.exists():
        return
    version.delete()
    if not question.versions.exists():
        question.delete()


def reword(*, version: QuestionVersion, text: QuestionText, article: Article | None) -> QuestionVersion:
    """Write the wording into the version, or into the next one if an edition or another draft has this one.

    Args:
        version: The version that is reworded; its row is locked.
        text: The new wording.
        article: The draft whose editor does it; None for the bank.

    Raises:
        QuestionRefused: The shares do not add up in whole numbers.
    """
    if version.frozen_at is not None or version.draft_items.exclude(article=article).exists():
        # Drafts that name different versions, and the bank, take their numbers one after the other.
        list(Question.objects.select_for_update(no_key=True).filter(pk=version.question_id).values_list("pk"))
        latest = version.question.versions.aggregate(latest=Max("number"))["latest"]
        version = QuestionVersion(question=version.question, number=latest + 1)
    _say(version, text)
    version.save()
    version.parts.all().delete()
    version.options.all().delete()
    _write_rows([(version, text)])
    return version


def write_questions(*, questions: Sequence[Question], texts: Sequence[QuestionText]) -> list[QuestionVersion]:
    """Write many new questions at once, each with its first version, in a few queries.

    Args:
        questions: Not yet saved.
        texts: What each asks, in the same order.

    Raises:
        QuestionRefused: The shares of one do not add up in whole numbers.
    """
    with transaction.atomic():
        Question.objects.bulk_create(questions)
        versions = [QuestionVersion(question=question, number=1) for question in questions]
        for version, text in zip(versions, texts, strict=True):
            _say(version, text)
        QuestionVersion.objects.bulk_create(versions)
        _write_rows(list(zip(versions, texts, strict=True)))
    return versions


def _say(version: QuestionVersion, text: QuestionText) -> None:
    """Let an unsaved version say what the text says, but for its options and parts."""
    for name in WORDING:
        setattr(version, name, getattr(text, name))
    version.points = 0 if text.kind == QuestionVersion.Kind.CONFIDENCE else 1
    try:
        version.denominator = denominator_of(text)
    except UnevenShares as uneven:
        raise QuestionRefused(str(uneven)) from uneven


def _write_rows(pairs: Sequence[tuple[QuestionVersion, QuestionText]]) -> None:
    """Write the options and parts of versions that have none."""
    options = [_options_of(version, text) for version, text in pairs]
    # In the pages of a test an option is known by its primary key; the order in which it was written must not show.
    shuffled = [row for rows in options for row in rows]
    SystemRandom().shuffle(shuffled)
    Option.objects.bulk_create(shuffled)
    Part.objects.bulk_create(
        Part(
            version=version,
            position=place,
            text=part.text,
            key=None if part.key is None else rows[part.key],
            rationale=part.rationale,
            image=part.image,
            image_alt=part.image_alt,
            image_credit=part.image_credit,
        )
        for (version, text), rows in zip(pairs, options, strict=True)
        for place, part in enumerate(text.parts, start=1)
    )


def _options_of(version: QuestionVersion, text: QuestionText) -> list[Option]:
    """Return the options, not yet saved, in the order of the text."""
    return [
        Option(
            version=version,
            position=place,
            text=option.text,
            is_key=option.is_key,
            rationale=option.rationale,
            shares=int(share * version.denominator) if text.scoring == QuestionVersion.Scoring.PARTIAL else 0,
            tolerance=option.tolerance,
        )
        for place, (option, share) in enumerate(zip(text.options, shares_of(text), strict=True), start=1)
    ]


def text_of(item: DraftItem) -> QuestionText:
    """Return a saved question as it is, to the last blank."""
    return replace(wording_as_text(item.version), **{name: getattr(item, name) for name in TIES})


def wording_as_text(version: QuestionVersion) -> QuestionText:
    """Return what a version says, tied to no article."""
    rows = list(version.options.all())
    places = {row.pk: place for place, row in enumerate(rows)}
    is_partial = version.scoring == QuestionVersion.Scoring.PARTIAL
    options = [
        OptionText(
            row.text,
            row.is_key,
            row.rationale,
            Fraction(row.shares, version.denominator) if is_partial else None,
            row.tolerance,
        )
        for row in rows
    ]
    parts = [
        PartText(
            row.text,
            places.get(row.key_id or 0),
            row.rationale,
            row.image.name or "",
            row.image_alt,
            row.image_credit,
        )
        for row in version.parts.all()
    ]
    wording = {name: getattr(version, name) for name in WORDING} | {"image": version.image.name or ""}
    return QuestionText(key="", options=options, parts=parts, **wording)


def wording_of(version: QuestionVersion) -> tuple[Any, ...]:
    """Return what a version says, for comparing."""
    rows = list(version.options.all())
    places = {row.pk: place for place, row in enumerate(rows)}
    is_partial = version.scoring == QuestionVersion.Scoring.PARTIAL
    options = tuple(
        (row.text, row.is_key, row.rationale, row.shares if is_partial else 0, row.tolerance) for row in rows
    )
    parts = tuple(
        (
            row.text,
            places.get(row.key_id or 0),
            row.rationale,
            row.image.name or "",
            row.image_alt,
            row.image_credit,
        )
        for row in version.parts.all()
    )
    return (*(str(getattr(version, name)) for name in WORDING), options, parts)


def wording_of_text(text: QuestionText) -> tuple[Any, ...]:
    """Return what a text says, for comparing with a version."""
    try:
        divisor = denominator_of(text) if text.scoring == QuestionVersion.Scoring.PARTIAL else 0
    except UnevenShares:
        divisor = 0
    options = tuple(
        (row.text, row.is_key, row.rationale, int(share * divisor), row.tolerance)
        for row, share in zip(text.options, shares_of(text), strict=True)
    )
    parts = tuple((row.text, row.key, row.rationale, row.image, row.image_alt, row.image_credit) for row in text.parts)
    return (*(str(getattr(text, name)) for name in WORDING), options, parts)
