"""Wordings in other languages that a named person approved; written once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from content.guards import guard


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0021_population_and_design"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ApprovedWording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=12)),
                (
                    "name",
                    models.CharField(help_text="Which text of the site it is.", max_length=60, verbose_name="text"),
                ),
                (
                    "source",
                    models.TextField(
                        help_text="What it translates; once that changes, English is shown again.",
                        verbose_name="in English",
                    ),
                ),
                ("source_hash", models.CharField(editable=False, max_length=64)),
                ("wording", models.TextField()),
                (
                    "approver",
                    models.CharField(
                        help_text="Name of the person, as it was then.", max_length=120, verbose_name="approved by"
                    ),
                ),
                ("approved_at", models.DateTimeField()),
                (
                    "approved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["language", "name", "-pk"],
                "indexes": [models.Index(fields=["language", "source_hash"], name="content_wording_by_source")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("language", ""), _negated=True), models.Q(("language", "en"), _negated=True)
                        ),
                        name="content_approvedwording_is_no_english",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("wording", ""), _negated=True),
                            models.Q(("source", ""), _negated=True),
                            models.Q(("approver", ""), _negated=True),
                        ),
                        name="content_approvedwording_says_what_and_who",
                    ),
                ],
            },
        ),
        guard(
            name="content_approvedwording_written_once",
            table="content_approvedwording",
            events=["UPDATE"],
            refuses="TRUE",
            message="an approved wording is never changed",
        ),
    ]
