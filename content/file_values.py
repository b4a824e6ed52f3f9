"""Reading the mappings of an article file: values by their names, and faults by their lines."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from content.file_fields import CHOICES, EMPTY, WANTED, Fields, fields_of
from content.frontmatter import NotYaml, value_of
from content.models import AgeGroup
from content.numbers import number_of, two_ways
from content.shares import ShareRefused, read_share

SLUG = re.compile(r"^[a-z0-9-]{1,90}$")
AS_TYPED = {"text", "slug", "share", "distance"}  # 012 stays 012


@dataclass(frozen=True)
class Fault:
    """What is wrong with a file, and where.

    Attributes:
        line: Counted from 1.
        message: A sentence that says what to do.
    """

    line: int
    message: str


def read_mapping(
    node: yaml.Node, fields: Fields, faults: list[Fault], *, first_line: int, kind: str = ""
) -> dict[str, Any]:
    """Return the values of a mapping; faults are added to the list, and what is wrong or left out is empty.

    Args:
        node: What stands there.
        fields: What may stand there.
        faults: Gets what is wrong.
        first_line: Line of the file on which the YAML begins.
        kind: Kind of the question that the mapping is, if it is one.
    """
    line = node.start_mark.line + first_line
    values: dict[str, Any] = {name: EMPTY[sort] for name, (sort, _) in fields.items()} | {"line": line}
    if not isinstance(node, yaml.MappingNode):
        faults.append(Fault(line, f"Write names and values here: {', '.join(fields)}."))
        return values
    seen: set[str] = set()
    wrong: set[str] = set()
    for key, value in node.value:
        name, place = str(key.value), key.start_mark.line + first_line
        if name not in fields:
            faults.append(Fault(place, f"“{name}” is not known here. Known are {', '.join(fields)}."))
        elif name in seen:
            faults.append(Fault(place, f"“{name}” stands twice. Keep one."))
        else:
            known = len(faults)
            values[name] = _value(name, value, fields[name][0], faults, first_line, kind)
            wrong |= {name} if len(faults) > known else set()
        seen.add(name)
    for name, (sort, is_required) in fields.items():
        if is_required and values[name] in ("", [], None) and name not in wrong:
            faults.append(Fault(line, f"“{name}” is missing. Write {WANTED[sort]}."))
    return values


def _value(name: str, node: yaml.Node, sort: str, faults: list[Fault], first_line: int, kind: str) -> Any:
    line = node.start_mark.line + first_line
    if sort == "rows" and isinstance(node, yaml.SequenceNode):
        return [_row(name, row, faults, first_line, kind) for row in node.value]
    if sort == "record" and isinstance(node, yaml.MappingNode):
        return read_mapping(node, fields_of(name, ""), faults, first_line=first_line)
    try:
        plain = value_of(node, is_text=sort in AS_TYPED)
    except NotYaml as error:
        faults.append(Fault(error.line + first_line, f"“{name}” must be {WANTED[sort]}. {error}"))
        return EMPTY[sort]
    value = _as(sort, plain)
    doubt = two_ways(plain) if sort == "distance" and value is not None else ""
    if doubt:
        faults.append(Fault(line, f"“{name}” is not clear: {doubt}"))
        return EMPTY[sort]
    if value is None and plain is not None:
        faults.append(Fault(line, f"“{name}” must be {WANTED[sort]}."))
    return EMPTY[sort] if value is None else value


def _row(group: str, node: yaml.Node, faults: list[Fault], first_line: int, kind: str) -> dict[str, Any]:
    if group == "questions" and isinstance(node, yaml.MappingNode):
        kind = next((str(value.value) for key, value in node.value if key.value == "kind"), "")
    return read_mapping(node, fields_of(group, kind), faults, first_line=first_line, kind=kind)


def _as(sort: str, plain: Any) -> Any:
    """Return a value of the sort, or None if it is of another."""
    if sort in CHOICES:
        return plain if plain in CHOICES[sort] else None
    if sort in {"share", "distance"}:
        return _number_as(sort, plain)
    if sort in {"rows", "record"}:
        return None
    fits = {
        "text": isinstance(plain, str),
        "slug": isinstance(plain, str) and bool(SLUG.match(plain)),
        "flag": isinstance(plain, bool),
        "switch": isinstance(plain, bool),
        "whole": isinstance(plain, int) and not isinstance(plain, bool) and plain >= 0,
        "date": type(plain) is date,
        "ages": isinstance(plain, list) and all(word in AgeGroup.values for word in plain),
        "words": isinstance(plain, list) and all(isinstance(word, str) and word.strip() for word in plain),
    }[sort]
    return (plain.strip() if isinstance(plain, str) else plain) if fits else None


def _number_as(sort: str, plain: Any) -> Any:
    if not isinstance(plain, str):
        return None
    if sort == "share":
        try:
            return read_share(plain)
        except ShareRefused:
            return None
    number = number_of(plain)
    return number if number is not None and number >= 0 else None
