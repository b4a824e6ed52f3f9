"""The four statements that every article is rated by, as the first version of the instrument."""

from datetime import UTC, datetime

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

RELEASED_AT = datetime(2026, 11, 1, tzinfo=UTC)
INTRODUCTION = "Please indicate your level of agreement with the following statements:"
STATEMENTS = (
    # text, offers "Not applicable", offers "I already practise this way"
    ("The content was clear and easy to understand", False, False),
    ("The content addressed the learning objectives", False, False),
    ("The content was relevant to my practice", True, False),
    ("I will change my clinical practice as a result of this content", True, True),
)
AGREEMENT = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")


def add_instrument(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the instrument, its first version, and the sheet that pages show."""
    instrument = apps.get_model("evaluation", "Instrument").objects.create(name="Article evaluation")
    version = apps.get_model("evaluation", "InstrumentVersion").objects.create(
        instrument=instrument, number=1, introduction=INTRODUCTION, released_at=RELEASED_AT
    )
    rows = []
    for position, (text, not_applicable, already) in enumerate(STATEMENTS, start=1):
        statement = apps.get_model("evaluation", "Statement").objects.create(
            version=version,
            position=position,
            kind="agreement",
            text=text,
            offers_not_applicable=not_applicable,
            offers_already_practised=already,
        )
        choices = [[str(value), label] for value, label in enumerate(AGREEMENT, start=1)]
        choices += [["not-applicable", "Not applicable"]] * not_applicable
        choices += [["already", "I already practise this way"]] * already
        rows.append({"id": statement.pk, "kind": "agreement", "text": text, "choices": choices})
    version.sheet = {"introduction": INTRODUCTION, "statements": rows}
    version.save(update_fields=["sheet"])


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0001_initial")]
    operations = [migrations.RunPython(add_instrument, migrations.RunPython.noop)]
