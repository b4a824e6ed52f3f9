"""What contributions did: entries that the operator makes, shown on the page about impact."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q


class ContributionUse(models.Model):
    """Something that contributions of individuals paid for."""

    what = models.CharField("what it paid for", max_length=200)
    amount_minor = models.PositiveIntegerField("amount", help_text="In the currency's smallest unit, such as cents.")
    currency = models.CharField(
        max_length=3,
        validators=[RegexValidator(r"^[A-Z]{3}\Z", "Write the currency as three capital letters.")],
        help_text="Three capital letters, such as EUR.",
    )
    spent_on = models.DateField()

    class Meta:
        ordering = ["-spent_on", "-pk"]
        verbose_name = "use of contributions"
        verbose_name_plural = "uses of contributions"
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0),
                name="support_contributionuse_is_of_something",
                violation_error_message="Enter an amount above zero.",
            ),
        ]

    def __str__(self) -> str:
        return self.what
