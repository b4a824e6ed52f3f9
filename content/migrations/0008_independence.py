"""Independence: links to disclose, agreements, the log, planning, dossiers, and the lists they choose from."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import content.models.disclosure_request
from content.guards import changed, guard

FORMATS = (
    ("enduring-material", "Enduring Material", "A summary of one study to read on this page", False),
    ("journal-based", "Journal-based CME", "A paper to read, and a summary of it on this page", True),
)
# The six core competencies of ABMS and ACGME, and the five of the Institute of Medicine (2003).
COMPETENCIES = (
    ("ABMS and ACGME", "Patient care and procedural skills"),
    ("ABMS and ACGME", "Medical knowledge"),
    ("ABMS and ACGME", "Practice-based learning and improvement"),
    ("ABMS and ACGME", "Interpersonal and communication skills"),
    ("ABMS and ACGME", "Professionalism"),
    ("ABMS and ACGME", "Systems-based practice"),
    ("Institute of Medicine", "Provide patient-centered care"),
    ("Institute of Medicine", "Work in interdisciplinary teams"),
    ("Institute of Medicine", "Employ evidence-based practice"),
    ("Institute of Medicine", "Apply quality improvement"),
    ("Institute of Medicine", "Utilize informatics"),
)
BANDS = ("under 10,000", "10,000 to 49,999", "50,000 to 99,999", "100,000 and more")
SENT = "EXISTS (SELECT 1 FROM content_disclosure d WHERE d.id = OLD.disclosure_id AND d.submitted_at IS NOT NULL)"


def add_lists(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Write the lists that a new site begins with; the accreditation lead keeps them from then on."""
    formats, bands = apps.get_model("content", "ActivityFormat"), apps.get_model("content", "AmountBand")
    for place, (code, name, description, reads) in enumerate(FORMATS, start=1):
        formats.objects.create(code=code, name=name, description=description, needs_source_read=reads, position=place)
    competencies = apps.get_model("content", "Competency")
    for place, (framework, name) in enumerate(COMPETENCIES, start=1):
        code = name.lower().replace(" ", "-")
        competencies.objects.create(code=code, name=name, description=framework, position=place)
    for place, name in enumerate(BANDS, start=1):
        bands.objects.create(
            code=f"band-{place}", name=name, description="In the currency of the agreement.", position=place
        )


def keep_lists(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Leave the lists; their tables go."""


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0007_drafts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccreditationFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField()),
                ("digest", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField(help_text="Bytes.")),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
                "permissions": [("make_accreditationfile", "Can make accreditation files")],
            },
        ),
        migrations.CreateModel(
            name="ActivityFormat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("description", models.CharField(blank=True, max_length=300)),
                ("position", models.PositiveSmallIntegerField(default=1)),
                (
                    "retired_on",
                    models.DateField(
                        blank=True, help_text="From this day on it cannot be chosen; what names it keeps it.", null=True
                    ),
                ),
                (
                    "needs_source_read",
                    models.BooleanField(
                        default=False,
                        help_text="Journal-based: reading the paper itself is a recorded step (F4).",
                        verbose_name="asks for the paper to be read",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AmountBand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("description", models.CharField(blank=True, max_length=300)),
                ("position", models.PositiveSmallIntegerField(default=1)),
                (
                    "retired_on",
                    models.DateField(
                        blank=True, help_text="From this day on it cannot be chosen; what names it keeps it.", null=True
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Competency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("description", models.CharField(blank=True, max_length=300)),
                ("position", models.PositiveSmallIntegerField(default=1)),
                (
                    "retired_on",
                    models.DateField(
                        blank=True, help_text="From this day on it cannot be chosen; what names it keeps it.", null=True
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "competencies",
                "ordering": ["position", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DisclosureRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        default=content.models.disclosure_request.new_key, editable=False, max_length=32, unique=True
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "sent_at",
                    models.DateTimeField(blank=True, help_text="When the e-mail with the link went out.", null=True),
                ),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Dossier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.JSONField(help_text="content.dossiers.dossier_of(article).")),
                ("content_hash", models.CharField(max_length=64)),
                ("frozen_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["edition"],
            },
        ),
        migrations.CreateModel(
            name="PlanningRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice_gap",
                    models.TextField(
                        blank=True,
                        help_text="The difference between what is done and what could be done, and how it is known.",
                    ),
                ),
                (
                    "need",
                    models.TextField(
                        blank=True,
                        help_text="What is missing behind the gap: knowledge, competence or performance.",
                        verbose_name="educational need",
                    ),
                ),
                ("intended_change", models.TextField(blank=True, help_text="What readers will know or do otherwise.")),
                (
                    "why_this_format",
                    models.TextField(blank=True, help_text="Why a text with a test is the way to get there."),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("updated_at", models.DateTimeField(editable=False)),
            ],
            options={
                "ordering": ["article"],
            },
        ),
        migrations.CreateModel(
            name="Showing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("edition", "a published edition"),
                            ("report", "a report of aggregates"),
                            ("other", "something else"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "description",
                    models.CharField(
                        help_text="Exactly what was shown: edition, title and date of the report.", max_length=300
                    ),
                ),
                ("how", models.CharField(help_text="In a meeting, by e-mail, on the public page ...", max_length=120)),
                ("shown_at", models.DateTimeField(verbose_name="shown at (UTC)")),
                ("recorded_at", models.DateTimeField(editable=False)),
            ],
            options={
                "verbose_name": "entry of the independence log",
                "verbose_name_plural": "independence log",
                "ordering": ["shown_at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="contributor",
            name="email",
            field=models.EmailField(
                blank=True,
                help_text="For the link to the disclosure alone; readers never see it.",
                max_length=254,
                verbose_name="e-mail",
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="statement",
            field=models.CharField(
                blank=True, editable=False, help_text="The wording that the contributor confirmed.", max_length=400
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="submitted_at",
            field=models.DateTimeField(
                editable=False,
                help_text="When the contributor sent it through a link; what was said is fixed then.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="relationship",
            name="ended_on",
            field=models.DateField(blank=True, help_text="Empty while it goes on.", null=True, verbose_name="ended on"),
        ),
        migrations.AddField(
            model_name="relationship",
            name="exception",
            field=models.CharField(
                blank=True,
                help_text="Owners and employees hold no role. Why this one may, under the standard's exceptions.",
                max_length=300,
            ),
        ),
        migrations.AddField(
            model_name="relationship",
            name="kind",
            field=models.CharField(
                choices=[
                    ("employment", "employment"),
                    ("ownership", "ownership (other than shares traded in public)"),
                    ("shares", "shares or options traded in public"),
                    ("consulting", "consulting or advisory board"),
                    ("speaking", "speaking or teaching"),
                    ("research", "research funding"),
                    ("royalties", "royalties or patents"),
                    ("other", "something else"),
                ],
                default="other",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="support",
            name="runs_from",
            field=models.DateField(blank=True, null=True, verbose_name="agreement runs from"),
        ),
        migrations.AddField(
            model_name="support",
            name="runs_to",
            field=models.DateField(blank=True, null=True, verbose_name="agreement runs to"),
        ),
        migrations.AddConstraint(
            model_name="relationship",
            constraint=models.CheckConstraint(
                condition=models.Q(("exception", ""), models.Q(("decision", ""), _negated=True), _connector="OR"),
                name="content_relationship_exception_is_decided",
                violation_error_message="An exception needs the decision about the relationship.",
            ),
        ),
        migrations.AddField(
            model_name="accreditationfile",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="accreditation_files", to="content.edition"
            ),
        ),
        migrations.AddField(
            model_name="accreditationfile",
            name="made_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="format",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty means the first format of the list.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="articles",
                to="content.activityformat",
            ),
        ),
        migrations.AddField(
            model_name="support",
            name="amount_band",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="support",
                to="content.amountband",
            ),
        ),
        migrations.AddConstraint(
            model_name="support",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("runs_from__isnull", True),
                    ("runs_to__isnull", True),
                    ("runs_to__gte", models.F("runs_from")),
                    _connector="OR",
                ),
                name="content_support_ends_after_it_began",
                violation_error_message="The agreement must end on or after the day from which it runs.",
            ),
        ),
        migrations.AddField(
            model_name="disclosurerequest",
            name="asked_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="disclosurerequest",
            name="contributor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="disclosure_requests",
                to="content.contributor",
            ),
        ),
        migrations.AddField(
            model_name="disclosurerequest",
            name="disclosure",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="request",
                to="content.disclosure",
            ),
        ),
        migrations.AddField(
            model_name="dossier",
            name="edition",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="dossier", to="content.edition"
            ),
        ),
        migrations.AddField(
            model_name="planningrecord",
            name="article",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="planning", to="content.article"
            ),
        ),
        migrations.AddField(
            model_name="planningrecord",
            name="competencies",
            field=models.ManyToManyField(blank=True, related_name="planning_records", to="content.competency"),
        ),
        migrations.AddField(
            model_name="planningrecord",
            name="updated_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="showing",
            name="article",
            field=models.ForeignKey(
                blank=True,
                help_text="If it was about one.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="showings",
                to="content.article",
            ),
        ),
        migrations.AddField(
            model_name="showing",
            name="funder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="showings", to="content.funder"
            ),
        ),
        migrations.AddField(
            model_name="showing",
            name="shown_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosurerequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("disclosure__isnull", True), ("revoked_at__isnull", True)),
                fields=("contributor",),
                name="content_disclosurerequest_one_waits_a_contributor",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosurerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("disclosure__isnull", True), ("revoked_at__isnull", True), _connector="OR"),
                name="content_disclosurerequest_answered_or_withdrawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="showing",
            constraint=models.CheckConstraint(
                condition=models.Q(("shown_at__lte", models.F("recorded_at"))),
                name="content_showing_happened_before_it_was_recorded",
                violation_error_message="Enter when it was shown; that cannot be a moment to come.",
            ),
        ),
        migrations.RunPython(add_lists, keep_lists),
        guard(
            name="content_showing_written_once",
            table="content_showing",
            events=["UPDATE"],
            refuses="TRUE",
            message="an entry of the independence log is never changed",
        ),
        guard(
            name="content_dossier_written_once",
            table="content_dossier",
            events=["UPDATE"],
            refuses="TRUE",
            message="what stood behind an edition is never changed",
        ),
        guard(
            name="content_accreditationfile_written_once",
            table="content_accreditationfile",
            events=["UPDATE"],
            refuses="TRUE",
            message="the record of an accreditation file is never changed",
        ),
        guard(
            name="content_disclosure_fixed_once_sent",
            table="content_disclosure",
            events=["UPDATE"],
            refuses="OLD.submitted_at IS NOT NULL AND ("
            + changed("contributor_id", "disclosed_on", "has_nothing_to_disclose", "statement", "submitted_at")
            + ")",
            message="what a contributor disclosed is never changed",
        ),
        guard(
            name="content_relationship_fixed_once_sent",
            table="content_relationship",
            events=["UPDATE"],
            refuses=f"{SENT} AND (" + changed("disclosure_id", "company", "kind", "nature", "ended_on") + ")",
            message="what a contributor disclosed is never changed",
        ),
        guard(
            name="content_disclosurerequest_answered_once",
            table="content_disclosurerequest",
            events=["UPDATE"],
            refuses="(OLD.disclosure_id IS NOT NULL OR OLD.revoked_at IS NOT NULL) AND ("
            + changed("contributor_id", "key", "expires_at", "revoked_at", "disclosure_id")
            + ")",
            message="an answered or withdrawn request is never opened again",
        ),
    ]
