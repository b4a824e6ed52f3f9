"""Text to terms: the same words for both databases, for what is kept, what is typed and what is highlighted.

Databases disagree about accents, hyphens, Greek letters and endings of words. So they get terms that are made here:
letters and digits of ASCII alone, in small letters, without accents, reduced to their stems. A sign that tells what a
marker is, as in ``Ph+``, is a word too: without it the opposite would be found.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

ANALYSIS = 8  # raise it when the same text gives other terms; the next sweep then makes the index anew
LONGEST_TERM = 40  # characters
MOST_PIECES = 4  # of a compound that is also kept as one word

# Markers whose sign is known as one even where it could be a hyphen, or stand between two words, as in "Ph+ALL".
_MARKER = r"(?i:ph|philadelphia|mrd|(?:s|cy)?cd[0-9]+[a-z]?|(?:bcr-)?abl1?)"
_HYPHEN, _PLUS, _MINUS = r"\-\u2010\u2011\u2012\u2013", r"+\u207a", r"\u2212\u207b"
_SIGN = f"[{_PLUS}{_MINUS}{_HYPHEN}]"
_OTHER = rf"(?i:cd[0-9]+[a-z]?)(?!\w|{_SIGN}(?!\w))"  # a second marker that has no sign: both of them are meant
# A disease: joined to "Ph" even a hyphen of the keyboard says negative, since nobody is said to have "Ph ALL".
_DISEASE = r"(?i:(?:[bt]-)?(?:all|aml|cml|lbl))(?!\w)"
# The leukemia of T cells, which is also one word, so that "CAR T cells. All patients" is none of it.
_T_CELL_IS = r"ALL|(?i:(?:acute )?(?:lymphoblastic|leuka?emia)|precursor|immunophenotype)"
_T_CELL = rf"[Tt](?<!(?i:car)[ {_HYPHEN}].)[ {_HYPHEN}][Cc]ell[ \u00a0](?:{_T_CELL_IS})(?!\w)"
# What joins two words; the comma of decimals or thousands, and the minus of a power, between digits alone.
_RAISED = r"\u207b(?=[\u2070\u00b9\u00b2\u00b3\u2074-\u2079])"
_OF_NUMBERS = rf"(?<=[0-9])(?:\u00b7(?=[0-9])|,(?=[0-9]{{1,3}}(?![0-9]))|{_RAISED})"
_JOINT = rf"(?:[{_HYPHEN}\u2212'\u2019.]|{_OF_NUMBERS})"
# A word, or words that are joined; then what may be a sign.
_CHUNK = re.compile(
    rf"(?P<words>{_T_CELL}|{_MARKER}(?=\u2212[A-Z])|(?i:ph)(?=[{_HYPHEN}]{_DISEASE})|[^\W_]+(?:{_JOINT}[^\W_]+)*)"
    # A sign behind any word: "CD19+", "HER2(-)", "Ph +ve".
    rf"(?:(?P<sign>[{_PLUS}{_MINUS}](?![\w+])|[ ]?{_SIGN}ve(?!\w)|\({_SIGN}(?:ve)?\))"
    # One behind a known marker alone: "Ph+ALL", "Ph + ALL", "MRD-" or "Ph (-)"; not "CD19+CD22".
    rf"|(?P<guess>[\u207a{_MINUS}](?=[^\W_])|\+(?=[^\W_])(?!{_OTHER})|[ ][{_PLUS}](?![\w+])(?![ ]{_OTHER})"
    rf"|[ ]\({_SIGN}(?:ve)?\)|[{_HYPHEN}](?={_DISEASE})"
    # A hyphen that waits for a later word is none: "CD19- and CD22-directed".
    rf"|[{_HYPHEN}](?![\w+])(?![ ](?:and|or)[ ](?!(?P=words))[^\W_]+-(?!neg|pos)[^\W_])))?"
)
_IS_MARKER = re.compile(_MARKER)
_LAST_PIECE = re.compile(rf"[{_HYPHEN}\u2212](?:ve|neg|(pos))$", re.IGNORECASE)
POSITIVE, NEGATIVE = "positive", "negative"
_PIECE = re.compile(r"[^\W_]+")
_THOUSANDS = re.compile(r"(?<![\w.,\u00b7])[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9]|,[0-9])")
# Letters and signs of Asian keyboards, as wide as an ideograph, and their small signs.
_WIDE = {0xFF01 + place: chr(0x21 + place) for place in range(94)} | {0x3000: " ", 0xFE62: "+", 0xFE63: "-"}
_NOT_SEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2060\ufeff\ud800-\udfff]")
_APOSTROPHE = re.compile(r"['\u2019](?:s$)?")
_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon "
    "phi chi psi omega"
)
_ALPHA = 0x3B1
_GREEK = {_ALPHA + place: f" {name} " for place, name in enumerate(_GREEK_NAMES.split())}
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
# British spellings of medicine, the endings of -ise, short forms of results, and plurals. They change both what is kept
# and what is typed.
_SPELLINGS = tuple(
    (re.compile(british), american)
    for british, american in (
        ("aemi", "emi"), ("haem", "hem"), ("oedem", "edem"), ("oesoph", "esoph"), ("oestr", "estr"), ("paed", "ped"),
        ("rrhoea", "rrhea"), ("anaes", "anes"), ("gynaec", "gynec"), ("(tum|behavi|lab|col|fav|hum)our", r"\1or"),
        ("^(cent|fib|lit)re(s?)$", r"\1er\2"), ("(?<=...)is(e|ed|es|ing|ation|ations)$", r"iz\1"),
        ("^neg$", "negative"), ("^pos$", "positive"),
        ("^several$", "severall"),  # the stemmer takes it for a form of "severe"
        # Plurals that the stemmer parts from their singulars; of words in -sis the plural is the one it reads well.
        ("(child)ren$", r"\1"), ("(^|wo)men$", r"\1man"), ("^mice$", "mouse"), ("^lives$", "life"),
        ("^testes$", "testis"), ("^crisis$", "crises"), ("(?<=...)([aeoy])sis$", r"\1ses"),
        ("(criteri|phenomen|mitochondri|gangli)a$", r"\1on"), ("(bacteri|^ov|^ser|^sept|^atri)a$", r"\1um"),
        ("(ind|cort)ices$", r"\1ex"), ("(append|matr)ices$", r"\1ix"),
        ("(cocc|bacill|aspergill|fung|thromb|embol|nucle|stimul|bronch|alveol|^loc|^foc)i$", r"\1us"),
    )
)  # fmt: skip

_stemmer = snowballstemmer.stemmer("english")
_one_at_a_time = threading.Lock()  # the stemmer keeps the word it is at


@dataclass(frozen=True)
class Term:
    """A word as it is looked for.

    Attributes:
        word: In small ASCII letters, as a suggestion shows it.
        stem: What stands in the index.
    """

    word: str
    stem: str


class Chunk(NamedTuple):
    """A word of a text, or several that are joined: ``CAR-T`` is ``car``, ``t``, and as one word ``cart``.

    A sign counts as a word: ``Ph+`` is ``ph``, ``positive``, as ``Ph-positive`` is. Thousands are one: ``1,000``.

    Attributes:
        begin: Where it begins in the text.
        end: Where it ends.
        terms: Its words, in their order.
        joined: Neighbouring ones written as one.
    """

    begin: int
    end: int
    terms: tuple[Term, ...]
    joined: tuple[Term, ...]

    @property
    def whole(self) -> Term | None:
        """All its words written as one; None where they are not kept so."""
        word = "".join(term.word for term in self.terms)
        return next((term for term in self.joined if term.word == word), None)


def readable(text: str) -> str:
    """Return a text as it is kept and shown: composed letters, no wide ones, no signs that nobody sees."""
    return unicodedata.normalize("NFC", _NOT_SEEN.sub("", text).translate(_WIDE))


def chunks(text: str) -> Iterator[Chunk]:
    """Yield the words of a readable text."""
    for match in _CHUNK.finditer(text):
        words, meaning = _meaning(match)
        terms, joined = _analysed(words, meaning)
        if terms:
            yield Chunk(match.start(), match.end() if meaning else match.end("words"), terms, joined)


def is_marker(word: str) -> bool:
    """Tell whether a word is known as a marker, so that even a hyphen behind it may be its sign."""
    return bool(_IS_MARKER.fullmatch(word))


def _meaning(match: re.Match[str]) -> tuple[str, str]:
    """Return the words of a chunk, and what a sign behind them says, ``positive`` for ``Ph+``; empty without one."""
    words = match["words"]
    if match.lastgroup == "words" and words.isalpha():  # as most are: one word without a sign
        return words, ""
    short = _LAST_PIECE.search(words)
    if short:  # "Ph-ve", "Ph-neg", "Ph-pos"
        return words[: short.start()], POSITIVE if short[1] else NEGATIVE
    sign = match["sign"] or (match["guess"] if match["guess"] and is_marker(words) else "")
    if not sign or not any(letter.isalpha() for letter in words):
        return words, ""
    return words, POSITIVE if "+" in sign or "\u207a" in sign else NEGATIVE


@lru_cache(maxsize=100_000)
def _analysed(chunk: str, meaning: str) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    counted = _THOUSANDS.sub(lambda number: number[0].replace(",", ""), chunk)
    words = [_ascii(piece) for piece in _PIECE.findall(_folded(counted))]
    if words and meaning:
        words.append(meaning)
    joined = []
    for begin in range(len(words)):
        for end in range(begin + 2, min(len(words), begin + MOST_PIECES) + 1):
            whole = "".join(words[begin:end])
            if not whole.isdecimal() and len(whole) <= LONGEST_TERM:
                joined.append(whole)
    return tuple(_term(word) for word in words), tuple(_term(word) for word in joined)


def _folded(chunk: str) -> str:
    """Return a word without accents and capitals, with Greek letters by their names."""
    plain = _APOSTROPHE.sub("", chunk.casefold().translate(_LETTERS))
    decomposed = unicodedata.normalize("NFKD", plain)
    bare = "".join(_digit(sign) for sign in decomposed if not unicodedata.combining(sign))
    return bare.casefold().translate(_GREEK)


def _digit(sign: str) -> str:
    """Return a digit of any script as that of ASCII; anything else as it is."""
    return sign if sign.isascii() or not sign.isdecimal() else str(unicodedata.decimal(sign))


def _ascii(piece: str) -> str:
    """Return a word that no tokenizer takes apart; one of another script as its bytes."""
    piece = piece[:LONGEST_TERM]
    return piece if piece.isascii() else f"u{piece.encode().hex()}"


@lru_cache(maxsize=100_000)
def _term(word: str) -> Term:
    spelled = word
    if not word.isalpha():
        return Term(word, word)
    for british, american in _SPELLINGS:
        spelled = british.sub(american, spelled)
    with _one_at_a_time:
        return Term(word, str(_stemmer.stemWord(spelled)))
