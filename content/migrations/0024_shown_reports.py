"""The figures of reports that funders were shown, kept with the entry of the independence log."""

import django.db.models.deletion
from django.db import migrations, models

from content.guards import guard


class Migration(migrations.Migration):
    dependencies = [("content", "0023_vignette_pictures")]

    operations = [
        migrations.CreateModel(
            name="ShownReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(help_text="The last day of the period.")),
                (
                    "figures",
                    models.JSONField(help_text="cme.outcomes.funder_report.figures_of(article, period)."),
                ),
                (
                    "digest",
                    models.CharField(help_text="SHA-256 of the figures in a canonical form.", max_length=64),
                ),
                (
                    "showing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="report", to="content.showing"
                    ),
                ),
            ],
            options={
                "ordering": ["showing"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("to_on__gte", models.F("from_on"))),
                        name="content_shownreport_ends_after_it_began",
                        violation_error_message="The period must end on or after the day on which it begins.",
                    )
                ],
            },
        ),
        guard(
            name="content_shownreport_written_once",
            table="content_shownreport",
            events=["UPDATE"],
            refuses="TRUE",
            message="the figures that a funder was shown are never changed",
        ),
    ]
