"""Footnotes: ``[^dose]`` in the text, ``[^dose]: what it says`` on a line of its own, shown at the end of the part."""

import re
from string import ascii_lowercase
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

NOTE_LINE = re.compile(r"^\[\^([\w-]{1,40})\]:[ \t]*(\S[^\n]{0,1000})$", re.MULTILINE | re.ASCII)
NOTE_MARK = re.compile(r"\[\^([\w-]{1,40})\]", re.ASCII)
MOST_MARKS = 26  # to one note; each has its way back, and a letter


def take_notes(text: str) -> tuple[str, dict[str, str]]:
    """Split the lines that say what notes say from a text.

    Returns:
        The text without those lines, and the words of each note.
    """
    found = {match[1]: match[2].strip() for match in NOTE_LINE.finditer(text)}
    return NOTE_LINE.sub("", text), found


def add_notes(parser: MarkdownIt) -> None:
    """Teach a parser footnotes; what notes say comes in as ``env["notes"]``."""
    parser.inline.ruler.before("link", "note", _mark_rule)
    parser.core.ruler.after("inline", "notes", _list_rule)


def letters_of(number: int) -> str:
    """Return what a note is called: a to z, then aa, ab and so on; numbers count from 1 and belong to references."""
    name = ""
    while number:
        number, place = divmod(number - 1, 26)
        name = ascii_lowercase[place] + name
    return name


def _mark_rule(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[^", state.pos):
        return False
    match = NOTE_MARK.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if match[1] not in state.env.get("notes", {}):
        if not silent:
            state.env["reading"].unknown_notes.append(match[1])
        return False
    if not silent:
        _mark(state, match[1])
    state.pos = match.end()
    return True


def _mark(state: StateInline, key: str) -> None:
    """Put a mark that leads to its note."""
    reading, marks = state.env["reading"], state.env.setdefault("marks", {})
    if key not in marks:
        reading.notes += 1
        marks[key] = [reading.notes, 0]
    number, times = marks[key][0], marks[key][1] + 1
    marks[key][1] = times
    attributes = {"href": f"#note-{number}", "aria-label": f"Note {letters_of(number)}"}
    if times <= MOST_MARKS:
        attributes["id"] = f"noted-{number}-{times}"
    state.push("note_mark_open", "sup", 1).attrs = {"class": "note"}
    state.push("note_link_open", "a", 1).attrs = dict(attributes)
    state.push("text_special", "", 0).content = letters_of(number)
    state.push("note_link_close", "a", -1)
    state.push("note_mark_close", "sup", -1)


def _list_rule(state: StateCore) -> None:
    """Put the notes that are marked at the end; a note may mark others."""
    marks: dict[str, list[int]] = state.env.setdefault("marks", {})
    written: list[tuple[int, str, list[Token]]] = []
    while len(written) < len(marks):
        key = list(marks)[len(written)]
        children: list[Token] = []
        text = state.env["notes"][key]
        state.md.inline.parse(text, state.md, state.env, children)
        written.append((marks[key][0], key, children))
    if not written:
        return
    first = written[0][0]
    state.tokens.append(_token("notes_open", "ol", 1, {"class": "notes", "start": str(first), "aria-label": "Notes"}))
    for number, key, children in written:
        state.tokens.append(_token("note_open", "li", 1, {"id": f"note-{number}", "tabindex": "-1"}))
        inline = _token("inline", "", 0, {})
        inline.content, inline.children = state.env["notes"][key], [*children, *_ways_back(number, marks[key][1])]
        state.tokens += [inline, _token("note_close", "li", -1, {})]
    state.tokens.append(_token("notes_close", "ol", -1, {}))


def _ways_back(number: int, times: int) -> list[Token]:
    tokens = []
    for turn in range(1, min(times, MOST_MARKS) + 1):
        place = f", place {turn}" if times > 1 else ""
        said = {"class": "back", "href": f"#noted-{number}-{turn}"}
        said["aria-label"] = f"Back to note {letters_of(number)}{place} in the text"
        blank, word = _token("text", "", 0, {}), _token("text_special", "", 0, {})
        blank.content, word.content = " ", "Back" if times == 1 else f"Back {turn}"
        tokens += [blank, _token("note_back_open", "a", 1, said), word, _token("note_back_close", "a", -1, {})]
    return tokens


def _token(kind: str, tag: str, nesting: Any, attributes: dict[str, str]) -> Token:
    return Token(kind, tag, nesting, attrs=dict(attributes), block=tag in {"ol", "li"} and nesting < 0)
