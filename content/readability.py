"""How long a text takes to read and how hard it is. No database.

Source:
    Reading ease: Flesch R. A new readability yardstick. J Appl Psychol 1948;32:221-233, as it is used today:
    206.835 - 1.015 x words per sentence - 84.6 x syllables per word. Syllables are counted by groups of vowels, an
    estimate. Reading speed: 238 words per minute, the mean of silent reading of English non-fiction by adults;
    Brysbaert M. J Mem Lang 2019;109:104047.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from math import ceil

WORDS_PER_MINUTE = 238
LONG_SENTENCE = 35  # words
MOST_LONG = 5  # sentences that are shown
FEWEST_WORDS = 100  # for a reading ease and a reading time that mean anything
HARD = 20  # of 100; below it even texts for specialists seldom lie
TOLERANCE = 2  # minutes by which the stated time may differ
_CITATION = re.compile(r'<sup class="(?:cite|note)">.{0,2000}?</sup>', re.DOTALL)
_TABLE = re.compile(r"<(table|figure|ol class=\"notes\")[^<>]*>.*?</(?:table|figure|ol)>", re.DOTALL)
_BLOCK_END = re.compile(r"</(?:p|h\d|li|blockquote|div|pre|tr|caption|figcaption)>")
_CELL_END = re.compile(r"</t[dh]>")
_TAG = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)]?\s+(?=[\"“(]?[A-Z0-9])|\n+")
_NO_END = re.compile(r"\b(?:et al|e\.g|i\.e|vs?|no|fig|dr|approx)\.\s+", re.IGNORECASE)
_VOWELS = re.compile(r"[aeiouy]+")


@dataclass(frozen=True)
class Readability:
    """What was measured of a text.

    Attributes:
        words: Of the whole text, with its tables.
        minutes: Reading time, at least 1.
        sentences: Of the running text, without tables and figures.
        ease: Flesch's reading ease, 0 to 100 for most texts, high is easy; None for a text too short for it.
        long_sentences: The first sentences that are too long, each with its number of words.
    """

    words: int
    minutes: int
    sentences: int
    ease: float | None
    long_sentences: tuple[tuple[str, int], ...]


def measure(html: Mapping[str, str], parts: tuple[str, ...], *, long_sentence: int = LONG_SENTENCE) -> Readability:
    """Measure the rendered parts of an article.

    Args:
        html: What :func:`content.rendering.render_source` returned.
        parts: The names of those that are read, in order.
        long_sentence: Words from which on a sentence is too long.
    """
    whole = "\n".join(html[part] for part in parts)
    words = len(_WORD.findall(plain_text(whole)))
    prose = _NO_END.sub(lambda match: match[0].rstrip() + "\u00a0", plain_text(_TABLE.sub("\n", whole)))
    sentences = [" ".join(found) for text in _SENTENCE.split(prose) if (found := _WORD.findall(text))]
    counts = [sentence.count(" ") + 1 for sentence in sentences]
    long = [(sentence, count) for sentence, count in zip(sentences, counts, strict=True) if count > long_sentence]
    return Readability(
        words=words,
        minutes=max(1, ceil(words / WORDS_PER_MINUTE)),
        sentences=len(sentences),
        ease=_ease(sentences, sum(counts)),
        long_sentences=tuple(long[:MOST_LONG]),
    )


def hints_of(measured: Readability, *, stated_minutes: int | None) -> list[str]:
    """Say what a writer may want to look at again; nothing of it stops or nags."""
    hints = []
    if (
        stated_minutes is not None
        and measured.words >= FEWEST_WORDS
        and abs(stated_minutes - measured.minutes) > TOLERANCE
    ):
        hints.append(
            f"{measured.words:,} words take about {measured.minutes} min to read; "
            f"the article says {stated_minutes} min."
        )
    for sentence, count in measured.long_sentences:
        words = sentence.split(" ")
        hints.append(f"The sentence that begins “{' '.join(words[:8])}” has {count} words.")
    if measured.ease is not None and measured.ease < HARD:
        hints.append(f"Reading ease is {measured.ease:.0f} of 100. Shorter sentences and plainer words raise it.")
    return hints


def plain_text(html: str) -> str:
    """Return the words of rendered HTML without citations, each block on a line of its own."""
    text = _CELL_END.sub("; ", _CITATION.sub("", html).replace("\n", " "))
    return unescape(_TAG.sub("", _BLOCK_END.sub("\n", text)))


def syllables_of(word: str) -> int:
    """Estimate the syllables of an English word; a number counts as one."""
    small = word.casefold()
    count = len(_VOWELS.findall(small))
    if small.endswith("e") and not small.endswith(("le", "ee", "ye")) and count > 1:
        count -= 1
    is_silent = small.endswith("ed") and small[-3:-2] not in "aeioutd"
    if count > 1 and (is_silent or (small.endswith("es") and small[-3:-2] not in "aeiousxzcgh")):
        count -= 1
    return max(1, count)


def _ease(sentences: list[str], words: int) -> float | None:
    if words < FEWEST_WORDS:
        return None
    syllables = sum(syllables_of(word) for sentence in sentences for word in sentence.split(" "))
    return 206.835 - 1.015 * words / len(sentences) - 84.6 * syllables / words
