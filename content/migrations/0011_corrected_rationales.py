"""Rationales that are written with the correction of a key; what was said is never changed."""

import django.db.models.deletion
from django.db import migrations, models

from content.guards import guard


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0010_retractions"),
    ]

    operations = [
        migrations.CreateModel(
            name="CorrectedRationale",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                (
                    "correction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rationales",
                        to="content.keycorrection",
                    ),
                ),
                (
                    "option",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="content.option",
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="content.part"
                    ),
                ),
            ],
            options={
                "ordering": ["correction", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("correction", "option"), name="content_correctedrationale_once_an_option"
                    ),
                    models.UniqueConstraint(
                        fields=("correction", "part"), name="content_correctedrationale_once_a_part"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("option__isnull", True), ("part__isnull", False)),
                            models.Q(("option__isnull", False), ("part__isnull", True)),
                            _connector="OR",
                        ),
                        name="content_correctedrationale_is_of_one_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="content_correctedrationale_says_something",
                    ),
                ],
            },
        ),
        guard(
            name="content_correctedrationale_written_once",
            table="content_correctedrationale",
            events=["UPDATE"],
            refuses="TRUE",
            message="a rationale is never changed; another correction brings another",
        ),
    ]
