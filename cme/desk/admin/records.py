"""Learners' records and editions: to be looked at, never changed, whoever asks."""

from typing import Any

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.text import Truncator

from cme.access.models import Attestation, Statement
from cme.assessment.models import Answer, Attempt, Marking
from cme.desk.admin.options import DeskAdmin, ReadOnly
from cme.evaluation.models import Evaluation, Rating
from cme.learners.models import Learner
from cme.progress.models import Step
from content.edition_numbers import number_of
from content.models import Edition, KeyCorrection, QuestionVersion, Release
from content.release_numbers import said_release


class Records(ReadOnly, DeskAdmin):
    """Rows that were written once."""

    show_full_result_count = False  # a count of a large table takes long


@admin.register(Learner)
class LearnerAdmin(Records):
    """People under a random key. The key itself is not shown: it is what their browser proves itself with."""

    fields = ["id", "created_at", "is_simulated", "merged_into"]
    list_display = ["id", "created_at", "is_simulated", "merged_into"]
    list_filter = ["is_simulated"]
    list_select_related = ["merged_into"]
    search_fields = ["=id"]
    search_help_text = "Searches the number of a learner."


@admin.register(Attestation)
class AttestationAdmin(Records):
    """What visitors stated at the gate (A1)."""

    list_display = ["learner", "profession_label", "statement", "attested_at", "expires_at", "capture"]
    list_filter = ["profession", "capture"]
    list_select_related = ["learner", "statement"]
    search_fields = ["=learner__id", "profession_label"]
    search_help_text = "Searches the number of a learner, and professions."


@admin.register(Statement)
class StatementAdmin(Records):
    """Wordings that visitors were shown."""

    list_display = ["version", "language", "first_shown_at"]
    search_fields = ["version", "text"]


@admin.register(Step)
class StepAdmin(Records):
    """Disclosure shown, started, finished."""

    list_display = ["learner", "slug", "kind", "taken_at"]
    list_filter = ["kind"]
    list_select_related = ["learner", "edition"]
    search_fields = ["=learner__id", "edition__slug"]
    search_help_text = "Searches the number of a learner, and addresses of articles."

    @admin.display(description="article", ordering="edition__slug")
    def slug(self, step: Step) -> str:
        """Show which article."""
        return step.edition.slug


@admin.register(Attempt)
class AttemptAdmin(Records):
    """Goes at a test."""

    list_display = ["learner", "release", "kind", "number", "language", "opened_at", "submitted_at"]
    list_filter = ["kind", "language", ("submitted_at", admin.EmptyFieldListFilter)]
    list_select_related = ["learner", "release__article"]
    search_fields = ["=learner__id", "edition__slug"]
    search_help_text = "Searches the number of a learner, and addresses of articles."


@admin.register(Answer)
class AnswerAdmin(Records):
    """What was chosen for one item."""

    list_display = ["attempt_number", "learner", "stem", "chosen", "saved_at"]
    list_select_related = ["attempt__learner", "item__version"]
    search_fields = ["=attempt__learner__id", "item__version__stem"]
    search_help_text = "Searches the number of a learner, and questions."
    fields = ["attempt", "item", "chosen", "saved_at"]
    readonly_fields = ["chosen"]

    def get_queryset(self, request: Any) -> Any:
        """Load what was chosen."""
        return super().get_queryset(request).prefetch_related("picks__option", "picks__part")

    @admin.display(description="attempt")
    def attempt_number(self, answer: Answer) -> str:
        """Show which attempt."""
        return str(answer.attempt)

    @admin.display(description="learner")
    def learner(self, answer: Answer) -> str:
        """Show who."""
        return str(answer.attempt.learner)

    @admin.display(description="question")
    def stem(self, answer: Answer) -> str:
        """Show which question."""
        return str(answer.item.version)

    @admin.display(description="chosen")
    def chosen(self, answer: Answer) -> str:
        """Show which options."""
        if answer.is_dont_know or answer.text:
            return answer.text or "I don’t know"
        picks = [(pick.part.text if pick.part else pick.place, pick.option.text) for pick in answer.picks.all()]
        return " | ".join(f"{asked}: {text}" if asked else text for asked, text in picks) or "nothing"


@admin.register(Marking)
class MarkingAdmin(Records):
    """Points of attempts."""

    list_display = ["learner", "attempt", "number", "points", "maximum_points", "is_passed", "marked_at"]
    list_filter = ["is_passed"]
    list_select_related = ["attempt__learner"]
    search_fields = ["=attempt__learner__id", "attempt__edition__slug"]
    search_help_text = "Searches the number of a learner, and addresses of articles."

    @admin.display(description="learner")
    def learner(self, marking: Marking) -> str:
        """Show whose."""
        return str(marking.attempt.learner)


@admin.register(Evaluation)
class EvaluationAdmin(Records):
    """Who rated which release, and when."""

    list_display = ["learner", "release", "version", "language", "submitted_at", "changed_at"]
    list_select_related = ["learner", "release__article", "version__instrument"]
    search_fields = ["=learner__id", "edition__slug"]
    search_help_text = "Searches the number of a learner, and addresses of articles."


@admin.register(Rating)
class RatingAdmin(Records):
    """Answers to statements."""

    list_display = ["learner", "statement", "value", "outside", "comment"]
    list_select_related = ["evaluation__learner", "statement"]
    list_filter = ["value", "outside"]
    search_fields = ["=evaluation__learner__id", "statement__text", "comment"]
    search_help_text = "Searches the number of a learner, statements and comments."

    @admin.display(description="learner")
    def learner(self, rating: Rating) -> str:
        """Show whose."""
        return str(rating.evaluation.learner)


@admin.register(KeyCorrection)
class KeyCorrectionAdmin(Records):
    """Corrected keys. They are made on the article's page, where it is shown whose result changes."""

    list_display = ["version", "number", "reason", "made_at", "made_by"]
    list_select_related = ["version", "made_by"]
    search_fields = ["version__stem", "reason"]
    search_help_text = "Searches questions and reasons."


@admin.register(Release)
class ReleaseAdmin(Records):
    """Releases of articles."""

    list_display = ["article", "said", "opened_at"]
    list_select_related = ["article"]
    search_fields = ["article__slug", "article__title"]
    fields = ["article", "said", "opened_at"]
    readonly_fields = ["said"]

    @admin.display(description="number", ordering="number")
    def said(self, release: Release) -> str:
        """Show the number, or by what a release without one is called."""
        return said_release(release.number)


@admin.register(Edition)
class EditionAdmin(Records):
    """What readers saw, and see."""

    list_display = ["slug", "number", "released_at", "superseded_at", "published_by"]
    list_select_related = ["release", "published_by"]
    search_fields = ["slug"]
    fields = [
        "slug", "number", "released_at", "superseded_at", "expires_on", "pass_mark_percent", "is_demonstration",
        "what_changed", "published_by", "source_hash", "questions", "renderer_version",
    ]  # fmt: skip
    readonly_fields = ["number", "questions"]

    def get_queryset(self, request: Any) -> Any:
        """Leave the texts where they are; a list shows none of them."""
        return super().get_queryset(request).defer("source", "html", "teaser")

    @admin.display(description="edition")
    def number(self, edition: Edition) -> str:
        """Show release and correction."""
        return number_of(edition)

    @admin.display(description="questions, each with its hash")
    def questions(self, edition: Edition) -> str:
        """Show the versions that the edition asks, and the SHA-256 of what each said when it was pinned."""
        asked = QuestionVersion.objects.filter(edition_items__edition=edition).distinct().order_by("pk")
        rows = asked.values_list("question", "number", "stem", "content_hash")
        return format_html_join(
            "", "<div>Question {}, version {} ({}): {}</div>",
            ((question, number, Truncator(stem).chars(60), digest) for question, number, stem, digest in rows),
        )  # fmt: skip
