"""A copy of what is recorded under a learner's key, as plain values for a file (G3).

It holds what somebody read, answered and rated and how that was marked, and no key of a test. Keys of learners are
left out: whoever has one is that learner.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.db.models import Prefetch

from cme.access.models import Attestation
from cme.assessment.answered import response_in
from cme.assessment.models import Answer, Attempt, AttemptStep, Marking, TimeAllowance
from cme.assessment.responses import Response
from cme.evaluation.models import Evaluation, Rating
from cme.learners.models import Learner
from cme.progress.models import FollowedTopic, NewsSeen, ReadingPlace, SavedArticle, Step
from cme.ui.points import points_text
from content.edition_numbers import number_of
from content.models import Edition, QuestionVersion
from content.models.question import Role
from content.translating.languages import original_language

ABOUT = (
    "What this site records under the random key that this browser carries: of an answer that was changed the last "
    "one, of a result the one that holds. Nobody’s name or e-mail address is among it. What was sent with an e-mail "
    "address (contributions, suggestions, news, reports) is not tied to the key; the operator, named in the imprint, "
    "answers for that."
)
_EDITION = "edition__release"
_LONG = ("edition__source", "edition__html", "edition__teaser")
_WORDS = ("item__version__options", "item__version__parts")
KEPT_ANSWERS = (AttemptStep.Kind.SAVED, AttemptStep.Kind.CHECKED)


def copy_of(learner: Learner, *, at: datetime) -> dict[str, Any]:
    """Return what is recorded of one person, under all keys that turned out to be his or hers.

    The number of queries does not grow with what there is.

    Returns:
        Values that JSON can hold; moments in ISO 8601, in UTC.
    """
    own = Learner.objects.same_as(learner)
    allowances = TimeAllowance.objects.filter(learner__in=own)
    seen = NewsSeen.objects.by(learner)
    return {
        "about": ABOUT,
        "made_at": _moment(at),
        "known_since": _moment(learner.created_at),
        "extra_time_percent": max((row.extra_percent for row in allowances), default=0),
        "attestations": [_attested(row) for row in _attestations(own)],
        "steps": [_step(row) for row in Step.objects.by(learner).select_related(_EDITION).defer(*_LONG)],
        "places": [_place(row) for row in ReadingPlace.objects.by(learner).select_related(_EDITION).defer(*_LONG)],
        "reading_list": [
            {"article": row.article.slug, "saved_at": _moment(row.saved_at)}
            for row in SavedArticle.objects.by(learner).select_related("article")
        ],
        "followed_topics": [
            {"topic": row.topic.name, "followed_at": _moment(row.followed_at)}
            for row in FollowedTopic.objects.by(learner).select_related("topic")
        ],
        "news_seen_up_to": max((_moment(row.seen_at) for row in seen), default=""),
        "attempts": _attempts(learner),
        "ratings": [_evaluation(row) for row in _evaluations(learner)],
    }


def _moment(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z") if moment else ""


def _attestations(own: Any) -> Iterable[Attestation]:
    return Attestation.objects.filter(learner__in=own).select_related("statement")


def _attested(row: Attestation) -> dict[str, Any]:
    return {
        "profession": row.profession_label,
        "statement": row.statement.text,
        "statement_version": row.statement.version,
        "statement_language": row.statement.language,
        "attested_at": _moment(row.attested_at),
        "expires_at": _moment(row.expires_at),
    }


def _read(edition: Edition) -> dict[str, Any]:
    return {"article": edition.slug, "edition": number_of(edition)}


def _step(row: Step) -> dict[str, Any]:
    return _read(row.edition) | {"step": row.get_kind_display(), "taken_at": _moment(row.taken_at)}


def _place(row: ReadingPlace) -> dict[str, Any]:
    return _read(row.edition) | {
        "passage": row.anchor,
        "article_read_in": row.language or original_language(),
        "seen_at": _moment(row.seen_at),
    }


def _attempts(learner: Learner) -> list[dict[str, Any]]:
    answers = Answer.objects.select_related("item__version").prefetch_related("picks", *_WORDS)
    rows = Attempt.objects.by(learner).with_edition().select_related(_EDITION)
    attempts = list(rows.prefetch_related(Prefetch("answers", answers), "markings"))
    waiting = _waiting([row.pk for row in attempts if not row.submitted_at])
    return [_attempt(row, waiting) for row in attempts]


def _attempt(row: Attempt, waiting: Mapping[int, list[dict[str, Any]]]) -> dict[str, Any]:
    marking = max(row.markings.all(), key=lambda one: one.number, default=None)
    given = sorted(row.answers.all(), key=lambda answer: answer.item.position)
    answers = [_said(answer.item.version, response_in(answer), answer.saved_at) for answer in given]
    shown = {
        "test": row.get_kind_display(),
        "number": row.number,
        "opened_at": _moment(row.opened_at),
        "submitted_at": _moment(row.submitted_at),
        "article_read_in": row.language,
        "answers": answers or waiting.get(row.pk, []),
    }
    return _read(row.edition) | shown | (_marked(row, marking) if marking else {})


def _marked(row: Attempt, marking: Marking) -> dict[str, Any]:
    passed = {"passed": marking.is_passed} if row.kind == Role.POST else {}
    return {
        "points": points_text(marking.points, marking.denominator),
        "of": points_text(marking.maximum_points, marking.denominator),
    } | passed


def _waiting(open_attempts: list[int]) -> dict[int, list[dict[str, Any]]]:
    """Return the answers of attempts that are not submitted: of each question the one that was saved last."""
    steps = AttemptStep.objects.filter(attempt__in=open_attempts, kind__in=KEPT_ANSWERS).order_by("sequence")
    steps = steps.select_related("item__version").prefetch_related(*_WORDS)
    last = {(step.attempt_id, step.item_id): step for step in steps}
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    # The database demands an item of these kinds.
    for step in sorted(last.values(), key=lambda step: step.item.position):  # type: ignore[union-attr]
        version = step.item.version  # type: ignore[union-attr]
        found[step.attempt_id].append(_said(version, Response.from_json(step.response or {}), step.taken_at))
    return found


def _said(version: QuestionVersion, response: Response, at: datetime) -> dict[str, Any]:
    """Return an answer in words: what was chosen or typed, or for each part or thing to order what was put to it."""
    options = {option.pk: option.text for option in version.options.all()}
    parts = {part.pk: part.text for part in version.parts.all()}
    answer = ["I don’t know"] if response.is_dont_know else [response.text] if response.text else []
    answer += [options[pk] for pk in sorted(response.options)]
    if version.kind == QuestionVersion.Kind.ORDERING:
        answer += [f"{place}: {options[pk]}" for pk, place in sorted(response.pairs, key=itemgetter(1))]
    else:
        answer += [f"{parts[part]}: {options[pk]}" for part, pk in response.pairs]
    return {"question": version.stem, "answer": answer, "saved_at": _moment(at)}


def _evaluations(learner: Learner) -> Iterable[Evaluation]:
    ratings = Prefetch("ratings", Rating.objects.select_related("statement"))
    rows = Evaluation.objects.by(learner).select_related(_EDITION).defer(*_LONG)
    return rows.prefetch_related(ratings)


def _evaluation(row: Evaluation) -> dict[str, Any]:
    return _read(row.edition) | {
        "submitted_at": _moment(row.submitted_at),
        "changed_at": _moment(row.changed_at),
        "article_read_in": row.language,
        "ratings": [
            {"statement": one.statement.text, "answer": one.value or one.get_outside_display() or one.comment}
            for one in row.ratings.all()
        ],
    }
