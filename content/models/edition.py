"""Editions: what readers see. Made by publishing, never changed."""

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.fields.json import KeyTextTransform

from content.models.article import Article
from content.models.question import QuestionVersion, Role
from content.models.series import Series, SeriesPart
from content.models.study import Study, study_of
from content.models.topic import Topic
from content.release_numbers import GIVEN_UP, said_release


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Ways to choose releases. Each returns a queryset, so they chain."""

    def numbered(self) -> Self:
        """Leave out those that were withdrawn unseen and gave up their number."""
        return self.filter(number__lt=GIVEN_UP)


class Release(models.Model):
    """The first number of an edition. Ratings, attempts and limits go on within a release."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    opened_at = models.DateTimeField()

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="content_release_number_once_an_article")
        ]

    def __str__(self) -> str:
        return f"{self.article.slug} {said_release(self.number)}"


class EditionQuerySet(models.QuerySet["Edition"]):
    """Ways to choose editions. Each returns a queryset, so they chain."""

    def current_at(self, moment: datetime) -> Self:
        """Keep the editions that readers see at ``moment``."""
        return self.filter(
            models.Q(superseded_at__isnull=True) | models.Q(superseded_at__gt=moment), released_at__lte=moment
        )

    def ending_after(self, moment: datetime) -> Self:
        """Keep the editions that readers see at ``moment`` or would see later."""
        return self.filter(models.Q(superseded_at__isnull=True) | models.Q(superseded_at__gt=moment))

    def open_to_tests(self) -> Self:
        """Leave out the editions whose release is retracted or paused."""
        waiting = models.Q(release__pause__isnull=False, release__pause__lifted_at__isnull=True)
        return self.filter(release__retraction__isnull=True).exclude(waiting)

    def of_article(self, slug: str) -> Self:
        """Keep the editions of the article at this address."""
        return self.filter(release__article__slug=slug)

    def newest_first(self) -> Self:
        """Order by when the release was first published; corrections do not move an article."""
        return self.order_by("-listed_at", "-pk")

    def listed(self, moment: datetime) -> Self:
        """Keep the editions that readers see at ``moment``, newest first.

        No edition is seen before its release was opened; saying so lets the index that orders select as well.
        """
        return self.current_at(moment).filter(listed_at__lte=moment).newest_first()

    def without_text(self) -> Self:
        """Leave the long texts in the database."""
        return self.defer("source", "html")

    def teasers(self) -> Self:
        """Load only what the public may see."""
        return self.with_notices().only(
            "slug", "teaser", "listed_at", "released_at", "is_demonstration", "expires_on", "correction", "what_changed"
        )

    def with_link_picture(self) -> Self:
        """Tell the file of the link picture, in the same query: ``link_picture_file``, None before it is drawn."""
        return self.annotate(link_picture_file=models.F("link_picture__file"))

    def with_series(self, moment: datetime) -> Self:
        """Tell the place of each edition in a series, in the same query; of several, in the first by title.

        Adds ``series_title`` and ``series_slug`` (None outside any), ``series_before`` and ``series_after`` (how many
        parts readers see there at ``moment``; None for none), and of the part before and after slug, title, and when it
        was retracted (``retracted_before`` and ``retracted_after``; None unless it was).
        """
        own = SeriesPart.objects.filter(article=models.OuterRef("release__article")).order_by("series__title", "pk")
        editions = self.annotate(
            series_title=models.Subquery(own.values("series__title")[:1]),
            series_slug=models.Subquery(own.values("series__slug")[:1]),
            series_id=models.Subquery(own.values("series")[:1]),
            series_position=models.Subquery(own.values("position")[:1]),
        )
        parts = SeriesPart.objects.read_at(moment).filter(series=models.OuterRef("series_id"))
        position = models.OuterRef("series_position")
        before = parts.filter(position__lt=position).order_by("-position", "-pk")
        after = parts.filter(position__gt=position).order_by("position", "pk")
        edition = "article__releases__editions__"
        found: dict[str, models.Subquery] = {}
        for name, side in (("before", before), ("after", after)):
            counted = side.order_by().values("series").annotate(n=models.Count("pk")).values("n")
            found[f"series_{name}"] = models.Subquery(counted)
            found[f"slug_{name}"] = models.Subquery(side.values(f"{edition}slug")[:1])
            found[f"retracted_{name}"] = models.Subquery(side.values("article__releases__retraction__retracted_at")[:1])
            found[f"title_{name}"] = models.Subquery(
                side.values(title=KeyTextTransform("title", f"{edition}teaser"))[:1]
            )
        return editions.annotate(**found)

    def in_series(self, series: Series) -> Self:
        """Keep the parts of a series, in the order in which they are read."""
        part = "release__article__series_parts__"
        return self.filter(**{f"{part}series": series}).order_by(f"{part}position", f"{part}pk")

    def with_notices(self) -> Self:
        """Tell of each edition what readers must know of its release, in the same query.

        Adds ``retracted_at`` and ``retraction_reason`` (None without a retraction), ``paused_at`` (None where tests
        can be started), and ``opening_change``: what changed when the release began.
        """
        opening = Edition.objects.filter(release=models.OuterRef("release"), correction=0).order_by()
        return self.annotate(
            retracted_at=models.F("release__retraction__retracted_at"),
            retraction_reason=models.F("release__retraction__reason"),
            paused_at=models.Case(
                models.When(release__pause__lifted_at__isnull=True, then=models.F("release__pause__paused_at"))
            ),
            opening_change=models.Subquery(opening.values("what_changed")[:1]),
        )

    def with_late_review(self) -> Self:
        """Tell of an urgent correction who signed what it says, in the same query.

        Adds ``hurried_at`` (None for others), and ``review_signed_by`` and ``review_signed_at`` (None as long as its
        release rests on no sign-off).
        """
        signed = Release.objects.filter(pk=models.OuterRef("release"), sign_offs__isnull=False)
        signed = signed.order_by("-sign_offs__signed_at", "-sign_offs__pk")
        return self.annotate(
            hurried_at=models.F("release__pause__paused_at"),
            review_signed_by=models.Subquery(signed.values("sign_offs__name")[:1]),
            review_signed_at=models.Subquery(signed.values("sign_offs__signed_at")[:1]),
        )


class Edition(models.Model):
    """A published version: the frozen source of all that a reader sees, and the HTML rendered from it."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="editions")
    correction = models.PositiveIntegerField(default=0)
    slug = models.SlugField(max_length=90)
    source_hash = models.CharField(max_length=64)
    renderer_version = models.PositiveIntegerField()
    listed_at = models.DateTimeField(help_text="When its release was first published; orders lists.")
    released_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(help_text="When this row last changed; tells caches of pages.")
    expires_on = models.DateField(null=True)
    pass_mark_percent = models.PositiveSmallIntegerField()
    policy = models.JSONField(help_text="How its tests are taken: content.policy.Policy as values.")
    is_demonstration = models.BooleanField(default=False)
    what_changed = models.CharField(max_length=400, blank=True, help_text="Public notice of a correction.")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # The long columns come last: SQLite reads the short ones without them.
    teaser = models.JSONField(help_text="What everybody may see: content.source.teaser_of(source).")
    source = models.JSONField(help_text="Everything a reader will see, as written: content.source.source_of(article).")
    html = models.JSONField(help_text="Parts rendered from the source: content.rendering.render_source(source).")
    topics = models.ManyToManyField(Topic, through="EditionTopic", related_name="editions")

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-listed_at"]
        constraints = [
            models.UniqueConstraint(fields=["release", "correction"], name="content_edition_correction_once_a_release"),
            models.UniqueConstraint(
                fields=["slug"],
                condition=models.Q(superseded_at__isnull=True),
                name="content_edition_one_goes_on_an_article",
            ),
            models.CheckConstraint(
                condition=models.Q(superseded_at__isnull=True) | models.Q(superseded_at__gte=models.F("released_at")),
                name="content_edition_superseded_after_release",
            ),
            models.CheckConstraint(
                condition=models.Q(pass_mark_percent__gte=1, pass_mark_percent__lte=100),
                name="content_edition_pass_mark_is_a_percentage",
            ),
        ]
        indexes = [
            models.Index(fields=["slug", "-released_at"], name="content_edition_by_address"),
            models.Index(fields=["-listed_at", "-id"], name="content_edition_newest_first"),
            models.Index(fields=["superseded_at", "released_at"], name="content_edition_in_force"),
            models.Index(fields=["-released_at"], name="content_edition_by_release"),
            models.Index(fields=["-changed_at"], name="content_edition_by_change"),
        ]

    def __str__(self) -> str:
        return f"{self.slug}, edition of {self.released_at:%Y-%m-%d}"

    @property
    def needs_source_read(self) -> bool:
        """Learners are asked to read the paper itself, and to say that they did (F4)."""
        return bool((self.teaser.get("format") or {}).get("needs_source_read"))

    @property
    def study(self) -> Study:
        """Study design and age groups, in the words of this moment's language."""
        return study_of(self.teaser)

    def is_expired_on(self, day: date) -> bool:
        """Tell whether nothing can be started or claimed any more on ``day`` (F2)."""
        return self.expires_on is not None and day > self.expires_on


class EditionTopic(models.Model):
    """A topic of an edition, as it was when published; the first is its main topic."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="edition_topics")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="edition_topics")
    position = models.PositiveSmallIntegerField()
    listed_at = models.DateTimeField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "topic"], name="content_editiontopic_once_an_edition")
        ]
        indexes = [models.Index(fields=["topic", "-listed_at"], name="content_editiontopic_newest")]

    def __str__(self) -> str:
        return f"{self.topic}"


class EditionItem(models.Model):
    """A question version pinned by an edition, in one of its tests."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="items")
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="edition_items")
    role = models.CharField(max_length=4, choices=Role)
    position = models.PositiveSmallIntegerField()
    objective_key = models.SlugField(max_length=60, blank=True)
    passage = models.SlugField(max_length=60, blank=True)
    reference_key = models.SlugField(max_length=60, blank=True)

    class Meta:
        ordering = ["edition", "role", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "role", "position"], name="content_editionitem_position_once"),
            models.UniqueConstraint(fields=["edition", "role", "version"], name="content_editionitem_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.role} {self.position}"
