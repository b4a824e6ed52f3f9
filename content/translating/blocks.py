"""The blocks of an edition: everything in it that can be translated, each with a key and the hash of its words."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from content.question_text import TYPED
from content.translating.segments import Segment, is_translatable, plain_segment, split_html

HTML_PARTS = ("key_data", "key_learning", "limits", "body", "abbreviations")
TITLES = {
    "title": "Title", "question": "Clinical question", "objective": "Learning objectives", "figure": "Key figures",
    "key_data": "Key data", "key_learning": "Key learning", "limits": "What this does not show", "body": "Text",
    "abbreviations": "Abbreviations", "item": "Questions", "option": "Questions", "part": "Questions",
}  # fmt: skip
_OF_FIGURE = ("value", "label", "n", "time_point", "interval")
_OF_ITEMS = ("item", "option", "part")


@dataclass(frozen=True)
class Block:
    """Something to translate.

    Attributes:
        key: What it goes by in its edition: ``title``, ``objective.survival``, ``body.12``, ``option.345``.
        segment: Its words.
        name: What people call it: "Objective 1", "Text, paragraph 3", "Question 2: stem".
    """

    key: str
    segment: Segment
    name: str = field(default="", compare=False)

    @property
    def source_hash(self) -> str:
        """Return the hash of its words: where it is the same in another edition, the translation is still good."""
        return hashlib.sha256(self.segment.text.encode()).hexdigest()

    @property
    def is_of_items(self) -> bool:
        """It belongs to a question of a test."""
        return self.key.partition(".")[0] in _OF_ITEMS

    @property
    def part(self) -> str:
        """Return what part of the article it is in, for people."""
        return TITLES[self.key.partition(".")[0]]


def blocks_of(source: Mapping[str, Any], html: Mapping[str, str]) -> list[Block]:
    """Return the blocks of an edition in reading order, without its questions.

    Args:
        source: Its frozen source.
        html: Its rendered parts.
    """
    plain = [("title", source["title"], "Title"), ("question", source.get("question", ""), "Clinical question")]
    plain += [
        (f"objective.{row['key']}", row["text"], f"Objective {number}")
        for number, row in enumerate(source["objectives"], start=1)
    ]
    for number, row in enumerate(source["key_figures"]):
        called = f"Key figure {number + 1}: "
        plain += [(f"figure.{number}.{name}", row.get(name, ""), called + _spoken(name)) for name in _OF_FIGURE]
    found = list(_plain_blocks(plain))
    for part in HTML_PARTS:
        segments = [piece for piece in split_html(html.get(part, "")) if isinstance(piece, Segment)]
        found += [
            Block(f"{part}.{number}", segment, f"{TITLES[part]}, paragraph {number + 1}")
            for number, segment in enumerate(segments)
        ]
    return found


def item_blocks(versions: Iterable[Any]) -> list[Block]:
    """Return the blocks of questions, in their order.

    Args:
        versions: Frozen versions, with their options and parts loaded. Accepted answers of typed ones are no options
            that anybody sees.
    """
    rows: list[tuple[str, str, str]] = []
    for number, version in enumerate(versions, start=1):
        called = f"Question {number}: "
        rows += [
            (f"item.{version.pk}.stem", version.stem, f"{called}stem"),
            (f"item.{version.pk}.hint", version.hint, f"{called}hint"),
        ]
        if version.kind not in TYPED:
            options = enumerate(version.options.all(), start=1)
            rows += [(f"option.{row.pk}", row.text, f"{called}option {place}") for place, row in options]
        parts = enumerate(version.parts.all(), start=1)
        rows += [(f"part.{row.pk}", row.text, f"{called}part {place}") for place, row in parts]
    return list(dict.fromkeys(_plain_blocks(rows)))


def carried(blocks: Iterable[Block], before: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Return the translations of an earlier edition that are still good, by the key that a block has now.

    Args:
        blocks: Those of the edition now.
        before: Hash of the original and translation, by the key in the earlier edition.
    """
    by_part = {(key.partition(".")[0], words): text for key, (words, text) in before.items()}
    kept = {}
    for block in blocks:
        same_place = before.get(block.key)
        if same_place and same_place[0] == block.source_hash:
            kept[block.key] = same_place[1]
        elif (block.key.partition(".")[0], block.source_hash) in by_part:
            kept[block.key] = by_part[block.key.partition(".")[0], block.source_hash]
    return kept


def html_in(part: str, html: str, word: Callable[[str, Segment], str]) -> str:
    """Return the HTML of a part with other words.

    Args:
        part: Its name.
        html: As the edition has it.
        word: Makes HTML of a block, given its key and its segment.
    """
    number, said = 0, []
    for piece in split_html(html):
        if isinstance(piece, Segment):
            said.append(word(f"{part}.{number}", piece))
            number += 1
        else:
            said.append(piece)
    return "".join(said)


def _spoken(name: str) -> str:
    return name.replace("_", " ")


def _plain_blocks(rows: Iterable[tuple[str, str, str]]) -> Iterator[Block]:
    for key, text, name in rows:
        if is_translatable(text):
            yield Block(key, plain_segment(text), name)
