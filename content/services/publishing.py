"""Publishing: making an edition, correcting it, retiring the article."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Max

from content.checklist import check_article
from content.dossiers import dossier_of
from content.findings import Finding, Severity
from content.models import (
    Article,
    Dossier,
    DraftItem,
    Edition,
    EditionItem,
    EditionTopic,
    QuestionVersion,
    Release,
    Retraction,
    SignOff,
    Topic,
)
from content.models.question import Role
from content.months import months_after
from content.rendering import RENDERER_VERSION, render_source
from content.services.freezing import freeze_versions
from content.services.notices import join_notices
from content.services.numbering import open_release
from content.services.renditions import plan_renditions
from content.services.rerendering import held_renditions_of
from content.signoffs import sign_offs_of
from content.source import hash_of, source_of, teaser_of

RETRACTED = "The article is retracted. Only a new release, published as one that ends the retraction, can follow it."


class Correction(Enum):
    """How much an edition changes what is there."""

    MINOR = "minor"  # wording; the release goes on
    MATERIAL = "material"  # a number, a dose, a key, a conclusion, or a renewal; a new release


class PublishRefused(Exception):
    """The article was not published; the message is fit to show to the editor.

    Attributes:
        findings: What the checklist found that stops the publication, if that is the reason.
    """

    def __init__(self, message: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = list(findings)


@transaction.atomic
def publish_article(
    *,
    article: Article,
    actor: AbstractBaseUser | None,
    at: datetime,
    released_at: datetime | None = None,
    correction: Correction = Correction.MATERIAL,
    what_changed: str = "",
    ends_retraction: bool = False,
    waives: Callable[[Finding], bool] = lambda finding: False,
) -> Edition:
    """Freeze the draft as it stands into an edition that readers see from ``released_at`` on.

    Args:
        article: The draft.
        actor: Who publishes; None is a command.
        at: Now; aware.
        released_at: When readers see it; later than ``at`` to schedule. None means ``at``.
        correction: Ignored for a first publication. A minor correction keeps the release.
        what_changed: Public notice, required for a material correction.
        ends_retraction: Whoever publishes knows that it is retracted, and follows it with a new release.
        waives: Which findings do not stop it; ``publish_urgently`` alone waives any, and pauses the release.

    Raises:
        PublishRefused: The checklist has musts, nothing changed, another edition is scheduled, or it is retracted.
    """
    article = lock_article(article)
    standing = Edition.objects.filter(release__article=article, superseded_at__isnull=True).first()
    released_at, kind = released_at or at, correction if standing else None
    if standing:
        _refuse_after(standing, article, correction, what_changed, at)
        _refuse_retracted(standing, correction, ends_retraction)
    source = source_of(article, opens_release=kind is not Correction.MINOR)
    findings = check_article(article, at=max(at, released_at), source=source)
    _refuse_incomplete([finding for finding in stopping(findings, kind) if not waives(finding)])
    if standing and standing.source_hash == hash_of(source) and not _is_retracted(standing):
        raise PublishRefused("Nothing has changed since the edition that readers see.")
    edition = _make_edition(article, source, standing, actor, at, released_at, correction, what_changed)
    _keep_dossier(edition, dossier_of(article, findings, at=at), at)
    return edition


def _refuse_incomplete(blocking: Sequence[Finding]) -> None:
    if blocking:
        raise PublishRefused(missing_sentence(blocking), blocking)


def _keep_dossier(edition: Edition, content: dict[str, Any], at: datetime) -> None:
    Dossier.objects.create(edition=edition, content=content, content_hash=hash_of(content), frozen_at=at)


def _refuse_after(standing: Edition, article: Article, correction: Correction, what_changed: str, at: datetime) -> None:
    """Refuse what cannot follow the edition that goes on."""
    if standing.released_at > at:
        raise PublishRefused(
            f"An edition is scheduled for {standing.released_at:%-d %B %Y, %H:%M} UTC. "
            "Withdraw it before you publish another."
        )
    if correction is Correction.MATERIAL and not what_changed.strip():
        raise PublishRefused("Say what changed; readers will see it above the text.")
    if standing.slug != article.slug:
        raise PublishRefused(f"The address is fixed once published. Change it back to {standing.slug}.")


def _refuse_retracted(standing: Edition, correction: Correction, ends_retraction: bool) -> None:
    """Let nothing but a new release follow a retraction, by somebody who knows of it; the same words may."""
    if not (correction is Correction.MATERIAL and ends_retraction) and _is_retracted(standing):
        raise PublishRefused(RETRACTED)


def _is_retracted(edition: Edition) -> bool:
    return Retraction.objects.filter(release=edition.release_id).exists()


def lock_article(article: Article) -> Article:
    """Let those who publish at once come one after the other, and keep the questions as the checklist sees them."""
    article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    versions = QuestionVersion.objects.select_for_update(of=("self",)).filter(draft_items__article=article)
    list(versions.order_by("pk"))
    return article


def missing_sentence(blocking: Sequence[Finding]) -> str:
    """Say how many things stop a publication."""
    count = "One thing is" if len(blocking) == 1 else f"{len(blocking)} things are"
    return f"{count} missing before this can be published."


def what_blocks(
    article: Article, *, at: datetime, correction: Correction | None, source: dict[str, Any] | None = None
) -> list[Finding]:
    """Return what stops a publication.

    Args:
        article: The draft.
        at: When readers would see it; aware.
        correction: The kind of correction; None for a first publication.
        source: What ``source_of`` says of it, where that is known.
    """
    return stopping(check_article(article, at=at, source=source), correction)


def stopping(findings: Sequence[Finding], correction: Correction | None) -> list[Finding]:
    """Keep the findings that stop a publication of this kind."""
    kind = correction.value if correction else ""
    return [finding for finding in findings if finding.severity is Severity.MUST or (kind and finding.stops == kind)]


def _make_edition(
    article: Article,
    source: dict[str, Any],
    standing: Edition | None,
    actor: AbstractBaseUser | None,
    at: datetime,
    released_at: datetime,
    correction: Correction,
    what_changed: str,
) -> Edition:
    release, number = _next_number(article, standing, correction, released_at)
    if standing:
        supersede_edition(edition=standing, superseded_at=released_at, at=at)
    items = list(article.draft_items.select_related("objective", "reference"))
    freeze_versions(versions=[item.version_id for item in items], at=at)
    edition = Edition.objects.create(  # type: ignore[misc]  # which model users are is the site's word
        release=release,
        correction=number,
        slug=article.slug,
        teaser=teaser_of(source),
        source=source,
        source_hash=hash_of(source),
        html=render_source(source, renditions=held_renditions_of(source))[0],
        renderer_version=RENDERER_VERSION,
        listed_at=release.opened_at,
        released_at=released_at,
        changed_at=at,
        # A minor correction is no review, so it does not lengthen the life of its release (F2).
        expires_on=article.expires_on or months_after(release.opened_at.astimezone(UTC).date(), settings.EXPIRY_MONTHS),
        pass_mark_percent=source["pass_mark_percent"],
        policy=source["policy"],
        is_demonstration=article.is_demonstration,
        what_changed=what_changed.strip(),
        published_by=actor,
    )
    join_notices(edition_id=edition.pk, references=source["references"], at=at)
    _pin(edition, items, [topic["slug"] for topic in source["topics"]])
    plan_renditions(edition=edition, figures=source["figures"])
    _rest_on_sign_off(edition, article, source)
    return edition


def _rest_on_sign_off(edition: Edition, article: Article, source: dict[str, Any]) -> None:
    """Note which sign-off a new release rests on; the next release needs another (S0)."""
    if edition.correction:
        return
    unused = [row.pk for row in sign_offs_of(article, source) if row.release_id is None]
    SignOff.objects.filter(pk__in=unused[:1]).update(release=edition.release_id)


def _next_number(
    article: Article, standing: Edition | None, correction: Correction, released_at: datetime
) -> tuple[Release, int]:
    """Return release and correction of the next edition: the next in its release, or the first of a new one."""
    if standing and correction is Correction.MINOR:
        latest = standing.release.editions.aggregate(latest=Max("correction"))["latest"]
        return standing.release, latest + 1
    return open_release(article=article, opened_at=released_at), 0


def supersede_edition(*, edition: Edition, superseded_at: datetime, at: datetime) -> None:
    """End an edition at a moment, for a successor or for good."""
    Edition.objects.filter(pk=edition.pk).update(superseded_at=max(superseded_at, edition.released_at), changed_at=at)


@transaction.atomic
def retire_article(*, article: Article, at: datetime) -> None:
    """Take the article from its readers. What learners did stays, and names the edition it was about.

    Raises:
        PublishRefused: Readers see no edition of it, and none is scheduled; or it is retracted.
    """
    Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    standing = list(Edition.objects.filter(release__article=article).ending_after(at))
    if not standing:
        raise PublishRefused("The article is not published, so there is nothing to retire.")
    if any(_is_retracted(edition) for edition in standing):
        raise PublishRefused("A retracted article keeps its address, so that everybody finds the notice there.")
    for edition in standing:
        supersede_edition(edition=edition, superseded_at=at, at=at)


@transaction.atomic
def cancel_schedule(*, article: Article, at: datetime) -> None:
    """Withdraw the scheduled edition; the one that readers see stays.

    Raises:
        PublishRefused: No edition is scheduled.
    """
    Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    if not withdraw_scheduled(article=article, at=at):
        raise PublishRefused("No edition is scheduled.")


def withdraw_scheduled(*, article: Article, at: datetime) -> bool:
    """Withdraw the scheduled edition of a locked article, if there is one; tell whether there was."""
    editions = Edition.objects.filter(release__article=article)
    waiting = editions.filter(released_at__gt=at, superseded_at__isnull=True).first()
    if waiting is None:
        return False
    supersede_edition(edition=waiting, superseded_at=waiting.released_at, at=at)
    editions.filter(superseded_at=waiting.released_at, released_at__lte=at).update(superseded_at=None, changed_at=at)
    if waiting.correction == 0:
        SignOff.objects.filter(release=waiting.release_id).update(release=None)  # nobody read what rested on it
    return True


def _pin(edition: Edition, items: Sequence[DraftItem], topic_slugs: Sequence[str]) -> None:
    """Write the rows that tie the edition to its topics and to the versions of its questions."""
    topics = Topic.objects.in_bulk(topic_slugs, field_name="slug")
    EditionTopic.objects.bulk_create(
        EditionTopic(edition=edition, topic=topics[slug], position=place, listed_at=edition.listed_at)
        for place, slug in enumerate(topic_slugs, start=1)
    )
    for role in Role:
        EditionItem.objects.bulk_create(
            EditionItem(
                edition=edition,
                version_id=item.version_id,
                role=role,
                position=place,
                objective_key=item.objective.key if item.objective else "",
                passage=item.passage,
                reference_key=item.reference.key if item.reference else "",
            )
            for place, item in enumerate((item for item in items if item.is_in(role)), start=1)
        )
