"""A corrected key as values: what a key may say for each kind of question, and what it says as written."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from math import lcm
from typing import Any

from content.accepted_wordings import takes_anything
from content.models.question import DENOMINATORS, QuestionVersion
from content.numbers import in_one_way, number_of, two_ways
from content.question_text import TYPED, WITH_PARTS

Kind = QuestionVersion.Kind
VOID = {"is_void": True}
MOST_ANSWERS = 20  # further accepted answers of one correction
MOST_ADJUSTED = 15  # power of ten of an accepted number, either way
LONGEST = 300  # characters of an accepted answer, as of an option


class KeyRefused(ValueError):
    """This is no key of the question; the message is fit to show to whoever corrects it."""


def field_of(kind: str) -> str:
    """Return the name of what the key of a kind consists of, as KeyCorrection has it.

    Raises:
        KeyRefused: The kind has no key.
    """
    if kind == Kind.CONFIDENCE:
        raise KeyRefused("This question is not scored, so it has no key.")
    if kind in WITH_PARTS:
        return "parts"
    if kind == Kind.ORDERING:
        return "order"
    return "accepted" if kind in TYPED else "keys"


def checked_key(version: QuestionVersion, key: Mapping[str, Any]) -> dict[str, Any]:
    """Return a key in the one form in which it is stored.

    Args:
        version: The version whose key it is to be; its options and parts are read.
        key: What holds from now on: as KeyCorrection has it.

    Raises:
        KeyRefused: It names what the version does not have, or does not fit its kind.
    """
    name = field_of(version.kind)
    if key.get("is_void"):
        if set(key) != {"is_void"}:
            raise KeyRefused("Either give the right answer, or let every answer count; not both.")
        return dict(VOID)
    if set(key) - {"lost"} != {name}:
        raise KeyRefused("This is not how the key of such a question is told.")
    checks: dict[str, Callable[[QuestionVersion, Any], Any]] = {
        "keys": _checked_keys,
        "parts": _checked_parts,
        "order": _checked_order,
        "accepted": _checked_accepted,
    }
    checked = {name: checks[name](version, key[name])}
    return checked | _lost(version, checked["keys"]) if name == "keys" else checked


def key_as_written(version: QuestionVersion) -> dict[str, Any]:
    """Return the key that a version has itself, in the same form."""
    name = field_of(version.kind)
    options = list(version.options.all())
    if name == "parts":
        return {name: {str(part.pk): part.key_id for part in version.parts.all()}}
    if name == "order":
        return {name: [option.pk for option in options]}
    return {name: [] if name == "accepted" else sorted(option.pk for option in options if option.is_key)}


def _lost(version: QuestionVersion, keys: Sequence[int]) -> dict[str, int]:
    """Return what an answer costs that is right no longer, where points are shared: as much as another wrong one.

    Of several penalties the mildest; nothing where wrong answers cost nothing.
    """
    options = list(version.options.all())
    penalties = [option.shares for option in options if not option.is_key and option.shares < 0]
    if not _is_shared(version) or not penalties or {option.pk for option in options if option.is_key} <= set(keys):
        return {}
    return {"lost": max(penalties)}


def _is_shared(version: QuestionVersion) -> bool:
    return version.kind == Kind.MULTIPLE and version.scoring == QuestionVersion.Scoring.PARTIAL


def _checked_keys(version: QuestionVersion, keys: Sequence[int]) -> list[int]:
    offered = {option.pk for option in version.options.all()}
    if not keys:
        raise KeyRefused("Choose the right answer.")
    if len(set(keys)) != len(keys) or not set(keys) <= offered:
        raise KeyRefused("One of these answers is not one of the question’s.")
    if version.kind == Kind.TRUE_FALSE and len(keys) > 1:
        raise KeyRefused("A statement is either true or false. If both count, let every answer count.")
    if _is_shared(version) and lcm(version.denominator, len(keys)) not in DENOMINATORS:
        raise KeyRefused(f"A point cannot be divided among {len(keys)} right answers here. Choose fewer.")
    return sorted(keys)


def _checked_parts(version: QuestionVersion, keys: Mapping[str, int]) -> dict[str, int]:
    parts = {str(part.pk) for part in version.parts.all()}
    offered = {option.pk for option in version.options.all()}
    if set(keys) != parts:
        raise KeyRefused("Give the right answer of every part, and of no other.")
    if not set(keys.values()) <= offered:
        raise KeyRefused("One of these answers is not one of the question’s.")
    return {part: keys[part] for part in sorted(keys, key=int)}


def _checked_order(version: QuestionVersion, order: Sequence[int]) -> list[int]:
    if sorted(order) != sorted(option.pk for option in version.options.all()):
        raise KeyRefused("Give each thing a place of its own, from 1 to the last.")
    return list(order)


def _checked_accepted(version: QuestionVersion, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    if not rows:
        raise KeyRefused("Write the answer that is accepted too.")
    if len(rows) > MOST_ANSWERS:
        raise KeyRefused(f"Accept at most {MOST_ANSWERS} further answers.")
    check = _checked_number if version.kind == Kind.NUMERIC else _checked_words
    return [check(row) for row in rows]


def _checked_words(row: Mapping[str, Any]) -> dict[str, str]:
    text = " ".join(str(row["text"]).split())
    if not text or takes_anything(text) or len(text) > LONGEST:
        raise KeyRefused(f"An accepted answer has 1 to {LONGEST} characters, and is more than a wildcard.")
    if row.get("tolerance"):
        raise KeyRefused("Only numbers have a tolerance.")
    return {"text": text}


def _checked_number(row: Mapping[str, Any]) -> dict[str, str]:
    """Read a number and its tolerance as those that learners type are read; what is kept is read in one way."""
    said = [str(row.get(name) or "").strip() for name in ("text", "tolerance")]
    value, tolerance = (_decimal(text or "0") for text in said)
    if not said[0] or value is None or tolerance is None or tolerance < 0:
        typed = " ± ".join(text[:60] for text in said if text)
        raise KeyRefused(f"“{typed}” is no number. Write each number with its tolerance, such as 4.2 ± 0.1.")
    doubt = next(filter(None, map(two_ways, said)), "")
    if doubt:
        raise KeyRefused(doubt)
    return {"text": in_one_way(value)} | ({"tolerance": in_one_way(tolerance)} if tolerance else {})


def _decimal(text: str) -> Decimal | None:
    number = number_of(text)
    return number if number is not None and abs(number.adjusted()) <= MOST_ADJUSTED else None
