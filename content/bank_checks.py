"""The part of the checklist on questions of the bank, and on keys that were corrected or changed."""

from collections.abc import Iterator, Sequence

from content.findings import Finding, must, should
from content.key_changes import is_key_changed, is_marking_changed
from content.models import Article, DraftItem, EditionItem, KeyCorrection
from content.standing_keys import Restated, Verdict, corrections_of, restated_in, standing_text

CORRECTED = (
    "The key of question {} was corrected after it was published. Attempts are marked by the corrected key; "
    "the wording here may still name the earlier one, so look at it and its reasons."
)
RESTATED = {
    Verdict.AGAIN: (
        "Question {} has the key again that was corrected on {} (“{}”). Mark the answer that holds since. If the new "
        "wording makes the earlier one right, give each answer concerned a reason of its own that says so."
    ),
    Verdict.ARGUED: (
        "The key of question {} was corrected on {} (“{}”). This wording has the earlier one again, with other "
        "reasons; make sure that it is right now."
    ),
    Verdict.UNCLEAR: (
        "The key of question {} was corrected on {} (“{}”), and its answers are others since. Make sure that the "
        "right ones are marked."
    ),
}


def check_retired_questions(article: Article) -> Iterator[Finding]:
    """Find questions that the draft asks though they were retired from the bank."""
    for item in article.draft_items.filter(version__question__retired_at__isnull=False).select_related("version"):
        yield should(
            f"Question {item.called} is retired from the bank. Ask another one, or bring it back.",
            f"questions:{item.key}",
        )


def check_corrected_keys(article: Article) -> Iterator[Finding]:
    """Find questions whose key was corrected: asked as they were, or worded anew with another key than holds."""
    rows = article.draft_items.select_related("version")
    items = list(rows.prefetch_related("version__options", "version__parts"))
    corrections = corrections_of(item.version.question_id for item in items)
    for item in items:
        field = f"questions:{item.key}"
        if item.version_id in corrections:
            yield should(CORRECTED.format(item.called), field)
        restated = restated_in(item.version, corrections)
        if restated:
            say = must if restated.verdict is Verdict.AGAIN else should
            yield say(said_of(restated, item.called), field)


def said_of(restated: Restated, called: str) -> str:
    """Say that a wording has another key than the one that holds, and what to do."""
    correction: KeyCorrection = restated.correction
    return RESTATED[restated.verdict].format(called, f"{correction.made_at:%-d %B %Y}", correction.reason)


def changed_keys(article: Article, items: Sequence[DraftItem]) -> Iterator[Finding]:
    """Find questions whose right answer or marking is another than readers have now, by the keys that hold."""
    standing = EditionItem.objects.filter(edition__release__article=article, edition__superseded_at__isnull=True)
    rows = standing.select_related("version").prefetch_related("version__options", "version__parts")
    asked = {row.version.question_id: row.version for row in rows}
    others = [item for item in items if asked.get(item.version.question_id, item.version).pk != item.version_id]
    corrections = corrections_of(item.version.question_id for item in others) if others else {}
    for item in others:
        field = f"questions:{item.key}"
        before = standing_text(asked[item.version.question_id], corrections)
        now = standing_text(item.version, corrections)
        # Where every answer counts there is no key that another one could be the same as.
        if (before is None) is not (now is None) or (before and now and is_key_changed(before, now)):
            message = f"The right answer of question {item.called} changed, so the correction is a material one."
            yield should(message, field, "F3", stops="minor")
        elif before and now and is_marking_changed(before, now):
            message = f"Question {item.called} is marked otherwise, so the correction is a material one."
            yield should(message, field, "F3", stops="minor")
