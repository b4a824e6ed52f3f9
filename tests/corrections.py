"""Corrected keys in tests."""

from datetime import timedelta
from typing import Any

from cme.assessment.services import regrade
from content.models import Edition, KeyCorrection, QuestionVersion
from content.rationales import left_unexplained
from content.services.corrections import correct_key, written_until_now
from tests.factories import NOW

CORRECTED = NOW + timedelta(minutes=30)
REASON = "The table was read in the wrong row."


def version_of(edition: Edition, place: int = 0) -> QuestionVersion:
    """Return the version of a question of the post-test."""
    return edition.items.filter(role="post").order_by("position")[place].version


def option_of(version: QuestionVersion, place: int) -> int:
    """Return the primary key of an option, by its place."""
    return version.options.all()[place].pk


def whys(version: QuestionVersion, key: dict[str, Any]) -> dict[int, str]:
    """Return a new rationale for each answer whose own was written for another key."""
    missing = [] if "is_void" in key else left_unexplained([*written_until_now(version), (key, {})])
    return {answer: f"Another reason for {answer}." for answer in missing}


def correct(version: QuestionVersion, *places: int, **fields: Any) -> KeyCorrection:
    """Make these options the key, by their places."""
    key = {"keys": [option_of(version, place) for place in places]}
    defaults = {"version": version, "key": key, "reason": REASON, "actor": None, "at": CORRECTED}
    if places:
        defaults["rationales"] = whys(version, key)
    return correct_key(**defaults | fields)


def correct_and_regrade(version: QuestionVersion, *places: int, **fields: Any) -> int:
    """Make these options the key, and mark anew."""
    return regrade(correction=correct(version, *places), actor=None, at=CORRECTED, **fields)
