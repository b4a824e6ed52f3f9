"""The video of an article, checked when it comes in; its captions are a file of their own."""

from django.db import models
from django.db.models import Value
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from content.models.article import Article

NAMED = len("videos/") + 64 + len(".webm")  # characters of the longest name


class Video(models.Model):
    """The video that an article of that kind is about, under the hash of its content. The text is its transcript."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="videos")
    file = models.FileField(
        upload_to="videos/", help_text="MP4 (H.264 or AV1) or WebM. It is served as it is, from this site alone."
    )
    captions = models.FileField(
        upload_to="videos/", blank=True, help_text="WebVTT: all that is said, and sounds that matter, with times."
    )
    language = models.CharField(
        "language of the captions", max_length=12, default="en", help_text="As a code: en, de, ar."
    )
    credit = models.CharField("source and licence", max_length=200, blank=True, help_text="Also where it is your own.")
    size = models.PositiveBigIntegerField(editable=False, help_text="Bytes.")
    duration_ms = models.PositiveIntegerField(editable=False, help_text="Milliseconds, as the file says.")
    width = models.PositiveIntegerField(editable=False, help_text="Pixels.")
    height = models.PositiveIntegerField(editable=False, help_text="Pixels.")
    captions_end_ms = models.PositiveIntegerField(editable=False, default=0, help_text="When the last cue ends.")
    captions_words = models.PositiveIntegerField(editable=False, default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article"],
                name="content_video_once_in_an_article",
                violation_error_message="An article has one video. Replace the file of the one that is there.",
            ),
            models.CheckConstraint(
                condition=models.Q(duration_ms__gte=1, size__gte=1, width__gte=1, height__gte=1),
                name="content_video_lasts_and_shows_something",
            ),
            models.CheckConstraint(
                # A folder, a hash and a suffix: a storage gives a second file of the same name another one, which would
                # have no address. Two uploads of the same film at once meet here, and the second one is tried again.
                condition=Exact(Length("file"), Value(NAMED - 1)) | Exact(Length("file"), Value(NAMED)),
                name="content_video_has_its_file",
            ),
        ]

    def __str__(self) -> str:
        return f"video of {self.duration_ms // 60_000}:{self.duration_ms // 1000 % 60:02}"
