"""Warnings about how a question is written: cues that give its key away, wordings that mislead. No database.

None of them is proof of a fault; each is worth a second look. All run in a time that grows with the length of the text.

Source:
    National Board of Medical Examiners, item-writing guide ("Constructing Written Test Questions for the Basic and
    Clinical Sciences"), technical item flaws: testwiseness and irrelevant difficulty. Haladyna, Downing, Rodriguez:
    A review of multiple-choice item-writing guidelines for classroom assessment. Appl Meas Educ 2002;15:309-333.
"""

import re
from collections.abc import Iterator, Sequence

from content.question_text import CHOSEN, Kind, OptionText, QuestionText
from content.spans import clashes

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ASKED_OF_ONE_STEM = {Kind.SINGLE, Kind.MULTIPLE}
MUCH_LONGER, LONGER_BY = 1.5, 20  # times, and characters
LONG_WORD = 5  # letters; shorter words are no cue
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_NEGATIVE = re.compile(r"(?<!\w)(?:(?<!at )least|not|except|cannot|\w{1,8}n['’]t)(?!\w)", re.IGNORECASE)
_CATCH_ALL = re.compile(r"\s*(?:all|none|both|neither|any)\s+(?:of\s+)?(?:the\s+)?(?:above|these|them|others?)\b", re.I)
_ABSOLUTE = re.compile(r"(?<!\w)(?:always|never|only|all|must)(?!\w)", re.IGNORECASE)
_UNFOCUSED = re.compile(
    r"\bwhich (?:one )?of (?:the following|these|those)(?: \w{1,30}){0,2} (?:is|are) (?:most )?"
    r"(?:true|correct|right|false|incorrect|wrong)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?<!\w)(an?)[\s:._…]{0,20}$")  # in small letters: vitamin A is none
# Long words that every stem has; they point to no option.
_COMMON = frozenset({
    "about", "after", "among", "before", "between", "could", "following", "patient", "patients", "question", "should",
    "statement", "than", "their", "there", "these", "those", "under", "until", "where", "which", "while", "within",
    "without", "would",
})  # fmt: skip


def warnings_of(text: QuestionText, name: str, *, has_rationales_checked: bool = False) -> list[str]:
    """Return what an editor should look at again, each a sentence that names the question and the option.

    Args:
        text: The question as it stands; half-filled ones have fewer warnings, not errors.
        name: What the sentences call it, such as ``question 2``.
        has_rationales_checked: Leave missing rationales out, where something else asks for them.
    """
    if text.kind == Kind.CONFIDENCE:
        return []
    found = [*_stem(text, name)]
    if text.kind in ASKED_OF_ONE_STEM:
        found += [*_cues(text, name)]
    if text.kind in ASKED_OF_ONE_STEM | {Kind.MATCHING, Kind.ORDERING}:
        found += [*_options(text, name)]
    if text.kind == Kind.KPRIM:
        statements = [part.text for part in text.parts]
        found += [*_absolutes(statements, name, "Statement", "123456789")]
    if not has_rationales_checked:
        found += [*_rationales(text, name)]
    return found


def letter_of(place: int) -> str:
    """Return what an option is called; places count from 0."""
    return LETTERS[place] if place < len(LETTERS) else str(place + 1)


def last_sentence(stem: str) -> str:
    """Return the sentence that asks; what a patient does not have stands before it and is no negative question."""
    text = stem.rstrip()
    ends = max(text.rfind(mark, 0, max(0, len(text) - 1)) for mark in (". ", "? ", "! ", "\n"))
    return text[ends + 1 :]


def _stem(text: QuestionText, name: str) -> Iterator[str]:
    asked = last_sentence(text.stem)
    negative = _NEGATIVE.search(asked)
    if negative:
        word, before = negative[0], asked[max(0, negative.start() - 2) : negative.start()]
        is_emphasised = word.isupper() or before.endswith(("*", "_"))
        more = "" if is_emphasised else " If it must stay, write it in capitals."
        start = name[:1].upper() + name[1:]
        yield f"{start} asks in the negative (“{word}”). Ask for what is right if you can.{more}"
    if text.kind in ASKED_OF_ONE_STEM and _UNFOCUSED.search(text.stem):
        yield f"The stem of {name} asks only which option is true. Ask one question that can be answered unseen."


def _cues(text: QuestionText, name: str) -> Iterator[str]:
    """Find what tells the key to somebody who knows nothing."""
    keys = [place for place, option in enumerate(text.options) if option.is_key]
    others = [place for place, option in enumerate(text.options) if not option.is_key and option.text.strip()]
    if keys and others:
        yield from _length(text.options, keys, others, name)
        yield from _echo(text, keys, others, name)
    article = _ARTICLE.search(text.stem[-60:])
    for place, option in enumerate(text.options):
        first = option.text.lstrip()[:1].casefold()
        if article and first.isalpha() and (first in "aeiou") != (article[1].casefold() == "an"):
            yield (
                f"The stem of {name} ends with “{article[1]}”, which does not go with option {letter_of(place)}. "
                "Move the article into the options."
            )


def _length(options: Sequence[OptionText], keys: list[int], others: list[int], name: str) -> Iterator[str]:
    shortest = min(keys, key=lambda place: len(options[place].text.strip()))
    key, longest = (len(options[shortest].text.strip()), max(len(options[place].text.strip()) for place in others))
    if key >= MUCH_LONGER * longest and key >= longest + LONGER_BY:
        yield (
            f"The right option {letter_of(shortest)} of {name} has {key} characters, the longest of the others "
            f"{longest}. Trim it, or give the others as much detail; the longest option is often guessed."
        )


def _echo(text: QuestionText, keys: list[int], others: list[int], name: str) -> Iterator[str]:
    said = _long_words(text.stem)
    elsewhere = {word for place in others for word in _long_words(text.options[place].text)}
    for place in keys:
        echoed = [word for word in _long_words(text.options[place].text) if word in said and word not in elsewhere]
        if echoed:
            yield (
                f"Option {letter_of(place)} of {name} is right and alone repeats “{echoed[0]}” from the stem. "
                "Use the word in another option too, or in none."
            )


def _options(text: QuestionText, name: str) -> Iterator[str]:
    texts = [option.text for option in text.options]
    if text.kind in ASKED_OF_ONE_STEM:
        for place, said in enumerate(texts):
            if _CATCH_ALL.match(said):
                said = said.strip()[:40]
                yield f"Option {letter_of(place)} of {name} is “{said}”. Write an option of its own instead."
        yield from _absolutes(texts, name)
    seen: dict[str, int] = {}
    for place, said in enumerate(texts):
        plain = " ".join(_WORD.findall(said.casefold()))
        if plain and plain == " ".join(said.casefold().split()) and plain in seen:
            yield f"Options {letter_of(seen[plain])} and {letter_of(place)} of {name} say the same."
        seen.setdefault(plain, place)
    if text.kind in ASKED_OF_ONE_STEM:
        for one, other in clashes(texts):
            yield (
                f"The numbers of options {letter_of(one)} and {letter_of(other)} of {name} overlap. "
                "Let each number fit one option."
            )


def _absolutes(texts: Sequence[str], name: str, one: str = "Option", names: str = LETTERS) -> Iterator[str]:
    """Name options with an absolute word, unless all have one: they are rarely right, and people know it."""
    found = [None if _CATCH_ALL.match(said) else _ABSOLUTE.search(said) for said in texts]
    named = [f"{names[place % len(names)]} (“{match[0].lower()}”)" for place, match in enumerate(found) if match]
    if named and not all(found):
        label, verb = (one, "uses an absolute word") if len(named) == 1 else (f"{one}s", "use absolute words")
        yield (
            f"{label} {', '.join(named)} of {name} {verb}, which people take for wrong. "
            "Qualify, or be sure that it is meant."
        )


def _rationales(text: QuestionText, name: str) -> Iterator[str]:
    if text.kind in CHOSEN:
        for place, option in enumerate(text.options):
            if option.text.strip() and not option.rationale.strip():
                why = "right" if option.is_key else "wrong"
                yield f"Option {letter_of(place)} of {name} does not say why it is {why}."
    for place, part in enumerate(text.parts, start=1):
        if part.text.strip() and not part.rationale.strip():
            what = "Statement" if text.kind == Kind.KPRIM else "Vignette"
            yield f"{what} {place} of {name} does not say why its answer is right."


def _long_words(text: str) -> list[str]:
    words = (word.casefold() for word in _WORD.findall(text))
    return [word for word in words if len(word) >= LONG_WORD and word.isalpha() and word not in _COMMON]
