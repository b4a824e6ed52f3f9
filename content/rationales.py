"""Which rationale explains each answer since its key was corrected: the newest written for what the answer is now.

A rationale of a right answer says nothing once the answer is wrong, so it is left out rather than shown with another
key; should a later correction make the answer right again, it holds again.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from content.corrected_key import key_as_written
from content.models import KeyCorrection, Option, Part, QuestionVersion
from content.question_text import WITH_PARTS

LONGEST = 2_000  # characters of a rationale that comes with a correction
Explained = Option | Part
# A key, and the rationales that were written for it, by primary key of the option; where there are parts, of the part.
Written = tuple[Mapping[str, Any], Mapping[int, str]]


def explained_answers(version: QuestionVersion) -> Sequence[Explained]:
    """Return what a rationale stands at: each vignette or statement, or each option."""
    return list(version.parts.all() if version.kind in WITH_PARTS else version.options.all())


def written_of(version: QuestionVersion, corrections: Sequence[KeyCorrection]) -> list[Written]:
    """Return what was written for each key: that of the version first, then each correction's, the latest last.

    Args:
        version: The version, with its options and parts.
        corrections: All of its corrections in their order, each with its rationales.
    """
    own = {answer.pk: answer.rationale for answer in explained_answers(version)}
    return [(key_as_written(version), own), *map(written_with, corrections)]


def written_with(correction: KeyCorrection) -> Written:
    """Return what came with a correction."""
    return correction.key, {row.answer_id: row.text for row in correction.rationales.all()}


def rationales_that_hold(written: Sequence[Written]) -> dict[int, str]:
    """Return the rationale of each answer under the last key; empty where none was written for what it is now."""
    key = written[-1][0]
    held = dict.fromkeys(written[0][1], "")
    for earlier, texts in written:
        held |= {answer: text for answer, text in texts.items() if _what(answer, earlier) == _what(answer, key)}
    return held


def left_unexplained(written: Sequence[Written]) -> list[int]:
    """Return the answers that had a rationale under the key before the last, and have none under the last."""
    before, now = rationales_that_hold(written[:-1]), rationales_that_hold(written)
    return [answer for answer, text in before.items() if text and not now[answer]]


def _what(answer: int, key: Mapping[str, Any]) -> object:
    """Return what an answer is under a key: right or wrong, its option, or its place."""
    if key.get("is_void"):
        return "void"
    if "parts" in key:
        return key["parts"].get(str(answer))
    if "order" in key:
        return key["order"].index(answer)
    return "accepted" in key or answer in key["keys"]
