"""What a submitted attempt shows: score, objectives met and, where the rules say so, keys with their rationales."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q

from cme.assessment.answered import responses_in
from cme.assessment.corrections import explained_items
from cme.assessment.models import Attempt, Marking
from cme.assessment.pairing import pre_test_of
from cme.assessment.responses import EMPTY, Response
from cme.assessment.scoring import points_needed, shares_for
from cme.assessment.services.opening import attempts_left
from cme.assessment.services.submitting import is_timed_out, items_of
from cme.assessment.serving import ServedItem, ServedOption, policy_of, served_items
from cme.assessment.standing import Standing, standing_after
from cme.assessment.tallies import Peers, peers_of
from cme.assessment.wording import accepted_words, brings_part, key_of, words_of
from cme.compiled import NUMBER, CompiledQuery
from cme.learners.models import Learner
from content.citations import VANCOUVER, text_of
from content.models.article import Feedback
from content.models.question import QuestionVersion, Role
from content.policy import Policy

Kind = QuestionVersion.Kind
_markings = CompiledQuery(
    lambda number: Marking.objects.filter(attempt=number).select_related("correction").order_by("-number"),
    number=NUMBER,
)


@dataclass
class ObjectiveResult:
    """How an objective fared: how many of its items were right, and the passages that teach what was missed."""

    key: str
    text: str
    points: int = 0
    maximum: int = 0
    passages: list[str] = field(default_factory=list)

    @property
    def is_met(self) -> bool:
        """All items of the objective were answered right."""
        return self.points == self.maximum


@dataclass(frozen=True)
class Result:
    """A submitted attempt, ready to be shown.

    Attributes:
        standing: What the learner can do now.
        marking: The marking that holds.
        corrected: The markings that corrections of keys brought, oldest first.
        needed: The least points that pass.
        shows_keys: Whether keys and rationales may be shown, by the rules of the edition.
        feedback: That rule.
        attempts_allowed: How many attempts there are; 0 without limit.
        objectives: In the order of the edition.
        items: One row an item; empty unless keys may be shown.
        peers: How others chose, by primary key of the item, once enough have answered it.
        pre: The marking that holds of the paired pre-test, if there is one.
        pre_came_after: There is a pre-test, but it was submitted after the learner had begun this: the core content
            ("text") or the post-test ("test"); empty where it pairs, or where there is none.
        is_timed_out: Time was up before the learner submitted it.
    """

    standing: Standing
    marking: Marking
    corrected: list[Marking]
    needed: int
    shows_keys: bool
    feedback: str
    attempts_allowed: int
    objectives: list[ObjectiveResult]
    items: list[dict[str, Any]]
    peers: dict[int, Peers]
    pre: Marking | None
    pre_came_after: str
    is_timed_out: bool


def has_passed(learner: Learner, release_id: int) -> bool:
    """Tell whether the learner passed the post-test of a release, as it is marked now."""
    attempts = Attempt.objects.by(learner).filter(release_id=release_id).of_kind(Role.POST)
    return attempts.with_pass().filter(Q(has_passed=True)).exists()


def result_of(attempt: Attempt, *, learner: Learner, at: datetime) -> Result:
    """Collect what a submitted attempt shows. Keys leave the database only where the rules say so.

    Args:
        attempt: The attempt, with its edition.
        learner: Whose it is, of merged learners the one that goes on.
        at: The moment that is meant; aware.
    """
    source = attempt.edition.source
    markings: list[Marking] = _markings.all(number=attempt.pk)
    marking = markings[0]
    standing = standing_after(attempt, learner, at, has_passed=marking.is_passed)
    # When keys are shown is a rule of the attempt; how many attempts are left is one of what readers see now.
    policy = policy_of(attempt.edition_id, attempt.edition.policy)
    policy = replace(policy, attempts_allowed=standing.policy.attempts_allowed)
    items = explained_items(items_of(attempt))
    given = responses_in(attempt)
    shows_keys = may_show_keys(policy, attempt, marking, has_open=standing.has_open)
    pre, came_after = pre_test_of(attempt) if attempt.kind == Role.POST else (None, "")
    pre = None if came_after else pre
    peers = peers_of(attempt, at_least=settings.PEERS_SHOWN_FROM) if shows_keys else {}
    return Result(
        standing=standing,
        marking=marking,
        corrected=[one for one in reversed(markings) if one.correction],
        needed=points_needed(maximum=marking.maximum_points, mark_percent=marking.pass_mark_percent),
        shows_keys=shows_keys,
        feedback=policy.feedback,
        attempts_allowed=policy.attempts_allowed,
        objectives=_objectives(source, items, given, marking),
        items=_with_kept(_item_rows(source, items, given, peers, _words_before(pre)), marking) if shows_keys else [],
        peers=peers,
        pre=_score(pre),
        pre_came_after=came_after,
        is_timed_out=is_timed_out(attempt),
    )


def may_show_keys(policy: Policy, attempt: Attempt, marking: Marking, *, has_open: bool) -> bool:
    """Tell whether keys and rationales of a submitted attempt may be shown.

    Args:
        policy: When keys are shown, by the attempt, and how many attempts there are, by what readers see now.
        attempt: The attempt.
        marking: The marking of it that holds.
        has_open: Whether another attempt at the test is open, whatever the number allows now.
    """
    if attempt.kind in {Role.TEXT, Role.SELF}:  # what is no test shows its answers at once, whatever the test does
        return True
    if policy.feedback == Feedback.NEVER:
        return False
    if policy.feedback in {Feedback.ITEM, Feedback.ATTEMPT}:
        return True
    return marking.is_passed or not (has_open or attempts_left(policy, attempt.number))


def _words_before(pre: Attempt | None) -> dict[int, str]:
    """Return what was answered in the pre-test, in words, by question: items pair by the question's identity."""
    if pre is None:
        return {}
    given = responses_in(pre)
    pool = served_items(pre.edition_id, pre.kind)
    return {pool[pk].question: words_of(pool[pk], given.get(pk, EMPTY)) for pk in pre.served}


def _score(pre: Attempt | None) -> Marking | None:
    return pre.markings.order_by("-number")[0] if pre else None


def _objectives(
    source: dict[str, Any], items: list[ServedItem], given: Mapping[int, Response], marking: Marking
) -> list[ObjectiveResult]:
    """Count what was right, also what keeps its points although the key was corrected."""
    rows = {row["key"]: ObjectiveResult(row["key"], row["text"]) for row in source["objectives"]}
    for item, points in zip(items, marking.item_points, strict=True):
        row = rows.get(item.objective)
        if row is None or not item.is_scored:
            continue
        is_kept = item.is_corrected and points == item.worth * marking.denominator
        is_right = is_kept or shares_for(item, given.get(item.id, EMPTY)) == item.denominator
        row.points += is_right
        row.maximum += 1
        if not is_right and item.passage and item.passage not in row.passages:
            row.passages.append(item.passage)
    return [row for row in rows.values() if row.maximum]


def _item_rows(
    source: dict[str, Any],
    items: list[ServedItem],
    given: Mapping[int, Response],
    peers: dict[int, Peers],
    before: dict[int, str],
) -> list[dict[str, Any]]:
    references = {row["key"]: text_of(row, source.get("reference_style", VANCOUVER)) for row in source["references"]}
    return [
        shown_item(item, given.get(item.id, EMPTY), peers.get(item.id))
        | {
            "number": number,
            "reference_text": references.get(item.reference, ""),
            "before": before.get(item.question),
        }
        for number, item in enumerate(items, start=1)
    ]


def _with_kept(rows: list[dict[str, Any]], marking: Marking) -> list[dict[str, Any]]:
    """Say of each row whether it was marked with more than the corrected key would give, since results only improve."""
    for row, points in zip(rows, marking.item_points, strict=True):
        item = row["item"]
        now = row["shares"] * item.worth * marking.denominator
        row["keeps_points"] = item.is_corrected and (points or 0) * item.denominator > now
    return rows


def shown_item(item: ServedItem, response: Response, peers: Peers | None = None) -> dict[str, Any]:
    """Return one marked item with its key, as a page shows it."""
    shares = shares_for(item, response)
    percents = peers.percents_of(option.id for option in item.options) if peers else {}
    return {
        "item": item,
        "keeps_points": False,
        "is_right": shares == item.denominator,
        "is_partly_right": 0 < shares < item.denominator,
        "shares": shares,
        "said": words_of(item, response),
        "key": key_of(item),
        "peers": peers,
        "options": [_option_row(item, option, response, percents.get(option.id)) for option in item.options]
        if not (item.is_paired or item.is_typed)
        else [],
        "rows": _rows(item, dict(response.pairs)),
        "rationales": _accepted_rationales(item) if item.is_typed else [],
    }


def _accepted_rationales(item: ServedItem) -> list[dict[str, str]]:
    """Return the reasons of a typed answer, with what each is about; a number that stands twice with its reach."""
    is_bare = item.kind == Kind.NUMERIC and len({option.text for option in item.options}) == len(item.options)
    return [
        {
            "text": option.text if is_bare else accepted_words(item, option),
            "rationale": option.rationale,
        }
        for option in item.options
        if option.rationale
    ]


def _option_row(item: ServedItem, option: ServedOption, response: Response, percent: int | None) -> dict[str, Any]:
    return {
        "text": option.text,
        "is_key": option.is_key and not item.is_void,
        "brings_part": brings_part(item, option),
        "is_picked": option.id in response.options,
        "rationale": option.rationale,
        "peers_percent": percent,
    }


def _rows(item: ServedItem, pairs: Mapping[int, int]) -> list[dict[str, Any]]:
    """Return what was asked at once: each vignette or statement, or each thing to order in its right place."""
    texts = {option.id: option.text for option in item.options}
    if item.kind == Kind.ORDERING:
        return [
            _row(option.text, str(place), str(pairs.get(option.id, "")), option.rationale)
            for place, option in enumerate(item.options, start=1)
        ]
    return [
        _row(part.text, texts.get(part.key or 0, ""), texts.get(pairs.get(part.id, 0), ""), part.rationale)
        | {"picture": part.picture}
        for part in (item.parts if item.is_paired else ())
    ]


def _row(text: str, key: str, said: str, rationale: str) -> dict[str, Any]:
    return {"text": text, "key": key, "said": said, "is_right": said == key, "rationale": rationale}
