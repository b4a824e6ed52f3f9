"""Whether a question is answered or marked otherwise than in the edition that goes on: two keys in one release (F3).

A right answer that was reworded at its place, or moved with its words, is the same answer.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from content.findings import Finding, should
from content.models import Article, DraftItem, EditionItem, QuestionVersion
from content.numbers import number_of
from content.question_text import TYPED, WITH_PARTS

Kind, Scoring = QuestionVersion.Kind, QuestionVersion.Scoring


def changed_keys(article: Article, items: Sequence[DraftItem]) -> Iterator[Finding]:
    """Find questions whose right answer or marking is another than readers have now."""
    standing = EditionItem.objects.filter(edition__release__article=article, edition__superseded_at__isnull=True)
    rows = standing.select_related("version").prefetch_related("version__options", "version__parts")
    asked = {row.version.question_id: row.version for row in rows}
    for item in items:
        before = asked.get(item.version.question_id)
        if before is None or before.pk == item.version_id:
            continue
        field = f"questions:{item.key}"
        if is_key_changed(before, item.version):
            message = f"The right answer of question {item.called} changed, so the correction is a material one."
            yield should(message, field, "F3", stops="minor")
        elif _marking(before) != _marking(item.version):
            message = f"Question {item.called} is marked otherwise, so the correction is a material one."
            yield should(message, field, "F3", stops="minor")


def is_key_changed(before: QuestionVersion, now: QuestionVersion) -> bool:
    """Tell whether two versions have different right answers."""
    if _family(before.kind) != _family(now.kind):
        return True
    if now.kind in TYPED:
        return _accepted(before) != _accepted(now)
    if now.kind == Kind.ORDERING:
        return _is_order_changed([row.text for row in before.options.all()], [row.text for row in now.options.all()])
    if now.kind in WITH_PARTS:
        return _pairs(before) != _pairs(now) and _paired_places(before) != _paired_places(now)
    return _texts_of_keys(before) != _texts_of_keys(now) and _places(before) != _places(now)


def _family(kind: str) -> str:
    """Return one word for kinds whose keys are options that are chosen."""
    return Kind.SINGLE if kind in {Kind.MULTIPLE, Kind.TRUE_FALSE, Kind.CONFIDENCE} else kind


def _texts_of_keys(version: QuestionVersion) -> set[str]:
    return {option.text for option in version.options.all() if option.is_key}


def _places(version: QuestionVersion) -> set[int]:
    """Return where the right options stand: a right option that was reworded is still at its place."""
    return {option.position for option in version.options.all() if option.is_key}


def _pairs(version: QuestionVersion) -> set[tuple[str, str]]:
    texts = {option.pk: option.text for option in version.options.all()}
    return {(part.text, texts.get(part.key_id or 0, "")) for part in version.parts.all()}


def _paired_places(version: QuestionVersion) -> list[int]:
    places = {option.pk: option.position for option in version.options.all()}
    return [places.get(part.key_id or 0, 0) for part in version.parts.all()]


def _accepted(version: QuestionVersion) -> tuple[Any, ...]:
    """Return what is accepted, numbers by their value: 40 and 40.0 are the same."""
    is_number = version.kind == Kind.NUMERIC
    answers = {
        (number_of(row.text) if is_number else " ".join(row.text.split()), row.tolerance or 0, row.is_key)
        for row in version.options.all()
    }
    return answers, version.unit if is_number else version.is_case_sensitive


def _is_order_changed(before: Sequence[str], now: Sequence[str]) -> bool:
    """Compare the order of what both have; a thing that was reworded stays where it was."""
    kept = set(before) & set(now)
    orders = [[text for text in texts if text in kept] for texts in (before, now)]
    return len(before) != len(now) or orders[0] != orders[1]


def _marking(version: QuestionVersion) -> tuple[Any, ...]:
    """Return how answers turn into points, whatever they say."""
    if version.kind == Kind.CONFIDENCE:
        return (0,)
    if version.scoring != Scoring.PARTIAL:
        return version.points, Scoring.ALL
    shares = sorted(row.shares * 2520 // version.denominator for row in version.options.all())
    return version.points, Scoring.PARTIAL, shares
