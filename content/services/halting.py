"""What is never blocked: retracting a release, and correcting it before everything is complete (S1)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F

from content.findings import Finding
from content.models import Article, Edition, Pause, Reappearance, Release, Retraction, SignOff
from content.services.publishing import (
    Correction,
    PublishRefused,
    lock_article,
    missing_sentence,
    publish_article,
    what_blocks,
    withdraw_scheduled,
)
from content.signoffs import sign_offs_of
from content.source import source_of

NOTHING_TO_RETRACT = "Readers have never seen an edition of this article, so there is nothing to retract."
ALREADY = "The article is retracted already. The notice is never changed; a new release follows it."
MEANWHILE = "Another edition was published after you opened this page. Look at it, and retract that one if you must."
DIFFERS = "The draft says something else than readers see. Publish it as a correction first, then lift the pause."
NOT_PAUSED = "Nothing is paused: the pause was lifted, or another release followed."
# What others owe stands in these rules; whatever else the checklist demands, the page or its test cannot do without.
WAIVED = {"A3", "F1", "F4", "S0", "S1", "S3", "W1"}


def is_waived(finding: Finding) -> bool:
    """Tell whether an urgent correction goes out though this is missing."""
    return finding.rule in WAIVED and not finding.field.startswith("questions:")


@transaction.atomic
def retract_article(
    *, article: Article, actor: AbstractBaseUser | None, at: datetime, reason: str, release: int | None = None
) -> Retraction:
    """Take back before everybody what readers see. No checklist is asked; a scheduled edition is withdrawn.

    The text stays, with the notice; no test or rating of the release begins from now on, and no credit comes of it.
    Of a retired article, what readers saw last is retracted, and is shown again at its address under the notice: those
    who read it must find there that it was retracted.

    Args:
        article: The article.
        actor: Who retracts it.
        at: Now; aware.
        reason: Public notice, in 1 to 400 characters.
        release: Number of the release that is meant, so that one published meanwhile is not hit; None means any.

    Raises:
        PublishRefused: Readers never saw an edition, it is retracted already, it is another one, or no reason is given.
    """
    reason = _one_line(reason, "Say why the article is retracted; everybody will see it.")
    article = lock_article(article)
    edition = _seen_last(article, at)
    if edition is None:
        raise PublishRefused(NOTHING_TO_RETRACT)
    if Retraction.objects.filter(release=edition.release_id).exists():
        raise PublishRefused(ALREADY)
    if release not in (None, edition.release.number):
        raise PublishRefused(MEANWHILE)
    withdraw_scheduled(article=article, at=at)
    # Whoever opens a test holds this row until the attempt is there: wait for them, and let none follow.
    Release.objects.select_for_update().get(pk=edition.release_id)
    retraction = Retraction.objects.create(  # type: ignore[misc]  # which model users are is the site's word
        release=edition.release, reason=reason, retracted_at=at, retracted_by=actor
    )
    _show_again(edition, at)
    return retraction


def _seen_last(article: Article, at: datetime) -> Edition | None:
    """Return what readers see of an article, or saw last; a scheduled edition that was withdrawn nobody saw."""
    seen = Edition.objects.filter(release__article=article, released_at__lte=at).exclude(superseded_at=F("released_at"))
    return seen.select_related("release").order_by("-release__number", "-correction").first()


def _show_again(edition: Edition, at: datetime) -> None:
    """Let the notice be found at the address, also where the article was retired, and tell caches of pages."""
    ended = Edition.objects.filter(pk=edition.pk).values_list("superseded_at", flat=True).get()
    if ended is not None and ended <= at:
        Reappearance.objects.create(edition=edition, retired_at=ended, reappeared_at=at)
        Edition.objects.filter(pk=edition.pk).update(superseded_at=None)
    Edition.objects.filter(pk=edition.pk).update(changed_at=at)


@transaction.atomic
def publish_urgently(
    *, article: Article, actor: AbstractBaseUser | None, at: datetime, what_changed: str, reason: str
) -> Edition:
    """Let readers see a material correction at once, whatever others still owe; its tests and credit wait.

    Args:
        article: The draft.
        actor: Who publishes.
        at: Now; aware.
        what_changed: Public notice.
        reason: Why it cannot wait, in 1 to 400 characters; for the desk.

    Raises:
        PublishRefused: Nothing is published yet, it is retracted, nothing changed, the page or its test would break, a
            reason is missing, or nothing else is, so that it can be published as any other.
    """
    reason = _one_line(reason, "Say why the correction cannot wait.")
    locked = lock_article(article)
    if not Edition.objects.current_at(at).filter(release__article=locked).exists():
        raise PublishRefused("Readers see no edition of this article, so there is nothing to correct.")
    lacking = [finding for finding in what_blocks(locked, at=at, correction=Correction.MATERIAL) if is_waived(finding)]
    if not lacking:
        raise PublishRefused("Nothing is missing that others owe. Publish it as a material correction.")
    edition = publish_article(article=locked, actor=actor, at=at, what_changed=what_changed, waives=is_waived)
    Pause.objects.create(  # type: ignore[misc]  # which model users are is the site's word
        release=edition.release,
        reason=reason,
        missing=[finding.message for finding in lacking],
        paused_at=at,
        paused_by=actor,
    )
    return edition


@transaction.atomic
def lift_pause(*, article: Article, actor: AbstractBaseUser | None, at: datetime) -> Pause:
    """Let tests begin and credit be given again, now that all is there.

    Raises:
        PublishRefused: Nothing is paused, something is still missing, or the draft differs from what readers see.
    """
    article = lock_article(article)
    edition = _paused_edition(article, at)
    if edition is None:
        raise PublishRefused(NOT_PAUSED)
    source = source_of(article)
    blocking: Sequence[Finding] = what_blocks(article, at=at, correction=Correction.MATERIAL, source=source)
    if blocking:
        raise PublishRefused(missing_sentence(blocking), blocking)
    if _but_reviewers(source) != _but_reviewers(edition.source):
        raise PublishRefused(DIFFERS)
    pause = Pause.objects.select_for_update(of=("self",)).get(release=edition.release_id)
    pause.lifted_at, pause.lifted_by = at, actor  # type: ignore[assignment]  # which model users are is the site's word
    pause.save(update_fields=["lifted_at", "lifted_by"])
    unused = [row.pk for row in sign_offs_of(article, source) if row.release_id is None]
    SignOff.objects.filter(pk__in=unused[:1]).update(release=edition.release)
    Edition.objects.filter(pk=edition.pk).update(changed_at=at)
    return pause


def _paused_edition(article: Article, at: datetime) -> Edition | None:
    editions = Edition.objects.current_at(at).filter(release__article=article)
    return editions.filter(
        release__pause__isnull=False, release__pause__lifted_at=None, release__retraction=None
    ).first()


def _but_reviewers(source: dict[str, Any]) -> dict[str, Any]:
    """Leave out the day of the review, which is later than the edition that waited for it."""
    return {name: value for name, value in source.items() if name not in {"reviewers", "reviewed_on"}}


def _one_line(text: str, refusal: str) -> str:
    text = " ".join(text.split())
    if not 1 <= len(text) <= 400:
        raise PublishRefused(refusal)
    return text
