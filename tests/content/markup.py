"""What HTML may stand in an article, told apart from the renderer's own list, and a strict reader that checks it."""

import re
from collections import Counter
from collections.abc import Iterable
from xml.etree.ElementTree import Element

import html5lib

ANCHOR = re.compile(r"(?:ref|cite|p|callout|note|noted)-[A-Za-z0-9_-]+")
ADDRESS = re.compile(r"https?://[^/\\\s]|mailto:[^\s]|#(?:(?:ref|cite|p)-|$|\w)|/(?![/\\])|#", re.IGNORECASE)
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
CLASSES = {
    "scroll", "passage", "cite", "outside", "credit", "back", "callout", "is-key-data", "is-key-learning",
    "is-practice-point", "label", "note", "notes",
}  # fmt: skip
ANY = re.compile(r".*", re.DOTALL)
NUMBER = re.compile(r"\d+")

ATTRIBUTES = {
    "a": {"href": ADDRESS, "id": ANCHOR, "class": ANY, "aria-label": ANY, "rel": re.compile("external")},
    "abbr": {"title": ANY},
    "div": {
        "class": ANY, "tabindex": re.compile("0"), "role": re.compile("region|note"), "aria-label": ANY,
        "aria-labelledby": ANCHOR,
    },
    "img": {
        "src": re.compile(r"/figures/[^\s]*"), "alt": ANY, "width": NUMBER, "height": NUMBER,
        "loading": re.compile("lazy"),
    },
    "li": {"id": ANCHOR, "tabindex": re.compile("-1")},
    "ol": {"start": NUMBER, "class": re.compile("notes"), "aria-label": re.compile("Notes")},
    "p": {"class": re.compile("label"), "id": ANCHOR},
    "section": {"class": ANY, "id": ANCHOR, "data-objective": re.compile(r"[A-Za-z0-9_-]*")},
    "span": {"class": ANY},
    "sup": {"class": ANY},
    "td": {"data-of": ANY},
    "th": {"scope": re.compile("row|col")},
}  # fmt: skip
PLAIN = {
    "blockquote", "br", "caption", "code", "dd", "dt", "em", "figcaption", "figure", "h3", "h4", "h5", "h6", "hr",
    "pre", "strong", "table", "tbody", "thead", "tr", "ul",
}  # fmt: skip


def parse(html: str, container: str = "div") -> list[Element]:
    """Return all elements of some HTML. A parse error of any kind is an exception."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return list(parser.parseFragment(html, container=container).iter())[1:]


def faults_of(parts: dict[str, str]) -> list[str]:
    """Name everything in the rendered parts of one article that must not be there."""
    faults = [f"bidi override in {name}" for name, html in parts.items() if BIDI.search(html)]
    elements = [
        element for name, html in parts.items() for element in parse(html, "ol" if name == "references" else "div")
    ]
    for element in elements:
        faults += _faults_of(element)
    return [*faults, *_dangling(elements)]


def _faults_of(element: Element) -> Iterable[str]:
    tag = element.tag
    if tag not in ATTRIBUTES and tag not in PLAIN:
        yield f"<{tag}>"
    for name, value in element.attrib.items():
        wanted = ATTRIBUTES.get(tag, {}).get(name)
        if name in {"href", "src"}:
            fits = wanted is not None and wanted.match(value) is not None
        else:
            fits = wanted is not None and wanted.fullmatch(value) is not None
        if not fits:
            yield f"<{tag} {name}={value!r}>"
    for word in element.attrib.get("class", "").split():
        if word not in CLASSES:
            yield f"class {word}"


def _dangling(elements: Iterable[Element]) -> Iterable[str]:
    """Name ids that stand twice, and links between citations and references that lead nowhere."""
    ids = Counter(element.attrib["id"] for element in elements if "id" in element.attrib)
    yield from (f"id {name} stands {times} times" for name, times in ids.items() if times > 1)
    for element in elements:
        target = element.attrib.get("href", "")
        is_ours = element.attrib.get("class") == "back" or element.attrib.get("aria-label", "").startswith(
            ("Reference ", "Note ")
        )
        if is_ours and target.removeprefix("#") not in ids:
            yield f"{target} leads nowhere"
