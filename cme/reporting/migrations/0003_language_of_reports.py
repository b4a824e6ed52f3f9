"""In which language a report was written; fixed like its words.

SQLite makes the table anew, so the guard goes before and comes back after.
"""

from django.db import migrations, models

from content.guards import changed, guard


def of_reports(*more: str) -> migrations.RunPython:
    """Return the guard of reports, with the columns that it watches besides the old ones."""
    return guard(
        name="reporting_problemreport_written_once",
        table="reporting_problemreport",
        events=["UPDATE"],
        refuses=changed("form_key", "edition_id", "place", "what", "reported_at", *more)
        + " OR (OLD.state <> 'open' AND ("
        + changed("state", "answer", "decided_by_id", "decided_at")
        + "))",
        message="a report is never changed, and decided once",
    )


def without(step: migrations.RunPython) -> migrations.RunPython:
    """Return the step that takes a guard away, and puts it back on the way down."""
    return migrations.RunPython(step.reverse_code, step.code)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_written_once")]

    operations = [
        without(of_reports()),
        migrations.AddField(
            model_name="problemreport",
            name="language",
            field=models.CharField(
                db_default="en", help_text="Of the page on which it was written, and so of the mail.", max_length=12
            ),
        ),
        of_reports("language"),
    ]
