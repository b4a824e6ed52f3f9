"""What stands in forms that are open: words not saved yet, and who has an article open."""

from django.conf import settings
from django.db import models

from content.models.article import Article


class FormDraft(models.Model):
    """What somebody typed into a form and has not saved, as the browser sent it; never the article itself."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    form = models.CharField(max_length=60, help_text="Such as article:12, questions:12 or article:new:TOKEN.")
    fields = models.JSONField(help_text="Lists of values by name; no token, no password, no file.")
    size = models.PositiveIntegerField(default=0, help_text="Characters of names and values.")
    base_version = models.PositiveIntegerField(default=0, help_text="The version of the article that was open.")
    number = models.PositiveIntegerField(default=1, help_text="Counts up with each writing; a late one is refused.")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "form"], name="content_formdraft_once_a_user_and_form")]
        indexes = [models.Index(fields=["saved_at"], name="content_formdraft_by_age")]

    def __str__(self) -> str:
        return self.form


class Presence(models.Model):
    """Somebody has an article open at the desk; a browser says so every few seconds."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    article = models.ForeignKey(Article, models.CASCADE, related_name="presences")
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "article"], name="content_presence_once_an_article")]

    def __str__(self) -> str:
        return f"since {self.since:%H:%M} UTC"
