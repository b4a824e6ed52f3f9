"""Questions of an article file as the text that the services take."""

from collections.abc import Mapping
from typing import Any

from content.models import QuestionVersion
from content.question_text import Kind, OptionText, PartText, QuestionText, Scoring


def question_of(row: Mapping[str, Any], stored: Mapping[str, str]) -> QuestionText:
    """Return a question as written; what it is tied to in its article is left to be found.

    Args:
        row: Values of the file, complete.
        stored: Names under which the pictures are stored, by the names of their files.
    """
    is_kprim, is_typed = row["kind"] == Kind.KPRIM, row["kind"] in {Kind.NUMERIC, Kind.SHORT}
    options = [
        OptionText(option["text"], option["is_key"], option["rationale"], option["share"], option["tolerance"])
        for option in row["options"]
    ]
    if is_kprim and not options:
        options = [OptionText("True"), OptionText("False")]
    if is_typed and not any(option.is_key or option.share is not None for option in options):
        # An answer that is accepted is right, unless the file tells those apart that are and are not.
        options = [OptionText(row.text, True, row.rationale, None, row.tolerance) for row in options]
    return QuestionText(
        key=row["key"],
        stem=row["stem"],
        kind=row["kind"],
        scoring=row["scoring"] or Scoring.ALL,
        level=row["level"] or QuestionVersion.Level.DECLARATIVE,
        options=options,
        parts=[
            PartText(part["text"], _key(part, is_kprim), part["rationale"], **_picture(part, stored))
            for part in row["parts"]
        ],
        hint=row["hint"],
        unit=row["unit"],
        is_case_sensitive=row["case_sensitive"],
        in_pre_test="pre" in row["roles"],
        in_post_test="post" in row["roles"],
        in_text="text" in row["roles"],
        in_self_check="self" in row["roles"],
        passage=row["passage"],
        **_picture(row, stored),
    )


def _picture(row: Mapping[str, Any], stored: Mapping[str, str]) -> dict[str, Any]:
    """Return what a question or a part says of its picture."""
    picture = row["picture"]
    if not picture:
        return {}
    return {"image": stored[picture["file"]], "image_alt": picture["alt"], "image_credit": picture["credit"]}


def _key(part: Mapping[str, Any], is_kprim: bool) -> int | None:
    """Return the place of the right option, counted from 0."""
    if is_kprim:
        return 0 if part["is_true"] else 1
    return part["right"] - 1 if part["right"] else None
