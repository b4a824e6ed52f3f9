"""Asking contributors to disclose, and taking what they send (S1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from content.models import Contributor, Disclosure, DisclosureRequest, Relationship

STATEMENT = (
    "I disclose all financial relationships that I have had in the last 24 months with ineligible companies, of any "
    "amount: companies whose main business is producing, marketing, selling, re-selling or distributing healthcare "
    "products used by or on patients. What I send is complete and true."
)
WITHDRAWN = _("This link was withdrawn. If you were asked again, use the newer link.")
LAPSED = _("This link has lapsed. Ask whoever sent it for another one.")


class DisclosureRefused(Exception):
    """The disclosure was not taken; the message is fit to show to the contributor."""


@dataclass(frozen=True)
class Tie:
    """A relationship as a contributor names it."""

    company: str
    kind: str
    nature: str
    ended_on: date | None = None


@transaction.atomic
def ask_for_disclosure(*, contributor: Contributor, actor: AbstractBaseUser | None, at: datetime) -> DisclosureRequest:
    """Make a link for a contributor; one that waits is withdrawn."""
    Contributor.objects.select_for_update().get(pk=contributor.pk)
    DisclosureRequest.objects.waiting().filter(contributor=contributor).update(revoked_at=at)
    return DisclosureRequest.objects.create(  # type: ignore[misc]  # which model users are is the site's word
        contributor=contributor,
        asked_at=at,
        asked_by=actor,
        expires_at=at + timedelta(days=settings.DISCLOSURE_LINK_DAYS),
    )


@transaction.atomic
def begin_own_disclosure(*, actor: AbstractBaseUser, at: datetime) -> tuple[DisclosureRequest, bool]:
    """Return the link of somebody who discloses from a log-in, and whether it is new; one that can be used goes on.

    Raises:
        DisclosureRefused: No contributor belongs to this log-in.
    """
    contributor = Contributor.objects.select_for_update(of=("self",)).filter(user=actor.pk).first()
    if contributor is None:
        raise DisclosureRefused("No contributor belongs to this log-in.")
    asked = DisclosureRequest.objects.open_at(at).filter(contributor=contributor).first()
    return (asked, False) if asked else (ask_for_disclosure(contributor=contributor, actor=actor, at=at), True)


def withdraw_request(*, request: DisclosureRequest, at: datetime) -> bool:
    """End a link that waits for its answer; tell whether it did."""
    return bool(DisclosureRequest.objects.waiting().filter(pk=request.pk).update(revoked_at=at))


def what_refuses(request: DisclosureRequest, *, at: datetime) -> str:
    """Say why a link cannot be used at ``at``, or nothing."""
    if request.revoked_at:
        return str(WITHDRAWN)
    return str(LAPSED) if request.expires_at <= at else ""


@transaction.atomic
def submit_disclosure(*, request: DisclosureRequest, ties: Sequence[Tie], at: datetime) -> Disclosure:
    """Take what a contributor disclosed; sending it twice changes nothing.

    Args:
        request: The link.
        ties: All relationships; none means that there are none.
        at: When; aware.

    Returns:
        The disclosure, that of the first sending.

    Raises:
        DisclosureRefused: The link was withdrawn or has lapsed.
    """
    asked = DisclosureRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if asked.disclosure:
        return asked.disclosure
    refusal = what_refuses(asked, at=at)
    if refusal:
        raise DisclosureRefused(refusal)
    disclosure = Disclosure.objects.create(
        contributor_id=asked.contributor_id,
        disclosed_on=at.astimezone(UTC).date(),
        has_nothing_to_disclose=not ties,
        statement=STATEMENT,
        submitted_at=at,
    )
    Relationship.objects.bulk_create(
        Relationship(
            disclosure=disclosure, company=tie.company, kind=tie.kind, nature=tie.nature, ended_on=tie.ended_on
        )
        for tie in ties
    )
    asked.disclosure = disclosure
    asked.save(update_fields=["disclosure"])
    return disclosure
