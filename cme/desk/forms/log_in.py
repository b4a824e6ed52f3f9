"""Logging in to the desk, so often from one network and no more."""

from typing import Any

from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from cme.access.senders import network_of_sender
from cme.access.services import may_send

TOO_OFTEN = "Your network has tried to log in very often in the last hour. Wait some minutes, then try again."


class LogInForm(AdminAuthenticationForm):
    """User name and password; whoever guesses them is stopped before any of them is looked at.

    Tries are counted for a network and for no account: nobody can lock an editor out by guessing.
    """

    request: HttpRequest

    def clean(self) -> dict[str, Any]:
        """Refuse what comes too often, then let in whoever is known and may enter."""
        if not self._may_try():
            raise ValidationError(TOO_OFTEN, code="too_often")
        cleaned: dict[str, Any] = super().clean()
        return cleaned

    @property
    def is_too_often(self) -> bool:
        """Whether it was refused because too many came before it."""
        return self.is_bound and self.has_error("__all__", "too_often")

    def _may_try(self) -> bool:
        return may_send(
            purpose="log-in",
            who=network_of_sender(self.request),
            an_hour=settings.LOG_INS_AN_HOUR,
            at=timezone.now(),
        )
