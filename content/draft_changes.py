"""What changed between two copies of a draft, place by place, in words that editors read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import FileField

from content.citing.work import NAME_PARTS
from content.draft_copy import GROUPS, TIED, is_written
from content.item_writing import letter_of
from content.models import Article, QuestionVersion
from content.word_marks import Effort, Piece, mark_words, shortened

ROW_NAMES = {
    "contributions": "Person",
    "support": "Support",
    "objectives": "Objective",
    "key_figures": "Key figure",
    "figures": "Figure",
    "references": "Reference",
    "videos": "Video",
}
TITLES = ("_name", "key", "value", "title")  # what a row is called by, the first that it has
UNREAD = frozenset(
    {"id", "contributor_id", "funder_id", "width", "height", "size", "captions_end_ms", "captions_words", "_name"}
)
ASKED = {
    "in_post_test": "in the test",
    "in_pre_test": "in the pre-test",
    "in_text": "in the text",
    "in_self_check": "in the self-check",
}
Text = tuple[str, str]  # label and words


@dataclass(frozen=True)
class Change:
    """A place that differs.

    Attributes:
        label: What the place is called.
        what: ``changed``, ``added`` or ``removed``.
        pieces: Both texts in one, with marks.
    """

    label: str
    what: str
    pieces: list[Piece]


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return what differs between two copies, in the order of the page; bounded in time however long they are."""
    effort = Effort()
    return [
        Change(
            (new or old or ("", ""))[0],
            "added" if old is None else "removed" if new is None else "changed",
            shortened(mark_words(old[1] if old else "", new[1] if new else "", effort)),
        )
        for old, new in _pairs(before, after)
        if (old and old[1]) != (new and new[1])
    ]


def _pairs(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[Text | None, Text | None]]:
    for field in Article._meta.concrete_fields:
        if is_written(field):
            label = str(field.verbose_name).capitalize()
            old, new = (_said(copy["fields"].get(field.name)) for copy in (before, after))
            yield (label, old), (label, new)
    yield tuple(("Topics", "\n".join(name for _, name in copy["topics"])) for copy in (before, after))  # type: ignore[misc]
    for group in GROUPS:
        for old_row, new_row in _matched(before["rows"].get(group, []), after["rows"].get(group, [])):
            yield _text_of_row(group, old_row), _text_of_row(group, new_row)
    for old_row, new_row in _matched(before["questions"], after["questions"]):
        yield _text_of_question(before, old_row), _text_of_question(after, new_row)


def _matched(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]]:
    """Pair rows that are the same row: by primary key, else by their word in the article."""
    by_id = {row["id"]: row for row in before}
    left = {row["key"]: row for row in before if row.get("key") and row["id"] not in {new["id"] for new in after}}
    met = set()
    for row in after:
        old = by_id.get(row["id"]) or left.pop(row.get("key"), None)
        if old is not None:
            met.add(old["id"])
        yield old, row
    yield from ((row, None) for row in before if row["id"] not in met)


def _text_of_row(group: str, row: Mapping[str, Any] | None) -> Text | None:
    if row is None:
        return None
    title = next((str(row[name]) for name in TITLES if row.get(name)), "")
    fields = _fields_of(Article._meta.get_field(group).related_model)
    said = ((name, _words(fields.get(name), value)) for name, value in row.items() if name not in UNREAD)
    lines = [f"{_label(name, fields.get(name))}: {words}" for name, words in said if words]
    return f"{ROW_NAMES[group]} {title}".strip(), "\n".join(lines)


def _text_of_question(copy: Mapping[str, Any], row: Mapping[str, Any] | None) -> Text | None:
    if row is None:
        return None
    kind = QuestionVersion.Kind
    lines = [row["stem"], f"Kind: {kind(row['kind']).label}"]
    names = ("scoring", "level", "hint", "unit", "is_case_sensitive", "image", "image_alt", "image_credit")
    fields = _fields_of(QuestionVersion)
    said = ((name, _words(fields.get(name), row[name])) for name in names)
    lines += [f"{_label(name, fields.get(name))}: {words}" for name, words in said if words]
    for place, (text, is_key, rationale, share, tolerance) in enumerate(row["options"]):
        notes = ["right"] * is_key + [f"share {share}"] * bool(share) + [f"± {tolerance}"] * bool(tolerance)
        lines.append(f"{letter_of(place)}: {text}" + (f" ({', '.join(notes)})" if notes else ""))
        lines.append(f"Why {letter_of(place)}: {rationale}")
    for place, (text, key, rationale, *picture) in enumerate(row["parts"], start=1):
        lines.append(f"{place}: {text} → {'no answer yet' if key is None else letter_of(key)}")
        lines.append(f"Why {place}: {rationale}")
        labels = ("Picture", "Alternative text", "Source and licence")
        lines += [f"{label} {place}: {said}" for label, said in zip(labels, picture, strict=False) if said]
    lines.append("Asked " + (", ".join(words for name, words in ASKED.items() if row[name]) or "nowhere"))
    for name in TIED:
        rows = {tie["id"]: tie["key"] for tie in copy["rows"][f"{name}s"]}
        lines.append(f"{name.capitalize()}: {rows.get(row[name], 'none')}")
    lines += [f"Passage: {row['passage'] or 'none'}", f"Place: {row['position']}", f"Version: {row['number']}"]
    return f"Question {row['key']}", "\n".join(lines)


def _fields_of(model: Any) -> dict[str, Any]:
    """Return the columns of a model by the names under which copies keep them."""
    return {field.attname: field for field in model._meta.concrete_fields}


def _label(name: str, field: Any) -> str:
    """Return what the form calls a column; one that is no more is called by its name."""
    words = str(field.verbose_name) if field else name.removesuffix("_id").replace("_", " ")
    return words[:1].upper() + words[1:]


def _words(field: Any, value: Any) -> str:
    """Return a value of a row in words: what was chosen, who is named, and "yes" alone of yes and no."""
    if value is False:
        return ""
    if isinstance(value, list):
        return "; ".join(_name(one) if isinstance(one, dict) else str(one) for one in value)
    if value and isinstance(field, FileField):
        return f"file {value.rpartition('/')[2][:8]}"  # files are called by their content
    choices = dict(field.flatchoices) if field is not None and isinstance(value, str) else {}
    return str(choices.get(value, _said(value)))


def _name(name: Mapping[str, Any]) -> str:
    """Return a name as one writes it into a list; a database gives its parts back in an order of its own."""
    return " ".join(str(name[part]) for part in NAME_PARTS if name.get(part))


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
