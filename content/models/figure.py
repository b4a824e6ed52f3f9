"""Figures: pictures in the text, checked and re-encoded when they come in."""

from django.db import models

from content.models.article import Article


class Figure(models.Model):
    """A picture that the text shows as ``![alt text](figure:key "caption")``."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="figures")
    key = models.SlugField(max_length=60, help_text='Show it in the text as ![alt text](figure:key "caption").')
    image = models.ImageField(
        upload_to="figures/",
        width_field="width",
        height_field="height",
        help_text="PNG, JPEG or WebP, up to 2 MB. It is re-encoded, so that nothing hidden in the file stays.",
    )
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    alt = models.CharField(
        "alternative text", max_length=300, blank=True, help_text="What it says to who cannot see it."
    )
    credit = models.CharField("source and licence", max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "key"],
                name="content_figure_key_once_in_an_article",
                violation_error_message="Another figure of this article has this key. Choose another word.",
            )
        ]

    def __str__(self) -> str:
        return self.key
