"""Export questions of the bank: ``manage.py export_questions --format gift``."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from content.formats.registry import WRITTEN
from content.models import Article, Question, Topic
from content.services.exporting import Exported, ExportRefused, export_questions


class Command(BaseCommand):
    """Writes the newest version of each question; several choices narrow each other."""

    help = "Export questions of the bank as GIFT, Aiken, Moodle XML or QTI."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the format, where to write, and which questions."""
        parser.add_argument("--format", choices=sorted(WRITTEN), required=True)
        parser.add_argument("--output", type=Path, help="file to write; standard output if left out")
        parser.add_argument("--topic", help="slug of a topic of the question, or of an article that asks it")
        parser.add_argument("--article", help="slug of an article whose draft names the question")
        parser.add_argument("--ids", nargs="+", type=int, help="numbers of questions")
        parser.add_argument("--skip-faulty", action="store_true", help="export the others although some do not fit")

    def handle(self, *args: Any, **options: Any) -> None:
        """Choose, write, and say how many."""
        questions = _chosen(topic=options["topic"], article=options["article"], ids=options["ids"])
        form = WRITTEN[options["format"]]
        try:
            exported = export_questions(questions=questions, form=form, skips_faulty=options["skip_faulty"])
        except ExportRefused as refusal:
            advice = ["Nothing was exported; --skip-faulty exports the others."] if refusal.has_others else []
            raise CommandError("\n".join([*refusal.reasons, *advice])) from refusal
        self._put(exported, options["output"])
        for reason in exported.left_out:
            self.stderr.write(f"Left out: {reason}")
        for name in exported.evened:
            self.stderr.write(f"“{name}” is all or nothing here; {form.label} has equal shares of each right answer.")
        if exported.unfit:
            voided = len(exported.voided)
            but = f", but for {voided} whose corrected key no format holds" if voided else ""
            raise CommandError(
                f"{form.label} cannot hold {len(exported.unfit)} of them; the others were exported{but}."
            )

    def _put(self, exported: Exported, output: Path | None) -> None:
        if output is None:
            self._print(exported.data)
            return
        try:
            output.write_bytes(exported.data)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
        self.stderr.write(f"{exported.count} question{'s' if exported.count > 1 else ''} written to {output}.")

    def _print(self, data: bytes) -> None:
        """Write to standard output; an archive as it is, past the text."""
        try:
            self.stdout.write(data.decode(), ending="")
        except UnicodeDecodeError:
            raise CommandError("This is an archive. Name a file to write it to with --output.") from None


def _chosen(*, topic: str | None, article: str | None, ids: list[int] | None) -> Any:
    """Return the questions that all choices keep.

    Raises:
        CommandError: There is no such topic, article or question.
    """
    questions = Question.objects.all()
    if topic is not None:
        if not Topic.objects.filter(slug=topic).exists():
            raise CommandError(f"There is no topic {topic}.")
        asked = Question.objects.filter(versions__draft_items__article__topics__slug=topic)
        questions = questions.filter(pk__in=asked) | questions.filter(topics__slug=topic)
    if article is not None:
        found = Article.objects.filter(slug=article).first()
        if found is None:
            raise CommandError(f"There is no article {article}.")
        questions = questions.filter(versions__draft_items__article=found)
    if ids is not None:
        missing = set(ids) - set(Question.objects.filter(pk__in=ids).values_list("pk", flat=True))
        if missing:
            raise CommandError(f"There is no question {', '.join(map(str, sorted(missing)))}.")
        questions = questions.filter(pk__in=ids)
    return Question.objects.filter(pk__in=questions.values("pk"))
