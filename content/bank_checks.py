"""The part of the checklist on questions of the bank."""

from collections.abc import Iterator

from content.findings import Finding, should
from content.models import Article, KeyCorrection


def check_retired_questions(article: Article) -> Iterator[Finding]:
    """Find questions that the draft asks though they were retired from the bank."""
    for item in article.draft_items.filter(version__question__retired_at__isnull=False).select_related("version"):
        yield should(
            f"Question {item.called} is retired from the bank. Ask another one, or bring it back.",
            f"questions:{item.key}",
        )


def check_corrected_keys(article: Article) -> Iterator[Finding]:
    """Find questions whose key was corrected after publication: the wording of the draft still has the old one."""
    items = article.draft_items.select_related("version")
    corrected: dict[int, int] = {}
    rows = KeyCorrection.objects.filter(version__question__in=[item.version.question_id for item in items])
    for question, number in rows.values_list("version__question", "version__number"):
        corrected[question] = max(number, corrected.get(question, 0))
    for item in items:
        if corrected.get(item.version.question_id, item.version.number + 1) <= item.version.number:
            yield should(
                f"The key of question {item.called} was corrected after it was published. Attempts are marked by the "
                "corrected key; the wording here may still name the earlier one, so look at it and its reasons.",
                f"questions:{item.key}",
            )
