"""Editors choose whether an article names who suggested it, and who suggested it can take the name back.

SQLite makes the table anew, so the guards go before and come back after.
"""

from django.db import migrations, models

from content.guards import changed, guard

TABLE = "support_suggestion"
NAME = "support_suggestion_credited_where_it_led"
WORDS = ("key", "form_key", "topic", "reason", "source", "statement_version", "suggested_at")


def of_words(name: str) -> migrations.RunPython:
    """Return the guard of what was suggested; ``name`` is true of a write to the name that is refused."""
    return guard(
        name="support_suggestion_words_are_fixed",
        table=TABLE,
        events=["UPDATE"],
        refuses=f"OLD.state <> 'received' AND NEW.state = 'received' OR {changed(*WORDS)} OR {name}",
        message="what was suggested is never changed, and what was decided never undecided",
    )


def without(step: migrations.RunPython) -> migrations.RunPython:
    """Return the step that takes a guard away, and puts it back on the way down."""
    return migrations.RunPython(step.reverse_code, step.code)


BEFORE = of_words(changed("credit_name"))
AFTER = of_words(f"{changed('credit_name')} AND NEW.credit_name <> ''")
WORDING = guard(
    name="support_suggestion_wording_is_fixed",
    table=TABLE,
    events=["UPDATE"],
    refuses=changed("wording_id"),
    message="what was confirmed is never changed",
)


class Migration(migrations.Migration):
    dependencies = [("support", "0003_language_of_contributions")]

    operations = [
        without(BEFORE),
        without(WORDING),
        migrations.RemoveConstraint(model_name="suggestion", name=NAME),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(credited_in__isnull=True)
                | models.Q(credited_in__isnull=False, article__isnull=False, credited_in=models.F("article"))
                & ~models.Q(credit_name=""),
                name=NAME,
            ),
        ),
        AFTER,
        WORDING,
    ]
