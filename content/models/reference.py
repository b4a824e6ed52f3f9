"""References: what an article rests on."""

from django.core.validators import RegexValidator
from django.db import models

from content.models.addresses import WebAddressField
from content.models.article import Article

PARTIAL_DATE = RegexValidator(
    r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$", "Write a date as 2024-05-03, 2024-05 or 2024."
)


class ReferenceKind(models.TextChoices):
    """What kind of work is cited; the style of the reference follows from it."""

    ARTICLE = "article", "article"
    EPUB = "epub", "article ahead of print"
    ABSTRACT = "abstract", "abstract"
    BOOK = "book", "book"
    CHAPTER = "chapter", "chapter of a book"
    GUIDELINE = "guideline", "guideline or report"
    WEBPAGE = "webpage", "web page"
    PREPRINT = "preprint", "preprint"


class Reference(models.Model):
    """A work that an article cites by its key; one of them is the paper summarised."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="references")
    key = models.SlugField(max_length=60, help_text="Cite it in the text as [@key].")
    is_source = models.BooleanField("the paper summarised", default=False)
    kind = models.CharField(max_length=9, choices=ReferenceKind, default=ReferenceKind.ARTICLE)
    authors = models.CharField(max_length=500, blank=True, help_text="As Vancouver has it: Litzow MR, Sun Z, et al.")
    names = models.JSONField(
        default=list, blank=True, editable=False, help_text="The authors as they came, in CSL-JSON; never shown."
    )
    title = models.CharField(max_length=500, blank=True)
    journal = models.CharField(max_length=200, blank=True, help_text="Abbreviated as PubMed does.")
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    volume = models.CharField(max_length=20, blank=True)
    issue = models.CharField(max_length=20, blank=True)
    pages = models.CharField(max_length=40, blank=True)
    doi = models.CharField("DOI", max_length=200, blank=True, help_text="10.1056/NEJMoa2312948, without the address.")
    pmid = models.CharField("PubMed id", max_length=20, blank=True)
    pmcid = models.CharField("PMCID", max_length=20, blank=True, help_text="PMC1234567.")
    url = WebAddressField("address", blank=True, help_text="Only when there is no DOI and no PubMed id.")
    container = models.CharField("book or site", max_length=300, blank=True, help_text="What a chapter or page is in.")
    editors = models.CharField(max_length=500, blank=True)
    edition = models.CharField(max_length=60, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=100, blank=True)
    number = models.CharField(max_length=60, blank=True, help_text="Of a report or an abstract.")
    published_on = models.CharField(
        max_length=10, blank=True, validators=[PARTIAL_DATE], help_text="Online or posted: 2024-05-03 or 2024-05."
    )
    updated_on = models.CharField(max_length=10, blank=True, validators=[PARTIAL_DATE])
    accessed_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    retracted_reason = models.CharField(
        "why cited though retracted",
        max_length=300,
        blank=True,
        help_text="Readers see it beside the notice of retraction.",
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "key"],
                name="content_reference_key_once_in_an_article",
                violation_error_message="Another reference of this article has this key. Choose another word.",
            ),
            models.UniqueConstraint(
                fields=["article"],
                condition=models.Q(is_source=True),
                name="content_reference_one_source_an_article",
                violation_error_message="Only one reference can be the paper summarised.",
            ),
        ]

    def __str__(self) -> str:
        return f"[@{self.key}] {self.title or self.journal}"
