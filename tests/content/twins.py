"""Plain-language pages for tests, made through the services that people use."""

from datetime import datetime
from typing import Any

from content.models import Article, Edition, TwinDraft, TwinEdition, TwinSignOff
from content.services.publishing import publish_article
from content.services.twin_publishing import publish_twin
from content.services.twins import draft_of, save_twin, sign_off_twin
from content.twins import digest_of
from tests.content.people import make_reviewed_article
from tests.factories import BEFORE, NOW, make_edition

BODY = """## Why was the study done?

Some people need a second transplant. The team wanted to know how they did. It looked at a list of people who had one.

## What did it find?

There were 75 people in the study. After 5 years, 40.0% of them were alive. That is four out of ten. The rest had died.
Some died since the cancer came back. Some died of other causes. The team could not tell who would do well.

## What can it not tell us?

There was no other group to compare with. So nobody can say if the transplant was the cause. The people were not all
alike. Some were very ill, and some were not. Care may have changed since then. A new study could show more.
"""
TEXTS = {"title": "How do people do after a second transplant?", "summary": "A study looked at it.", "body": BODY}


def article_of(edition: Edition) -> Article:
    return Article.objects.get(pk=edition.release.article_id)


def make_reviewed(**fields: Any) -> Article:
    """Return a published article, no demonstration, with an author and a reviewer who has a log-in."""
    article = make_reviewed_article(**fields)
    publish_article(article=article, actor=None, at=NOW)
    return Article.objects.get(pk=article.pk)


def write(article: Article, *, at: datetime = NOW, **values: Any) -> TwinDraft:
    """Save a page that lacks nothing but its sign-off."""
    people = {row.role: row.contributor for row in article.contributions.select_related("contributor")}
    known = TEXTS | {"author": people["author"], "reviewer": people.get("reviewer")}
    version = draft_of(article, at=at).version
    return save_twin(article=article, values=known | values, version=version, actor=None, at=at)


def sign(article: Article, *, at: datetime = NOW) -> TwinSignOff:
    """Let the reviewer of a page sign it off."""
    draft = draft_of(article, at=at)
    edition = Edition.objects.current_at(at).get(release__article=article)
    seen = digest_of(draft, edition.release_id)
    return sign_off_twin(article=article, actor=draft.reviewer.user, seen=seen, at=at)


def publish(article: Article, *, at: datetime = NOW, **fields: Any) -> TwinEdition:
    return publish_twin(**{"article": article, "actor": None, "at": at} | fields)


def make_twin(*, at: datetime = BEFORE, edition: Edition | None = None, **fields: Any) -> TwinEdition:
    """Return the published page of a demonstration article."""
    edition = edition or make_edition(at=at, **fields)
    article = article_of(edition)
    write(article, at=at, reviewer=None)
    return publish(article, at=at)
