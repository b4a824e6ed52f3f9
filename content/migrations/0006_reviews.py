"""Review rounds, links, comments and sign-offs; what was said and signed is never changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import content.models.review
from content.guards import changed, guard


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0005_reference_kinds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="contributor",
            name="user",
            field=models.OneToOneField(
                blank=True,
                help_text="With one, this person can review at the desk; without, by a link.",
                limit_choices_to={"is_staff": True},
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="contributor",
                to=settings.AUTH_USER_MODEL,
                verbose_name="log-in",
            ),
        ),
        migrations.AlterField(
            model_name="contribution",
            name="confirmed_on",
            field=models.DateField(
                blank=True,
                editable=False,
                help_text="Entered by hand, before reviewers signed off.",
                null=True,
                verbose_name="review confirmed on",
            ),
        ),
        migrations.CreateModel(
            name="ReviewRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField()),
                ("due_on", models.DateField(blank=True, null=True)),
                ("note", models.TextField(blank=True)),
                (
                    "reviewed_hash",
                    models.CharField(
                        help_text="What was sent: content.reviewed.reviewed_hash(article).", max_length=64
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "open"),
                            ("signed", "signed off"),
                            ("returned", "returned with comments"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="",
                        max_length=9,
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="review_rounds", to="content.article"
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        help_text="Nobody if by a link.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review_rounds",
                        to="content.contributor",
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
                "permissions": [("ask_review", "Can send articles to review")],
            },
        ),
        migrations.CreateModel(
            name="ReviewLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(default=content.models.review.new_key, editable=False, max_length=32, unique=True),
                ),
                ("may_comment", models.BooleanField(default=True)),
                ("may_sign_off", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
                ("lapses_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="content.reviewround"
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ReviewComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "passage",
                    models.SlugField(
                        blank=True, help_text="Name of a passage; empty for the whole article.", max_length=60
                    ),
                ),
                ("text", models.TextField(max_length=4000)),
                ("name", models.CharField(help_text="Who said it, as they were called then.", max_length=150)),
                ("made_at", models.DateTimeField()),
                ("resolved_at", models.DateTimeField(null=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="review_comments",
                        to="content.article",
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="comments",
                        to="content.reviewlink",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="content.reviewround",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SignOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="What the reviewer was called then.", max_length=120)),
                ("signed_at", models.DateTimeField()),
                (
                    "reviewed_hash",
                    models.CharField(
                        help_text="What was signed off: content.reviewed.reviewed_hash(article).", max_length=64
                    ),
                ),
                ("statement_version", models.CharField(max_length=20)),
                ("statement", models.TextField(help_text="The wording that was signed.")),
                (
                    "holds_version",
                    models.PositiveIntegerField(
                        help_text="Latest version of the draft that is known to say what was signed off."
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sign_offs", to="content.article"
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="sign_offs",
                        to="content.reviewlink",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        help_text="The release that rests on it.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sign_offs",
                        to="content.release",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sign_offs", to="content.contributor"
                    ),
                ),
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sign_off", to="content.reviewround"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-signed_at", "-pk"],
                "permissions": [("sign_off", "Can sign off articles as their reviewer")],
            },
        ),
        migrations.CreateModel(
            name="QueueMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("began_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-day", "user"],
                "constraints": [models.UniqueConstraint(fields=("user", "day"), name="content_queuemail_once_a_day")],
            },
        ),
        migrations.AddConstraint(
            model_name="reviewround",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)),
                fields=("article",),
                name="content_reviewround_one_is_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("outcome", "")),
                    models.Q(("closed_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                    _connector="OR",
                ),
                name="content_reviewround_closed_with_an_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("lapses_at__gt", models.F("made_at"))),
                name="content_reviewlink_lapses_after_it_was_made",
            ),
        ),
        migrations.AddIndex(
            model_name="reviewcomment",
            index=models.Index(
                condition=models.Q(("resolved_at__isnull", True)), fields=["article"], name="content_reviewcomment_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewcomment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("link__isnull", True), ("user__isnull", False)),
                    models.Q(("link__isnull", False), ("user__isnull", True)),
                    _connector="OR",
                ),
                name="content_reviewcomment_by_a_user_or_a_link",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewcomment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("resolved_at__isnull", True), ("resolved_by__isnull", True)),
                    models.Q(("resolved_at__isnull", False), ("resolved_by__isnull", False)),
                    _connector="OR",
                ),
                name="content_reviewcomment_resolved_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="signoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("link__isnull", True), ("user__isnull", False)),
                    models.Q(("link__isnull", False), ("user__isnull", True)),
                    _connector="OR",
                ),
                name="content_signoff_by_a_user_or_a_link",
            ),
        ),
        guard(
            name="content_reviewround_written_once",
            table="content_reviewround",
            events=["UPDATE"],
            refuses="OLD.closed_at IS NOT NULL OR "
            + changed("article_id", "reviewer_id", "asked_by_id", "asked_at", "due_on", "note", "reviewed_hash"),
            message="what was asked of a reviewer is never changed, and a closed round stays closed",
        ),
        guard(
            name="content_reviewlink_written_once",
            table="content_reviewlink",
            events=["UPDATE"],
            refuses="OLD.revoked_at IS NOT NULL OR "
            + changed("round_id", "key", "may_comment", "may_sign_off", "made_by_id", "made_at", "lapses_at"),
            message="a link is never changed, only revoked",
        ),
        guard(
            name="content_reviewcomment_written_once",
            table="content_reviewcomment",
            events=["UPDATE"],
            refuses=changed("article_id", "round_id", "passage", "text", "user_id", "link_id", "name", "made_at"),
            message="what was said in a review is never changed",
        ),
        guard(
            name="content_signoff_written_once",
            table="content_signoff",
            events=["UPDATE"],
            refuses=changed(
                "article_id",
                "round_id",
                "reviewer_id",
                "name",
                "user_id",
                "link_id",
                "signed_at",
                "reviewed_hash",
                "statement_version",
                "statement",
            ),
            message="a sign-off is never changed",
        ),
    ]
