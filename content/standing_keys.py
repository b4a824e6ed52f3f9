"""Keys that hold: what versions say since their keys were corrected, and whether a later one restates an old key."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import combinations
from typing import Any

from content.corrected_text import NoKeyLeft, with_corrected_key
from content.key_changes import family_of, is_key_changed
from content.models import KeyCorrection, QuestionVersion
from content.question_text import TYPED, Kind, QuestionText
from content.services.questions import wording_as_text

Corrections = Mapping[int, Sequence[KeyCorrection]]  # of each version by its primary key, the one that holds last
# Answers, each by the texts that name it, with what it is: right or wrong, the answer of a part, the earlier of two.
Judged = dict[tuple[str, ...], Any]


class Verdict(Enum):
    """How a version stands to a key that was corrected in an earlier one."""

    AGAIN = "again"  # an answer is again what it was before the correction, for no new reason
    ARGUED = "argued"  # the same, but a reason was written for it since
    UNCLEAR = "unclear"  # it has other answers, so nothing tells


@dataclass(frozen=True)
class Restated:
    """A version whose key is not the one that holds since an earlier version was corrected.

    Attributes:
        correction: The correction that holds, with its version.
        verdict: How sure that is.
    """

    correction: KeyCorrection
    verdict: Verdict


def corrections_of(questions: Iterable[int]) -> dict[int, list[KeyCorrection]]:
    """Return the corrections of all versions of questions, with rationales, and each version with options and parts.

    It is one query where no key was corrected.

    Args:
        questions: Primary keys of questions.
    """
    rows = KeyCorrection.objects.filter(version__question__in=set(questions)).select_related("version")
    rows = rows.order_by("number").with_rationales().prefetch_related("version__options", "version__parts")
    found: dict[int, list[KeyCorrection]] = defaultdict(list)
    for row in rows:
        found[row.version_id].append(row)
    return dict(found)


def standing_text(version: QuestionVersion, corrections: Corrections) -> QuestionText | None:
    """Return what a version says with the key that holds, or nothing where every answer counts."""
    text, rows = wording_as_text(version), corrections.get(version.pk, ())
    return _with_key(version, text, rows[-1]) if rows else text


def restated_in(version: QuestionVersion, corrections: Corrections) -> Restated | None:
    """Tell whether a version has another key than the one that holds since an earlier version was corrected.

    A version whose own key was corrected is marked by that correction, whatever it says.

    Args:
        version: With its options and parts.
        corrections: Those of its question at least.
    """
    if version.pk in corrections or version.kind == Kind.CONFIDENCE:
        return None
    earlier = [rows for rows in corrections.values() if _is_before(rows[0].version, version)]
    if not earlier:
        return None
    rows = max(earlier, key=lambda rows: rows[0].version.number)
    verdict = _verdict(wording_as_text(version), rows)
    return Restated(rows[-1], verdict) if verdict else None


def _is_before(one: QuestionVersion, other: QuestionVersion) -> bool:
    return one.question_id == other.question_id and one.number < other.number


def _with_key(version: QuestionVersion, text: QuestionText, correction: KeyCorrection) -> QuestionText | None:
    try:
        return with_corrected_key(version, text, correction.key)
    except NoKeyLeft:
        return None


def _verdict(now: QuestionText, rows: Sequence[KeyCorrection]) -> Verdict | None:
    version = rows[0].version
    own = wording_as_text(version)
    *before, standing = [own, *(_with_key(version, own, row) for row in rows)]
    earlier = [text for text in before if text is not None]
    if standing is None:
        return _verdict_of_void(now, own, earlier, rows)
    if family_of(own.kind) != family_of(now.kind):
        return Verdict.UNCLEAR
    if own.kind in TYPED:
        is_again = not all(is_key_changed(text, now) for text in earlier)
        return Verdict.AGAIN if is_again else Verdict.UNCLEAR if is_key_changed(standing, now) else None
    holds, judged, were = _judged(standing), _judged(now), [_judged(text) for text in earlier]
    corrected = {name for name, what in holds.items() if any(old.get(name) != what for old in were)}
    again = [
        name
        for name in corrected & judged.keys()
        if judged[name] != holds[name] and judged[name] in [old.get(name) for old in were]
    ]
    if again:
        return Verdict.ARGUED if _are_argued(again, now, rows) else Verdict.AGAIN
    is_carried = bool(corrected & judged.keys()) or not is_key_changed(standing, now)
    return None if is_carried else Verdict.UNCLEAR


def _verdict_of_void(
    now: QuestionText, own: QuestionText, earlier: Sequence[QuestionText], rows: Sequence[KeyCorrection]
) -> Verdict:
    """Tell of a version after one of which every answer counts: any key that stood before it is one that was wrong."""
    if all(is_key_changed(text, now) for text in earlier):
        return Verdict.UNCLEAR
    right = [name for name, what in _judged(now).items() if what]
    return Verdict.ARGUED if now.stem != own.stem and _are_argued(right, now, rows) else Verdict.AGAIN


def _judged(text: QuestionText) -> Judged:
    if text.parts:
        answers = [option.text for option in text.options]
        return {(part.text,): "" if part.key is None else answers[part.key] for part in text.parts}
    if text.kind == Kind.ORDERING:
        pairs = combinations([option.text for option in text.options], 2)
        return {tuple(sorted(pair)): pair[0] for pair in pairs}
    return {(option.text,): option.is_key for option in text.options}


def _are_argued(names: Iterable[tuple[str, ...]], now: QuestionText, rows: Sequence[KeyCorrection]) -> bool:
    """Tell whether each of these answers has a reason that is none of those written until the correction."""
    version = rows[0].version
    known = {"", *(option.rationale.strip() for option in version.options.all())}
    known |= {part.rationale.strip() for part in version.parts.all()}
    known |= {why.text.strip() for row in rows for why in row.rationales.all()}
    given = {row.text: row.rationale.strip() for row in (now.parts or now.options)}
    return all(any(given[text] not in known for text in name) for name in names)
