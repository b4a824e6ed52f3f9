"""Agreements with funders: what of an article's draft is the accreditation lead's to write (S3, S6)."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from content.models import Edition, Support
from content.services.drafts import touch_article
from content.services.history import keep_version
from content.services.reviewing import carry_sign_off
from content.services.twins import close_for_new_funder

TOLD = (
    "Readers see this agreement with the article. Empty the day on which it was signed and publish a correction; once "
    "readers see that, the agreement can be removed. Nothing that readers are told of is without its record."
)


class AgreementRefused(Exception):
    """The agreement stays; the message is fit to show."""


def is_told(support: Support, *, at: datetime) -> bool:
    """Tell whether an edition that readers see, or will see, would lack a record of its support without this one.

    Editions freeze names, and funders may be renamed; so a name that no other agreement of the article has is this
    one's.
    """
    editions = Edition.objects.ending_after(at).filter(release__article=support.article_id).order_by()
    others = Support.objects.filter(article=support.article_id).exclude(pk=support.pk)
    known = set(others.values_list("funder__name", flat=True))
    told = {named["name"] for rows in editions.values_list("source__support", flat=True) for named in rows}
    return bool(told - known)


@transaction.atomic
def save_agreement(*, support: Support, actor: AbstractBaseUser, at: datetime) -> None:
    """Write an agreement into the draft of its article; the sign-off of its words stands.

    A plain-language page that was allowed without this funder is allowed no more.

    Args:
        support: The agreement, new or changed.
        actor: Who writes it.
        at: Now; aware.
    """
    article = touch_article(article_id=support.article_id, version=None, actor=actor, at=at)
    support.save()
    carry_sign_off(article=article)
    keep_version(article_id=article.pk, actor=actor, at=at)
    close_for_new_funder(article=article, actor=actor, at=at)


@transaction.atomic
def remove_agreement(*, support: Support, actor: AbstractBaseUser, at: datetime) -> None:
    """Take an agreement from the draft of its article.

    Raises:
        AgreementRefused: Readers are told of it, so that its record stays.
    """
    article = touch_article(article_id=support.article_id, version=None, actor=actor, at=at)
    if is_told(support, at=at):
        raise AgreementRefused(TOLD)
    support.delete()
    carry_sign_off(article=article)
    keep_version(article_id=article.pk, actor=actor, at=at)
