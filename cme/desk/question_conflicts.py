"""Telling an editor of the questions page what somebody else saved meanwhile."""

import json
from collections.abc import Sequence
from typing import Any

from django import forms

from cme.desk.conflicts import Conflict, Place, place_of, read_base
from cme.desk.forms.questions import Choices, QuestionForm
from cme.desk.merging import Difference, Values, digests_of, merge
from cme.desk.question_rows import QuestionRow, copy_of_rows, rows_of_copy
from cme.desk.sending import words_of
from content.word_marks import Effort

CORRECTED = "A key was corrected meanwhile"
CORRECTED_MESSAGE = (
    "The key of a question was corrected after you opened this page. Nothing of yours is lost: it stands below and is "
    "not saved yet. Compare, take over what holds now, and save again."
)


def is_corrected(saved: Sequence[QuestionRow], base: str) -> bool:
    """Tell whether a question says something else than when a page of the same version of the draft was opened.

    A correction of a key does not count the draft up, but the page shows the key that holds.
    """
    opened = read_base(base)
    return any(opened.get(place, digest) != digest for place, digest in digests_of(copy_of_rows(saved)).items())


def join(
    rows: Sequence[QuestionRow], saved: Sequence[QuestionRow], base: str, message: str, choices: Choices
) -> tuple[list[QuestionRow], Conflict]:
    """Join both editors' questions, and tell where they differ.

    Args:
        rows: What was typed.
        saved: What is saved now.
        base: Digests that the page was opened with, as it sent them.
        message: Who saved, and when; empty where nobody did, and a key was corrected.
        choices: What questions can be tied to.
    """
    merged = merge(mine=copy_of_rows(rows), theirs=copy_of_rows(saved), base=read_base(base))
    joined = rows_of_copy(merged.copy)
    effort = Effort()
    places = [_place(difference, joined, choices, effort) for difference in merged.differences]
    taken = [_name(place, choices) for place in merged.taken]
    if not message:
        return joined, Conflict(CORRECTED_MESSAGE, places, taken, CORRECTED)
    return joined, Conflict(message, places, taken)


def base_of(rows: Sequence[QuestionRow]) -> str:
    """Return the digests that a page sends along."""
    return json.dumps(digests_of(copy_of_rows(rows)))


def _name(place: str, choices: Choices) -> str:
    item = choices.standing.get(place.partition("/")[2])
    return f"Question {item.key}" if item else "A question that was removed"


def _place(difference: Difference, rows: Sequence[QuestionRow], choices: Choices, effort: Effort) -> Place:
    pk = difference.place.partition("/")[2]
    target = next((f"id_q-{place}-stem" for place, row in enumerate(rows) if row.one("item") == pk), "questions")
    name = _name(difference.place, choices)
    return place_of(name, target, _words(difference.theirs, choices), _words(difference.mine, choices), effort)


def _words(values: Values | None, choices: Choices) -> str:
    if values is None:
        return "(removed)"
    question = QuestionForm(QuestionRow.from_flat("", values), 0, choices)
    fields: list[Any] = [field for form in question.all_forms for field in form]
    data = question.row.as_data("q-0")
    sent = [(field, data.getlist(field.html_name)) for field in fields]
    return "\n".join(
        f"{field.label}: {words_of(field, texts)}"
        for field, texts in sent
        if texts and (field.name == "image" or not isinstance(field.field.widget, forms.HiddenInput))
    )
