"""The part of the checklist on why the article exists, who planned it, and what kind of activity it is (F1, F4)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from content.citations import links_of
from content.findings import Finding, must
from content.markdown import Reading
from content.models import Article, Contribution, PlanningRecord

ASKS = {
    "practice_gap": "Describe the practice gap in the planning record.",
    "need": "Describe the educational need in the planning record.",
    "intended_change": "Describe the intended change in the planning record.",
    "why_this_format": "Say in the planning record why this format was chosen.",
}


def check_planning(article: Article) -> Iterator[Finding]:
    """Find what the planning record lacks."""
    record = PlanningRecord.objects.filter(article=article).first()
    for name, message in ASKS.items():
        if record is None or not getattr(record, name).strip():
            yield must(message, f"planning:{name}")
    if record is None or not record.competencies.exists():
        yield must("Choose in the planning record which competencies are addressed.", "planning:competencies")
    if not article.contributions.filter(role=Contribution.Role.PLANNER).exists():
        yield must("Name who planned the article: a person in the role of planner.", "contributions", "S1")


def check_format(article: Article, today: date) -> Iterator[Finding]:
    """Find a format that is not offered any more."""
    chosen = article.format
    if chosen and chosen.retired_on and chosen.retired_on <= today:
        yield must(f"The format {chosen} is not offered any more. Choose another.", "format", "F1")


def check_source_article(source: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    """Find why learners of a journal-based activity could not read the paper: not cited, or without an address."""
    if not source["format"].get("needs_source_read"):
        return
    name = source["format"]["name"]
    for paper in (row for row in source["references"] if row["is_source"]):
        if paper["key"] not in reading.numbers:
            yield must(f"{name} needs the paper cited: write [@{paper['key']}] in the text.", "body", "F4")
        if not links_of(paper):
            yield must(
                f"{name} needs a way to the paper: give the DOI, the PubMed id or the address of [@{paper['key']}].",
                "references", "F4",
            )  # fmt: skip
