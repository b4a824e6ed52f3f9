"""Correcting a key: rows say what holds from now on, and why. The question stays as it was asked."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction

from content.corrected_key import KeyRefused, checked_key, key_as_written
from content.models import CorrectedRationale, KeyCorrection, QuestionVersion
from content.question_text import WITH_PARTS
from content.rationales import LONGEST, Written, explained_answers, left_unexplained, written_of

NOT_ASKED = "No edition asks this question, so nobody was marked by its key. Edit the question instead."
NO_REASON = "Say why the key was wrong, in 1 to 400 characters; learners whose result changes read it."
SAME = "This is the key that holds already."
NO_RATIONALE = "Say why it is right or wrong now; what is written was for the key until now."
FOREIGN_ANSWER = "A rationale is of an answer that this question does not have."
TOO_LONG = f"Shorten the rationale to {LONGEST} characters."
MEANWHILE = "Somebody has corrected this key after you opened the page. Look at what holds now, and correct that."


class CorrectionRefused(Exception):
    """The key was not corrected; the message is fit to show to whoever corrects it."""


class RationaleRefused(CorrectionRefused):
    """A rationale is missing, or is none.

    Attributes:
        answers: Primary keys of the options, or of the parts, that it is about.
    """

    def __init__(self, message: str, answers: Iterable[int]) -> None:
        self.answers = list(answers)
        super().__init__(message)


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
    rationales: Mapping[int, str] | None = None,
) -> KeyCorrection:
    """Say what the right answer of a version that editions ask is from now on, and why.

    Earlier corrections stay; the one with the highest number holds. The regrade of ``cme.assessment`` marks anew.

    Args:
        version: A version that an edition pins.
        key: Whole new key, as KeyCorrection has it. Of several keys of a single best answer any counts; accepted
            answers are further ones, beside the version's own; ``is_void`` gives the points to all who were asked.
        reason: Why; learners read it.
        actor: Who corrects it.
        at: When; aware.
        number: Number that the correction is to have, so that pressing twice corrects once; None takes the next one.
        rationales: Why each answer is right or wrong from now on, by primary key of the option, or of the vignette or
            statement; those left out or empty stay as they are, where they still fit.

    Raises:
        CorrectedMeanwhile: There is a correction with this number.
        RationaleRefused: An answer is something else by this key, and nobody said why.
        CorrectionRefused: No edition asks the version, the key does not fit it or holds already, or no reason is given.
    """
    latest = latest_correction(version)
    expected = latest.number + 1 if latest else 1
    if number not in (None, expected):
        raise CorrectedMeanwhile
    fields = _checked(version, key, reason, latest)
    texts = checked_rationales(version, fields["key"], rationales or {})
    # Which model users are is the site's word.
    correction = KeyCorrection(version=version, number=expected, made_at=at, made_by=actor, **fields)  # type: ignore[misc]
    return _written(correction, texts)


def _written(correction: KeyCorrection, texts: Mapping[int, str]) -> KeyCorrection:
    answer = "part" if correction.version.kind in WITH_PARTS else "option"
    rows = [CorrectedRationale(correction=correction, text=text, **{f"{answer}_id": pk}) for pk, text in texts.items()]
    try:
        with transaction.atomic():
            correction.save(force_insert=True)
            CorrectedRationale.objects.bulk_create(rows)
    except IntegrityError as error:
        raise CorrectedMeanwhile from error
    return correction


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


def checked_rationales(version: QuestionVersion, key: Mapping[str, Any], texts: Mapping[int, str]) -> dict[int, str]:
    """Return the rationales that come with a key, without blanks.

    Args:
        version: The version that is corrected.
        key: Its new key, as it is stored.
        texts: What was entered, by primary key of the answer.

    Raises:
        RationaleRefused: One is of another question or too long; or what explained an answer until now was written
            for another key and nothing takes its place. Where every answer counts nothing has to.
    """
    given = {answer: text.strip() for answer, text in texts.items() if text.strip()}
    foreign = given.keys() - {answer.pk for answer in explained_answers(version)}
    if foreign:
        raise RationaleRefused(FOREIGN_ANSWER, foreign)
    too_long = [answer for answer, text in given.items() if len(text) > LONGEST]
    if too_long:
        raise RationaleRefused(TOO_LONG, too_long)
    missing = [] if key.get("is_void") else left_unexplained([*written_until_now(version), (key, given)])
    if missing:
        raise RationaleRefused(NO_RATIONALE, missing)
    return given


def written_until_now(version: QuestionVersion) -> list[Written]:
    """Return the keys that a version has had, the latest last, each with the rationales that were written for it."""
    return written_of(version, list(version.corrections.order_by("number").prefetch_related("rationales")))


def latest_correction(version: QuestionVersion) -> KeyCorrection | None:
    """Return the correction that holds, if there is one."""
    return version.corrections.order_by("-number").first()


def standing_key(version: QuestionVersion, latest: KeyCorrection | None) -> dict[str, Any]:
    """Return the key that holds: the correction's, or the version's own."""
    return latest.key if latest else key_as_written(version)
