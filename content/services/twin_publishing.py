"""Publishing plain-language pages, and taking them back. That they go with their article is a rule of the queryset."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Max

from content.findings import Finding, Severity
from content.models import Article, Edition, TwinDraft, TwinEdition
from content.rendering import RENDERER_VERSION, render_text
from content.services.publishing import lock_article, missing_sentence
from content.services.twins import NO_PAGE, TwinRefused, draft_of
from content.source import hash_of
from content.twin_checks import check_twin
from content.twins import edition_read_at, sign_off_of, source_of_twin

SAME = "Nothing has changed since the page that is shown."
SAY_WHAT = "Say what changed; readers will see it above the text."
NOT_SHOWN = "No plain-language page of this article is shown, so there is nothing to take back."


class TwinIncomplete(TwinRefused):
    """The checklist has musts.

    Attributes:
        findings: What stops the publication.
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(missing_sentence(findings))
        self.findings = list(findings)


@transaction.atomic
def publish_twin(
    *,
    article: Article,
    actor: AbstractBaseUser | None,
    at: datetime,
    what_changed: str = "",
    version: int | None = None,
) -> TwinEdition:
    """Freeze the plain-language page as it stands; everybody may read it from now on.

    Args:
        article: Whose page it is.
        actor: Who publishes; None is a command.
        at: Now; aware.
        what_changed: Public notice, required where a page of the same release was shown before.
        version: The version that was looked at; None takes whatever it is now (commands).

    Raises:
        TwinRefused: There is no page, it was saved meanwhile, nothing changed, or the notice is missing.
        TwinIncomplete: The checklist has musts.
    """
    article = lock_article(article)
    draft = _draft_seen(article, version, at)
    edition = edition_read_at(article, at)
    musts = [row for row in check_twin(draft, edition, at=at) if row.severity is Severity.MUST]
    if musts or edition is None:
        raise TwinIncomplete(musts)
    # Its retraction and its successor lock the article first, as this does, so the release is read until the end.
    standing = TwinEdition.objects.filter(slug=edition.slug, superseded_at=None).first()
    what_changed = " ".join(what_changed.split())
    made = _make(draft, edition, standing, what_changed, at)
    made.published_by = actor  # type: ignore[assignment]  # which model users are is the site's word
    _refuse_same(made, standing, what_changed)
    if standing:
        TwinEdition.objects.filter(pk=standing.pk).update(superseded_at=made.released_at, changed_at=at)
    made.save(force_insert=True)
    _tell_pages(edition.pk, at)
    return made


def _draft_seen(article: Article, version: int | None, at: datetime) -> TwinDraft:
    draft = draft_of(article, at=at)
    if draft.pk is None:
        raise TwinRefused(NO_PAGE)
    if version not in (None, draft.version):
        raise TwinRefused("The page was saved again after you opened this one. Look at it once more.")
    return draft


def _make(
    draft: TwinDraft, edition: Edition, standing: TwinEdition | None, what_changed: str, at: datetime
) -> TwinEdition:
    sign_off = sign_off_of(draft, edition)
    source = source_of_twin(draft, edition, sign_off)
    latest = TwinEdition.objects.filter(release=edition.release_id).aggregate(latest=Max("correction"))["latest"]
    return TwinEdition(
        release=edition.release,
        correction=0 if latest is None else latest + 1,
        slug=edition.slug,
        source_hash=hash_of(source),
        renderer_version=RENDERER_VERSION,
        # Never before the page that it follows: a clock may be set back.
        released_at=max(at, standing.released_at) if standing else at,
        changed_at=at,
        sign_off=sign_off,
        is_demonstration=edition.is_demonstration,
        what_changed=what_changed if latest is not None else "",
        source=source,
        html=render_text(source["body"])[0],
    )


def _refuse_same(made: TwinEdition, standing: TwinEdition | None, what_changed: str) -> None:
    """Refuse a page that says what is shown already, and a correction without its notice."""
    goes_on = standing is not None and standing.release_id == made.release_id and standing.withdrawn_at is None
    if goes_on and standing is not None and standing.source_hash == made.source_hash:
        raise TwinRefused(SAME)
    if made.correction and not 1 <= len(what_changed) <= 400:
        raise TwinRefused(SAY_WHAT)


@transaction.atomic
def withdraw_twin(*, article: Article, actor: AbstractBaseUser | None, at: datetime, reason: str) -> TwinEdition:
    """Take the page that is shown back, at once and for good; its address tells why. Another may follow.

    Args:
        article: Whose page it is.
        actor: Who takes it back.
        at: Now; aware.
        reason: Public notice, in 1 to 400 characters.

    Raises:
        TwinRefused: No page is shown, or the reason is missing.
    """
    reason = " ".join(reason.split())
    if not 1 <= len(reason) <= 400:
        raise TwinRefused("Say why the page is taken back, in 1 to 400 characters; everybody will see it.")
    article = lock_article(article)
    shown = TwinEdition.objects.shown_at(at).filter(release__article=article).first()
    if shown is None:
        raise TwinRefused(NOT_SHOWN)
    shown.withdrawn_at, shown.withdrawn_reason, shown.changed_at = at, reason, at
    shown.withdrawn_by = actor  # type: ignore[assignment]  # which model users are is the site's word
    shown.save(update_fields=["withdrawn_at", "withdrawn_reason", "withdrawn_by", "changed_at"])
    edition = edition_read_at(article, at)
    if edition is not None:
        _tell_pages(edition.pk, at)
    return shown


def _tell_pages(edition_id: int, at: datetime) -> None:
    """Let the stored page of the article be made anew: it links its plain-language page."""
    Edition.objects.filter(pk=edition_id).update(changed_at=at)


@transaction.atomic
def rerender_twin(*, twin: TwinEdition, at: datetime) -> bool:
    """Rebuild the HTML of a page; return whether it came out different."""
    twin = TwinEdition.objects.select_for_update(of=("self",)).get(pk=twin.pk)
    html = render_text(twin.source["body"])[0]
    is_different: bool = html != twin.html
    more = {"changed_at": at} if is_different else {}
    TwinEdition.objects.filter(pk=twin.pk).update(html=html, renderer_version=RENDERER_VERSION, **more)
    return is_different
