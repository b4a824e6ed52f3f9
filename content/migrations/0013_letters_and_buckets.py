"""E-mails that are to be sent once, codes that confirm sign-offs, and bounds on what is kept unsaved."""

import django.db.models.deletion
from django.db import migrations, models

import content.models.sign_off_code
from content.guards import changed, guard


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0012_reappearances"),
    ]

    operations = [
        migrations.AddField(
            model_name="formdraft",
            name="size",
            field=models.PositiveIntegerField(default=0, help_text="Characters of names and values."),
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("disclose", "link to disclose"),
                            ("remind", "reminder to disclose"),
                            ("confirm", "code to confirm a sign-off"),
                        ],
                        max_length=8,
                    ),
                ),
                ("about", models.PositiveBigIntegerField(help_text="Primary key of the row.")),
                ("number", models.PositiveSmallIntegerField(default=1, help_text="Tells several about one row apart.")),
                (
                    "origin",
                    models.CharField(
                        help_text="Address of the site, for the link: https://cme.example.org.", max_length=200
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("sent", "sent"),
                            ("needless", "no longer needed"),
                            ("failed", "given up"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("problem", models.CharField(blank=True, max_length=200)),
                ("planned_at", models.DateTimeField()),
                (
                    "due_at",
                    models.DateTimeField(
                        help_text="Not before; while a worker has it, when that worker is taken for lost."
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-planned_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["due_at"], name="content_letter_waiting"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "about", "number"), name="content_letter_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="content_letter_sent_at_a_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RateBucket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(help_text="What is done, and by whom: keep:12.", max_length=100, unique=True)),
                (
                    "used_until",
                    models.BigIntegerField(
                        help_text="Milliseconds since 1970 until which what was done is paid for, at the rate of the key."
                    ),
                ),
            ],
            options={
                "ordering": ["key"],
                "indexes": [models.Index(fields=["used_until"], name="content_ratebucket_by_age")],
            },
        ),
        migrations.CreateModel(
            name="SignOffCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "address",
                    models.EmailField(help_text="Where it was sent to: that of the reviewer then.", max_length=254),
                ),
                (
                    "salt",
                    models.CharField(default=content.models.sign_off_code.new_salt, editable=False, max_length=22),
                ),
                ("asked_at", models.DateTimeField()),
                ("lapses_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="codes", to="content.reviewlink"
                    ),
                ),
                (
                    "sign_off",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="code",
                        to="content.signoff",
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sign_off__isnull", True), ("used_at__isnull", True)),
                            models.Q(("sign_off__isnull", False), ("used_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="content_signoffcode_used_for_a_sign_off",
                    )
                ],
            },
        ),
        guard(
            name="content_letter_written_once",
            table="content_letter",
            events=["UPDATE"],
            refuses="OLD.sent_at IS NOT NULL OR " + changed("kind", "about", "number", "origin", "planned_at"),
            message="a letter that went out is never changed",
        ),
        guard(
            name="content_signoffcode_written_once",
            table="content_signoffcode",
            events=["UPDATE"],
            refuses="OLD.used_at IS NOT NULL OR " + changed("link_id", "address", "salt", "asked_at", "lapses_at"),
            message="a code is never changed, only used once",
        ),
    ]
