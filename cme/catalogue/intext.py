"""Questions in the text of an article: the pieces of the text between which they stand, and their forms."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from cme.assessment.asking import QuestionOnPage, question_on_page
from cme.assessment.serving import ServedItem, ServedOption, ServedPart
from content.models import QuestionVersion
from content.passages import split_at_passages
from content.rendering import trusted
from content.spoken_labels import with_spoken_labels

Kind = QuestionVersion.Kind
PARTS = ("key_data", "key_learning", "limits", "body")


@dataclass(frozen=True)
class Piece:
    """Some of the text, and the questions that are asked after it.

    Attributes:
        html: The text.
        questions: The questions.
        follows: Whether a question of the same part is asked before it.
    """

    html: SafeString
    questions: list[QuestionOnPage]
    follows: bool = False


def pieces_of(html: Mapping[str, str], frozen: Iterable[Mapping[str, Any]]) -> dict[str, list[Piece]]:
    """Cut each part of an edition where its passages end, with the questions on each passage behind it.

    Args:
        html: The parts of the edition.
        frozen: What its source says of the questions in its text.

    Returns:
        The pieces of each part. Questions that name no passage of the text stand at its end.
    """
    waiting: dict[str, list[QuestionOnPage]] = {}
    for row in frozen:
        waiting.setdefault(row["passage"], []).append(asked_question(asked_item(row)))
    parts = {}
    for part in PARTS:
        text = with_spoken_labels(html[part])
        pieces = split_at_passages(text) if waiting else [(text, "")]
        parts[part] = _pieces((text, waiting.pop(name, []) if name else []) for text, name in pieces if text.strip())
    left = [question for questions in waiting.values() for question in questions]
    return parts | {"end": [Piece(trusted(""), left)] if left else []}


def _pieces(rows: Iterable[tuple[str, list[QuestionOnPage]]]) -> list[Piece]:
    pieces: list[Piece] = []
    for text, questions in rows:
        pieces.append(Piece(trusted(text), questions, follows=bool(pieces and pieces[-1].questions)))
    return pieces


def asked_question(item: ServedItem, **more: Any) -> QuestionOnPage:
    """Return a question as the article's page shows it: the same for all readers, so that the page can be stored."""
    return question_on_page(item, number=1, options=item.options, **more)


def asked_item(row: Mapping[str, Any]) -> ServedItem:
    """Return what a source froze of a question, as an item without keys that goes by the number of its version."""
    return ServedItem(
        id=row["version"],
        version=row["version"],
        question=0,
        stem=row["stem"],
        kind=row["kind"],
        is_partial=False,
        worth=0 if row["kind"] == Kind.CONFIDENCE else 1,
        denominator=1,
        objective="",
        passage=row["passage"],
        reference="",
        options=tuple(ServedOption(option["id"], option["text"], False, "") for option in row["options"]),
        parts=tuple(ServedPart(part["id"], part["text"], None, "", part.get("picture")) for part in row["parts"]),
        hint=row["hint"],
        unit=row["unit"],
        picture=row["picture"],
    )
