"""The parts of an article's page in their order, each with the kinds of article that it is for."""

from collections.abc import Mapping, Sequence
from typing import Any

from content.kinds import NEEDS, ArticleKind

FIELDSETS: Any = [
    (
        "Title and facts",
        {
            "fields": [
                *("kind", "title", "slug", "question", ("minutes", "audience")),
                *("format", "study_design", "population", "topics"),
            ]
        },
    ),
    ("Key data and key learning", {"fields": ["key_data", "key_learning", "limits"]}),
    ("Text", {"fields": ["body"]}),
    (
        "Test",
        {
            "classes": ["collapse"],
            "fields": [
                ("has_pre_test", "offers_dont_know"),
                ("pass_mark_percent", "pass_mark_items", "items_drawn"),
                ("attempts_allowed", "wait_hours", "feedback"),
                ("shuffles_items", "shuffles_options"),
                ("time_limit_minutes", "grace_seconds"),
            ],
        },
    ),
    (
        "Expiry and plain-language page",
        {"classes": ["collapse"], "fields": [("expires_on", "plain_language_url")]},
    ),
    (
        "Congress",
        {"fields": [("congress_name", "congress_place"), ("congress_begins_on", "congress_ends_on")]},
    ),
    ("Patient", {"fields": ["case_basis"]}),
    ("Visual abstract", {"fields": ["visual_figure"]}),
]
# The order of the reader's page; numbers are fieldsets, names are rows.
LAYOUT: Sequence[int | str] = [
    0, 5, 6, "contributions", "support", "objectives", "key_figures", 1, 7, "videos", 2, "figures", "references", 3,
    4,
]  # fmt: skip
KIND_OF_FIELD = {field: kind for kind, needs in NEEDS.items() for field in needs.fields}
KIND_OF_ROWS = {needs.rows: kind for kind, needs in NEEDS.items() if needs.rows}


def parts_of(
    layout: Sequence[int | str], fieldsets: Sequence[Any], rows: Mapping[str, Any], form: Any
) -> list[dict[str, Any]]:
    """Return fieldsets and rows in the order of a layout.

    Args:
        layout: Numbers of fieldsets and names of rows.
        fieldsets: As Django's admin gives them.
        rows: The same of rows, by name; a layout may name some that this user does not see.
        form: The article's own form.

    Returns:
        Each part with ``kind``, the one kind that it is for or the empty text, and whether it is hidden now. What is at
        fault is never hidden.
    """
    chosen = str(form["kind"].value()) if "kind" in form.fields else str(form.instance.kind)
    parts: list[dict[str, Any]] = []
    for name in layout:
        if isinstance(name, int):
            fields = _fields_in(fieldsets[name])
            kind = next((KIND_OF_FIELD[field] for field in fields if field in KIND_OF_FIELD), None)
            parts.append({"fieldset": fieldsets[name], **_shown(kind, chosen, any(map(form.errors.get, fields)))})
        elif name in rows:
            is_wrong = bool(rows[name].formset.total_error_count()) if rows[name].formset.is_bound else False
            parts.append({"rows": rows[name], **_shown(KIND_OF_ROWS.get(name), chosen, is_wrong)})
    return parts


def _shown(kind: ArticleKind | None, chosen: str, is_wrong: bool) -> dict[str, Any]:
    return {"kind": kind or "", "is_hidden": bool(kind) and kind != chosen and not is_wrong}


def _fields_in(fieldset: Any) -> list[str]:
    return [name for line in fieldset.fields for name in ([line] if isinstance(line, str) else line)]
