"""Article files: Markdown with YAML front matter, read into plain values. No database; docs/article-files.md."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from content.file_fields import ARTICLE, Fields
from content.file_values import Fault, read_mapping
from content.frontmatter import NotYaml, compose
from content.kinds import ArticleKind, needs_of
from content.question_text import WITH_PARTS, Kind

__all__ = ["ArticleFile", "Fault", "FileRefused", "read_article", "read_topics"]
FENCE = "---"
PARTS = {"Key data": "key_data", "Key learning": "key_learning", "What this does not show": "limits", "Text": "body"}
REQUIRED_PARTS = ("key_learning", "limits", "body")
# What no file needs, databases refuse, or would make others count lines differently.
STRAY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")

ROLES = {"pre", "post", "text", "self"}
UNIQUE = {"objectives": "key", "references": "key", "questions": "key", "support": "funder", "figures": "key"}


class FileRefused(Exception):
    """The file cannot be read as an article.

    Attributes:
        faults: All that is wrong, by line.
    """

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"line {fault.line}: {fault.message}" for fault in faults))
        self.faults = sorted(faults, key=lambda fault: fault.line)


@dataclass(frozen=True)
class ArticleFile:
    """An article as its file has it.

    Attributes:
        values: Front matter, complete: what was left out is empty.
        parts: Markdown of each part by the name of its field.
        lines: Line of each field, of each group of rows, and of each question as ``questions:<key>``.
    """

    values: dict[str, Any]
    parts: dict[str, str]
    lines: dict[str, int]


def read_article(text: str) -> ArticleFile:
    """Read the text of an article file.

    Raises:
        FileRefused: Something is missing, unknown or of the wrong kind; all faults are named at once.
    """
    lines = text.removeprefix("\ufeff").split("\n")
    if lines[0].strip() != FENCE:
        raise FileRefused([Fault(1, "Begin the file with a line of three hyphens, then the front matter.")])
    end = next((number for number, line in enumerate(lines[1:], start=1) if line.strip() == FENCE), None)
    if end is None:
        raise FileRefused([Fault(1, "End the front matter with a line of three hyphens.")])
    faults = _stray(lines)
    places: dict[str, int] = {}
    values = {} if faults else _front_matter("\n".join(lines[1:end]), faults, places)
    parts = _parts(lines, end + 1, faults, places)
    if faults:
        raise FileRefused(faults)
    return ArticleFile(values, parts, places)


def read_topics(text: str) -> list[dict[str, Any]]:
    """Read the list of topics.

    Raises:
        FileRefused: An entry lacks its slug or name.
    """
    fields = {
        "slug": ("slug", True), "name": ("text", True), "description": ("text", False), "parent": ("slug", False),
        "introduction": ("text", False),
    }  # fmt: skip
    return _read_list(text, "topics", fields)


def read_series(text: str) -> list[dict[str, Any]]:
    """Read the list of series.

    Raises:
        FileRefused: An entry lacks its slug, its title or its articles.
    """
    fields = {
        "slug": ("slug", True), "title": ("text", True), "description": ("text", False), "articles": ("words", True),
    }  # fmt: skip
    return _read_list(text, "series", fields)


def _read_list(text: str, what: str, fields: Fields) -> list[dict[str, Any]]:
    faults = _stray(text.removeprefix("\ufeff").split("\n"))
    node = None if faults else _compose(text, faults, first_line=1)
    rows = []
    if isinstance(node, yaml.SequenceNode):
        rows = [read_mapping(row, fields, faults, first_line=1) for row in node.value]
    elif not faults:
        faults.append(Fault(1, f"Write a list of {what}, each beginning with a hyphen."))
    if faults:
        raise FileRefused(faults)
    return rows


def _stray(lines: list[str]) -> list[Fault]:
    message = "This line holds a sign that cannot be seen, such as a control character. Remove it."
    return [Fault(number, message) for number, line in enumerate(lines, start=1) if STRAY.search(line)]


def _compose(text: str, faults: list[Fault], *, first_line: int) -> yaml.Node | None:
    try:
        return compose(text)
    except NotYaml as error:
        faults.append(Fault(error.line + first_line, str(error)))
    return None


def _front_matter(text: str, faults: list[Fault], places: dict[str, int]) -> dict[str, Any]:
    node = _compose(text, faults, first_line=2)
    if faults:
        return {}
    if not isinstance(node, yaml.MappingNode):
        faults.append(Fault(2, "Write the front matter as names and values, such as slug: example-trial."))
        return {}
    values = read_mapping(node, ARTICLE, faults, first_line=2)
    places |= {str(key.value): key.start_mark.line + 2 for key, _ in node.value}
    places |= {f"questions:{row['key']}": row["line"] for row in values["questions"]}
    faults += _ties(values, places)
    return values


def _ties(values: Mapping[str, Any], places: Mapping[str, int]) -> Iterator[Fault]:
    """Find what is named twice, and what is named and does not exist."""
    for group, name in UNIQUE.items():
        seen = {""}
        for row in values[group]:
            if row[name] in seen and row[name]:
                yield Fault(row["line"], f"Two of the {group} have the {name} {row[name]}. Change one.")
            seen.add(row[name])
    for words in ("byline", "topics"):
        if len(set(values[words])) < len(values[words]):
            yield Fault(places[words], f"“{words}” names one twice. Keep one.")
    objectives, references = ({row["key"] for row in values[group]} for group in ("objectives", "references"))
    if not values["source"] and needs_of(values["kind"] or ArticleKind.SUMMARY).has_paper:
        yield Fault(
            places.get("references", 2), "“source” is missing. Write the key of the reference that is the paper."
        )
    if values["source"] and values["source"] not in references:
        yield Fault(places["source"], f"No reference has the key {values['source']}.")
    for row in values["questions"]:
        if row["objective"] and row["objective"] not in objectives:
            yield Fault(row["line"], f"No objective has the key {row['objective']}.")
        if row["reference"] and row["reference"] not in references:
            yield Fault(row["line"], f"No reference has the key {row['reference']}.")
        if set(row["roles"]) - ROLES:
            yield Fault(row["line"], "“roles” must be among pre, post, text and self.")
        yield from _part_ties(row)


def _part_ties(row: Mapping[str, Any]) -> Iterator[Fault]:
    """Find parts that their question cannot have, and right answers that are not there."""
    if row["parts"] and row["kind"] and row["kind"] not in WITH_PARTS:
        yield Fault(row["parts"][0]["line"], "Only questions of the kinds kprim and matching have parts.")
    for part in row["parts"]:
        if row["kind"] == Kind.MATCHING and not 1 <= (part["right"] or 0) <= len(row["options"]):
            message = f"“right” must be the number of the right option, from 1 to {len(row['options'])}."
            yield Fault(part["line"], message)


def _parts(lines: list[str], first: int, faults: list[Fault], places: dict[str, int]) -> dict[str, str]:
    parts: dict[str, list[str]] = {}
    field = ""
    for number, line, is_heading in _lines_outside_code(lines, first):
        if is_heading:
            name = line[2:].strip()
            field = PARTS.get(name, "")
            if not field:
                faults.append(Fault(number, f"“{name}” is not a part. Parts are {', '.join(PARTS)}."))
            elif field in parts:
                faults.append(Fault(number, f"The part “{name}” stands twice. Keep one."))
            parts.setdefault(field, [])
            places.setdefault(field, number)
        elif field:
            parts[field].append(line)
        elif line.strip() and not parts:
            faults.append(Fault(number, "Begin with a part, such as # Text."))
            parts[""] = []
    for name, wanted in PARTS.items():
        if wanted in REQUIRED_PARTS and not any(line.strip() for line in parts.get(wanted, [])):
            faults.append(Fault(places.get(wanted, len(lines)), f"The part “{name}” is missing or empty."))
    return {wanted: "\n".join(parts.get(wanted, [])).strip() for wanted in PARTS.values()}


def _lines_outside_code(lines: list[str], first: int) -> Iterator[tuple[int, str, bool]]:
    """Yield number and text of each line, and whether it is a heading of the first level."""
    is_code = False
    for number, line in enumerate(lines[first:], start=first + 1):
        if line.startswith("```"):
            is_code = not is_code
        yield number, line, line.startswith("# ") and not is_code
