"""What became of works that articles cite: retractions, corrections and expressions of concern."""

from django.db import models

from content.models.edition import Edition


class WorkNotice(models.Model):
    """A notice about a work, as a registry told of it. Works are known by their numbers, whoever cites them."""

    class Kind(models.TextChoices):
        RETRACTION = "retraction", "Retracted"
        CONCERN = "concern", "Expression of concern"
        CORRECTION = "correction", "Corrected"

    doi = models.CharField("DOI", max_length=200, blank=True, help_text="Of the work, in lower case.")
    pmid = models.CharField("PubMed id", max_length=20, blank=True, help_text="Of the work.")
    kind = models.CharField(max_length=10, choices=Kind)
    notice_doi = models.CharField("DOI of the notice", max_length=200, blank=True)
    notice_pmid = models.CharField("PubMed id of the notice", max_length=20, blank=True)
    dated_on = models.DateField(null=True)
    told_by = models.CharField(max_length=20, help_text="crossref, retraction-watch or pubmed.")
    found_at = models.DateTimeField()
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["-found_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["doi", "pmid", "kind", "notice_doi", "notice_pmid"], name="content_worknotice_once"
            ),
            models.CheckConstraint(condition=~models.Q(doi="", pmid=""), name="content_worknotice_names_a_work"),
        ]
        indexes = [models.Index(fields=["pmid"], name="content_worknotice_by_pmid")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.doi or self.pmid}"


class WorkCheck(models.Model):
    """When a work was last asked about, by its number: ``doi:...`` or ``pmid:...``."""

    name = models.CharField(max_length=210, unique=True)
    checked_at = models.DateTimeField(null=True, help_text="When a registry last answered.")
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class EditionNotices(models.Model):
    """The notices that readers of an edition see at its references; joined anew by every check.

    Editions are never changed, and their HTML is frozen, so this stands beside them. Whoever writes it moves the
    edition's ``changed_at``, which tells caches of pages.
    """

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="work_notices")
    notices = models.JSONField(help_text="content.services.notices.Shown, in the order of the references.")
    joined_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "edition notices"

    def __str__(self) -> str:
        return f"{len(self.notices)} notices of {self.edition_id}"
