"""Renditions of a picture: which sizes and formats there should be of it, and how they are written into a page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTHS = (360, 720, 1080, 1440)  # pixels
MODERN = ("avif", "webp")  # in the order in which browsers shall choose
TYPES = {"avif": "image/avif", "webp": "image/webp"}
SIZES = "(min-width: 44rem) 41rem, 100vw"  # the column of text in site.css


@dataclass(frozen=True)
class Shown:
    """A rendition that is there: its format, its address and its width in pixels."""

    format: str
    address: str
    width: int


Renditions = Mapping[str, Sequence[Shown]]  # by the name of the picture


def name_of(address: str) -> str:
    """Return the name of a picture, its hash and its suffix, from its address."""
    return address.rsplit("/", 1)[-1]


def planned(name: str, *, width: int, height: int) -> Iterator[tuple[int, int, str]]:
    """Yield width, height and format of each rendition that a picture should have; none is wider than the picture.

    A picture in its own format and at its own width is there already.
    """
    own = name.rsplit(".", 1)[-1]
    if width < 1 or height < 1:
        return
    for each in sorted({narrower for narrower in WIDTHS if narrower < width} | {min(width, WIDTHS[-1])}):
        for form in dict.fromkeys((*MODERN, own)):
            if form != own or each < width:
                yield each, max(1, round(height * each / width)), form


def picture_html(figure: Mapping[str, Any], alt: str, renditions: Sequence[Shown]) -> SafeString:
    """Write a figure's picture: the plain one, and around it whatever renditions there are."""
    own = figure["address"].rsplit(".", 1)[-1]
    sets = {form: _set(form, renditions) for form in dict.fromkeys((*MODERN, own))}
    if sets.get(own):
        sets[own] += f", {figure['address']} {figure['width']}w"
    img = format_html(
        '<img src="{}"{} alt="{}" width="{}" height="{}" loading="lazy">',
        figure["address"],
        format_html(' srcset="{}" sizes="{}"', sets[own], SIZES) if sets[own] else "",
        alt,
        figure["width"],
        figure["height"],
    )
    sources = format_html_join(
        "",
        '<source type="{}" srcset="{}" sizes="{}">',
        ((TYPES[form], sets[form], SIZES) for form in MODERN if form != own and sets[form]),
    )
    return format_html("<picture>{}{}</picture>", sources, img) if sources else img


def _set(form: str, renditions: Sequence[Shown]) -> str:
    chosen = sorted((row for row in renditions if row.format == form), key=lambda row: row.width)
    return ", ".join(f"{row.address} {row.width}w" for row in chosen)
