"""What the HTML of an edition may hold: tags, attributes and the names that are ours."""

import re
from collections.abc import Mapping

import nh3

_ID = re.compile(r"^(?:ref|cite|p|callout|note|noted)-[a-z0-9_-]{1,80}$", re.IGNORECASE | re.ASCII)
_SRCSET = re.compile(r"^/figures/[0-9a-z.-]+ \d+w(?:, /figures/[0-9a-z.-]+ \d+w)*$", re.ASCII)
_CLASSES = frozenset({
    "scroll", "passage", "cite", "outside", "visually-hidden", "credit", "callout", "label", "note", "notes", "back",
    "is-key-data", "is-key-learning", "is-practice-point",
})  # fmt: skip
ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),  # otherwise the sanitiser lets "title" and "lang" through everywhere
    "a": {"href", "id", "class", "aria-label"},
    "abbr": {"title"},
    "div": {"class", "tabindex", "role", "aria-label", "aria-labelledby"},
    "img": {"src", "srcset", "sizes", "alt", "width", "height", "loading"},
    "li": {"id", "tabindex"},
    "ol": {"start", "class", "aria-label"},
    "p": {"class", "id"},
    "source": {"type", "srcset", "sizes"},
    "section": {"class", "id", "data-objective"},
    "span": {"class"},
    "sup": {"class"},
    "td": {"data-of"},
    "th": {"scope"},
}
OF_TRANSLATIONS: dict[str, set[str]] = {"bdi": set(), "dt": set(), "dd": set(), "span": {"class", "lang", "dir"}}
TAGS = ATTRIBUTES.keys() - {"*"} | {
    "blockquote", "br", "caption", "code", "em", "figcaption", "figure", "h3", "h4", "h5", "h6", "hr",
    "picture", "pre", "strong", "table", "tbody", "thead", "tr", "ul",
}  # fmt: skip


def clean_html(html: str, more: Mapping[str, set[str]] | None = None) -> str:
    """Return HTML with nothing in it but what an edition may hold, and ``more``: attributes by tag."""
    known = {tag: set(names) for tag, names in ATTRIBUTES.items()} | {"a": ATTRIBUTES["a"] | {"rel"}}
    return nh3.clean(
        html,
        tags=TAGS | set(more or ()),
        attributes=known | dict(more or {}),
        attribute_filter=filter_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def filter_attribute(tag: str, name: str, value: str) -> str | None:
    """Let ids and classes of ours through; an id of an editor's could shadow a script's names."""
    if name == "id":
        return value if _ID.match(value) else None
    if name == "class":
        return " ".join(word for word in value.split() if word in _CLASSES) or None
    if name == "src":
        return value if value.startswith("/figures/") else None
    if name == "srcset":
        return value if _SRCSET.match(value) else None
    return value
