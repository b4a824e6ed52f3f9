"""Retractions of releases, and pauses of those that went out as urgent corrections; what was said is never changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from content.guards import changed, guard


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0009_renditions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Retraction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(help_text="Public notice.", max_length=400)),
                ("retracted_at", models.DateTimeField()),
                (
                    "release",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="retraction", to="content.release"
                    ),
                ),
                (
                    "retracted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["-retracted_at", "-pk"]},
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(help_text="Why it could not wait.", max_length=400)),
                ("missing", models.JSONField(help_text="Sentences of the checklist that would have stopped it.")),
                ("paused_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "paused_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "release",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pause", to="content.release"
                    ),
                ),
            ],
            options={
                "ordering": ["-paused_at", "-pk"],
                "permissions": [("lift_pause", "Can lift the pause of an urgent correction")],
            },
        ),
        migrations.AddConstraint(
            model_name="retraction",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="content_retraction_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="content_pause_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("lifted_at__isnull", True), ("lifted_at__gte", models.F("paused_at")), _connector="OR"
                ),
                name="content_pause_lifted_after_it_began",
            ),
        ),
        guard(
            name="content_retraction_written_once",
            table="content_retraction",
            events=["UPDATE"],
            refuses="TRUE",
            message="a retraction is never changed; a new release follows it",
        ),
        guard(
            name="content_pause_written_once",
            table="content_pause",
            events=["UPDATE"],
            refuses="OLD.lifted_at IS NOT NULL OR "
            + changed("release_id", "reason", "missing", "paused_at", "paused_by_id"),
            message="a pause is never changed, only lifted once",
        ),
    ]
