"""What an edition serves in a test: frozen, so read once and kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.cache import caches
from django.db.models import prefetch_related_objects

from cme.ui.languages import ENGLISH
from content.models import Edition, EditionItem, QuestionVersion
from content.policy import Policy
from content.question_text import WITH_PARTS
from content.source import picture_of

Kind = QuestionVersion.Kind


@dataclass(frozen=True)
class ServedOption:
    """One answer that can be chosen, put in order or accepted."""

    id: int
    text: str
    is_key: bool
    rationale: str
    shares: int = 0
    tolerance: Decimal | None = None


@dataclass(frozen=True)
class ServedPart:
    """One vignette or statement; ``key`` is the primary key of its right option."""

    id: int
    text: str
    key: int | None
    rationale: str
    picture: dict[str, Any] | None = None


@dataclass(frozen=True)
class ServedItem:
    """One question of a test, with all that marking and showing it needs.

    Attributes:
        id: Primary key of the edition's item.
        version: Primary key of the pinned version.
        question: Primary key of the question's identity; items before and after pair by it.
        kind: What is asked.
        is_partial: Whether shares count; otherwise all or nothing.
        worth: Points.
        denominator: Into how many shares a point is divided.
        objective: Key of the objective it tests, or empty.
        passage: Name of the passage that teaches it, or empty.
        reference: Key of the reference where the answer can be checked, or empty.
        picture: Address, alternative text, width, height and credit of its picture, or None.
        is_void: A correction gives its points to everybody who was asked.
        is_corrected: Its key is another than when it was published.
        language: In which its stem, its options and its parts are written; what explains them is in English.
    """

    id: int
    version: int
    question: int
    stem: str
    kind: str
    is_partial: bool
    worth: int
    denominator: int
    objective: str
    passage: str
    reference: str
    options: tuple[ServedOption, ...]
    parts: tuple[ServedPart, ...] = ()
    hint: str = ""
    unit: str = ""
    is_case_sensitive: bool = False
    picture: dict[str, Any] | None = None
    is_void: bool = False
    is_corrected: bool = False
    language: str = ENGLISH

    @property
    def field(self) -> str:
        """Name of its field in a form."""
        return f"item-{self.id}"

    @property
    def is_multiple(self) -> bool:
        """Several options may be chosen."""
        return self.kind == Kind.MULTIPLE

    @property
    def is_paired(self) -> bool:
        """Several things are asked at once, each with a choice of its own."""
        return self.kind in {Kind.MATCHING, Kind.KPRIM, Kind.ORDERING}

    @property
    def is_typed(self) -> bool:
        """The answer is typed."""
        return self.kind in {Kind.NUMERIC, Kind.SHORT}

    @property
    def is_scored(self) -> bool:
        """It counts for the result."""
        return self.worth > 0

    @property
    def keys(self) -> frozenset[int]:
        """Primary keys of the right options."""
        return frozenset(option.id for option in self.options if option.is_key)

    @property
    def option_ids(self) -> frozenset[int]:
        """Primary keys of all options."""
        return frozenset(option.id for option in self.options)


def served_items(edition_id: int, role: str) -> dict[int, ServedItem]:
    """Return all items of a test by primary key, in their order; an attempt may ask some of them.

    The rows cannot change (docs/decisions/0003), so they are read once and kept in the worker's memory.
    """
    key = f"served.{edition_id}.{role}"
    items: dict[int, ServedItem] | None = caches["pages"].get(key)
    if items is None:
        found = EditionItem.objects.filter(edition_id=edition_id, role=role).select_related("version")
        rows = list(found.prefetch_related("version__options"))
        prefetch_related_objects([row.version for row in rows if row.version.kind in WITH_PARTS], "parts")
        items = {row.pk: _served(row) for row in rows}
        caches["pages"].set(key, items)
    return items


def policy_of(edition_id: int, frozen: Mapping[str, Any] | None = None) -> Policy:
    """Return the rules of an edition's tests: frozen, so read once and kept, like its items.

    Args:
        edition_id: The edition.
        frozen: Its policy, where it was loaded anyhow; saves reading it.
    """
    key = f"policy.{edition_id}"
    policy: Policy | None = caches["pages"].get(key)
    if policy is None:
        policy = Policy.from_json(frozen or Edition.objects.values_list("policy", flat=True).get(pk=edition_id))
        caches["pages"].set(key, policy)
    return policy


def _served(row: EditionItem) -> ServedItem:
    version = row.version
    return ServedItem(
        id=row.pk,
        version=version.pk,
        question=version.question_id,
        stem=version.stem,
        kind=version.kind,
        is_partial=version.scoring == QuestionVersion.Scoring.PARTIAL,
        worth=version.points,
        denominator=version.denominator,
        objective=row.objective_key,
        passage=row.passage,
        reference=row.reference_key,
        options=tuple(
            ServedOption(option.pk, option.text, option.is_key, option.rationale, option.shares, option.tolerance)
            for option in version.options.all()
        ),
        parts=_parts(version) if version.kind in WITH_PARTS else (),
        hint=version.hint,
        unit=version.unit,
        is_case_sensitive=version.is_case_sensitive,
        picture=picture_of(version),
    )


def _parts(version: QuestionVersion) -> tuple[ServedPart, ...]:
    return tuple(
        ServedPart(part.pk, part.text, part.key_id, part.rationale, picture_of(part)) for part in version.parts.all()
    )
