"""Blocks between lines of colons: passages, and the callouts for key data, key learning and a practice point."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

PASSAGE = re.compile(r"^passage[ ]+([\w-]{1,60})(?:[ ]+objective=([\w-]{1,60}))?[ ]*$", re.ASCII)
CALLOUTS = {"key-data": "Key data", "key-learning": "Key learning", "practice-point": "Practice point"}
FENCE = ":::"
DEEPEST = 20  # the parser opens no more blocks within each other


def is_container(name: str) -> bool:
    """Tell whether what stands behind the colons opens a block."""
    return name in CALLOUTS or bool(PASSAGE.match(name))


def add_containers(parser: MarkdownIt) -> None:
    """Teach a parser the blocks.

    They may stand within each other, with as many colons or fewer; a line of colons alone ends the innermost one, or
    the one that began with just as many.
    """
    parser.block.ruler.before(
        "fence", "container", _container, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )


def _container(state: StateBlock, begin: int, end: int, silent: bool) -> bool:
    colons, name = _fence_at(state, begin)
    if not colons or not is_container(name):
        return False
    if silent:
        return True
    last, is_closed = _last_line(state, begin, end, colons)
    parent, line_max = state.parentType, state.lineMax
    state.parentType = "container"
    state.lineMax = last  # no lazy line goes past the end
    _open(state, name)
    state.md.block.tokenize(state, begin + 1, last)
    state.push("container_passage_close" if name not in CALLOUTS else "callout_close", "div", -1).block = True
    state.parentType, state.lineMax = parent, line_max
    state.line = last + is_closed
    return True


def _open(state: StateBlock, name: str) -> None:
    if name not in CALLOUTS:
        token = state.push("container_passage_open", "div", 1)
        token.info, token.block = name, True
        return
    reading = state.env["reading"]
    reading.callouts += 1
    label = f"callout-{reading.callouts}"
    token = state.push("callout_open", "div", 1)
    token.block = True
    token.attrs = {"class": f"callout is-{name}", "role": "note", "aria-labelledby": label}
    token = state.push("callout_label_open", "p", 1)
    token.attrs, token.block = {"class": "label", "id": label}, False
    state.push("text", "", 0).content = CALLOUTS[name]
    state.push("callout_label_close", "p", -1)


def _fence_at(state: StateBlock, line: int) -> tuple[int, str]:
    """Return how many colons a line begins with, and what stands behind them; 0 if it is no fence."""
    begin = state.bMarks[line] + state.tShift[line]
    if not state.src.startswith(FENCE, begin) or state.is_code_block(line):
        return 0, ""
    text = state.src[begin : state.eMarks[line]]
    name = text.lstrip(":")
    return len(text) - len(name), name.strip()


def _last_line(state: StateBlock, begin: int, end: int, colons: int) -> tuple[int, bool]:
    """Return the line at which a block ends, and whether that is a fence; an open block ends with what it is in."""
    inside = [colons]
    for line in range(begin + 1, end):
        start = state.bMarks[line] + state.tShift[line]
        if start < state.eMarks[line] and state.sCount[line] < state.blkIndent:
            return line, False
        count, name = _fence_at(state, line)
        if not count:
            continue
        if name:
            inside += [count] if is_container(name) else []
            continue
        inside = _without_closed(inside, count)
        if not inside:
            return line, True
    return end, False


def _without_closed(inside: list[int], count: int) -> list[int]:
    for place in range(len(inside) - 1, max(-1, len(inside) - 1 - DEEPEST), -1):
        if inside[place] == count:
            return inside[:place]
    return inside[:-1] if inside[-1] < count else inside
