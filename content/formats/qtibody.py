"""The body of a QTI item, taken apart: its text, its interactions, its feedback, and what is not taken over."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from content.formats.notes import Notes, quoted
from content.formats.picturing import called
from content.formats.xmltree import SPACES, Element, collapsed, descendants, elements, first, text_in

BLANK = "_____"  # stands where a text has a place to write in
INLINE = {"textEntryInteraction", "inlineChoiceInteraction", "endAttemptInteraction"}
MEDIA = {"object": "object", "audio": "sound", "video": "video", "picture": "picture",
         "svg": "picture", "iframe": "frame", "embed": "object"}  # fmt: skip
LAYOUT = {"p", "div", "span", "figure", "section", "center"}  # gone once what was in them is taken out
ROUND = {"contentBody"}  # stands around content in 3.0 and means nothing
FOREIGN = {"include", "gap", "hottext"}  # not HTML, though written like it; the rest of QTI's names have capitals
FEEDBACK = {"feedbackInline", "feedbackBlock"}


@dataclass
class Body:
    """What was found in a piece of an item.

    Attributes:
        notes: Where faults go.
        is_numeric: Whether a text entry asks for a number, so that a word behind it is a unit.
        interactions: In the order of the file.
        feedbacks: Feedback elements that stood in the text.
        unit: What stands behind a place for a number.
        holds_picture: Whether what is read here can have a picture.
        images: Pictures that stood in the text, and still do.
    """

    notes: Notes
    is_numeric: bool = False
    interactions: list[Element] = field(default_factory=list)
    feedbacks: list[Element] = field(default_factory=list)
    unit: str = ""
    holds_picture: bool = False
    images: list[Element] = field(default_factory=list)


def text_of_content(content: Sequence[Element | str], body: Body) -> list[Element | str]:
    """Return content that is text alone; all else goes to ``body``."""
    kept: list[Element | str] = []
    for part in content:
        if isinstance(part, str):
            kept.append(part)
        else:
            kept += _kept(part, body)
    return kept


def _kept(part: Element, body: Body) -> Sequence[Element | str]:
    name = part.name
    if name.endswith("Interaction"):
        body.interactions.append(part)
        return [BLANK] if name in INLINE else _prompt(first(part, "prompt"), body)
    if name == "prompt":  # outside its interaction, as some programs write it
        return _prompt(part, body)
    if name in FEEDBACK:
        body.feedbacks.append(part)
        return []
    if name == "img":
        if not body.holds_picture:
            where = "questions, vignettes and statements alone hold pictures."
            body.notes.add(part.line, f"The picture {called(_source(part))} is not taken over: {where}")
        # The bytes of one that is written into the text are no words.
        address = "data:" if _source(part).lower().startswith("data:") else part.attributes.get("src", "")
        shown = Element("img", part.attributes | {"src": address}, part.content, part.line)
        body.images.append(shown)
        return [shown]
    if name in MEDIA:
        label = _address(part) or text_in(part)[:60]
        body.notes.add(part.line, f"The {MEDIA[name]} {label} is not taken over.".replace("  ", " "))
        return []
    if name == "stylesheet":
        return []
    if name in ROUND or (name == "rubricBlock" and "candidate" in part.attributes.get("view", "candidate").split()):
        return text_of_content(part.content, body)
    if name == "rubricBlock":
        body.notes.remark(part.line, f"The note {quoted(text_in(part))} for graders or authors is not taken over.")
        return []
    if name != name.lower() or name in FOREIGN:
        body.interactions += [inner for inner in descendants(part) if inner.name.endswith("Interaction")]
        body.notes.add(part.line, f"What <{name[:60]}> would put into the text is not taken over.")
        return []
    if _is_place_to_write(part, body):
        return []
    content = text_of_content(part.content, body)
    if name in LAYOUT and elements(part) and not any(isinstance(row, Element) or row.strip(SPACES) for row in content):
        return []
    return [Element(name, part.attributes, content, part.line)]


def _is_place_to_write(part: Element, body: Body) -> bool:
    """Tell whether a paragraph is a text entry and nothing else than its unit; if so, take both."""
    inside = [row for row in part.content if isinstance(row, Element) or row.strip(SPACES)]
    if not inside or not isinstance(inside[0], Element) or inside[0].name != "textEntryInteraction":
        return False
    behind = inside[1:]
    if any(isinstance(row, Element) for row in behind) or (behind and not body.is_numeric):
        return False
    body.interactions.append(inside[0])
    body.unit = collapsed("".join(str(row) for row in behind))
    return True


def _prompt(prompt: Element | None, body: Body) -> Sequence[Element | str]:
    if prompt is None:
        return []
    content = text_of_content(prompt.content, body)
    has_blocks = any(part.name in {"p", "div", "ul", "ol", "table", "pre", "blockquote"} for part in elements(prompt))
    return content if has_blocks else [Element("p", {}, content, prompt.line)]


def _source(image: Element) -> str:
    return image.attributes.get("src", "").strip()


def _address(media: Element) -> str:
    rows = [media, *descendants(media)]
    found = [row.attributes[name] for row in rows for name in ("src", "data") if row.attributes.get(name)]
    address = found[0] if found else ""
    return "that is written into it" if address.startswith("data:") else PurePosixPath(address).name[:80]
