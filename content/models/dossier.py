"""What stood behind an edition when it was published, and the accreditation files made of it. Written once."""

from django.conf import settings
from django.db import models

from content.models.edition import Edition


class Dossier(models.Model):
    """Planning, people with their disclosures and decisions, agreements and checklist, as they were at publication."""

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="dossier")
    content = models.JSONField(help_text="content.dossiers.dossier_of(article).")
    content_hash = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()

    class Meta:
        ordering = ["edition"]

    def __str__(self) -> str:
        return f"Dossier of edition {self.edition_id}"


class AccreditationFile(models.Model):
    """An accreditation file was made: of which edition, by whom, when, and the SHA-256 of its bytes."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="accreditation_files")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="Bytes.")

    class Meta:
        ordering = ["-made_at", "-pk"]
        permissions = [("make_accreditationfile", "Can make accreditation files")]

    def __str__(self) -> str:
        return f"Accreditation file of edition {self.edition_id}, {self.made_at:%-d %b %Y}"
