"""What registries said of a work, kept so that nobody is asked twice."""

from django.db import models


class Lookup(models.Model):
    """The raw answer of one registry about one number."""

    class Registry(models.TextChoices):
        CROSSREF = "crossref", "Crossref"
        PUBMED = "pubmed", "PubMed"
        PMC = "pmc", "PubMed Central"

    registry = models.CharField(max_length=8, choices=Registry)
    number = models.CharField(max_length=200, help_text="DOI in lower case, PubMed id, or PMCID without its letters.")
    answer = models.JSONField(null=True, help_text="As the registry sent it; null where it knows no such number.")
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registry", "number"], name="content_lookup_once_a_number")]

    def __str__(self) -> str:
        return f"{self.registry} {self.number}"
