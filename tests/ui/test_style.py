"""The style sheet and the scripts: budgets, contrast in both schemes, nothing unused, nothing inline."""

import re

import brotli
import pytest
from django.conf import settings

ASSETS = settings.BASE_DIR / "cme" / "ui" / "assets"
CSS = (ASSETS / "site.css").read_text(encoding="utf-8")
TEMPLATES = {
    path.relative_to(settings.BASE_DIR / "templates").as_posix(): path.read_text(encoding="utf-8")
    for path in (settings.BASE_DIR / "templates").rglob("*.html")
    if path.parent.name not in {"admin", "desk"}
}
SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in ASSETS.glob("*.js")}
STYLE_BUDGET, SCRIPT_BUDGET = 12 * 1024, 13 * 1024  # bytes, brotli; of the scripts of all pages together
FONT_BUDGET = 25 * 1024  # bytes

TEXT_PAIRS = [
    *[(text, ground) for text in ("ink", "quiet", "accent") for ground in ("paper", "raised", "tint")],
    ("accent-strong", "paper"),
    ("accent-strong", "tint"),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
    *[(text, f"{state}-tint") for state in ("good", "caution", "wrong") for text in ("ink", state)],
    ("quiet", "good-tint"),
    *[(state, ground) for state in ("good", "caution", "wrong") for ground in ("paper", "raised")],
]
EDGE_PAIRS = [("edge", "paper"), ("edge", "raised"), ("accent", "paper"), ("good", "paper")]


def weight(text: str) -> int:
    return len(brotli.compress(text.encode(), quality=11))


def tokens(scheme: int) -> dict[str, str]:
    """Return the colors of the light (0) or the dark (1) scheme by their names."""
    found = re.findall(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", CSS)
    return {name: (light, dark)[scheme] for name, light, dark in found}


def luminance(color: str) -> float:
    """Return the relative luminance of a color. Source: WCAG 2.2."""
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_known_when_colors_are_black_and_white():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_is_readable_when_it_stands_on_its_ground(text, ground, scheme):
    colors = tokens(scheme)
    assert contrast(colors[text], colors[ground]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_edges_are_visible_when_they_carry_meaning(edge, ground, scheme):
    colors = tokens(scheme)
    assert contrast(colors[edge], colors[ground]) >= 3


def test_style_sheet_is_light_when_sent():
    assert weight(CSS) <= STYLE_BUDGET


def test_scripts_are_light_when_sent():
    assert sum(map(weight, SCRIPTS.values())) <= SCRIPT_BUDGET


def test_font_is_light_and_comes_with_its_licence_when_sent():
    (font,) = ASSETS.glob("*.woff2")
    assert font.stat().st_size <= FONT_BUDGET
    assert "SIL OPEN FONT LICENSE" in (ASSETS / "source-serif-4-LICENSE.txt").read_text(encoding="utf-8").upper()
    assert "font-display: optional" in CSS


def test_nothing_comes_from_elsewhere_when_a_page_is_built():
    outside = re.compile(r"""(?:src|href|url\(|import)\s*[=(]?\s*["']?(?:https?:)?//""")
    for name, text in (TEMPLATES | SCRIPTS | {"site.css": CSS}).items():
        assert not outside.search(text), name


def test_every_class_of_the_style_sheet_is_used_when_pages_are_built():
    without_urls = re.sub(r'url\("[^"]*"\)', "", CSS)
    styled = set(re.findall(r"\.([a-z][a-z-]*)", re.sub(r"/\*.*?\*/", "", without_urls, flags=re.DOTALL)))
    written = "\n".join(TEMPLATES.values()) + "\n".join(SCRIPTS.values())
    for name in ("cleaning.py", "rendering.py", "reference_notices.py"):
        written += (settings.BASE_DIR / "content" / name).read_text(encoding="utf-8")
    unused = {name for name in styled if not re.search(rf"(?<![\w-]){name}(?![\w-])", written)}
    assert unused == set()


def test_pages_load_modules_only_when_they_load_scripts():
    for name, text in TEMPLATES.items():
        for tag in re.findall(r"<script\b[^>]*>", text):
            assert 'type="module"' in tag or "application/ld+json" in tag, name


def test_wrapper_of_the_live_preview_has_no_look_on_the_public_site():
    script = (ASSETS / "desk" / "preview.js").read_text(encoding="utf-8")
    (wrapper,) = re.findall(r"paper\.className = `(\w+) ", script)
    assert not re.search(rf"\.{wrapper}\b", CSS)
