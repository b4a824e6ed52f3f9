"""Drawing the picture that previews of a link show: title, topic and the mark of the site, never a result (A3)."""

import hashlib
import unicodedata
from functools import cache
from io import BytesIO

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630  # pixels; the size that previews are made for (ogp.me, 1.91 : 1)
VERSION = 1  # of the drawing; another one has every picture drawn anew
PAPER, INK, ACCENT, THREAD, KNOT = "#fbfbf8", "#182225", "#0b5f66", "#9fdad9", "#ffffff"
MARGIN, BAND = 80, 16
TITLE_SIZES = range(76, 35, -4)
TITLE_TOP, TITLE_BOTTOM = 176, 486
LINE = 1.22  # heights of a line by the size of its letters
SMALL = 32
MARK, FINER = 72, 4  # the mark is drawn so many times larger, and made smaller, for smooth edges
ELLIPSIS = "…"
# Signs that the face lacks and that have another way to be written.
SPELLED = {
    "≥": ">=", "≤": "<=", "≠": "not ", "≈": "about ", "→": "to", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "\u0131": "i",
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u200b": "", "\u00ad": "", "\u2060": "",
}  # fmt: skip
MISSING = "\U0010ffff"  # never a letter, so no face has it
Face = ImageFont.FreeTypeFont


def look_of_site() -> str:
    """Return what names all that is the same in every picture: the site's name, its face and the drawing."""
    face = hashlib.sha256(settings.DISPLAY_FACE.read_bytes()).hexdigest()
    return hashlib.sha256(repr((VERSION, settings.SITE_NAME, face)).encode()).hexdigest()[:16]


def draw_link_picture(*, title: str, topic: str) -> bytes:
    """Return the picture as PNG; the same words give the same bytes.

    What the face cannot write is spelled in another way. Where that is not possible either (another script), the
    whole text is left out rather than shown with boxes; the address's alternative text still says it.
    """
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, WIDTH, BAND), fill=ACCENT)
    label, head, name = (writable(text) for text in (topic, title, settings.SITE_NAME))
    small = face(SMALL)
    pen.text((MARGIN, 104), shortened(label, small, WIDTH - 2 * MARGIN), font=small, fill=ACCENT)
    lines, size = fitted(head or label or name)
    for number, line in enumerate(lines):
        pen.text((MARGIN, TITLE_TOP + number * size * LINE), line, font=face(size), fill=INK)
    pen.line((MARGIN, 510, WIDTH - MARGIN, 510), fill="#d8dedb", width=2)
    picture.paste(_mark(), (MARGIN, 532))
    beside = MARGIN + MARK + 24
    pen.text((beside, 550), shortened(name, small, WIDTH - beside - MARGIN), font=small, fill=INK)
    out = BytesIO()
    picture.quantize(64, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


@cache
def face(size: int) -> Face:
    """Return the display face in a size in pixels; laid out simply, so that no library of the machine matters."""
    return ImageFont.truetype(settings.DISPLAY_FACE, size, layout_engine=ImageFont.Layout.BASIC)


@cache
def has_glyph(sign: str) -> bool:
    """Tell whether the face has a sign: what it lacks is drawn as the box of missing letters."""
    return sign == " " or _shape(sign) != _shape(MISSING)


def writable(text: str) -> str:
    """Return a text in signs that the face has; empty where it cannot be written in them."""
    written = ""
    for sign in " ".join(unicodedata.normalize("NFC", text).split()):
        way = _way(sign)
        if way is None:
            return ""
        written += way
    return written


def fitted(text: str) -> tuple[list[str], int]:
    """Return the lines of a title and the size at which they fit: the largest, else the smallest with an ellipsis."""
    width, height = WIDTH - 2 * MARGIN, TITLE_BOTTOM - TITLE_TOP
    for size in TITLE_SIZES:
        lines = wrapped(text, face(size), width)
        room = int(height / (size * LINE))
        if len(lines) <= room:
            return lines, size
    rest = " ".join(lines[room - 1 :])
    return [*lines[: room - 1], shortened(rest, face(size), width)], size


def wrapped(text: str, letters: Face, width: int) -> list[str]:
    """Break a text into lines no wider than so many pixels; a word that is wider is broken too."""
    lines: list[str] = []
    for word in text.split():
        if lines and letters.getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
            continue
        while letters.getlength(word) > width:
            part = _longest(word, letters, width)
            lines.append(part)
            word = word[len(part) :]
        lines.append(word)
    return lines


def shortened(text: str, letters: Face, width: int) -> str:
    """Return a text on one line, cut with an ellipsis where it is too wide."""
    if letters.getlength(text) <= width:
        return text
    return _longest(text, letters, width - letters.getlength(ELLIPSIS)).rstrip(" ,;:") + ELLIPSIS


def _longest(text: str, letters: Face, width: float) -> str:
    end = len(text)
    while end > 1 and letters.getlength(text[:end]) > width:
        end -= 1
    return text[:end]


def _shape(sign: str) -> tuple[tuple[int, int], bytes]:
    mask = face(SMALL).getmask(sign)
    return mask.size, bytes(mask)


def _way(sign: str) -> str | None:
    """Return how a sign is written; None where there is no way."""
    if has_glyph(sign):
        return sign
    if sign in SPELLED:
        return SPELLED[sign]
    plain = "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
    if plain and plain != sign:
        # Letter by letter: joined, the parts of a Hangul syllable would be that syllable again.
        ways = [_way(part) for part in plain]
        return None if None in ways else "".join(filter(None, ways))
    words = unicodedata.name(sign, "").split()
    if words[:1] == ["GREEK"] and "LETTER" in words:
        return words[-1].capitalize() if "CAPITAL" in words else words[-1].lower()
    return None


def _mark() -> Image.Image:
    """Return the site's mark: a thread through three knots, as in ``icon.svg``, whose box is 32 wide."""
    scale = MARK * FINER / 32
    mark = Image.new("RGB", (MARK * FINER, MARK * FINER), PAPER)
    pen = ImageDraw.Draw(mark)
    pen.rounded_rectangle((0, 0, MARK * FINER - 1, MARK * FINER - 1), 7 * scale, fill=ACCENT)
    curves = (((8, 23.5), (16, 23.5), (11, 16), (16, 16)), ((16, 16), (21, 16), (16, 8.5), (24, 8.5)))
    thread = [_on_curve(curve, step / 24) for curve in curves for step in range(25)]
    pen.line([(x * scale, y * scale) for x, y in thread], fill=THREAD, width=round(2 * scale), joint="curve")
    for x, y in ((8, 23.5), (16, 16), (24, 8.5)):
        pen.ellipse([(x - 3) * scale, (y - 3) * scale, (x + 3) * scale, (y + 3) * scale], fill=KNOT)
    return mark.resize((MARK, MARK), Image.Resampling.LANCZOS)


def _on_curve(curve: tuple[tuple[float, float], ...], part: float) -> tuple[float, float]:
    """Return a point of a cubic Bézier curve."""
    weights = ((1 - part) ** 3, 3 * part * (1 - part) ** 2, 3 * part**2 * (1 - part), part**3)
    return (
        sum(weight * point[0] for weight, point in zip(weights, curve, strict=True)),
        sum(weight * point[1] for weight, point in zip(weights, curve, strict=True)),
    )
