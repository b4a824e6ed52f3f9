"""Sources of articles as plain values, for what is rendered without a database."""

from typing import Any

from content.markdown import Reading
from content.rendering import PARTS, render_source


def make_reference(key: str = "paper", **fields: Any) -> dict[str, Any]:
    """Return a reference that lacks nothing but a note."""
    return {
        "key": key, "is_source": key == "paper", "authors": "Litzow MR, et al.", "title": "A paper",
        "journal": "N Engl J Med", "year": 2024, "volume": "391", "issue": "4", "pages": "320-333",
        "doi": "10.1056/NEJMoa2312948", "pmid": "", "url": "", "note": "",
    } | fields  # fmt: skip


def make_figure(key: str = "curve", **fields: Any) -> dict[str, Any]:
    return {
        "key": key, "address": f"/figures/{key}.png", "width": 640, "height": 480, "alt": "Two curves", "credit": "",
    } | fields  # fmt: skip


def make_source(body: str = "", **fields: Any) -> dict[str, Any]:
    """Return what the renderer reads of a source."""
    return dict.fromkeys(PARTS, "") | {"body": body, "references": [], "figures": []} | fields


def render(body: str = "", **fields: Any) -> tuple[dict[str, str], Reading]:
    """Render a source that has the reference ``paper`` and the figure ``curve`` unless told otherwise."""
    return render_source(make_source(body, **{"references": [make_reference()], "figures": [make_figure()]} | fields))


def body_of(body: str, **fields: Any) -> str:
    """Return the HTML of the text alone."""
    return render(body, **fields)[0]["body"].strip()
