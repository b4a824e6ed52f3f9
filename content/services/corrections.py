"""Correcting a key: a row says what holds from now on, and why. The question stays as it was asked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction

from content.corrected_key import KeyRefused, checked_key, key_as_written
from content.models import KeyCorrection, QuestionVersion

NOT_ASKED = "No edition asks this question, so nobody was marked by its key. Edit the question instead."
NO_REASON = "Say why the key was wrong, in 1 to 400 characters; learners whose result changes read it."
SAME = "This is the key that holds already."
MEANWHILE = "Somebody has corrected this key after you opened the page. Look at what holds now, and correct that."


class CorrectionRefused(Exception):
    """The key was not corrected; the message is fit to show to whoever corrects it."""


class CorrectedMeanwhile(CorrectionRefused):
    """There is a correction that the sender did not know of."""

    def __init__(self) -> None:
        super().__init__(MEANWHILE)


@transaction.atomic
def correct_key(
    *,
    version: QuestionVersion,
    key: Mapping[str, Any],
    reason: str,
    actor: AbstractBaseUser | None,
    at: datetime,
    number: int | None = None,
) -> KeyCorrection:
    """Say what the right answer of a version that editions ask is from now on.

    Earlier corrections stay as they are; the one with the highest number holds. Attempts are marked anew by the
    regrade of ``cme.assessment``.

    Args:
        version: A version that an edition pins.
        key: Whole new key, as KeyCorrection has it. Of several keys of a single best answer any counts; accepted
            answers are further ones, beside the version's own; ``is_void`` gives the points to all who were asked.
        reason: Why; learners read it.
        actor: Who corrects it.
        at: When; aware.
        number: Number that the correction is to have, so that pressing twice corrects once; None takes the next one.

    Raises:
        CorrectedMeanwhile: There is a correction with this number.
        CorrectionRefused: No edition asks the version, the key does not fit it or holds already, or no reason is given.
    """
    latest = latest_correction(version)
    expected = latest.number + 1 if latest else 1
    if number not in (None, expected):
        raise CorrectedMeanwhile
    fields = _checked(version, key, reason, latest)
    try:
        with transaction.atomic():
            return KeyCorrection.objects.create(  # type: ignore[misc]  # which model users are is the site's word
                version=version, number=expected, made_at=at, made_by=actor, **fields
            )
    except IntegrityError as error:
        raise CorrectedMeanwhile from error


def _checked(
    version: QuestionVersion, key: Mapping[str, Any], reason: str, latest: KeyCorrection | None
) -> dict[str, Any]:
    if not version.edition_items.exists():
        raise CorrectionRefused(NOT_ASKED)
    try:
        checked = checked_key(version, key)
    except KeyRefused as refusal:
        raise CorrectionRefused(str(refusal)) from refusal
    if checked == standing_key(version, latest):
        raise CorrectionRefused(SAME)
    reason = " ".join(reason.split())
    if not 1 <= len(reason) <= 400:
        raise CorrectionRefused(NO_REASON)
    return {"key": checked, "reason": reason}


def latest_correction(version: QuestionVersion) -> KeyCorrection | None:
    """Return the correction that holds, if there is one."""
    return version.corrections.order_by("-number").first()


def standing_key(version: QuestionVersion, latest: KeyCorrection | None) -> dict[str, Any]:
    """Return the key that holds: the correction's, or the version's own."""
    return latest.key if latest else key_as_written(version)
