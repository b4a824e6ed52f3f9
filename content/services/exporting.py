"""Questions of the bank as files of other programs (P5). Nothing is written here; it stands beside the import."""

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet

from content.corrected_text import as_corrected
from content.formats.neutral import FormatRefused, NeutralQuestion
from content.formats.registry import FileFormat
from content.models import KeyCorrection, Question, QuestionVersion
from content.neutral_questions import from_text
from content.services.questions import wording_as_text

MOST_REASONS = 20  # that are told at once


class ExportRefused(Exception):
    """There is no file.

    Attributes:
        reasons: One sentence for each question that stands in the way.
    """

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = list(reasons)
        super().__init__(" ".join(self.reasons[:MOST_REASONS]))


def export_questions(*, questions: QuerySet[Question], form: FileFormat) -> bytes:
    """Write the newest version of each question as one file.

    Raises:
        ExportRefused: There are none, or the format cannot hold all of them.
    """
    neutral, reasons = [], []
    for question in questions_with_versions(questions):
        try:
            neutral.append(neutral_of(question))
            form.write(neutral[-1:])
        except FormatRefused as refusal:
            reasons.append(str(refusal))
    if reasons:
        raise ExportRefused(reasons)
    if not neutral:
        raise ExportRefused(["There is no question to export."])
    try:
        return form.write(neutral)
    except FormatRefused as refusal:
        raise ExportRefused([str(refusal)]) from refusal


def neutral_of(question: Question) -> NeutralQuestion:
    """Return the newest version of a question as files hold it, with the key that holds.

    Its versions are loaded with it.

    Raises:
        FormatRefused: No format holds it.
    """
    versions = list(question.versions.all())
    if not versions:
        raise FormatRefused(f"“{question}” has no wording yet.")
    newest = versions[-1]
    text = as_corrected(newest, wording_as_text(newest), list(newest.corrections.all()))
    return from_text(text, name=question.name, category=question.category)


def questions_with_versions(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Load questions with what they say, in the order in which they were written."""
    corrections = Prefetch("corrections", KeyCorrection.objects.order_by("number").prefetch_related("rationales"))
    versions = QuestionVersion.objects.order_by("number").prefetch_related("options", "parts", corrections)
    return questions.order_by("pk").prefetch_related(Prefetch("versions", versions))
