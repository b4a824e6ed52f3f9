"""The language that was read, with each attempt and each answer.

SQLite makes the tables anew, so the guards that watch them, or look into them, go before and come back after.
"""

import django.db.models.deletion
from django.db import migrations, models

import content.translating.languages
from content.guards import changed, guard

SUBMITTED = "EXISTS (SELECT 1 FROM assessment_attempt a WHERE a.id = NEW.attempt_id AND a.submitted_at IS NOT NULL)"
SUBMITTED_ANSWER = (
    "EXISTS (SELECT 1 FROM assessment_answer w JOIN assessment_attempt a ON a.id = w.attempt_id "
    "WHERE w.id = NEW.answer_id AND a.submitted_at IS NOT NULL)"
)
OF_ATTEMPTS = ("learner_id", "release_id", "edition_id", "kind", "number", "seed", "opened_at", "served", "deadline_at")


def of_attempts(*more: str) -> migrations.RunPython:
    """Return the guard of attempts, with the columns that it watches besides the old ones."""
    return guard(
        name="assessment_attempt_closed_for_good",
        table="assessment_attempt",
        events=["UPDATE"],
        refuses="OLD.submitted_at IS NOT NULL OR " + changed(*OF_ATTEMPTS, *more),
        message="a submitted attempt is never changed",
    )


def of_answers(table: str, refuses: str) -> migrations.RunPython:
    """Return the guard of answers, or of what was picked in them."""
    return guard(
        name=f"{table}_closed_for_good",
        table=table,
        events=["INSERT", "UPDATE"],
        refuses=refuses,
        message="an answer of a submitted attempt is never changed",
    )


def without(step: migrations.RunPython) -> migrations.RunPython:
    """Return the step that takes a guard away, and puts it back on the way down."""
    return migrations.RunPython(step.reverse_code, step.code)


ANSWERS = of_answers("assessment_answer", SUBMITTED)
PICKS = of_answers("assessment_pick", SUBMITTED_ANSWER)


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0004_checked_once_an_item"),
        ("content", "0020_translations"),
    ]

    operations = [
        without(of_attempts()),
        without(ANSWERS),
        without(PICKS),
        migrations.AddField(
            model_name="answer",
            name="item_language",
            field=models.CharField(
                default=content.translating.languages.original_language,
                help_text="Language in which it was asked.",
                max_length=16,
                verbose_name="question read in",
            ),
        ),
        migrations.AddField(
            model_name="answer",
            name="language",
            field=models.CharField(
                default=content.translating.languages.original_language,
                help_text="As in its attempt.",
                max_length=16,
                verbose_name="article read in",
            ),
        ),
        migrations.AddField(
            model_name="attempt",
            name="language",
            field=models.CharField(
                default=content.translating.languages.original_language,
                help_text="Language of the text that was read.",
                max_length=16,
                verbose_name="article read in",
            ),
        ),
        migrations.AddField(
            model_name="attempt",
            name="translation",
            field=models.ForeignKey(
                help_text="Which was read; empty: the original.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attempts",
                to="content.translation",
            ),
        ),
        of_attempts("language", "translation_id"),
        ANSWERS,
        PICKS,
    ]
