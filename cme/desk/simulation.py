"""Simulated learners for demonstration articles, marked wherever they count: every page has something to show."""

import random
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from cme.access.models import Attestation
from cme.access.services import record_attestation
from cme.assessment.responses import Response
from cme.assessment.services import open_attempt, submit_attempt
from cme.assessment.services.submitting import items_of
from cme.assessment.serving import ServedItem
from cme.evaluation.models import InstrumentVersion, Rating
from cme.evaluation.services import RatingText, submit_evaluation
from cme.learners.models import Learner
from cme.progress.models import Step
from cme.progress.services import record_source_read, record_steps
from content.accepted_wordings import shape_of
from content.models import Edition, QuestionVersion
from content.models.question import Role

Kind = QuestionVersion.Kind
MOST_ATTEMPTS = 3
KNOWS_BEFORE, KNOWS_AFTER = 0.4, 0.75  # chance of a right answer before and after reading
RATES, FINISHES, TESTS, PRE_TESTS = 0.6, 0.85, 0.75, 0.6  # chance of each part of the way
SKILL_SPREAD = 0.2  # standard deviation of how much likelier than others a learner is to know
PULLS = (6, 3, 1)  # of wrong answers on a guess, the first as they were written most; further ones have the last
AGREEMENT_WEIGHTS = (2, 4, 14, 45, 35)  # strongly disagree ... strongly agree


@transaction.atomic
def simulate_learner(*, number: int, seed: int, editions: list[Edition], at: datetime) -> bool:
    """Send one simulated learner through some demonstration articles, by the verbs that people use.

    Args:
        number: Which learner; number and seed together fix everything that happens.
        seed: Word of the run.
        editions: Current editions of demonstration articles, with ``source`` loaded.
        at: Now; nothing happens later.

    Returns:
        Whether the learner is new; one of an earlier run with the same seed is left alone.
    """
    chance = random.Random(f"{seed}.{number}")  # noqa: S311 (a simulation, not a secret)
    learner, is_new = Learner.objects.get_or_create(
        key=f"simulated-{seed}-{number}", defaults={"created_at": at, "is_simulated": True}
    )
    if not is_new:
        return False
    share = chance.randint(min(2, len(editions)), min(7, len(editions)))
    shared = read_by_all(editions)
    chosen = sorted({*chance.sample(editions, share), shared}, key=lambda edition: (edition.released_at, edition.pk))
    skill = chance.gauss(0, SKILL_SPREAD)
    began = chosen[0].released_at
    record_attestation(
        learner=learner,
        profession=chance.choice(list(settings.GATE_PROFESSIONS)),
        at=began,
        capture=Attestation.Capture.SIMULATED,
    )
    for edition in chosen:
        available = max(60.0, (at - edition.released_at).total_seconds() - 3600)
        moment = edition.released_at + timedelta(seconds=chance.uniform(0, available))
        _read(learner, edition, moment, chance, skill, is_all=edition == shared)
    return True


def read_by_all(editions: list[Edition]) -> Edition:
    """Return the edition that every simulated learner reads and is tested on, before and after where it has both.

    Spread over all articles, a few dozen learners would be too few for any item analysis to say a word.
    """
    return max(editions, key=lambda row: (row.source["has_pre_test"], row.source["post_test_items"], -row.pk))


def _read(
    learner: Learner, edition: Edition, at: datetime, chance: random.Random, skill: float, *, is_all: bool
) -> None:
    """Go the way of an article, all of it or with what chance leaves out."""
    record_steps(learner=learner, edition=edition, kinds=[Step.Kind.DISCLOSURE_SHOWN], at=at)
    if edition.source["has_pre_test"] and (is_all or chance.random() < PRE_TESTS):
        _take(learner, edition, Role.PRE, KNOWS_BEFORE + skill, at, chance)
    at += timedelta(minutes=1)
    record_steps(learner=learner, edition=edition, kinds=[Step.Kind.STARTED], at=at)
    if not is_all and chance.random() > FINISHES:
        return
    at += timedelta(minutes=edition.source["minutes"])
    record_steps(learner=learner, edition=edition, kinds=[Step.Kind.FINISHED], at=at)
    if edition.needs_source_read:
        record_source_read(learner=learner, edition=edition, at=at)
    if edition.source["post_test_items"] and (is_all or chance.random() < TESTS):
        for turn in range(MOST_ATTEMPTS):
            at += timedelta(minutes=2)
            if _take(learner, edition, Role.POST, KNOWS_AFTER + skill + turn * 0.1, at, chance):
                break
    if chance.random() < RATES:
        _rate(learner, edition, at + timedelta(minutes=1), chance)


def _take(learner: Learner, edition: Edition, role: str, knows: float, at: datetime, chance: random.Random) -> bool:
    """Take a test once; return whether it was passed."""
    attempt = open_attempt(learner=learner, edition=edition, role=role, at=at)
    responses = {item.id: _choose(item, knows, chance) for item in items_of(attempt)}
    attempt = submit_attempt(attempt=attempt, responses=responses, at=at + timedelta(minutes=1))
    return attempt.markings.get().is_passed


def _choose(item: ServedItem, knows: float, chance: random.Random) -> Response:
    """Answer an item: right with the chance of one who knows, otherwise by guessing. Typed answers are not guessed."""
    is_known = chance.random() < knows
    if item.is_typed:
        key = next(option.text for option in item.options if option.is_key)
        return Response(text=(shape_of(key) if item.kind == Kind.SHORT else key) if is_known else "")
    if item.is_paired:
        return Response(pairs=_pairs(item, is_known, chance))
    if is_known:
        return Response(options=item.keys)
    if len(item.keys) > 1:
        return Response(options=frozenset(chance.sample(sorted(item.option_ids), len(item.keys))))
    wrong = sorted(item.option_ids - item.keys)
    pulls = [PULLS[min(place, len(PULLS) - 1)] for place in range(len(wrong))]
    return Response(options=frozenset(chance.choices([*item.keys, *wrong], [2] * len(item.keys) + pulls)))


def _pairs(item: ServedItem, is_known: bool, chance: random.Random) -> tuple[tuple[int, int], ...]:
    options = [option.id for option in item.options]
    if item.parts:
        return tuple((part.id, part.key if is_known and part.key else chance.choice(options)) for part in item.parts)
    places = list(range(1, len(options) + 1))
    if not is_known:
        chance.shuffle(places)
    return tuple(sorted(zip(options, places, strict=True)))


def _rate(learner: Learner, edition: Edition, at: datetime, chance: random.Random) -> None:
    version = InstrumentVersion.objects.in_use_at(at).first()
    if version is None:
        return
    ratings = {}
    for row in version.sheet["statements"]:
        outside = [value for value, _ in row["choices"] if value in Rating.Outside.values]
        if outside and chance.random() < 0.1:
            ratings[row["id"]] = RatingText(outside=chance.choice(outside))
        elif row["choices"]:
            ratings[row["id"]] = RatingText(value=chance.choices(range(1, 6), AGREEMENT_WEIGHTS)[0])
    submit_evaluation(learner=learner, edition=edition, version=version, ratings=ratings, at=at)
