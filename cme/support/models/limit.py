"""How often strangers may send a form: counts that live a day, under names that lead back to nobody."""

from django.db import models


class RateBucket(models.Model):
    """How often somebody did something in one window. The name is a keyed hash, never an address."""

    name = models.CharField(max_length=64)
    began_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["name", "began_at"], name="support_ratebucket_once_a_window"),
        ]
        indexes = [models.Index(fields=["began_at"], name="support_ratebucket_by_age")]

    def __str__(self) -> str:
        return f"{self.name[:8]} {self.count}"
