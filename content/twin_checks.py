"""What a plain-language page still lacks: musts stop its publication, shoulds only say so.

Source:
    Directive 2001/83/EC, article 88: prescription medicines are not advertised to the public. So a page open to
    everybody has no trade names, no doses, no praise, and no number that its article does not give;
    docs/decisions/0030.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.conf import settings

from content.drug_names import DrugNames, read_drug_names
from content.findings import Finding, Severity, must, should
from content.independence import check_disclosures
from content.models import Edition, TwinDraft
from content.numbers import WORDS, numbers_in, values_said
from content.readability import FEWEST_WORDS, Readability, measure, plain_text
from content.rendering import RenderRefused, render_text
from content.twins import is_off, may_review, sign_off_of

EASE_LEAST, EASE_GOOD = 50, 60  # Flesch: below the first it is refused, from the second on it is plain English
LONG_SENTENCE = 25  # words
MOST_WORDS = 900
NOT_READ = "Readers see no edition of the article. Publish the article first; its plain-language page is made from it."
OFF = "The article is supported, so a plain-language page is off until somebody allows it, with a reason."
NOT_SIGNED = "The reviewer has not signed off what the page says now about the release that readers see."
NOT_A_REVIEWER = "Name a reviewer of the article who wrote neither it nor this page."
_NUMBER_WORD = "|".join(WORDS)
_SORTS = "film-coated|coated|chewable|soft|small|large|white|whole|more|extra|single"
_UNIT = (
    r"(?:(?i:mgs?|mcg|ml|iu)|[µμu]g|g|kg|Gy|(?i:(?:milli|micro|nano|kilo)?gram(?:me)?s?|millilit(?:er|re)s?|grays?"
    rf"|international units?|(?:tea|table)spoon(?:ful)?s?|(?:(?:{_SORTS}) )?(?:tablets?|pills?|capsules?|lozenges?)"
    r"|sachets?|ampoules?|vials?|puffs?|suppositor(?:y|ies)))\b"
)
_A_TIME = r" (?:of|into|a|per|each|every|daily|once|twice)\b"  # tells amounts from units of a hospital, and from drops
_DOSE = re.compile(
    rf"\b(?:\d[\d.,·½¼¾]*[\s-]?(?:{_UNIT}|(?i:units?)\b)"
    rf"|(?:[½¼¾]|(?i:{_NUMBER_WORD}|hundred|thousand|half an?|half))[\s-]{_UNIT}"
    rf"|(?:\d[\d.,·½¼¾]*|[½¼¾]|(?i:{_NUMBER_WORD}|hundred|thousand))[\s-](?i:units?|drops?)(?={_A_TIME}))"
    r"(?:\s?/\s?(?:m²|m2|kg|day|d)(?!\w))?"
)
_PRAISE = re.compile(
    r"\b(?:breakthrough|miracle\w*|promising|revolutionary|wonder drug|game[- ]chang\w+|cutting[- ]edge"
    r"|safe and effective)\b|[™®]",
    re.IGNORECASE,
)
_ADVICE = re.compile(r"\byou (?:should|must|need to|have to) (?!talk|speak|ask|tell|call|discuss)\w+", re.IGNORECASE)
_SHARE = re.compile(
    rf"(?<![\w.,·])(?P<n>\d{{1,3}}(?:[.·]\d+)?|{_NUMBER_WORD}) "
    r"(?:out of|of|in) (?:every |the )?(?P<of>10|20|100|1,?000|ten|twenty)\b",
    re.IGNORECASE,
)  # eight out of ten


def check_twin(draft: TwinDraft, edition: Edition | None, *, at: datetime) -> list[Finding]:
    """Go through the whole checklist of a plain-language page.

    Args:
        draft: As its editors have it now.
        edition: The edition of the article that readers see; None where there is none, or it is retracted.
        at: Now; aware.

    Returns:
        Findings, musts first; their fields are those of the draft, ``switch``, ``sign_off`` or ``contributions``.
    """
    findings = [*_fields(draft), *check_words(draft, edition)]
    if edition is None:
        findings.append(must(NOT_READ, "article"))
    if is_off(draft.article, edition):
        findings.append(must(OFF, "switch", "S3"))
    if not draft.article.is_demonstration:
        findings += [*_people(draft, edition), *check_disclosures(draft.article, at.date())]
    return sorted(findings, key=lambda finding: finding.severity is Severity.SHOULD)


def check_words(draft: TwinDraft, edition: Edition | None) -> Iterator[Finding]:
    """Look at the words alone, saved or not."""
    names = read_drug_names(settings.DRUG_NAMES)
    texts = {"title": draft.title, "summary": draft.summary, "body": draft.body}
    for field, text in texts.items():
        for found in names.found_in(text):
            yield must(f"{found.said} is a trade name. Write {found.generic}.", field, "S3")
        for dose in dict.fromkeys(match[0] for match in _DOSE.finditer(text)):
            yield must(f"“{dose}” is an amount of a medicine. A page for the public gives none.", field, "doses")
        for praise in dict.fromkeys(match[0] for match in _PRAISE.finditer(text)):
            yield must(f"“{praise}” praises. Say what was seen, and in how many people.", field, "A3")
        for advice in dict.fromkeys(match[0] for match in _ADVICE.finditer(text)):
            yield should(f"“{advice}” sounds like advice. The page tells of a study; the team advises.", field, "A3")
    try:
        html, reading = render_text(draft.body)
    except RenderRefused as refusal:
        yield must(str(refusal), "body")
        return
    if reading.unknown_citations or reading.unknown_figures or reading.pictures_left_out:
        yield must("A plain-language page cites nothing and shows no figure; it links its article.", "body")
    yield from _ease(draft.body, html)
    if edition is not None:
        yield from _numbers("\n".join([draft.title, draft.summary, plain_text(html)]), edition)


def _fields(draft: TwinDraft) -> Iterator[Finding]:
    for field, what in (("title", "the title"), ("summary", "what the study looked at, in one sentence")):
        if not getattr(draft, field).strip():
            yield must(f"Write {what}.", field)
    if not draft.body.strip():
        yield must("Write the text.", "body")


def _people(draft: TwinDraft, edition: Edition | None) -> Iterator[Finding]:
    holders = set(draft.article.contributions.values_list("contributor", flat=True))
    if draft.author is None:
        yield must("Name who wrote the page.", "author", "S0")
    elif draft.author_id not in holders:
        yield must(f"{draft.author.name} holds no role at the article. Add one, so that disclosures are collected.",
                   "author", "S1")  # fmt: skip
    if not may_review(draft):
        yield must(NOT_A_REVIEWER, "reviewer", "S0")
    elif edition is not None and sign_off_of(draft, edition) is None:
        yield must(NOT_SIGNED, "sign_off", "S0")


def _ease(body: str, html: str) -> Iterator[Finding]:
    """Measure how hard the text is; the name of a medicine has to stand there, so it counts as a plain word."""
    if not body.strip():
        return
    measured = measured_of(html)
    if measured.words < FEWEST_WORDS:
        yield must(f"{measured.words} words are too few to explain a study. Write at least {FEWEST_WORDS}.", "body")
    elif measured.words > MOST_WORDS:
        yield should(f"{measured.words} words are a long read; {MOST_WORDS} are enough for most.", "body", "plain")
    if measured.ease is not None and measured.ease < EASE_GOOD:
        hard = measured.ease < EASE_LEAST
        message = (
            f"Reading ease is {measured.ease:.0f} of 100; {'at least ' + str(EASE_LEAST) if hard else EASE_GOOD} is "
            f"{'needed' if hard else 'plain'}. Write shorter sentences and shorter words."
        )
        yield must(message, "body", "plain") if hard else should(message, "body", "plain")
    for sentence, count in measured.long_sentences:
        begins = " ".join(sentence.split(" ")[:6])
        yield should(f"The sentence that begins “{begins}” has {count} words. Divide it.", "body", "plain")


def measured_of(html: str) -> Readability:
    """Measure a rendered page; the name of a medicine counts as a plain word."""
    names = read_drug_names(settings.DRUG_NAMES)
    return measure({"body": plain_names(html, names)}, ("body",), long_sentence=LONG_SENTENCE)


def plain_names(html: str, names: DrugNames) -> str:
    """Put a short word in the place of each generic name that the table knows."""
    generics = sorted(set(names.generics.values()), key=len, reverse=True)
    return re.sub(rf"\b(?:{'|'.join(map(re.escape, generics))})\b", "drug", html, flags=re.IGNORECASE)


def _numbers(text: str, edition: Edition) -> Iterator[Finding]:
    """Find numbers that the article does not give; eight out of ten may stand for 78%."""
    article = _text_of(edition)
    known = values_said(article)
    shares = [number.value for number in numbers_in(article) if number.said.endswith(("%", "percent", "per cent"))]
    unknown = [found[0] for found in _SHARE.finditer(text) if not _is_said(found, known, shares)]
    rest = _SHARE.sub(" ", text)
    unknown += [found.said for found in numbers_in(rest) if found.value not in known]
    for said in dict.fromkeys(unknown):
        yield must(f"“{said}” is no number of the article. Every number here must stand there too.", "body", "numbers")


def _text_of(edition: Edition) -> str:
    figures = ["; ".join(row.values()) for row in edition.source["key_figures"]]
    html = [plain_text(edition.html[part]) for part in ("key_data", "key_learning", "limits", "body")]
    return "\n".join([edition.source["title"], edition.source["question"], *figures, *html])


def _is_said(share: re.Match[str], known: set[Decimal], percents: list[Decimal]) -> bool:
    part, whole = (_value(share[name]) for name in ("n", "of"))
    as_counted = {part, whole} <= known
    return as_counted or any(abs(percent * whole / 100 - part) <= Decimal("0.5") for percent in percents)


def _value(word: str) -> Decimal:
    plain = word.replace(",", "").replace("·", ".")
    return Decimal(plain) if plain[0].isdecimal() else Decimal(WORDS[word.lower()])
