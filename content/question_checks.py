"""What each kind of question must have before it is asked: keys, texts, reasons and shares that can earn the points."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from django.utils.text import Truncator

from content.accepted_wordings import takes_anything
from content.findings import Finding, must, should
from content.item_writing import warnings_of
from content.models import DraftItem, Option, Part, QuestionVersion
from content.numbers import number_of, two_ways
from content.question_text import KPRIM_STATEMENTS, TYPED, WITH_PARTS
from content.services.questions import text_of

Kind = QuestionVersion.Kind
FEWEST_TO_ORDER = 3
FEWEST_VIGNETTES = 2
RULE = "item writing"


def check_question(item: DraftItem) -> Iterator[Finding]:
    """Find what a question of a draft lacks, and what of its wording is worth a second look."""
    field, name, version = f"questions:{item.key}", f"Question {item.called}", item.version
    for message in _faults(version, name):
        yield must(message, field)
    if version.image and not version.image_alt.strip():
        yield must(f"{name} has a picture without alternative text. Say what the picture shows.", field, "W1")
    for place, part in enumerate(version.parts.all(), start=1):
        if part.image and not part.image_alt.strip():
            what = "statement" if version.kind == Kind.KPRIM else "vignette"
            yield must(
                f"{name}: {what} {place} has a picture without alternative text. Say what the picture shows.",
                field,
                "W1",
            )
    is_scored = version.kind != Kind.CONFIDENCE
    if item.objective_id is None and is_scored:
        yield must(f"{name} tests no objective.", field)
    if item.in_text and not item.passage:
        yield must(f"{name} is asked in the text at its passage, but names none.", field)
    elif not item.passage and is_scored:
        yield should(f"{name} points to no passage of the text.", field)
    for message in (*_doubts(version, name), *_askings(item, name)):
        yield should(message, field)
    for message in warnings_of(text_of(item), f"question {item.called}", has_rationales_checked=True):
        yield should(message, field, RULE)


def _faults(version: QuestionVersion, name: str) -> Iterator[str]:
    options, parts = list(version.options.all()), list(version.parts.all())
    if not version.stem.strip():
        yield f"{name} has no wording."
    if version.kind in WITH_PARTS:
        yield from _with_parts(version, options, parts, name)
    else:
        yield from OF_KIND[version.kind](options, name)
    if any(not option.text.strip() for option in options):
        yield f"{name} has an option without a text."
    if version.kind not in {*TYPED, Kind.ORDERING}:
        yield from _twice(options, name)
    if version.kind in REASONED and any(not option.rationale.strip() for option in options):
        yield f"{name} lacks a rationale for an option."
    if version.kind in {*TYPED, Kind.ORDERING} and options and not any(option.rationale.strip() for option in options):
        yield f"{name} lacks a rationale; write one for an answer at least."
    if version.scoring == QuestionVersion.Scoring.PARTIAL:
        yield from _shares(version, options, name)


def _single(options: Sequence[Option], name: str) -> Iterator[str]:
    yield from _several(options, name)
    keys = sum(option.is_key for option in options)
    if keys != 1:
        yield f"{name} needs exactly one right option; it has {keys}."


def _true_false(options: Sequence[Option], name: str) -> Iterator[str]:
    yield from _single(options, name)
    if len(options) > 2:
        yield f"{name} is true or false and has {len(options)} options. Keep two, or choose another kind."


def _multiple(options: Sequence[Option], name: str) -> Iterator[str]:
    yield from _several(options, name)
    if not any(option.is_key for option in options):
        yield f"{name} needs at least one right option."


def _several(options: Sequence[Option], name: str) -> Iterator[str]:
    if len(options) < 2:
        yield f"{name} needs at least two options."


def _twice(options: Sequence[Option], name: str) -> Iterator[str]:
    """Find options between which nobody can choose, as they say the same."""
    counts = Counter(" ".join(option.text.split()) for option in options)
    for text, count in counts.items():
        if text and count > 1:
            yield f"{name} has an option twice, “{Truncator(text).chars(40)}”. Change one, or remove it."


def _ordering(options: Sequence[Option], name: str) -> Iterator[str]:
    if len(options) < FEWEST_TO_ORDER:
        yield f"{name} needs at least {FEWEST_TO_ORDER} things to order."
    if len({option.text.strip() for option in options}) < len(options):
        yield f"{name} lists the same thing twice, so that its order cannot be told."


def _numeric(options: Sequence[Option], name: str) -> Iterator[str]:
    if not options:
        yield f"{name} accepts no number. Write the right one."
    for option in options:
        if option.text.strip() and number_of(option.text) is None:
            yield f"{name} accepts “{option.text}”, which is no number. Write digits, and the unit in its own field."
        doubt = two_ways(option.text)
        if doubt:
            yield f"{name} accepts a number that is not clear: {doubt}"
        if option.tolerance is not None and option.tolerance < 0:
            yield f"{name} has a tolerance below 0."
    yield from _accepted(options, name)


def _short(options: Sequence[Option], name: str) -> Iterator[str]:
    if not any(option.text.strip() for option in options):
        yield f"{name} accepts no wording. Write the right one."
    if any(takes_anything(option.text) and option.is_key for option in options):
        yield f"{name} accepts everything: “*” alone stands for any answer."
    yield from _accepted(options, name)


def _accepted(options: Sequence[Option], name: str) -> Iterator[str]:
    if options and not any(option.is_key for option in options):
        yield f"{name} marks no answer as right."


def _with_parts(version: QuestionVersion, options: Sequence[Option], parts: Sequence[Part], name: str) -> Iterator[str]:
    is_kprim = version.kind == Kind.KPRIM
    what = "statement" if is_kprim else "vignette"
    if is_kprim and len(parts) != KPRIM_STATEMENTS:
        yield f"{name} needs exactly four statements; it has {len(parts)}."
    if is_kprim and len(options) != 2:
        yield f"{name} needs the two answers true and false; it has {len(options)}."
    if not is_kprim and len(parts) < FEWEST_VIGNETTES:
        yield f"{name} needs at least two vignettes."
    if not is_kprim:
        yield from _several(options, name)
    if any(not part.text.strip() for part in parts):
        yield f"{name} has a {what} without a text."
    if any(part.key_id is None for part in parts):
        yield f"{name} has a {what} without its right answer."
    if any(not part.rationale.strip() for part in parts):
        yield f"{name} lacks a rationale for a {what}."


def _shares(version: QuestionVersion, options: Sequence[Option], name: str) -> Iterator[str]:
    """Find shares with which nobody can reach full points (C3)."""
    if version.kind in {*WITH_PARTS, Kind.ORDERING, Kind.TRUE_FALSE, Kind.CONFIDENCE} or not options:
        return
    best = max(option.shares for option in options)
    if version.kind == Kind.MULTIPLE:
        best = sum(option.shares for option in options if option.shares > 0)
    if best < version.denominator:
        yield f"{name} cannot earn full points: its shares come to {best * 100 // version.denominator} % at most."


def _doubts(version: QuestionVersion, name: str) -> Iterator[str]:
    options = list(version.options.all())
    is_partial = version.scoring == QuestionVersion.Scoring.PARTIAL
    if version.kind == Kind.MULTIPLE and is_partial:
        if not all(option.is_key for option in options) and sum(option.shares for option in options) >= (
            version.denominator
        ):
            yield f"Whoever chooses every option of {name} earns full points. Give the wrong ones a share below 0."
        if any((option.shares > 0) is not option.is_key for option in options):
            yield f"{name} has a right option that earns nothing, or a wrong one that does."


def _askings(item: DraftItem, name: str) -> Iterator[str]:
    """Find a question that is asked nowhere, and one whose answer readers have seen before the test asks for it."""
    if not (item.in_post_test or item.in_pre_test or item.in_text or item.in_self_check):
        yield f"{name} is asked nowhere. Tick where, or remove it."
    places = {"in the text": item.in_text, "in the self-check": item.in_self_check}
    before = [place for place, is_asked in places.items() if is_asked]
    if item.in_post_test and before and item.version.kind != Kind.CONFIDENCE:
        yield (
            f"{name} is asked in the test and {' and '.join(before)}, where its answer is shown before the test, "
            "also if the test itself shows none. Ask another question there, or leave this one out of the test."
        )


OF_KIND: dict[str, Callable[[Sequence[Option], str], Iterator[str]]] = {
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.TRUE_FALSE: _true_false,
    Kind.ORDERING: _ordering,
    Kind.NUMERIC: _numeric,
    Kind.SHORT: _short,
    Kind.CONFIDENCE: _several,
}
REASONED = {Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE}
