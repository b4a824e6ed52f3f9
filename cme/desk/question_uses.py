"""What the questions page tells beside each question: which edition uses its wording, and which version is newer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max

from cme.desk.pages import address_of
from content.bank_checks import said_of
from content.containers import PASSAGE
from content.models import Article, DraftItem, EditionItem, KeyCorrection, QuestionVersion
from content.release_numbers import said_number
from content.rendering import PARTS
from content.standing_keys import corrections_of, restated_in
from content.wording import Change, changes_between


@dataclass(frozen=True)
class Use:
    """What stands beside a question.

    Attributes:
        edition: The edition that used its wording last, or empty.
        next: The number that another wording would get.
        number: Number of the version that the draft names.
        newer: The newest version, where it is newer than the draft's.
        changes: How the two differ.
        correction: The correction of its key that holds, where it was corrected.
        is_void: Every answer counts since then.
        restated: What to say where its wording has another key than holds since an earlier version was corrected.
        key_page: Address of the page of that key, for whoever may open it; empty otherwise.
    """

    edition: str
    next: int
    number: int
    newer: QuestionVersion | None
    changes: Sequence[Change]
    correction: KeyCorrection | None
    is_void: bool
    restated: str
    key_page: str


def uses_of(
    items: Sequence[DraftItem], newer: Mapping[int, QuestionVersion], *, may_correct: bool = False
) -> dict[int, Use]:
    """Tell of each item what stands beside it.

    Args:
        items: Items of a draft, with versions, options and parts.
        newer: Newer versions by item.
        may_correct: Whether the pages of keys are open to whoever looks.
    """
    rows = EditionItem.objects.filter(version__in=[item.version for item in items if item.version.frozen_at])
    asked = rows.order_by("edition__released_at").values_list(
        "version", "edition__release__number", "edition__correction", "edition__release__article"
    )
    used = {version: said_number(release, correction) for version, release, correction, _ in asked}
    # An article has a page of a key where an edition of its own asked the question.
    pages = {(article, version) for version, _, _, article in asked} if may_correct else set()
    corrections = corrections_of(item.version.question_id for item in items)
    holding = {item.pk: corrections[item.version_id][-1] for item in items if item.version_id in corrections}
    restated = {item.pk: restated_in(item.version, corrections) for item in items}
    versions = QuestionVersion.objects.filter(question__in=[item.version.question_id for item in items])
    latest = dict(versions.order_by().values_list("question").annotate(latest=Max("number")))
    return {
        item.pk: Use(
            edition=used.get(item.version_id, ""),
            next=latest[item.version.question_id] + 1,
            number=item.version.number,
            newer=newer.get(item.pk),
            changes=changes_between(item.version, newer[item.pk]) if item.pk in newer else (),
            correction=holding.get(item.pk),
            is_void=item.pk in holding and bool(holding[item.pk].key.get("is_void")),
            restated=said_of(found, item.called) if (found := restated[item.pk]) else "",
            key_page=(
                address_of("key", item.article_id, item.version_id)
                if (item.article_id, item.version_id) in pages
                else ""
            ),
        )
        for item in items
    }


def passages_of(article: Article) -> list[str]:
    """Return the names of the passages of a draft, in order."""
    lines = [line.strip() for part in PARTS for line in getattr(article, part).splitlines()]
    found = [PASSAGE.match(line.lstrip(":").strip()) for line in lines if line.startswith(":::")]
    return list(dict.fromkeys(match[1] for match in found if match))
