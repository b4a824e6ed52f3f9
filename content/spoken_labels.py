"""Labels that an edition froze in English, said in the language of the page that shows it.

They belong to the page and not to the text: who works the page in German is told "Quelle 1" at a link and "Zurück" at
another, also while the text between them is English. Each is marked with its language, since the text around it may be
in another. English pages, too, name a way back by the words that are seen of it. What is frozen is not touched; only
the very markup that the renderer writes is known here. "Figure 1." stays: it is the name by which the text speaks of
it. Source: docs/decisions/0027.
"""

import re
from collections.abc import Callable
from functools import partial
from html import unescape

from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from content.translating.languages import language_of, original_language

CALLOUTS = {"Key data": _("Key data"), "Key learning": _("Key learning"), "Practice point": _("Practice point")}
# What leads back says to what. Where the words that are seen do not stand in that, it begins with them, so that who
# speaks to the page can name what they see. Source: WCAG 2.2, 2.5.3.
WAYS_BACK = {
    "reference": (_("Back to reference %(name)s in the text"), _("%(words)s: to reference %(name)s in the text")),
    "note": (_("Back to note %(name)s in the text"), _("%(words)s: to note %(name)s in the text")),
}
Label = Callable[..., SafeString]


def with_spoken_labels(html: str, *, within: str = "") -> str:
    """Return HTML of an edition with its labels in the language that is spoken now.

    Args:
        html: As the renderer made it, or with its words translated.
        within: The language of its text; that of articles if not given.
    """
    text = within or original_language()
    spoken = get_language() or original_language()
    wanted = _LABELS[-1:] if spoken == text == original_language() else _LABELS
    for pattern, label in wanted:
        html = pattern.sub(partial(label, text=text), html)
    return html


def _marks(spoken: str, text: str) -> SafeString:
    """Return the attributes of words in one language within a text in another."""
    others = [(spoken, language_of(spoken).direction)] if spoken != text else []
    return format_html_join("", ' lang="{}" dir="{}"', others)


def _lang(code: str, beside: str) -> SafeString:
    """Return the language of an attribute, or of what is in an element, where the other one is another."""
    return format_html_join("", ' lang="{}"', [(code,)] if code != beside else [])


def _now() -> str:
    return get_language() or original_language()


def _cited(match: re.Match[str], text: str) -> SafeString:
    said = gettext("Reference %(number)s") % {"number": match["number"]}
    return format_html(
        '<a href="#ref-{}" id="{}"{} aria-label="{}">', match["number"], match["id"], _lang(_now(), text), said
    )


def _noted(match: re.Match[str], text: str) -> SafeString:
    said = gettext("Note %(letter)s") % {"letter": match["letter"]}
    return format_html('<a href="#note-{}"{} aria-label="{}"', match["number"], _lang(_now(), text), said)


def _notes(match: re.Match[str], text: str) -> SafeString:
    """Name a list of notes. Its entries are in the language of the text again."""
    return format_html(
        '<ol class="notes" start="{}"{} aria-label="{}">', match["first"], _lang(_now(), text), gettext("Notes")
    )


def _note(match: re.Match[str], text: str) -> SafeString:
    return format_html('<li id="note-{}"{} tabindex="-1">', match["number"], _lang(text, _now()))


def _back(match: re.Match[str], text: str) -> SafeString:
    """Name a way back by what is seen of it and what it leads to; its word is a translator's where there is one."""
    word = ""
    if match["word"]:
        word = gettext("Back %(place)s") % {"place": match["turn"]} if match["turn"] else gettext("Back")
    words = word or " ".join(unescape(strip_tags(match["other"])).split())
    short, full = WAYS_BACK[match["what"]]
    said = short % {"name": match["name"]}
    if words not in said:
        said = full % {"words": words, "name": match["name"]}
    marks = _marks(_now(), text) if word else _lang(_now(), text)
    return format_html('<a class="back" href="{}"{} aria-label="{}">{}', match["href"], marks, said, word)


def _table(match: re.Match[str], text: str) -> SafeString:
    """Name a table that has no caption. It is in the language of the text again."""
    return format_html(
        '<div tabindex="0" role="region"{} aria-label="{}" class="scroll">\n<table{}>',
        _lang(_now(), text),
        gettext("Table"),
        _lang(text, _now()),
    )


def _callout(match: re.Match[str], text: str) -> SafeString:
    return format_html('<p class="label" id="{}"{}>{}</p>', match["id"], _marks(_now(), text), CALLOUTS[match["words"]])


# Quotes and angle brackets within them are written by the renderer alone: in words of an article "<" is an entity, and
# so is a quote in an attribute.
_LABELS: tuple[tuple[re.Pattern[str], Label], ...] = (
    (
        re.compile(r'<a href="#ref-(?P<number>\d+)" id="(?P<id>cite-\d+-\d+)" aria-label="Reference \d+">', re.ASCII),
        _cited,
    ),
    (re.compile(r'<a href="#note-(?P<number>\d+)" aria-label="Note (?P<letter>[a-z]+)"', re.ASCII), _noted),
    (re.compile(r'<ol class="notes" start="(?P<first>\d+)" aria-label="Notes">', re.ASCII), _notes),
    (re.compile(r'<li id="note-(?P<number>\d+)" tabindex="-1">', re.ASCII), _note),
    (re.compile(r'<div tabindex="0" role="region" aria-label="Table" class="scroll">\s*<table>'), _table),
    (
        re.compile(rf'<p class="label" id="(?P<id>callout-\d+)">(?P<words>{"|".join(CALLOUTS)})</p>', re.ASCII),
        _callout,
    ),
    # Last, since it is the one that English pages are in need of too: editions froze names without the number seen.
    (
        re.compile(
            r'<a class="back" href="(?P<href>#(?:cite|noted)-\d+-\d+)" aria-label="Back to (?P<what>reference|note) '
            r'(?P<name>[0-9a-z]+)(?:, place \d+)? in the text">'
            r"(?:(?P<word>Back(?: (?P<turn>\d+))?)(?=</a>)|(?=(?P<other>.*?)</a>))",
            re.ASCII | re.DOTALL,
        ),
        _back,
    ),
)
