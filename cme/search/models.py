"""What the search looks in: two documents for each edition that readers see, and their words."""

from django.db import models
from django.utils.crypto import get_random_string

from content.models import Edition


def new_key() -> str:
    """Return what no other index is called."""
    return get_random_string(32)


class Reach(models.TextChoices):
    """Who may find a document: everybody by the teaser, those who attested by the full text (A3)."""

    TEASER = "teaser", "teaser"
    FULL = "full", "full text"


class Document(models.Model):
    """An edition as one kind of visitor finds it. The full-text index of the database has a row with its number."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="documents")
    reach = models.CharField(max_length=6, choices=Reach)
    listed_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    changed_at = models.DateTimeField(help_text="When the edition had last changed as this was made from it.")
    facets = models.JSONField(help_text="cme.search.facets.Facets as values.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "reach"], name="search_document_one_an_edition_and_reach"),
            models.CheckConstraint(condition=models.Q(reach__in=Reach.values), name="search_document_reach_is_known"),
        ]

    def __str__(self) -> str:
        return f"edition {self.edition_id}, {self.reach}"


class Text(models.Model):
    """What a document says, for highlighted passages; in a table of its own, so that counting never reads it."""

    document = models.OneToOneField(Document, models.CASCADE, primary_key=True, related_name="text")
    title = models.CharField(max_length=300)
    lead = models.JSONField(help_text="Paragraphs that count for more: question and objectives.")
    names = models.JSONField(help_text="Topics, audience and authors: found, and never shown as a passage.")
    body = models.JSONField(help_text="The other paragraphs.")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class Word(models.Model):
    """A word that documents of one reach use: what unfinished and misspelt words are compared with."""

    reach = models.CharField(max_length=6, choices=Reach)
    word = models.CharField(max_length=250)
    stem = models.CharField(max_length=250)
    documents = models.IntegerField(help_text="In how many documents it stands.")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["reach", "word"], name="search_word_once_a_reach")]
        indexes = [models.Index(fields=["reach", "stem"], name="search_word_by_stem")]

    def __str__(self) -> str:
        return self.word


class Index(models.Model):
    """The index as a whole: one row, locked by whoever changes it."""

    key = models.CharField(max_length=32, default=new_key, help_text="Another one for each index made anew.")
    analysis = models.PositiveSmallIntegerField(help_text="cme.search.analysis.ANALYSIS that its terms were made with.")
    swept_at = models.DateTimeField(null=True, help_text="Up to this moment it knows what readers see.")
    topics = models.JSONField(default=dict, help_text="cme.search.topics.Tree as values, as the last sweep found it.")

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="search_index_is_one_row")]

    def __str__(self) -> str:
        return f"analysis {self.analysis}"
