"""Freezing the versions of questions that an edition pins, each with the hash of what it says."""

from collections.abc import Iterable
from datetime import datetime

from content.models import QuestionVersion
from content.version_hashes import hash_of_version


def freeze_versions(*, versions: Iterable[int], at: datetime) -> None:
    """Freeze those that are not frozen yet; the caller holds their rows locked.

    Args:
        versions: Primary keys.
        at: When the first edition pins them; aware.
    """
    rows = QuestionVersion.objects.filter(pk__in=versions, frozen_at=None).prefetch_related("options", "parts")
    loose = list(rows)
    for version in loose:
        version.frozen_at, version.content_hash = at, hash_of_version(version)
    QuestionVersion.objects.bulk_update(loose, ["frozen_at", "content_hash"])
