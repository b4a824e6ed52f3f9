"""Options of a QTI item as drafts: texts that are not yet plain or HTML."""

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from content.formats.neutral import Kind, NeutralPicture
from content.formats.xmltree import Element, text_in

Content = list[Element | str]


@dataclass
class Draft:
    """An option whose texts are not yet plain or HTML.

    Attributes:
        identifier: As the item names it; feedback is told apart by it.
        content: What it says; a plain string for an accepted number or wording.
        weight: Share of the mark.
        feedback: Why it is right or wrong.
        match: What belongs to it.
        tolerance: Of a number.
        images: Pictures that stand in what it says.
        picture: The one that was taken out of it.
    """

    identifier: str
    content: Content | str
    weight: Fraction = Fraction(0)
    feedback: Content = field(default_factory=list)
    match: Content = field(default_factory=list)
    tolerance: Decimal | None = None
    images: list[Element] = field(default_factory=list)
    picture: NeutralPicture | None = None


@dataclass
class Asked:
    """What an interaction asks, with its options."""

    kind: Kind
    drafts: list[Draft] = field(default_factory=list)
    is_case_sensitive: bool = False
    is_all_or_nothing: bool = False


def content_of(draft: Draft) -> Content:
    """Return what an option says as content, also where it is a plain string."""
    return [draft.content] if isinstance(draft.content, str) else draft.content


def text_of_draft(draft: Draft) -> str:
    """Return what an option says without its markup, for messages."""
    return text_in(Element("", {}, content_of(draft)))
