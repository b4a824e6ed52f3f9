"""Agreements with funders: what of an article's draft is the accreditation lead's to write (S3, S6)."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from content.models import Support
from content.services.drafts import touch_article
from content.services.history import keep_version
from content.services.reviewing import carry_sign_off
from content.services.twins import close_for_new_funder


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
    """Take an agreement from the draft of its article; editions keep what they froze."""
    article = touch_article(article_id=support.article_id, version=None, actor=actor, at=at)
    support.delete()
    carry_sign_off(article=article)
    keep_version(article_id=article.pk, actor=actor, at=at)
