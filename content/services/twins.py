"""Writing the plain-language page of an article: saving it, asking its reviewer, the sign-off, and the switch."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from content.models import Article, Edition, TwinDraft, TwinSignOff, TwinSwitch, TwinVersion
from content.services.publishing import lock_article
from content.twin_checks import NOT_A_REVIEWER, NOT_READ
from content.twins import (
    STATEMENT,
    STATEMENT_VERSION,
    TEXTS,
    digest_of,
    edition_read_at,
    funders_seen,
    is_off,
    is_seen_supported,
    may_review,
    switch_of,
    values_of,
)

ANOTHER = "This page was given to {} to review. Nobody else signs it off."
CHANGED = "The page changed after you opened it. Read it once more; nothing is signed."
UNCHANGED = "That is what holds already."
NO_PAGE = "There is no plain-language page yet. Save one first."
NO_FUNDER = "The article has no funder, so there is nothing to allow."
NEW_FUNDER = "A funder came after a plain-language page was allowed."
OWN_PAGE = "Nobody reviews their own page. Choose another reviewer."


class TwinRefused(Exception):
    """Nothing was written; the message is fit to show."""


class TwinConflict(TwinRefused):
    """The page was saved by somebody else in between."""


def draft_of(article: Article, *, at: datetime) -> TwinDraft:
    """Return the plain-language page of an article, a new one that is not stored if there is none."""
    rows = TwinDraft.objects.filter(article=article).select_related("author", "reviewer", "updated_by", "article")
    return rows.first() or TwinDraft(article=article, version=0, updated_at=at)


@transaction.atomic
def save_twin(
    *, article: Article, values: Mapping[str, Any], version: int, actor: AbstractBaseUser | None, at: datetime
) -> TwinDraft:
    """Save the plain-language page, provided nobody saved it in between; keep what it says as a version.

    Args:
        article: Whose page it is.
        values: ``title``, ``summary``, ``body``, ``author`` and ``reviewer`` (contributors or None).
        version: The version the editor had open; 0 if there was none.
        actor: Who saves; None is a command.
        at: When.

    Raises:
        TwinConflict: The page has another version by now.
        TwinRefused: Author and reviewer are the same person.
    """
    lock_article(article)
    draft = draft_of(article, at=at)
    if draft.version != version:
        who = draft.updated_by.get_username() if draft.updated_by else "Somebody"
        raise TwinConflict(
            f"{who} saved this page at {draft.updated_at:%H:%M} UTC on {draft.updated_at:%-d %B %Y}, after you opened "
            "it. Yours stands below and is not saved yet. Compare with what is saved, and save again."
        )
    if values["author"] is not None and values["author"] == values["reviewer"]:
        raise TwinRefused(OWN_PAGE)
    before = values_of(draft)
    if values["reviewer"] != draft.reviewer:
        draft.asked_at = draft.asked_by = None
    for name in (*TEXTS, "author", "reviewer"):
        setattr(draft, name, values[name])
    draft.version, draft.updated_at, draft.updated_by = version + 1, at, actor  # type: ignore[assignment]
    draft.save()
    if version == 0 or values_of(draft) != before:
        _keep_version(draft, actor, at)
    return draft


def _keep_version(draft: TwinDraft, actor: Any, at: datetime) -> None:
    texts = values_of(draft)
    TwinVersion.objects.create(draft=draft, number=draft.version, texts=texts, saved_at=at, saved_by=actor)


@transaction.atomic
def ask_twin_review(*, article: Article, actor: AbstractBaseUser, at: datetime) -> TwinDraft:
    """Put the page on its reviewer's list.

    Raises:
        TwinRefused: There is no page, or its reviewer is none of the article or wrote one of the two.
    """
    draft = _locked_draft(article, at)
    if not may_review(draft):
        raise TwinRefused(NOT_A_REVIEWER)
    draft.asked_at, draft.asked_by = at, actor  # type: ignore[assignment]  # which model users are is the site's word
    draft.save(update_fields=["asked_at", "asked_by"])
    return draft


@transaction.atomic
def sign_off_twin(*, article: Article, actor: AbstractBaseUser, seen: str, at: datetime) -> TwinSignOff:
    """Stand up for what the page says about the release that readers see.

    Args:
        article: Whose page it is.
        actor: Who signs: the log-in of the reviewer whom the page names.
        seen: ``digest_of`` the page as the reviewer saw it.
        at: Now; aware.

    Raises:
        TwinRefused: The signer is not that reviewer, or wrote one of the two; there is no page, or it changed; or
            readers see no edition to compare it with.
    """
    draft = _locked_draft(article, at)
    if not may_review(draft):
        raise TwinRefused(NOT_A_REVIEWER)
    reviewer = draft.reviewer
    if reviewer is None or reviewer.user_id != actor.pk:
        raise TwinRefused(ANOTHER.format(reviewer.name if reviewer else "somebody"))
    edition = edition_read_at(draft.article, at)
    if edition is None:
        raise TwinRefused(NOT_READ)
    digest = digest_of(draft, edition.release_id)
    if digest != seen:
        raise TwinRefused(CHANGED)
    draft.asked_at = draft.asked_by = None
    draft.save(update_fields=["asked_at", "asked_by"])
    return TwinSignOff.objects.create(  # type: ignore[misc]  # which model users are is the site's word
        draft=draft,
        reviewer=reviewer,
        name=reviewer.name,
        user=actor,
        signed_at=at,
        digest=digest,
        statement_version=STATEMENT_VERSION,
        statement=STATEMENT,
    )


def _locked_draft(article: Article, at: datetime) -> TwinDraft:
    lock_article(article)
    draft = draft_of(article, at=at)
    if draft.pk is None:
        raise TwinRefused(NO_PAGE)
    return draft


@transaction.atomic
def switch_twin(*, article: Article, is_on: bool, reason: str, actor: AbstractBaseUser, at: datetime) -> TwinSwitch:
    """Allow a plain-language page of a supported article with the funders it has now, or take that back.

    Its funders are those of the draft, and those that readers are told of.

    Args:
        article: The article.
        is_on: Whether it may have one.
        reason: Why, in 1 to 400 characters.
        actor: Who says so.
        at: Now; aware.

    Raises:
        TwinRefused: The article has no funder, nothing would change, or the reason is missing.
    """
    reason = " ".join(reason.split())
    if not 1 <= len(reason) <= 400:
        raise TwinRefused("Give a reason, in 1 to 400 characters.")
    article = lock_article(article)
    edition = edition_read_at(article, at)
    seen = {pk for pk in funders_seen(edition).values() if pk is not None}
    funders = sorted(seen.union(article.support.values_list("funder", flat=True)))
    if is_on and not funders and not is_seen_supported(edition):
        raise TwinRefused(NO_FUNDER)
    last = article.twin_switches.first()
    is_as_said = last and last.is_on == is_on and last.funders == funders and not (is_on and is_off(article, edition))
    if is_as_said or (last is None and not is_on):
        raise TwinRefused(UNCHANGED)
    if edition:  # its stored page links its plain-language page while that is shown
        Edition.objects.filter(pk=edition.pk).update(changed_at=at)
    return TwinSwitch.objects.create(  # type: ignore[misc]  # which model users are is the site's word
        article=article, is_on=is_on, reason=reason, funders=funders, set_at=at, set_by=actor
    )


def close_for_new_funder(*, article: Article, actor: AbstractBaseUser, at: datetime) -> None:
    """Take the permission back where a funder came that was not known when it was given."""
    switch = switch_of(article)
    if switch and switch.is_on and is_off(article):
        switch_twin(article=article, is_on=False, reason=NEW_FUNDER, actor=actor, at=at)
