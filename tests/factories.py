"""Test data, made through the services that people use."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from cme.assessment.models import Attempt
from cme.assessment.responses import Response
from cme.assessment.results import Result, result_of
from cme.assessment.services import open_attempt, submit_attempt
from cme.learners.models import Learner
from cme.learners.services import begin_learner
from content.models import (
    Article,
    Contribution,
    Contributor,
    Edition,
    EditionTopic,
    KeyFigure,
    Objective,
    Reference,
    Release,
    Retraction,
    Topic,
)
from content.services.halting import retract_article
from content.services.publishing import Correction, publish_article
from content.services.questions import OptionText, QuestionText, save_question

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BEFORE = NOW - timedelta(days=10)
_numbers = count(1)

BODY = """## Who did worse

::: passage who-did-worse objective=survival
Survival was {canary} at 5 years.[@paper] There were 75 patients.
:::

*[OS]: overall survival
"""


def make_topic(name: str = "Transplant") -> Topic:
    """Return a topic, the same for the same name."""
    slug = name.lower().replace(" ", "-")
    return Topic.objects.get_or_create(slug=slug, defaults={"name": name})[0]


def make_article(*, topics: tuple[str, ...] = ("Transplant",), canary: str = "40.0%", **fields: Any) -> Article:
    """Return a draft that lacks nothing, a demonstration unless told otherwise; it has no questions."""
    number = next(_numbers)
    defaults = {
        "slug": f"article-{number}",
        "title": f"A study of second transplants, number {number}",
        "question": "What did the registry ask?",
        "audience": "Hematologists",
        "minutes": 4,
        "key_data": "Table: OS by arm\n\n| End point | Arm A |\n|---|---|\n| OS | 40.0% |\n",
        "key_learning": f"A second transplant remains a chance of cure: {canary}.",
        "limits": f"There was no comparison group ({canary}).",
        "body": BODY.format(canary=canary),
        "is_demonstration": True,
        "created_at": BEFORE,
        "updated_at": BEFORE,
    }
    article = Article.objects.create(**defaults | fields)
    for name in topics:
        article.topics.add(make_topic(name))
    Objective.objects.create(article=article, key="survival", text="Name the factors that shape survival.")
    Reference.objects.create(
        article=article, key="paper", is_source=True, authors="Litzow MR, et al.", title="A paper",
        journal="N Engl J Med", year=2024, volume="391", issue="4", pages="320-333", doi="10.1056/NEJMoa2312948",
    )  # fmt: skip
    KeyFigure.objects.create(
        article=article, value="40.0%", label=f"overall survival {canary}", n="75", time_point="5 years"
    )
    author, _ = Contributor.objects.get_or_create(name="Editorial team")
    Contribution.objects.create(article=article, contributor=author)
    return article


def add_question(article: Article, key: str = "", *, right: int = 0, options: int = 4, **fields: Any) -> None:
    """Give a draft a question whose option number ``right`` is the key (``rights`` for several)."""
    number = article.draft_items.count() + 1
    rights = fields.pop("rights", {right})
    canary = fields.pop("canary", "because the paper says so")
    text = QuestionText(
        **{
            "key": key or f"question-{number}",
            "stem": f"Question {number}: which is right?",
            "kind": "single" if len(rights) == 1 else "multiple",
            "options": [
                OptionText(f"Option {place} of question {number}", place in rights, f"Rationale {place}: {canary}")
                for place in range(options)
            ],
            "objective": article.objectives.first(),
            "passage": "who-did-worse",
            "reference": article.references.first(),
            "position": number,
        }
        | fields
    )
    save_question(article=article, text=text, at=BEFORE)


def make_edition(
    *, questions: int = 4, pre_test: bool = True, at: datetime = BEFORE, canary: str = "40.0%", **fields: Any
) -> Edition:
    """Return a published edition with single-best-answer questions in both tests; the first option is the key."""
    article = make_article(has_pre_test=pre_test, canary=canary, **fields)
    for _ in range(questions):
        add_question(article, in_pre_test=pre_test, canary=canary)
    return publish_article(article=article, actor=None, at=at)


def make_learner(**fields: Any) -> Learner:
    """Return a new learner."""
    return begin_learner(at=BEFORE, **fields)


def right_picks(attempt: Attempt, *, wrong: int = 0) -> dict[int, set[int]]:
    """Return picks for all items of an attempt, the first ``wrong`` of them wrong."""
    picks = {}
    items = attempt.edition.items.filter(role=attempt.kind).prefetch_related("version__options")
    for place, item in enumerate(items):
        options = list(item.version.options.all())
        keys = {option.pk for option in options if option.is_key}
        others = [option.pk for option in options if not option.is_key]
        picks[item.pk] = {others[0]} if place < wrong else keys
    return picks


def as_responses(picks: dict[int, set[int]]) -> dict[int, Response]:
    """Return picks of options as the services take them."""
    return {item: Response(options=frozenset(options)) for item, options in picks.items()}


def take_test(
    edition: Edition, learner: Learner | None = None, *, role: str = "post", wrong: int = 0, at: datetime = NOW
) -> Attempt:
    """Return a submitted attempt."""
    learner = learner or make_learner()
    attempt = open_attempt(learner=learner, edition=edition, role=role, at=at)
    return submit_attempt(
        attempt=attempt, responses=as_responses(right_picks(attempt, wrong=wrong)), at=at + timedelta(minutes=1)
    )


def shown_after(attempt: Attempt) -> Result:
    """Return what the result of an attempt shows its learner at once."""
    return result_of(attempt, learner=attempt.learner, at=attempt.submitted_at or NOW)


def make_alias(learner: Learner) -> Learner:
    """Return a learner who turned out to be another one."""
    alias = make_learner()
    Learner.objects.filter(pk=alias.pk).update(merged_into=learner)
    return Learner.objects.get(pk=alias.pk)


def correct(edition: Edition, kind: Correction, *, at: datetime = NOW, **fields: Any) -> Edition:
    """Publish an article again with other words."""
    article = Article.objects.get(pk=edition.release.article_id)
    for name, value in ({"key_learning": f"Corrected at {at}."} | fields).items():
        setattr(article, name, value)
    article.save()
    return publish_article(article=article, actor=None, at=at, correction=kind, what_changed="One word.")


def retract(edition: Edition, *, at: datetime = NOW, **fields: Any) -> Retraction:
    """Retract what readers see of an article."""
    known = {"actor": None, "reason": "The registry withdrew the data."}
    return retract_article(**known | {"article": edition.release.article, "at": at} | fields)


def reword(edition: Edition, number: int = 0) -> None:
    """Give a question of the draft other options, and so another version."""
    item = edition.release.article.draft_items.all()[number]
    text = QuestionText(
        key=item.key,
        stem="Reworded",
        options=[OptionText(f"New option {place}", place == 0, "why") for place in range(4)],
        in_pre_test=item.in_pre_test,
        objective=item.objective,
        passage=item.passage,
        reference=item.reference,
        position=item.position,
    )
    save_question(article=item.article, text=text, at=NOW, item=item)


def copy_edition(edition: Edition, number: int, **fields: Any) -> list[Edition]:
    """Return many editions like one, each of an article of its own, an hour older than the one before; quickly made."""
    article = edition.release.article
    slugs = [f"{edition.slug}-copy-{next(_numbers)}" for _ in range(number)]
    moments = [edition.listed_at - timedelta(hours=place) for place in range(1, number + 1)]
    articles = Article.objects.bulk_create(
        Article(slug=slug, title=article.title, created_at=BEFORE, updated_at=BEFORE) for slug in slugs
    )
    releases = Release.objects.bulk_create(
        Release(article=row, number=1, opened_at=at) for row, at in zip(articles, moments, strict=True)
    )
    columns = {field.attname: getattr(edition, field.attname) for field in Edition._meta.concrete_fields}
    del columns["id"], columns["release_id"]
    copies = []
    for release, slug, at in zip(releases, slugs, moments, strict=True):
        own = {"slug": slug, "listed_at": at, "released_at": at, "changed_at": at}
        texts = {name: columns[name] | {"slug": slug, "title": f"Copy {slug}"} for name in ("teaser", "source")}
        copies.append(Edition(**columns | texts | own | fields, release=release))
    Edition.objects.bulk_create(copies)
    ties = list(EditionTopic.objects.filter(edition=edition))
    EditionTopic.objects.bulk_create(
        EditionTopic(edition=copy, topic_id=tie.topic_id, position=tie.position, listed_at=copy.listed_at)
        for copy in copies
        for tie in ties
    )
    return copies
