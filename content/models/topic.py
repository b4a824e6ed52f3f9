"""Topics: what articles are about."""

from django.db import models
from django.urls import reverse


class Topic(models.Model):
    """A subject that articles share, with a page of its own."""

    slug = models.SlugField("address", max_length=60, unique=True)
    name = models.CharField(max_length=80, unique=True)
    description = models.CharField(max_length=240, blank=True, help_text="One neutral sentence, shown to everyone.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("catalogue:topic", args=[self.slug])
