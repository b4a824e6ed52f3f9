"""The part of the checklist on what each kind of article needs; the needs themselves stand in ``content.kinds``."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from content.findings import Finding, must, should
from content.kinds import ArticleKind, needs_of
from content.models import Article, Contribution, DraftItem, ReferenceKind, Video

# What can tell who a patient is: exact days, ages beyond 89, names with a title, numbers of records.
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
TELLING_WHO = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? (?:{MONTHS})|(?:{MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?|\d{{4}}-\d\d-\d\d"
    r"|(?:9\d|1[01]\d)[- ]years?[- ]old|(?:Mr|Mrs|Ms|Miss|Dr)\.? [A-Z]\w+|initials [A-Z]\.? ?[A-Z]"
    r"|(?:record|chart|insurance) (?:number|no\.)[ :]*\d+)"
)
SLACK_MS = 1_000  # players round
FULL_PERCENT = 80  # of the words of the captions that the transcript has at least


def check_kind(article: Article, source: dict[str, Any], items: Sequence[DraftItem], today: date) -> Iterator[Finding]:
    """Find what the kind of the article needs and does not have."""
    for field, sentence in needs_of(article.kind).fields.items():
        if getattr(article, field) in ("", None):
            yield must(sentence, field)
    check = _CHECKS.get(ArticleKind(article.kind))
    if check:
        yield from check(article, source, items, today)


def _congress(article: Article, source: dict[str, Any], items: Sequence[DraftItem], today: date) -> Iterator[Finding]:
    if not any(row.get("kind") == ReferenceKind.ABSTRACT for row in source["references"]):
        yield must("Add every presentation that is reported as a reference of the kind abstract.", "references")
    begins = article.congress_begins_on
    if begins and begins > today:
        yield must("The congress has not begun; a report can only follow it.", "congress_begins_on")


def _opinion(article: Article, source: dict[str, Any], items: Sequence[DraftItem], today: date) -> Iterator[Finding]:
    people = list(article.contributions.select_related("contributor"))
    experts = [row for row in people if row.role == Contribution.Role.EXPERT]
    if not experts:
        yield must("Name the expert: a person in the role of the expert whose opinion it is.", "contributions")
    for row in experts:
        if not article.is_demonstration and not (row.contributor.credentials or row.contributor.affiliation):
            yield must(
                f"Say what makes {row.contributor.name} an expert: credentials or affiliation, under Contributors.",
                "contributions",
            )


def _case(article: Article, source: dict[str, Any], items: Sequence[DraftItem], today: date) -> Iterator[Finding]:
    if not any(item.in_text and item.passage for item in items):
        yield must("Ask at least one question in the text, at a passage, where readers decide for themselves.",
                   "questions:")  # fmt: skip
    for part in ("title", "question", "key_learning", "body"):
        for telling in dict.fromkeys(match[0] for match in TELLING_WHO.finditer(source[part])):
            yield should(f"“{telling}” may tell who the patient is. Leave it out or make it less exact.", part)


def _visual(article: Article, source: dict[str, Any], items: Sequence[DraftItem], today: date) -> Iterator[Finding]:
    key = article.visual_figure
    if not key:
        return
    figure = next((row for row in source["figures"] if row["key"] == key), None)
    if figure is None:
        known = ", ".join(row["key"] for row in source["figures"]) or "none yet"
        yield must(f"No figure has the key {key}. Keys of figures: {known}.", "visual_figure")
        return
    if not figure["alt"].strip():
        yield must(f"Write the alternative text of the figure {key}: in a sentence, what the picture shows.",
                   "figures", "W1")  # fmt: skip
    if not figure["credit"].strip():
        yield must(f"Name source and licence of the figure {key}, also where it is your own.", "figures")


def _video(article: Article, source: dict[str, Any], items: Sequence[DraftItem], today: date) -> Iterator[Finding]:
    video = article.videos.first()
    if video is None:
        yield must("Add the video.", "videos")
        return
    if not video.credit.strip():
        yield must("Name source and licence of the video, also where it is your own.", "videos")
    if not video.captions:
        yield must("Add the captions of the video, as a WebVTT file.", "videos", "W1")
        return
    if not video.language.strip():
        yield must("Say in which language the captions are.", "videos", "W1")
    yield from _captions(video, len(source["body"].split()))


def _captions(video: Video, words: int) -> Iterator[Finding]:
    if video.captions_end_ms > video.duration_ms + SLACK_MS:
        yield must(
            f"The captions end at {_clock(video.captions_end_ms)}, after the video, which lasts "
            f"{_clock(video.duration_ms)}. Captions and video do not belong together, or one of them is cut.",
            "videos",
            "W1",
        )
    elif 2 * video.captions_end_ms < video.duration_ms:
        yield should(
            f"The captions end at {_clock(video.captions_end_ms)} of {_clock(video.duration_ms)}. Is nothing said "
            "after that?",
            "videos",
            "W1",
        )
    if 100 * words < FULL_PERCENT * video.captions_words:
        yield should(
            f"The transcript has {words} words, the captions have {video.captions_words}. Write down all that is said.",
            "body",
            "W1",
        )


def _clock(milliseconds: int) -> str:
    return f"{milliseconds // 60_000}:{milliseconds // 1000 % 60:02}"


_CHECKS: dict[ArticleKind, Callable[[Article, dict[str, Any], Sequence[DraftItem], date], Iterator[Finding]]] = {
    ArticleKind.CONGRESS: _congress,
    ArticleKind.OPINION: _opinion,
    ArticleKind.CASE: _case,
    ArticleKind.VISUAL: _visual,
    ArticleKind.VIDEO: _video,
}
