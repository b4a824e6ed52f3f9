"""What a corrected key changes, as the desk shows it: counts and a list, before and after."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from cme.assessment.models import Attempt, Marking
from cme.assessment.services import Change
from cme.learners.people import person_of
from cme.ui.points import points_text
from content.accepted_wordings import said
from content.models import Edition, KeyCorrection, QuestionVersion
from content.models.question import Role
from content.rationales import explained_answers, rationales_that_hold
from content.services.corrections import written_until_now

CHANGES = ("learner", "simulated", "article", "edition", "test", "attempt", "before", "after", "maximum", "passed")
CHUNK = 500
LISTED = 200  # rows on a page; the CSV of a correction has all of them


@dataclass
class Effect:
    """Which attempts a key would change, and how many.

    Attributes:
        asked: Submitted attempts that were asked the question.
        better: Those that get more points, and are marked anew.
        newly_passed: Those of them that are passed by it.
        worse: Those that would get fewer points, and stay as they are.
        people: Learners behind the better ones.
        first: The first of the better ones, as many as a page lists.
    """

    asked: int = 0
    better: int = 0
    newly_passed: int = 0
    worse: int = 0
    people: int = 0
    first: list[Change] = field(default_factory=list)


def effect_of(changes: Iterable[Change]) -> Effect:
    """Count what changes, and keep the first of those that are marked anew."""
    effect, people = Effect(), set()
    for change in changes:
        effect.asked += 1
        effect.worse += change.is_worse
        if change.is_better:
            effect.better += 1
            effect.newly_passed += change.is_newly_passed
            people.add(change.attempt.learner.root_id)
            if len(effect.first) < LISTED:
                effect.first.append(change)
    effect.people = len(people)
    return effect


@dataclass(frozen=True)
class Explained:
    """An answer under a key, and what learners read of it.

    Attributes:
        text: The answer.
        before: What it is until now, in a word.
        now: What it is from now on.
        why: The rationale that holds from now on; empty where learners are shown none.
        is_new: It comes with this correction.
    """

    text: str
    before: str
    now: str
    why: str
    is_new: bool


def explained(version: QuestionVersion, key: Mapping[str, Any], rationales: Mapping[int, str]) -> list[Explained]:
    """Return what learners would read of each answer with another key and these rationales."""
    until_now = written_until_now(version)
    held = rationales_that_hold([*until_now, (key, rationales)])
    options = {option.pk: option.text for option in version.options.all()}
    return [
        Explained(
            text=said(version.kind, answer.text),
            before=_word(answer.pk, until_now[-1][0], options),
            now=_word(answer.pk, key, options),
            why=held[answer.pk],
            is_new=answer.pk in rationales,
        )
        for answer in explained_answers(version)
    ]


def _word(answer: int, key: Mapping[str, Any], options: Mapping[int, str]) -> str:
    """Return what an answer is under a key, in a word."""
    if key.get("is_void"):
        return "counts, as every answer does"
    if "parts" in key:
        return options.get(key["parts"][str(answer)], "none")
    if "order" in key:
        return f"place {key['order'].index(answer) + 1}"
    if "accepted" in key:
        return "accepted"
    return "right" if answer in key["keys"] else "not right"


def changed_by(correction: KeyCorrection) -> QuerySet[Any]:
    """Return the markings that a correction led to, each with what held before."""
    before = Marking.objects.filter(attempt=OuterRef("attempt"), number=OuterRef("number") - 1)
    return (
        correction.markings.select_related("attempt__learner")
        .annotate(
            person=person_of("attempt__"),
            slug=F("attempt__edition__slug"),
            release_number=F("attempt__release__number"),
            correction_number=F("attempt__edition__correction"),
            old_points=Subquery(before.values("points")[:1]),
            old_denominator=Subquery(before.values("denominator")[:1]),
            was_passed=Subquery(before.values("is_passed")[:1]),
        )
        .order_by("attempt")
    )


def rows_before(changes: Sequence[Change]) -> list[tuple[object, ...]]:
    """Return a row for each attempt that would be marked anew, in the columns of ``CHANGES``; one query for all."""
    asked = Edition.objects.filter(pk__in={change.attempt.edition_id for change in changes})
    editions = {row["pk"]: row for row in asked.values("pk", "slug", "release__number", "correction")}
    return [
        (
            change.attempt.learner.root_id,
            change.attempt.learner.is_simulated,
            edition["slug"],
            f"{edition['release__number']}.{edition['correction']}",
            change.attempt.get_kind_display(),
            change.attempt.number,
            points_text(change.before.points, change.before.denominator),
            points_text(change.after.points, change.after.denominator),
            points_text(change.after.maximum_points, change.after.denominator),
            _passed(change.attempt, was=change.before.is_passed, now=change.after.is_passed),
        )
        for change in changes
        for edition in [editions[change.attempt.edition_id]]
    ]


def rows_of(markings: Iterable[Any]) -> Iterator[tuple[object, ...]]:
    """Yield a row for each marking, in the columns of ``CHANGES``; learners bear the number that the desk knows."""
    for marking in markings:
        attempt = marking.attempt
        yield (
            marking.person,
            attempt.learner.is_simulated,
            marking.slug,
            f"{marking.release_number}.{marking.correction_number}",
            attempt.get_kind_display(),
            attempt.number,
            points_text(marking.old_points, marking.old_denominator),
            points_text(marking.points, marking.denominator),
            points_text(marking.maximum_points, marking.denominator),
            _passed(attempt, was=marking.was_passed, now=marking.is_passed),
        )


def _passed(attempt: Attempt, *, was: bool, now: bool) -> str:
    """Return whether a test is passed, in a word; only post-tests can be."""
    if attempt.kind != Role.POST:
        return ""
    return "yes" if was else "newly" if now else "no"
