"""Who wrote and reviewed an article, and what they disclosed."""

from datetime import date, datetime, timedelta
from typing import Any

from cme.learners.models import User
from content.models import (
    Article,
    Competency,
    Contribution,
    Contributor,
    Disclosure,
    PlanningRecord,
    Relationship,
    SignOff,
)
from content.reviewed import reviewed_hash
from content.services.planning import TEXTS, save_planning
from content.services.reviewing import Voice, ask_review, sign_off
from tests.factories import BEFORE, NOW, add_question, make_article

TODAY = NOW.date()


def make_user(name: str = "editor") -> User:
    return User.objects.get_or_create(username=name)[0]


def disclose(contributor: Contributor, *, on: date = TODAY - timedelta(days=30), nothing: bool = True) -> Disclosure:
    """Return a disclosure, of nothing unless told otherwise."""
    return Disclosure.objects.create(contributor=contributor, disclosed_on=on, has_nothing_to_disclose=nothing)


def tie(disclosure: Disclosure, **fields: Any) -> Relationship:
    """Return a relationship, with who, when and why if it says what was decided."""
    decided = {"decided_by": make_user(), "decided_on": TODAY, "reason": "It bears on the topic."}
    known = {"company": "Example Pharma", "nature": "Consulting fee"}
    return Relationship.objects.create(
        disclosure=disclosure, **known | (decided if fields.get("decision") else {}) | fields
    )


def plan(article: Article) -> PlanningRecord:
    """Give a draft a complete planning record, and let its author be the planner too."""
    author = article.contributions.get(role=Contribution.Role.AUTHOR)
    Contribution.objects.create(
        article=article, contributor=author.contributor, role=Contribution.Role.PLANNER, position=3,
        started_on=author.started_on,
    )  # fmt: skip
    texts = {name: f"What the planners say of the {name}." for name in TEXTS}
    chosen = [Competency.objects.get(code="medical-knowledge")]
    return save_planning(article=article, texts=texts, competencies=chosen, version=0, actor=make_user(), at=BEFORE)


def make_reviewed_article(**fields: Any) -> Article:
    """Return a draft for publication on a production site: written, disclosed, with one question, and signed off."""
    article = make_article(is_demonstration=False, **fields)
    reviewer = Contributor.objects.get_or_create(name="Reviewing team")[0]
    Contribution.objects.create(article=article, contributor=reviewer, role=Contribution.Role.REVIEWER, position=2)
    article.contributions.update(started_on=TODAY - timedelta(days=20))
    for contribution in article.contributions.all():
        disclose(contribution.contributor)
    plan(article)
    add_question(article)
    sign(article)
    return article


def sign(article: Article, *, at: datetime = NOW, reviewer: Contributor | None = None) -> SignOff:
    """Let a reviewer of the draft, who gets a log-in, be asked and sign off what it says."""
    reviewer = reviewer or article.contributions.filter(role="reviewer")[0].contributor
    if reviewer.user is None:
        reviewer.user = make_user(f"reviewer-{reviewer.pk}")
        reviewer.save()
    article = Article.objects.get(pk=article.pk)
    asked = ask_review(article=article, reviewer_id=reviewer.pk, actor=make_user(), at=at)
    voice = Voice(name=reviewer.name, user=reviewer.user)
    return sign_off(review_round=asked, voice=voice, seen=reviewed_hash(article), at=at)
