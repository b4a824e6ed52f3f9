"""How often somebody did what costs the site something, so that it stays within bounds."""

from django.db import models


class RateBucket(models.Model):
    """What one key has used up, as one number that a single conditional update reads and writes."""

    key = models.CharField(max_length=100, unique=True, help_text="What is done, and by whom: keep:12.")
    used_until = models.BigIntegerField(
        help_text="Milliseconds since 1970 until which what was done is paid for, at the rate of the key."
    )

    class Meta:
        ordering = ["key"]
        indexes = [models.Index(fields=["used_until"], name="content_ratebucket_by_age")]

    def __str__(self) -> str:
        return self.key
