"""Contributors, what they did for an article, and what they disclosed (S1)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.models.article import Article


class Contributor(models.Model):
    """A person, or a named team, who controls content."""

    name = models.CharField(max_length=120, unique=True)
    credentials = models.CharField(max_length=120, blank=True, help_text="MD, PhD")
    affiliation = models.CharField(max_length=200, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="contributor",
        limit_choices_to={"is_staff": True},
        verbose_name="log-in",
        help_text="With one, this person can review at the desk; without, by a link.",
    )
    email = models.EmailField(
        "e-mail", blank=True, help_text="For the link to the disclosure alone; readers never see it."
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name


class Contribution(models.Model):
    """What a contributor did for an article."""

    class Role(models.TextChoices):
        AUTHOR = "author", "author"
        EDITOR = "editor", "editor"
        REVIEWER = "reviewer", "reviewer"
        PLANNER = "planner", "planner"
        EXPERT = "expert", "expert whose opinion it is"

    WRITING = (Role.AUTHOR, Role.EXPERT)  # whose words it is; they review nothing of it

    article = models.ForeignKey(Article, models.CASCADE, related_name="contributions")
    contributor = models.ForeignKey(Contributor, models.PROTECT, related_name="contributions")
    role = models.CharField(max_length=10, choices=Role, default=Role.AUTHOR)
    started_on = models.DateField(
        "in this role since", null=True, blank=True, help_text="A relevant relationship must be mitigated before."
    )
    confirmed_on = models.DateField(
        "review confirmed on",
        null=True,
        blank=True,
        editable=False,
        help_text="Entered by hand, before reviewers signed off.",
    )
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "contributor", "role"],
                name="content_contribution_once_a_role",
                violation_error_message="This contributor already has this role for the article.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.contributor} ({self.role})"


class Disclosure(models.Model):
    """What a contributor disclosed on one day, about the 24 months before (S1)."""

    contributor = models.ForeignKey(Contributor, models.CASCADE, related_name="disclosures")
    disclosed_on = models.DateField()
    has_nothing_to_disclose = models.BooleanField("no financial relationships", default=False)
    statement = models.CharField(
        max_length=400, blank=True, editable=False, help_text="The wording that the contributor confirmed."
    )
    submitted_at = models.DateTimeField(
        null=True, editable=False, help_text="When the contributor sent it through a link; what was said is fixed then."
    )

    class Meta:
        ordering = ["-disclosed_on", "-pk"]
        get_latest_by = ["disclosed_on", "pk"]

    def __str__(self) -> str:
        return f"{self.contributor}, {self.disclosed_on}"


class Relationship(models.Model):
    """A financial relationship with an ineligible company, and what was decided about it (S1)."""

    class Decision(models.TextChoices):
        OPEN = "", "not yet decided"
        RELEVANT = "relevant", "relevant"
        NOT_RELEVANT = "not-relevant", "not relevant"

    class Kind(models.TextChoices):
        EMPLOYMENT = "employment", _("employment")
        OWNERSHIP = "ownership", _("ownership (other than shares traded in public)")
        SHARES = "shares", _("shares or options traded in public")
        CONSULTING = "consulting", _("consulting or advisory board")
        SPEAKING = "speaking", _("speaking or teaching")
        RESEARCH = "research", _("research funding")
        ROYALTIES = "royalties", _("royalties or patents")
        OTHER = "other", _("something else")

    HOLD_NO_ROLE = (Kind.EMPLOYMENT, Kind.OWNERSHIP)

    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="relationships")
    company = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OTHER)
    nature = models.CharField(max_length=200, help_text="Consulting fee, research grant to the institution, shares ...")
    ended_on = models.DateField("ended on", null=True, blank=True, help_text="Empty while it goes on.")
    decision = models.CharField(max_length=12, choices=Decision, blank=True, default=Decision.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    mitigation = models.CharField(max_length=300, blank=True, help_text="What was done about it, if relevant.")
    mitigated_on = models.DateField(null=True, blank=True)
    exception = models.CharField(
        max_length=300,
        blank=True,
        help_text="Owners and employees hold no role. Why this one may, under the standard's exceptions.",
    )

    class Meta:
        ordering = ["company", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(exception="") | ~models.Q(decision=""),
                name="content_relationship_exception_is_decided",
                violation_error_message="An exception needs the decision about the relationship.",
            ),
            models.CheckConstraint(
                condition=models.Q(decision="")
                | models.Q(decided_by__isnull=False, decided_on__isnull=False) & ~models.Q(reason=""),
                name="content_relationship_decision_has_who_when_why",
                violation_error_message="A decision needs who decided, on which day, and the reason.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company}: {self.nature}"

    def has_ended_by(self, day: date) -> bool:
        """Tell whether it was over on ``day``."""
        return self.ended_on is not None and self.ended_on <= day
