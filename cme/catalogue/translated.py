"""An article in another language: its words put into the markup of the edition that readers see now."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.conf import settings
from django.utils import translation as interface
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from content.models import Edition, Translation
from content.rendering import trusted, trusted_translation
from content.services.editions_in_blocks import blocks_in
from content.spoken_labels import with_spoken_labels
from content.translating.blocks import HTML_PARTS, Block, carried, html_in
from content.translating.languages import language_of, original_language
from content.translating.protecting import spans_of
from content.translating.segments import MARK, Segment, segment_html

# The operator's words come before these: TRANSLATION_DISCLAIMER.
DISCLAIMER = _(
    "This translation was made by a machine ({provider}). It may be incomplete or wrong; only the original counts. "
    "Nobody is liable for what the machine made of it."
)
# Attributes that repeat words of the text: the head of a column, the name of a table, what an abbreviation means.
_LABEL = re.compile(r' (data-of|aria-label|title)="([^"]*)"')
_PICTURE = re.compile(r'<img((?:[^">]|"[^"]*")*?) alt="([^"]*)"')
SHOWN = 60  # characters of a block in a list of them


@dataclass(frozen=True)
class Words:
    """The words of an edition in another language.

    Attributes:
        title: Of the article.
        objectives: Keys and texts.
        key_figures: As in the source, translated.
        html: The parts, as safe HTML.
        stale: How many blocks were corrected since, and stand there in the original language.
        blocks: Key, part and first words of each translated block.
    """

    title: SafeString
    objectives: list[dict[str, Any]]
    key_figures: list[dict[str, Any]]
    html: dict[str, SafeString]
    stale: int
    blocks: list[tuple[str, str, str]]


def words_of(edition: Edition, translation: Translation) -> Words:
    """Return what the page of a translation says.

    Args:
        edition: What readers see now, with its source and HTML.
        translation: Of it, or of an earlier edition of its release.
    """
    blocks = blocks_in(edition, with_items=False)
    rows = translation.blocks.values_list("key", "source_hash", "text")
    texts = carried(blocks, {key: (words, text) for key, words, text in rows})
    word = _wording(texts, language_of(translation.language).is_rtl)
    plain = {block.key: word(block.key, block.segment) for block in blocks}
    labels = {
        " ".join(MARK.sub("", block.segment.text).split()): MARK.sub("", texts[block.key])
        for block in blocks
        if block.key in texts
    }
    unsaid = {block.segment.text for block in blocks if block.segment.is_attribute and block.key not in texts}
    source = edition.source
    return Words(
        title=trusted_translation(plain["title"]) if "title" in plain else format_html("{}", source["title"]),
        objectives=[
            row | {"text": _safe(plain, f"objective.{row['key']}", row["text"])} for row in source["objectives"]
        ],
        key_figures=[_figure(plain, number, row) for number, row in enumerate(source["key_figures"])],
        html={
            part: _spoken(_labelled(html_in(part, edition.html[part], word), labels), unsaid, translation)
            for part in HTML_PARTS
            if part in edition.html
        },
        stale=len(blocks) - len(texts),
        blocks=[(block.key, block.part, _first_words(block, texts)) for block in blocks if block.key in texts],
    )


def _spoken(html: str, unsaid: Collection[str], translation: Translation) -> SafeString:
    """Return sanitised words with the labels of the page, and with pictures marked whose words are the original's.

    Args:
        html: As translators left it.
        unsaid: Alternative texts that are not translated.
        translation: What it is of.
    """

    def mark(match: re.Match[str]) -> str:
        is_english = " ".join(unescape(match[2]).split()) in unsaid
        return f'<img lang="{original_language()}" dir="ltr"{match[0][4:]}' if is_english else match[0]

    return trusted(_PICTURE.sub(mark, with_spoken_labels(trusted_translation(html), within=translation.language)))


def disclaimer_of(translation: Translation) -> tuple[str, str]:
    """Return what stands before a machine's text, and its language: the operator's words in whichever they are ("").

    Ours are in the language of the text, where the interface has it.
    """
    said, language = settings.TRANSLATION_DISCLAIMER, ""
    if not said:
        language = interface_language(translation.language)
        with interface.override(language):
            said = str(DISCLAIMER)
    return said.replace("{provider}", translation.engine), language


def interface_language(code: str) -> str:
    """Return the language of headings and notices around a text: its own where the interface has it."""
    return code if code in dict(settings.LANGUAGES) else original_language()


def _wording(texts: Mapping[str, str], is_rtl: bool) -> Callable[[str, Segment], str]:
    """Return what makes HTML of a block: its translation, or the original marked as such."""

    def word(key: str, segment: Segment) -> str:
        if segment.is_attribute:
            return segment_html(segment, texts.get(key, segment.text))
        if key in texts:
            return segment_html(segment, texts[key], _isolated if is_rtl else escape)
        return f'<span lang="{original_language()}" dir="ltr">{segment_html(segment, segment.text)}</span>'

    return word


def _labelled(html: str, labels: Mapping[str, str]) -> str:
    """Return HTML whose attributes repeat the words as they are translated."""

    def label(match: re.Match[str]) -> str:
        said = labels.get(" ".join(unescape(match[2]).split()))
        return match[0] if said is None else f' {match[1]}="{escape(said)}"'

    return _LABEL.sub(label, html)


def _isolated(text: str) -> str:
    """Return escaped words in which numbers, doses and Latin names keep their own direction (UX 16)."""
    said, begin = [], 0
    for start, end, _kind in spans_of(text):
        said += [escape(text[begin:start]), "<bdi>", escape(text[start:end]), "</bdi>"]
        begin = end
    return "".join([*said, escape(text[begin:])])


def _safe(plain: Mapping[str, str], key: str, original: str) -> SafeString:
    return trusted_translation(plain[key]) if key in plain else format_html("{}", original)


def _figure(plain: Mapping[str, str], number: int, row: Mapping[str, str]) -> dict[str, Any]:
    """Return a key figure with its words translated; what is empty stays so."""
    return {name: _safe(plain, f"figure.{number}.{name}", said) if said else "" for name, said in row.items()}


def _first_words(block: Block, texts: Mapping[str, str]) -> str:
    return Truncator(MARK.sub("", texts[block.key])).chars(SHOWN)
