"""Cut a GIFT file into blocks, one a question.

As in Moodle a blank line ends a question. Other than in Moodle, blank lines inside an open brace are let pass when a
closing brace follows before anything that begins another question: some writers put them between answers. A category
line, and a title after a closed brace, begin something new without a blank line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from content.formats.gift_text import BLANKS, COMMENT, mark_escapes

_CATEGORY = "$CATEGORY:"
_BRACES = re.compile("[{}]")


@dataclass(frozen=True)
class Block:
    """The lines of a question.

    Attributes:
        text: With escapes and comments marked; one line a line of the file.
        line: Of the file where it begins, counted from 1.
        category: In force there; may be empty.
        indented: Numbers of its lines that begin with blanks in the file, the first line being 0.
    """

    text: str
    line: int
    category: str
    indented: tuple[int, ...] = ()

    def line_at(self, place: int) -> int:
        """Give the line of the file on which the letter at ``place`` stands."""
        return self.line + self.text.count("\n", 0, place)


def blocks_of(text: str) -> Iterator[Block]:
    """Yield the blocks of a file in order. Takes time in proportion to its length."""
    raw = text.split("\n")
    lines = [_marked(line) for line in raw]
    category, start = "", 0
    while start < len(lines):
        if lines[start].startswith(_CATEGORY):
            category = raw[start].strip(BLANKS).removeprefix(_CATEGORY).strip(BLANKS)
            start += 1
        elif lines[start]:
            end = _end_of_block(lines, start)
            indented = tuple(at - start for at in range(start, end) if lines[at] and raw[at][:1] in {" ", "\t"})
            yield Block("\n".join(lines[start:end]), start + 1, category, indented)
            start = end
        else:
            start += 1


def _marked(line: str) -> str:
    stripped = line.strip(BLANKS)
    return COMMENT if stripped.startswith("//") else mark_escapes(stripped)


def _end_of_block(lines: list[str], start: int) -> int:
    """Find where the block that begins at ``start`` ends: the index after its last line."""
    is_open = has_closed = False
    blank = 0  # the first blank line since the brace was opened; where the block ends if it is never closed
    for index in range(start, len(lines)):
        line = lines[index]
        if not line:
            if not is_open:
                return index
            blank = blank or index
            continue
        braces = _BRACES.findall(line)
        begins_another = line.startswith(_CATEGORY) or (line.startswith("::") and (blank or has_closed))
        if index > start and (begins_another or (blank and braces[:1] == ["{"])):
            return blank or index
        if braces:
            is_open = braces[-1] == "{"
            has_closed, blank = not is_open, 0
    return blank or len(lines)
