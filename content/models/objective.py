"""Learning objectives, the thread of an article, and its key figures."""

from django.db import models

from content.models.article import Article


class Objective(models.Model):
    """What a reader can do after reading; passages teach it and questions test it."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="objectives")
    key = models.SlugField(
        max_length=60, help_text="A short word for passages and questions to refer to, such as survival-figures."
    )
    text = models.CharField(max_length=300, help_text="Begin with a verb that can be tested: name, compare, interpret.")
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "key"],
                name="content_objective_key_once_in_an_article",
                violation_error_message="Another objective of this article has this key. Choose another word.",
            )
        ]

    def __str__(self) -> str:
        return self.text


class KeyFigure(models.Model):
    """A number that can be read across the room, never without n and time point."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="key_figures")
    value = models.CharField(max_length=24, help_text="As printed: 40.0%, 0.41, 8.2 months.")
    label = models.CharField(max_length=120, help_text="What was measured.")
    n = models.CharField("n", max_length=40, blank=True, help_text="In how many: 75, or 112 v 112.")
    time_point = models.CharField(max_length=80, blank=True, help_text="When: at 5 years, median follow-up 43 months.")
    interval = models.CharField(
        max_length=60, blank=True, help_text="95% CI 0.23 to 0.73. Empty reads “interval not reported”."
    )
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.value} {self.label}"
