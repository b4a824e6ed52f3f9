"""What is true of the questions that editions ask. Each function yields the rows that break it."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q

from content.models import EditionItem, Part, QuestionVersion
from content.question_text import KPRIM_STATEMENTS, WITH_PARTS
from content.version_hashes import hash_of_version

CHUNK = 500
Kind = QuestionVersion.Kind


def pinned_version_is_what_was_hashed() -> Iterator[str]:
    """A question that an edition asks says what it said when it was pinned, with its answers, keys and rationales."""
    frozen = QuestionVersion.objects.filter(frozen_at__isnull=False).order_by("pk")
    for version in frozen.prefetch_related("options", "parts").iterator(CHUNK):
        if hash_of_version(version) != version.content_hash:
            yield f"version {version.pk}"


def pinned_version_has_the_keys_of_its_kind() -> Iterator[str]:
    """A question that an edition asks has as many answers, parts and keys as its kind demands."""
    pinned = Exists(EditionItem.objects.filter(version=OuterRef("pk")))
    counted = QuestionVersion.objects.filter(pinned).annotate(
        answers=Count("options", distinct=True),
        keys=Count("options", filter=Q(options__is_key=True), distinct=True),
        asked=Count("parts", distinct=True),
    )
    loose = Part.objects.filter(version=OuterRef("pk")).exclude(key__version=F("version"))
    unkeyed = Q(kind__in=[kind.value for kind in WITH_PARTS]) & Exists(loose)
    wrong = (
        Q(kind__in=[Kind.SINGLE, Kind.TRUE_FALSE]) & ~Q(keys=1)
        | Q(kind__in=[Kind.MULTIPLE, Kind.NUMERIC, Kind.SHORT], keys=0)
        | ~Q(kind__in=[Kind.NUMERIC, Kind.SHORT]) & Q(answers__lt=2)
        | Q(kind=Kind.KPRIM) & ~Q(asked=KPRIM_STATEMENTS, answers=2)
        | Q(kind=Kind.MATCHING, asked=0)
        | unkeyed
    )
    columns = ("pk", "kind", "answers", "asked", "keys")
    for pk, kind, answers, parts, keys in counted.filter(wrong).order_by("pk").values_list(*columns).iterator(CHUNK):
        yield f"version {pk} ({kind}): {answers} answers, {parts} parts, {keys} keys among the answers"


INVARIANTS = (pinned_version_is_what_was_hashed, pinned_version_has_the_keys_of_its_kind)
