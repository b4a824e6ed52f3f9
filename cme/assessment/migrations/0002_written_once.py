"""A submitted attempt, its answers and its markings are never changed, whatever the door."""

from django.db import migrations

from content.guards import changed, guard

SUBMITTED = "EXISTS (SELECT 1 FROM assessment_attempt a WHERE a.id = NEW.attempt_id AND a.submitted_at IS NOT NULL)"
SUBMITTED_ANSWER = (
    "EXISTS (SELECT 1 FROM assessment_answer w JOIN assessment_attempt a ON a.id = w.attempt_id "
    "WHERE w.id = NEW.answer_id AND a.submitted_at IS NOT NULL)"
)


class Migration(migrations.Migration):
    dependencies = [("assessment", "0001_initial"), ("content", "0002_written_once")]
    operations = [
        guard(
            name="assessment_attempt_closed_for_good",
            table="assessment_attempt",
            events=["UPDATE"],
            refuses="OLD.submitted_at IS NOT NULL OR "
            + changed(
                "learner_id", "release_id", "edition_id", "kind", "number", "seed", "opened_at", "served", "deadline_at"
            ),
            message="a submitted attempt is never changed",
        ),
        guard(
            name="assessment_answer_closed_for_good",
            table="assessment_answer",
            events=["INSERT", "UPDATE"],
            refuses=SUBMITTED,
            message="an answer of a submitted attempt is never changed",
        ),
        guard(
            name="assessment_pick_closed_for_good",
            table="assessment_pick",
            events=["INSERT", "UPDATE"],
            refuses=SUBMITTED_ANSWER,
            message="an answer of a submitted attempt is never changed",
        ),
        guard(
            name="assessment_attemptstep_written_once",
            table="assessment_attemptstep",
            events=["UPDATE"],
            refuses="TRUE",
            message="a step is never changed; another one follows it",
        ),
        guard(
            name="assessment_marking_written_once",
            table="assessment_marking",
            events=["UPDATE"],
            refuses="TRUE",
            message="a marking is never changed; another one follows it",
        ),
    ]
