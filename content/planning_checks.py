"""The part of the checklist on why the article exists, who planned it, and what kind of activity it is (F1, F4)."""

from collections.abc import Iterator
from datetime import date

from content.findings import Finding, must
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
    if chosen and chosen.needs_source_read:
        yield must(f"The format {chosen} asks that reading the paper be a recorded step, which pages do not offer. "
                   "Choose another.", "format", "F4")  # fmt: skip
