"""An answer whose key was shown is fixed: no attempt has two such steps of one item.

A conditional constraint is an index of its own, so SQLite keeps the table and its triggers.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0003_marked_once_a_correction"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="attemptstep",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "checked")),
                fields=("attempt", "item"),
                name="assessment_attemptstep_checked_once_an_item",
            ),
        ),
    ]
