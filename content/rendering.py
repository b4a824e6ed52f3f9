"""From the source of an article to safe HTML. The one place that may mark HTML as safe."""

import re
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from content.abbreviations import take_abbreviations
from content.citations import VANCOUVER, lead_of, links_of, runs_of
from content.citing.runs import Slanted
from content.cleaning import OF_TRANSLATIONS, clean_html
from content.containers import PASSAGE
from content.kinds import kind_of, needs_of
from content.markdown import FIGURE_SCHEME, OUTSIDE_ADDRESS, Reading, build_parser
from content.notes import take_notes
from content.renditions import Renditions, name_of, picture_html

# Raise it when the same source renders differently; ``manage.py rerender`` then rebuilds what is stored.
RENDERER_VERSION = 4
LONGEST = 100_000  # characters of all parts together
LONGEST_PARAGRAPH = 5_000  # characters; the parser's time grows with the square of a paragraph's length
MOST_BRACKETS = 500  # that open in a paragraph; the parser looks for the end of each
MOST_CELLS = 5_000  # of all tables of a part
LONGEST_HTML = 1_000_000  # characters of all parts together; short text can ask for the same long value again and again
PARTS = ("key_data", "key_learning", "limits", "body")

# What no reader sees and no page may hold: controls, overrides of the direction, half characters and no characters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF))
    + "]"
)


class RenderRefused(Exception):
    """The text was not rendered; the message is fit to show to the editor."""


def render_source(source: Mapping[str, Any], *, renditions: Renditions | None = None) -> tuple[dict[str, str], Reading]:
    """Render all parts of an article in reading order.

    Args:
        source: What :func:`content.source.source_of` returns.
        renditions: What there is of its pictures in other sizes and formats, by the picture's name.

    Returns:
        Safe HTML of each part, of ``references`` and of ``abbreviations``, of ``visual`` where the article is a picture
        first of all, and what was met on the way.

    Raises:
        RenderRefused: The text, a paragraph of it, or what it would grow to is too long.
    """
    if sum(len(source[part]) for part in PARTS) > LONGEST:
        raise RenderRefused(f"The text is longer than {LONGEST:,} characters. Shorten it or make two articles of it.")
    texts: dict[str, str] = {}
    notes: dict[str, dict[str, str]] = {}
    abbreviations: dict[str, str] = {}
    for part in PARTS:
        text, found = take_abbreviations(source[part])
        texts[part], notes[part] = take_notes(text)
        abbreviations |= found
    reading = Reading(
        abbreviations=abbreviations,
        figures={figure["key"]: figure for figure in source["figures"]},
        reference_keys=frozenset(reference["key"] for reference in source["references"]),
        renditions=renditions or {},
    )
    html = {part: _render(texts[part], notes[part], reading) for part in _reading_order(source)}
    html["references"] = _UNSEEN.sub("", _render_references(source, reading))
    html["abbreviations"] = _UNSEEN.sub("", _render_abbreviations(reading))
    if source.get("visual") in reading.figures:
        figure = reading.figures[source["visual"]]
        shown = picture_html(figure, figure["alt"], reading.renditions.get(name_of(figure["address"]), []))
        html["visual"] = _UNSEEN.sub("", shown.replace(' loading="lazy"', ""))  # it stands first on its page
    _refuse_growth(sum(map(len, html.values())))
    return html, reading


def render_text(text: str) -> tuple[str, Reading]:
    """Render a text that stands alone: no reference, figure or passage of an article is known to it.

    Raises:
        RenderRefused: It is too long, or would grow too long.
    """
    html, reading = render_source(dict.fromkeys(PARTS, "") | {"body": text, "figures": [], "references": []})
    return html["body"], reading


def _reading_order(source: Mapping[str, Any]) -> Sequence[str]:
    """Return the parts as they are read: numbers and written-out abbreviations follow from what stands first."""
    ends_with_lesson = needs_of(kind_of(source)).ends_with_lesson
    return ("key_data", "body", "key_learning", "limits") if ends_with_lesson else PARTS


def trusted(html: str) -> SafeString:
    """Mark stored HTML of an edition as safe: it came out of :func:`render_source` and nothing else writes it."""
    return mark_safe(html)  # noqa: S308


def trusted_translation(html: str) -> SafeString:
    """Mark HTML as safe in which the words of an edition are others: sanitised anew, whoever wrote them."""
    return mark_safe(clean_html(html, more=OF_TRANSLATIONS))  # noqa: S308


def trusted_json(text: str) -> SafeString:
    """Mark JSON as safe inside a script element, with every sign that could end the element escaped."""
    for sign, escaped in (("&", "\\u0026"), ("<", "\\u003c"), (">", "\\u003e")):
        text = text.replace(sign, escaped)
    return mark_safe(text)  # noqa: S308


def ordered_references(references: Sequence[Mapping[str, Any]], reading: Reading) -> list[Mapping[str, Any]]:
    """Order references by first citation; those never cited come last."""
    return sorted(references, key=lambda reference: reading.numbers.get(reference["key"], len(references) + 1))


def _render(text: str, notes: Mapping[str, str], reading: Reading) -> str:
    # Some can be written as entities too, so they are taken out of what the parser made, not of what was typed.
    return clean_html(_UNSEEN.sub("", _PARSER.render(text, {"reading": reading, "notes": notes})))


def _render_abbreviations(reading: Reading) -> str:
    """List the abbreviations that the text uses."""
    used = sorted(reading.expanded, key=str.casefold)
    rows = ((word, reading.abbreviations[word]) for word in used)
    return format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", rows)


def _bound_paragraphs(state: StateCore) -> None:
    """Refuse a paragraph before the parser looks into it."""
    if sum(token.type in {"td_open", "th_open"} for token in state.tokens) > MOST_CELLS:
        raise RenderRefused(f"The tables have more than {MOST_CELLS:,} cells. Use fewer or smaller tables.")
    for token in state.tokens:
        if token.type == "inline" and len(token.content) > LONGEST_PARAGRAPH:
            raise RenderRefused(
                f"The paragraph that begins “{token.content[:40].strip()}” is longer than {LONGEST_PARAGRAPH:,} "
                "characters. Divide it."
            )
        if token.type == "inline" and token.content.count("[") > MOST_BRACKETS:
            raise RenderRefused(
                f"The paragraph that begins “{token.content[:40].strip()}” has more than {MOST_BRACKETS} brackets. "
                "Divide it."
            )


def _bound_attributes(state: StateCore) -> None:
    """Refuse titles and addresses that would be written out too often, before they are."""
    tokens = (part for token in state.tokens for part in (token, *(token.children or ())))
    _refuse_growth(sum(len(str(value)) for token in tokens for value in token.attrs.values()))


def _refuse_growth(length: int) -> None:
    if length > LONGEST_HTML:
        raise RenderRefused(
            f"The page would grow beyond {LONGEST_HTML:,} characters. Use fewer citations, abbreviations, table cells "
            "and links, or make two articles of it."
        )


def cited(reference: Mapping[str, Any], style: str) -> SafeString:
    """Return the text of a reference as safe HTML, with what the style sets in italics."""
    runs = runs_of(reference, style)
    html = format_html_join(
        "", "{}", ((format_html("<em>{}</em>", run) if isinstance(run, Slanted) else run,) for run in runs)
    )
    return html + escape(lead_of(reference, style))


def _render_references(source: Mapping[str, Any], reading: Reading) -> str:
    rows = []
    style = source.get("reference_style", VANCOUVER)
    for position, reference in enumerate(ordered_references(source["references"], reading), start=1):
        times = reading.citations.get(reference["key"], 0)
        links = format_html_join("", ' <a class="outside" href="{}" rel="external">{}</a>', links_of(reference))
        back = format_html_join(
            "",
            ' <a class="back" href="#cite-{0}-{1}" aria-label="Back to reference {0}{2} in the text">{3}</a>',
            (
                (position, turn, f", place {turn}" if times > 1 else "", "Back" if times == 1 else f"Back {turn}")
                for turn in range(1, times + 1)
            ),
        )
        rows.append((position, cited(reference, style), links, back))
    return format_html_join("", '<li id="ref-{}" tabindex="-1">{}{}{}</li>', rows)


class _Renderer(RendererHTML):
    """Writes the tokens that CommonMark does not know."""

    def citation(self, tokens: Sequence[Token], index: int, options: Any, env: dict[str, Any]) -> str:
        reading: Reading = env["reading"]
        places = reading.cite(tokens[index].meta["keys"])
        if places is None:
            return escape(tokens[index].content)
        links = format_html_join(
            ",",
            '<a href="#ref-{0}" id="cite-{0}-{1}" aria-label="Reference {0}">{0}</a>',
            places,
        )
        return format_html('<sup class="cite">{}</sup>', links)

    def container_passage_open(self, tokens: Sequence[Token], index: int, options: Any, env: dict[str, Any]) -> str:
        match = PASSAGE.match(tokens[index].info.strip())
        if match is None:
            return "<section>"
        reading: Reading = env["reading"]
        name, objective = match[1], match[2] or ""
        if name in reading.passages:
            reading.repeated_passages.append(name)
            return "<section>"
        reading.passages[name] = objective
        return format_html('<section class="passage" id="p-{}" data-objective="{}">', name, objective)

    def container_passage_close(self, *_: Any) -> str:
        return "</section>\n"

    def image(self, tokens: Sequence[Token], index: int, options: Any, env: MutableMapping[str, Any]) -> str:
        token, reading = tokens[index], env["reading"]
        key = str(token.attrs.get("src", "")).removeprefix(FIGURE_SCHEME)
        alt = self.renderInlineAsText(token.children, options, env)
        if not token.meta.get("is_figure"):
            reading.pictures_left_out.append(str(token.attrs.get("src", "")))
            return escape(alt)
        figure = reading.figures.get(key)
        if figure is None:
            reading.unknown_figures.append(key)
            return escape(f"[figure {key}]")
        reading.figures_shown.append((key, alt or figure["alt"]))
        caption = str(token.attrs.get("title", ""))
        if not caption.strip():
            reading.figures_without_caption.append(key)
        return format_html(
            '{}<figcaption>Figure {}. {}<span class="credit">{}</span></figcaption>',
            picture_html(figure, alt or figure["alt"], reading.renditions.get(name_of(figure["address"]), [])),
            len(reading.figures_shown),
            caption,
            f" {figure['credit']}" if figure["credit"] else "",
        )

    def link_open(self, tokens: Sequence[Token], index: int, options: Any, env: dict[str, Any]) -> str:
        token = tokens[index]
        if OUTSIDE_ADDRESS.match(str(token.attrs.get("href", ""))):
            token.attrs |= {"class": "outside", "rel": "external"}
        return self.renderToken(tokens, index, options, env)


_PARSER: MarkdownIt = build_parser()
_PARSER.core.ruler.before("inline", "bound_paragraphs", _bound_paragraphs)
_PARSER.core.ruler.push("bound_attributes", _bound_attributes)
_PARSER.renderer = _Renderer(_PARSER)
