"""In which language a letter is written; fixed like the rest of what it is.

SQLite makes the table anew, so the guard goes before and comes back after.
"""

from django.db import migrations, models

from content.guards import changed, guard


def of_letters(*more: str) -> migrations.RunPython:
    """Return the guard of letters, with the columns that it watches besides the old ones."""
    return guard(
        name="content_letter_written_once",
        table="content_letter",
        events=["UPDATE"],
        refuses="OLD.sent_at IS NOT NULL OR " + changed("kind", "about", "number", "origin", "planned_at", *more),
        message="a letter that went out is never changed",
    )


def without(step: migrations.RunPython) -> migrations.RunPython:
    """Return the step that takes a guard away, and puts it back on the way down."""
    return migrations.RunPython(step.reverse_code, step.code)


class Migration(migrations.Migration):
    dependencies = [("content", "0025_entries_of_the_log")]

    operations = [
        without(of_letters()),
        migrations.AddField(
            model_name="letter",
            name="language",
            field=models.CharField(
                db_default="en",
                help_text="Of the page on which it was asked for; English where none was.",
                max_length=12,
            ),
        ),
        of_letters("language"),
    ]
