"""The history of a draft, folded for reading: what somebody saved in one sitting is one line. No version is lost by it.

A version that was signed off or published is never folded away: what a sign-off or an edition names has its own line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from content.models import Article, Dossier, DraftVersion, SignOff
from content.release_numbers import said_number

PAUSE = timedelta(minutes=30)  # between two saves of one sitting, at most


@dataclass
class Sitting:
    """Versions that one person saved one after the other.

    Attributes:
        last: The newest of them, which stands for all.
        earlier: Those before it, the newest first.
        marks: What became of the newest: "signed off by ...", "published as 2.0".
    """

    last: DraftVersion
    earlier: list[DraftVersion] = field(default_factory=list)
    marks: Sequence[str] = ()


def sittings_of(versions: Sequence[DraftVersion], marks: Mapping[int, Sequence[str]]) -> list[Sitting]:
    """Fold versions that follow each other within half an hour, by the same person.

    Args:
        versions: The newest first.
        marks: What became of a version, by its number.
    """
    found: list[Sitting] = []
    for version in versions:
        if found and version.number not in marks and _goes_on(version, found[-1]):
            found[-1].earlier.append(version)
        else:
            found.append(Sitting(version, marks=marks.get(version.number, ())))
    return found


def _goes_on(version: DraftVersion, sitting: Sitting) -> bool:
    next_one = sitting.earlier[-1] if sitting.earlier else sitting.last
    is_same = version.saved_by_id is not None and version.saved_by_id == next_one.saved_by_id
    return is_same and next_one.saved_at - version.saved_at <= PAUSE


def marks_of(article: Article) -> dict[int, list[str]]:
    """Return what became of the versions of a draft: who signed them off, and as which edition they were published."""
    signed = SignOff.objects.filter(article=article).values_list("signed_at", "name")
    moments = [(at, f"signed off by {name}") for at, name in signed]
    frozen = Dossier.objects.filter(edition__release__article=article).values_list(
        "frozen_at", "edition__release__number", "edition__correction"
    )
    moments += [(at, f"published as {said_number(number, correction)}") for at, number, correction in frozen]
    saved = list(article.draft_versions.order_by("number").values_list("number", "saved_at")) if moments else []
    found: dict[int, list[str]] = {}
    for at, label in sorted(moments):
        number = _version_at(saved, at)
        if number is not None:
            found.setdefault(number, []).append(label)
    return found


def _version_at(saved: Sequence[tuple[int, datetime]], at: datetime) -> int | None:
    """Return the number of the version that a draft was at a moment."""
    return next((number for number, saved_at in reversed(saved) if saved_at <= at), None)
