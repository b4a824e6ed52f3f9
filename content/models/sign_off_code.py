"""Codes by which the reviewer whom a link was made for confirms a sign-off: whoever holds the link alone cannot."""

from django.db import models
from django.utils.crypto import get_random_string

from content.models.review import ReviewLink, SignOff


def new_salt() -> str:
    """Return a fresh salt of 130 random bits."""
    return get_random_string(22)


class SignOffCode(models.Model):
    """A code was mailed to the reviewer of a link. The code itself is kept nowhere; it follows from salt and secret."""

    link = models.ForeignKey(ReviewLink, models.CASCADE, related_name="codes")
    address = models.EmailField(help_text="Where it was sent to: that of the reviewer then.")
    salt = models.CharField(max_length=22, default=new_salt, editable=False)
    asked_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    sign_off = models.OneToOneField(SignOff, models.CASCADE, null=True, related_name="code")

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(used_at__isnull=True, sign_off__isnull=True)
                | models.Q(used_at__isnull=False, sign_off__isnull=False),
                name="content_signoffcode_used_for_a_sign_off",
            )
        ]

    def __str__(self) -> str:
        return f"code of {self.asked_at:%Y-%m-%d %H:%M} for {self.address}"
