"""The question versions that a draft names."""

from django.db import models
from django.utils.text import Truncator

from content.models.article import Article
from content.models.objective import Objective
from content.models.question import QuestionVersion, Role
from content.models.reference import Reference


class DraftItem(models.Model):
    """A question version that a draft names: where it is asked and what it tests."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="draft_items")
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="draft_items")
    in_pre_test = models.BooleanField(default=False)
    in_post_test = models.BooleanField(default=True)
    in_text = models.BooleanField(default=False)
    in_self_check = models.BooleanField(default=False)
    objective = models.ForeignKey(Objective, models.SET_NULL, null=True, blank=True, related_name="draft_items")
    passage = models.SlugField(max_length=60, blank=True, help_text="Name of the passage in the text that teaches it.")
    reference = models.ForeignKey(Reference, models.SET_NULL, null=True, blank=True, related_name="draft_items")
    key = models.SlugField(max_length=60, help_text="A short word for this question, unique in the article.")
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "key"],
                name="content_draftitem_key_once_in_an_article",
                violation_error_message="Another question of this article has this key. Choose another word.",
            ),
            models.UniqueConstraint(fields=["article", "version"], name="content_draftitem_version_once_in_an_article"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def called(self) -> str:
        """What messages call it, such as ``2 (“Which is right?”)``; the version is loaded with it."""
        begins = Truncator(" ".join(self.version.stem.split())).chars(60)
        return f"{self.position} (“{begins}”)" if begins else str(self.position)

    def is_in(self, role: str) -> bool:
        """Tell whether the question is asked in a test."""
        asked = {
            Role.PRE: self.in_pre_test,
            Role.POST: self.in_post_test,
            Role.TEXT: self.in_text,
            Role.SELF: self.in_self_check,
        }
        return asked[Role(role)]
