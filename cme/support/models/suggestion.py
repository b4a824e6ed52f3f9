"""What readers suggest, and what companies ask about grants: two kinds of row that never meet (S6)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cme.support.models.contribution import new_key
from content.models import ApprovedWording, Article


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """Ways to choose suggestions. Each returns a queryset, so they chain."""

    def waiting(self) -> Self:
        """Keep those that nobody has decided."""
        return self.filter(state=Suggestion.State.RECEIVED)

    def credited(self) -> Self:
        """Keep those whose article names who suggested it."""
        return self.filter(credited_in__isnull=False)


class Suggestion(models.Model):
    """An idea for an article, from one person. It knows nothing of any contribution."""

    class State(models.TextChoices):
        """What the editors decided."""

        RECEIVED = "received", "waiting for the editors"
        ACCEPTED = "accepted", "taken up"
        DECLINED = "declined", "not taken up"

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    form_key = models.CharField(max_length=32, unique=True, editable=False)
    topic = models.CharField(max_length=160)
    reason = models.TextField(max_length=1500)
    source = models.CharField(max_length=300, blank=True, help_text="A DOI, a PubMed number or an address.")
    credit_name = models.CharField(
        "wants to be named as", max_length=80, blank=True, help_text="Empty: does not want to be named."
    )
    statement_version = models.CharField(max_length=20, help_text="Of the wording that was confirmed.")
    wording = models.ForeignKey(
        ApprovedWording,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        help_text="What was confirmed in another language; empty for the English text of that version.",
    )
    suggested_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.RECEIVED)
    answer = models.TextField("answer to who suggested it", max_length=600, blank=True)
    article = models.ForeignKey(
        Article,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="suggestions",
        help_text="What came of it; readers see it once it is published.",
    )
    # The article again where it names who suggested it. Reading an article asks for it, and an index on all rows spares
    # SQLite planning that question anew each time, which one on some of them does not.
    credited_in = models.OneToOneField(Article, models.PROTECT, null=True, related_name="credit", editable=False)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-suggested_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="received", decided_at__isnull=True, article__isnull=True)
                | Q(state="accepted", decided_at__isnull=False)
                | Q(state="declined", decided_at__isnull=False, article__isnull=True),
                name="support_suggestion_decided_with_its_moment",
                violation_error_message="Only what is taken up becomes an article.",
            ),
            models.CheckConstraint(
                condition=Q(credited_in__isnull=True)
                | Q(credited_in__isnull=False, article__isnull=False, credited_in=F("article")) & ~Q(credit_name=""),
                name="support_suggestion_credited_where_it_led",
            ),
        ]

    def __str__(self) -> str:
        return self.topic


class GrantEnquiryQuerySet(models.QuerySet["GrantEnquiry"]):
    """Ways to choose enquiries. Each returns a queryset, so they chain."""

    def waiting(self) -> Self:
        """Keep those that nobody has answered."""
        return self.filter(answered_at__isnull=True)


class GrantEnquiry(models.Model):
    """A company or foundation asks how to give. There is no field for a topic, and none for a wish (S6)."""

    class Kind(models.TextChoices):
        """Who asks."""

        INDUSTRY = "industry", _("A company that makes or sells health products")
        FOUNDATION = "foundation", _("A foundation or a charity")
        PUBLIC = "public", _("A public body or a society")
        OTHER = "other", _("Another organisation")

    class Size(models.TextChoices):
        """What the grant may be, roughly."""

        UNSAID = "unsaid", _("Not decided")
        SMALL = "small", _("Up to 10,000")
        MIDDLE = "middle", _("10,000 to 50,000")
        LARGE = "large", _("More than 50,000")

    form_key = models.CharField(max_length=32, unique=True, editable=False)
    organisation = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=Kind)
    contact_name = models.CharField(max_length=120)
    email = models.EmailField()
    size = models.CharField(max_length=6, choices=Size)
    statement_version = models.CharField(max_length=20, help_text="Of the wording that was confirmed.")
    wording = models.ForeignKey(
        ApprovedWording,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        help_text="What was confirmed in another language; empty for the English text of that version.",
    )
    received_at = models.DateTimeField()
    note = models.TextField("note for ourselves", max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects = GrantEnquiryQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name_plural = "grant enquiries"

    def __str__(self) -> str:
        return self.organisation
