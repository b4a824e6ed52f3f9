"""Questions of the bank as files of other programs (P5). Nothing is written here; it stands beside the import."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Prefetch, QuerySet

from content.corrected_text import NoKeyLeft, as_corrected
from content.formats.neutral import FormatRefused, NeutralQuestion
from content.formats.picturing import refuse_too_large
from content.formats.registry import FileFormat
from content.hiding_answers import hiding_answers
from content.models import KeyCorrection, Question, QuestionVersion
from content.neutral_questions import from_text, with_general_feedback
from content.services.figures import stored_bytes
from content.services.questions import wording_as_text

MOST_REASONS = 20  # that are told at once
# Each is tried alone, so the number that a writer gives it says nothing.
ALONE = re.compile(r"^Question 1,? \(?(“.*”)\)?,? (?=cannot be written)", re.DOTALL)
CHUNK = 500  # questions that are loaded at once


class ExportRefused(Exception):
    """There is no file.

    Attributes:
        reasons: One sentence for each question that stands in the way.
        has_others: Whether other questions could be written without those.
    """

    def __init__(self, reasons: Iterable[str], *, has_others: bool = False) -> None:
        self.reasons = list(reasons)
        self.has_others = has_others
        super().__init__(" ".join(self.reasons[:MOST_REASONS]))


@dataclass(frozen=True)
class Exported:
    """A file of questions.

    Attributes:
        data: The file.
        count: How many questions are in it.
        voided: Why questions whose corrected key no format holds are not in it, one sentence each.
        unfit: Why questions are not in it that the format cannot hold, one sentence each.
        evened: Names of questions that are all or nothing here, but bring equal shares in the file.
    """

    data: bytes
    count: int
    voided: list[str]
    unfit: list[str]
    evened: list[str]

    @property
    def left_out(self) -> list[str]:
        """All sentences."""
        return [*self.voided, *self.unfit]


def export_questions(*, questions: QuerySet[Question], form: FileFormat, skips_faulty: bool = False) -> Exported:
    """Write the newest version of each question as one file.

    A question of which every answer counts since its key was corrected, or any of several best ones, is left out and
    named: no format holds it, and nobody can mend that in this version.

    Args:
        questions: Which.
        form: The format.
        skips_faulty: Whether to leave out what the format cannot hold, instead of refusing all.

    Raises:
        ExportRefused: There are none, or the format cannot hold all of them.
    """
    neutral: list[NeutralQuestion] = []
    voided: list[str] = []
    unfit: list[str] = []
    pictured: list[NeutralQuestion] = []
    for question in questions_with_versions(questions).iterator(chunk_size=CHUNK):
        try:
            read = _best_first(with_general_feedback(neutral_of(question)))
            form.write([read])
        except NoKeyLeft as refusal:
            voided.append(str(refusal))
        except FormatRefused as refusal:
            unfit.append(ALONE.sub(r"\1 ", str(refusal)))
        else:
            neutral.append(read)
            pictured += [read] if read.pictures else []
            _stop_at_too_many_pictures(pictured)
    if unfit and not skips_faulty:
        raise ExportRefused([*unfit, *voided], has_others=bool(neutral))
    if not neutral:
        raise ExportRefused([*unfit, *voided] or ["There is no question to export."])
    try:
        return Exported(form.write(neutral), len(neutral), voided, unfit, _evened(neutral, form))
    except FormatRefused as refusal:
        raise ExportRefused([str(refusal)]) from refusal


def _best_first(question: NeutralQuestion) -> NeutralQuestion:
    """Return a question whose better answers stand first where another one would hide them: Moodle takes the first."""
    if not any(hiding_answers(question)):
        return question
    return replace(question, options=tuple(sorted(question.options, key=lambda row: -row.weight)))


def _evened(questions: Iterable[NeutralQuestion], form: FileFormat) -> list[str]:
    return [row.name or row.stem[:60] for row in questions if row.is_all_or_nothing and not form.has_all_or_nothing]


def _stop_at_too_many_pictures(questions: list[NeutralQuestion]) -> None:
    """Stop before pictures fill the memory.

    Raises:
        ExportRefused: No file of ours holds so many.
    """
    try:
        refuse_too_large(questions)
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
    return from_text(text, name=question.name, category=question.category, read=lambda name: stored_bytes(name=name))


def questions_with_versions(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Load questions with what they say, in the order in which they were written."""
    corrections = Prefetch("corrections", KeyCorrection.objects.order_by("number").prefetch_related("rationales"))
    versions = QuestionVersion.objects.order_by("number").prefetch_related("options", "parts", corrections)
    return questions.order_by("pk").prefetch_related(Prefetch("versions", versions))
