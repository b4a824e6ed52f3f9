"""The SHA-256 of a question as it was asked: taken when an edition pins the version, and never changed.

The source of an edition names its questions by version alone, so that no key leaks from it; this hash says what the
version said. Migration 0027 takes it of versions from before.
"""

from typing import Any

from content.source import hash_of

WORDING = (
    "number", "kind", "scoring", "level", "stem", "hint", "points", "denominator", "unit", "is_case_sensitive",
)  # fmt: skip
PICTURE = ("image", "image_alt", "image_credit")


def hash_of_version(version: Any) -> str:
    """Return the SHA-256 of all that a version says, keys, shares, tolerances and rationales among it.

    Answers name options and parts by their primary keys, so these are part of it. A field that comes later must be
    told only where it says something, so that the hashes taken before stay what they were.

    Args:
        version: A QuestionVersion, or one as a migration knows it, read from the database with options and parts.
    """
    return hash_of(
        {name: getattr(version, name) for name in WORDING}
        | {"question": version.question_id}
        | _picture(version)
        | {
            "options": [_option(row) for row in sorted(version.options.all(), key=_place)],
            "parts": [_part(row) for row in sorted(version.parts.all(), key=_place)],
        }
    )


def _place(row: Any) -> tuple[int, int]:
    return row.position, row.pk


def _option(row: Any) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in ("position", "text", "is_key", "rationale", "shares")}
    # The two databases pad a distance with different zeros.
    distance = None if row.tolerance is None else f"{row.tolerance.normalize():f}"
    return told | {"id": row.pk, "tolerance": distance}


def _part(row: Any) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in ("position", "text", "rationale")}
    return told | {"id": row.pk, "key": row.key_id} | _picture(row)


def _picture(row: Any) -> dict[str, str]:
    """Return what it says of its picture; nothing without one."""
    return {name: str(getattr(row, name)) for name in PICTURE} if row.image else {}
