"""Retired editions that are shown again, under the notice of their retraction."""

import django.db.models.deletion
from django.db import migrations, models

from content.guards import guard


class Migration(migrations.Migration):
    dependencies = [("content", "0011_corrected_rationales")]

    operations = [
        migrations.CreateModel(
            name="Reappearance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("retired_at", models.DateTimeField(help_text="Since when readers had not seen it.")),
                ("reappeared_at", models.DateTimeField()),
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reappearance", to="content.edition"
                    ),
                ),
            ],
            options={
                "ordering": ["-reappeared_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reappeared_at__gte", models.F("retired_at"))),
                        name="content_reappearance_after_it_was_retired",
                    )
                ],
            },
        ),
        guard(
            name="content_reappearance_written_once",
            table="content_reappearance",
            events=["UPDATE"],
            refuses="TRUE",
            message="when an edition was out of sight is never changed",
        ),
    ]
