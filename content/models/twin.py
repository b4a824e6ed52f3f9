"""Twins: what an article says, in plain language, for patients and carers; open to everybody, at its own address."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from content.models.article import Article
from content.models.contributor import Contributor
from content.models.covering import Lists, NamesAnother
from content.models.edition import Edition, Release
from content.models.funder import Support


class TwinDraft(models.Model):
    """The plain-language page of an article, as its editors have it now. Publishing freezes it into a twin edition."""

    article = models.OneToOneField(Article, models.CASCADE, related_name="twin_draft")
    title = models.CharField(
        max_length=200, blank=True, help_text="A question or a name in everyday words; no result and no trade name."
    )
    summary = models.CharField(
        "in one sentence", max_length=300, blank=True, help_text="What the study looked at. Stands in lists."
    )
    body = models.TextField("text", blank=True)
    author = models.ForeignKey(
        Contributor, models.PROTECT, null=True, blank=True, related_name="twins_written", verbose_name="written by"
    )
    reviewer = models.ForeignKey(
        Contributor, models.PROTECT, null=True, blank=True, related_name="twins_reviewed", verbose_name="reviewed by"
    )
    asked_at = models.DateTimeField(null=True, editable=False, help_text="When the reviewer was asked; empty: not.")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["article"]
        permissions = [("allow_twin", "Can allow plain-language pages of supported articles")]
        constraints = [
            models.CheckConstraint(
                condition=Q(author__isnull=True) | Q(reviewer__isnull=True) | ~Q(author=F("reviewer")),
                name="content_twindraft_reviewed_by_another",
                violation_error_message="Nobody reviews their own page. Choose another reviewer.",
            )
        ]

    def __str__(self) -> str:
        return self.title or f"Plain-language page of {self.article_id}"


class TwinVersion(models.Model):
    """The draft of a twin as one save left it. Written once, with the save."""

    draft = models.ForeignKey(TwinDraft, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    texts = models.JSONField(help_text="Title, summary, text and the names, as saved.")
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="content_twinversion_number_once_a_draft")
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"


class TwinSignOff(models.Model):
    """A reviewer, who wrote neither the article nor its twin, compared the two and stands up for it. Written once."""

    draft = models.ForeignKey(TwinDraft, models.CASCADE, related_name="sign_offs")
    reviewer = models.ForeignKey(Contributor, models.PROTECT, related_name="twin_sign_offs")
    name = models.CharField(max_length=120, help_text="What the reviewer was called then.")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    digest = models.CharField(max_length=64, help_text="What was signed: content.twins.digest_of(draft, release).")
    statement_version = models.CharField(max_length=20)
    statement = models.TextField(help_text="The wording that was signed.")

    class Meta:
        ordering = ["-signed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name}, {self.signed_at:%Y-%m-%d}"


class TwinSwitchQuerySet(models.QuerySet["TwinSwitch"]):
    """Ways to choose what was said of pages of supported articles. Each returns a queryset, so they chain."""

    def allowing_at(self, moment: datetime) -> Self:
        """Keep what holds and allows a page with all funders: those of the draft, and those seen at ``moment``."""
        own = TwinSwitch.objects.filter(article=OuterRef("article")).order_by()
        later = own.filter(Q(set_at__gt=OuterRef("set_at")) | Q(set_at=OuterRef("set_at"), pk__gt=OuterRef("pk")))
        told = OuterRef("funders")
        new = Support.objects.filter(~Lists(told, F("funder_id")), article=OuterRef("article")).order_by()
        seen = Edition.objects.current_at(moment).filter(release__article=OuterRef("article")).order_by()
        other = seen.filter(NamesAnother(F("source"), F("released_at"), told, OuterRef("set_at")))
        return self.filter(~Exists(later), ~Exists(new), ~Exists(other), is_on=True)


class TwinSwitch(models.Model):
    """Somebody allowed a plain-language page of a supported article, or took that back; the last row holds."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="twin_switches")
    is_on = models.BooleanField()
    reason = models.CharField(max_length=400)
    funders = models.JSONField(help_text="Primary keys of the funders that the article had then.")
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = TwinSwitchQuerySet.as_manager()

    class Meta:
        ordering = ["-set_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="content_twinswitch_has_a_reason")]

    def __str__(self) -> str:
        return f"{'on' if self.is_on else 'off'} since {self.set_at:%Y-%m-%d}"


class TwinEditionQuerySet(models.QuerySet["TwinEdition"]):
    """Ways to choose twins. Each returns a queryset, so they chain."""

    def out_at(self, moment: datetime) -> Self:
        """Keep the last twin of each article at ``moment``, whether it may be shown or not."""
        return self.filter(Q(superseded_at__isnull=True) | Q(superseded_at__gt=moment), released_at__lte=moment)

    def shown_at(self, moment: datetime) -> Self:
        """Keep the twins that everybody may read at ``moment``.

        A twin is shown as long as readers of the article see the very release that it was made from, and that release
        is not retracted. Where they see that it is supported, somebody must have allowed it for all the funders, of
        the draft too, and not taken that back (S3). So it goes by itself, in the same instant, when its article is
        corrected materially, retracted, retired or supported, or has another funder, whichever way that came; no
        service has to remember it.
        """
        read = Edition.objects.current_at(moment).filter(release=OuterRef("release")).order_by()
        allowing = TwinSwitch.objects.allowing_at(moment).filter(article=OuterRef("release__article")).order_by()
        return self.out_at(moment).filter(
            Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=moment),
            Exists(read.filter(source__support=[])) | Q(Exists(read), Exists(allowing)),
            release__retraction__isnull=True,
        )

    def outdated_at(self, moment: datetime) -> Self:
        """Keep the twins that nobody took back and that are not shown because readers see another release."""
        read = Edition.objects.current_at(moment).filter(release__article=OuterRef("release__article")).order_by()
        return self.out_at(moment).filter(Exists(read.exclude(release=OuterRef("release"))), withdrawn_at__isnull=True)

    def newest_first(self) -> Self:
        """Order by when they came out."""
        return self.order_by("-released_at", "-pk")


class TwinEdition(models.Model):
    """A published plain-language page: the frozen source of all that is read, and the HTML rendered from it.

    Its number is that of the release of the article that it was made from, and its own within it: 2.0, 2.1.
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="twins")
    correction = models.PositiveIntegerField(default=0)
    slug = models.SlugField(max_length=90)
    source_hash = models.CharField(max_length=64)
    renderer_version = models.PositiveIntegerField()
    released_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(help_text="When this row last changed.")
    sign_off = models.ForeignKey(TwinSignOff, models.PROTECT, null=True, related_name="editions")
    is_demonstration = models.BooleanField(default=False)
    what_changed = models.CharField(max_length=400, blank=True, help_text="Public notice of a correction.")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.CharField(max_length=400, blank=True, help_text="Public notice.")
    source = models.JSONField(help_text="Everything that is read, as written: content.twins.source_of_twin(draft).")
    html = models.TextField(help_text="Rendered from the source: content.rendering.render_text(source['body']).")

    objects = TwinEditionQuerySet.as_manager()

    class Meta:
        ordering = ["-released_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["release", "correction"], name="content_twinedition_number_once_a_release"),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(superseded_at__isnull=True), name="content_twinedition_one_goes_on"
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=F("released_at")),
                name="content_twinedition_superseded_after_release",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="", withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
                name="content_twinedition_withdrawn_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(sign_off__isnull=False) | Q(is_demonstration=True),
                name="content_twinedition_rests_on_a_sign_off",
            ),
        ]
        indexes = [models.Index(fields=["-released_at", "-id"], name="content_twinedition_newest")]

    def __str__(self) -> str:
        return f"{self.slug}, plain language, of {self.released_at:%Y-%m-%d}"
