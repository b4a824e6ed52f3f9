"""Articles: the drafts that editors work on. Readers never see one; they see an edition made from it."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from content.kinds import ArticleKind, CaseBasis
from content.models.addresses import WebAddressField
from content.models.lists import ActivityFormat
from content.models.study import POPULATIONS, StudyDesign
from content.models.topic import Topic


class Feedback(models.TextChoices):
    """When keys and rationales of a test are shown."""

    ITEM = "item", "after each question"
    ATTEMPT = "attempt", "after each attempt"
    PASSED = "passed", "after passing, or the last attempt"
    NEVER = "never", "never"


class Article(models.Model):
    """A summary of a paper, as its editors have it now. Publishing freezes it into an edition."""

    kind = models.CharField(
        max_length=8,
        choices=ArticleKind,
        default=ArticleKind.SUMMARY,
        help_text="What readers see it called. Each kind has fields of its own; they are shown once it is chosen.",
    )
    slug = models.SlugField(
        "address",
        max_length=90,
        unique=True,
        help_text="The last part of the address: lower-case letters, digits and hyphens. Fixed once published.",
    )
    title = models.CharField(
        max_length=200,
        help_text="Seen by everyone, so neutral: name the question or the study, never a result or a trade name.",
    )
    question = models.CharField(
        "question of the study",
        max_length=300,
        blank=True,
        help_text="One neutral sentence for the teaser: what the study asked. Seen by everyone.",
    )
    audience = models.CharField(max_length=240, blank=True, help_text="Whom it is written for.")
    minutes = models.PositiveSmallIntegerField(
        "reading time (minutes)", default=4, validators=[MinValueValidator(1), MaxValueValidator(240)]
    )
    topics = models.ManyToManyField(Topic, related_name="articles", blank=True)
    format = models.ForeignKey(
        ActivityFormat,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        help_text="Empty means the first format of the list.",
    )
    study_design = models.CharField(
        "study design",
        max_length=20,
        choices=StudyDesign,
        blank=True,
        help_text="How the study was made. Readers narrow their search by it; empty where none fits.",
    )
    population = models.CharField(
        max_length=60,
        blank=True,
        help_text="Whom the study was about, as its own report names them; its question gives the ages. "
        "Readers narrow their search by it.",
    )
    key_data = models.TextField(
        blank=True, help_text="A table or a few sentences beside the key figures. Give n, time point and interval."
    )
    key_learning = models.TextField(blank=True, help_text="One sentence that could be taken to the ward.")
    limits = models.TextField(
        "what this does not show",
        blank=True,
        help_text="Design, comparison, follow-up, who was left out, what was not measured. Required to publish.",
    )
    body = models.TextField("text", blank=True)
    congress_name = models.CharField(
        "congress", max_length=160, blank=True, help_text="In full: ASH Annual Meeting 2015."
    )
    congress_place = models.CharField("place", max_length=120, blank=True, help_text="City and country, or online.")
    congress_begins_on = models.DateField("first day", null=True, blank=True)
    congress_ends_on = models.DateField("last day", null=True, blank=True)
    case_basis = models.CharField(
        "the patient",
        max_length=8,
        choices=CaseBasis,
        blank=True,
        help_text="Readers are told. Leave out names, places, exact dates and whatever else could tell who it is; give "
        "ages in years, and from 90 on as “over 89”.",
    )
    visual_figure = models.SlugField(
        "picture",
        max_length=60,
        blank=True,
        help_text="The key of the figure that is the visual abstract. The text below says the same in words.",
    )
    has_pre_test = models.BooleanField(
        "offer a pre-test", default=False, help_text="Ungraded questions above the text; readers may skip them."
    )
    pass_mark_percent = models.PositiveSmallIntegerField(
        "pass mark (percent)",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="Empty means the pass mark of the site.",
    )
    pass_mark_items = models.PositiveSmallIntegerField(
        "pass mark (questions)",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Instead of a percentage: how many questions must be right. Empty means the percentage counts.",
    )
    attempts_allowed = models.PositiveSmallIntegerField(default=0, help_text="0 means as many as it takes.")
    wait_hours = models.PositiveSmallIntegerField(
        "wait between attempts (hours)", default=0, validators=[MaxValueValidator(24 * 60)]
    )
    feedback = models.CharField("keys are shown", max_length=7, choices=Feedback, default=Feedback.PASSED)
    shuffles_items = models.BooleanField("shuffle questions", default=False)
    shuffles_options = models.BooleanField("shuffle options", default=True)
    items_drawn = models.PositiveSmallIntegerField(
        "questions drawn",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="How many questions of the test each attempt asks. Empty means all of them.",
    )
    offers_dont_know = models.BooleanField(
        "offer “I don’t know” in the pre-test", default=False, help_text="Counts as not known, without a guess."
    )
    time_limit_minutes = models.PositiveSmallIntegerField(
        "time limit (minutes)",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 60)],
        help_text="Only where the scheme demands one. Learners can be given more time.",
    )
    grace_seconds = models.PositiveSmallIntegerField(
        default=60, validators=[MaxValueValidator(3600)], help_text="How long after the limit answers are still taken."
    )
    expires_on = models.DateField(
        null=True,
        blank=True,
        help_text="After this day no test can be started. Empty means 36 months after publication or review.",
    )
    plain_language_url = WebAddressField(
        "plain-language page", blank=True, help_text="Where patients and carers can read about the same study."
    )
    is_demonstration = models.BooleanField(
        "demonstration",
        default=False,
        editable=False,
        help_text="Not medically reviewed, disclosures not collected, no credit; never on a production site.",
    )
    file_digest = models.CharField(max_length=64, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    updated_at = models.DateTimeField(editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["-updated_at"]
        permissions = [("publish_article", "Can publish, correct and retire articles")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=ArticleKind.values),
                name="content_article_kind_is_known",
                violation_error_message="Choose one of the kinds of article.",
            ),
            models.CheckConstraint(
                condition=models.Q(congress_ends_on__isnull=True)
                | models.Q(congress_begins_on__isnull=True)
                | models.Q(congress_ends_on__gte=models.F("congress_begins_on")),
                name="content_article_congress_ends_after_it_begins",
                violation_error_message="The last day of the congress comes before the first. Correct one of them.",
            ),
            models.CheckConstraint(
                condition=models.Q(pass_mark_percent__isnull=True)
                | models.Q(pass_mark_percent__gte=1, pass_mark_percent__lte=100),
                name="content_article_pass_mark_is_a_percentage",
                violation_error_message="Give a pass mark from 1 to 100 percent.",
            ),
            models.CheckConstraint(
                condition=models.Q(pass_mark_items__isnull=True) | models.Q(pass_mark_items__gte=1),
                name="content_article_pass_mark_is_a_question_or_more",
                violation_error_message="Give a pass mark of at least 1 question.",
            ),
            models.CheckConstraint(
                condition=models.Q(items_drawn__isnull=True) | models.Q(items_drawn__gte=1),
                name="content_article_draws_a_question_or_more",
                violation_error_message="Draw at least 1 question, or leave the field empty to ask all of them.",
            ),
            models.CheckConstraint(
                condition=models.Q(time_limit_minutes__isnull=True) | models.Q(time_limit_minutes__gte=1),
                name="content_article_time_limit_is_a_minute_or_more",
                violation_error_message="Give a time limit of at least 1 minute, or leave the field empty for none.",
            ),
            models.CheckConstraint(
                condition=models.Q(study_design__in=["", *StudyDesign.values]),
                name="content_article_study_design_is_known",
                violation_error_message="Choose a study design of the list.",
            ),
            models.CheckConstraint(
                condition=models.Q(population__in=POPULATIONS),
                name="content_article_population_is_known",
                violation_error_message="Choose age groups of the list.",
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__gte=1),
                name="content_article_takes_a_minute_or_more",
                violation_error_message="Give the reading time in whole minutes, at least 1.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("catalogue:article", args=[self.slug])
