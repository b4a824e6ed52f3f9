"""Steps are append-only, whatever the door."""

from django.db import migrations

from content.guards import guard


class Migration(migrations.Migration):
    dependencies = [("progress", "0001_initial"), ("content", "0002_written_once")]
    operations = [
        guard(
            name="progress_step_written_once",
            table="progress_step",
            events=["UPDATE"],
            refuses="TRUE",
            message="a step is never changed",
        )
    ]
