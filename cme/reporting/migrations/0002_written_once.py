"""What a reader reported is never changed, and it is decided once, whatever the door."""

from django.db import migrations

from content.guards import changed, guard


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_problem_reports")]

    operations = [
        guard(
            name="reporting_problemreport_written_once",
            table="reporting_problemreport",
            events=["UPDATE"],
            refuses=changed("form_key", "edition_id", "place", "what", "reported_at")
            + " OR (OLD.state <> 'open' AND ("
            + changed("state", "answer", "decided_by_id", "decided_at")
            + "))",
            message="a report is never changed, and decided once",
        ),
    ]
