"""Cutting the HTML of a part where its passages end, so that something can stand behind them."""

import re

_SECTION = re.compile(r'<section\b(?:[^>]*?\bid="p-([^"]*)")?[^>]*>|</section>')


def split_at_passages(html: str) -> list[tuple[str, str]]:
    """Return the pieces of rendered HTML in order, each with the name of the passage that ends there.

    The HTML came out of :mod:`content.rendering`, so that every section that opens also closes.

    Returns:
        Pieces that joined make the HTML again. The last piece, and one that ends with no passage of a name, has the
        name "".
    """
    pieces: list[tuple[str, str]] = []
    names: list[str] = []
    begin = 0
    for tag in _SECTION.finditer(html):
        if tag[0] != "</section>":
            names.append(tag[1] or "")
            continue
        name = names.pop() if names else ""
        if name and not names:  # what stands inside another passage waits for its end
            pieces.append((html[begin : tag.end()], name))
            begin = tag.end()
    return [*pieces, (html[begin:], "")]
