"""The form of a test: what a page shows of each item, and what it sent back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from cme.assessment.asking import QuestionOnPage, question_on_page
from cme.assessment.corrections import explained_items
from cme.assessment.drawing import order_of
from cme.assessment.models import Attempt, AttemptStep
from cme.assessment.responses import EMPTY, Response, ResponseRefused, names_of, read_response
from cme.assessment.results import shown_item
from cme.assessment.services.answering import kept_steps, offers_checks
from cme.assessment.services.refusals import FOREIGN_ITEM
from cme.assessment.services.submitting import items_of
from cme.assessment.serving import ServedItem, ServedOption, policy_of
from cme.assessment.translated import items_in_language
from cme.assessment.wording import words_of
from content.models import QuestionVersion
from content.models.question import Role
from content.policy import Policy

Kind = QuestionVersion.Kind
IN_ORDER = {Kind.TRUE_FALSE, Kind.KPRIM, Kind.CONFIDENCE}  # their options have an order of their own


@dataclass(frozen=True)
class Sent:
    """What a form sent: answers by item, the steps it knew, and what could not be read, with what was entered there."""

    responses: dict[int, Response] = field(default_factory=dict)
    entered: dict[int, Response] = field(default_factory=dict)
    seen: dict[int, int] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)
    fault: str = ""


class AttemptForm:
    """All items of an attempt on one page, each with what is saved for it, or with what was sent.

    Items in ``stale`` were answered elsewhere: they show what is saved, and beside it what this page had.
    """

    def __init__(self, attempt: Attempt, data: Any = None, *, stale: Collection[int] = ()) -> None:
        self.attempt = attempt
        self.stale = stale
        self.policy = policy_of(attempt.edition_id, attempt.edition.policy)
        self.items = items_in_language(attempt, items_of(attempt))
        self.steps = kept_steps(attempt)
        self.may_check = offers_checks(self.policy, attempt.kind)
        self.sent = Sent() if data is None else self._read(data)
        shown = self._shown()
        self.questions = [
            self._question(item, number, shown.get(item.id)) for number, item in enumerate(self.items, start=1)
        ]

    @property
    def offers_dont_know(self) -> bool:
        """Only a pre-test offers it: a test wants an answer."""
        return offers_dont_know(self.policy, self.attempt.kind)

    @property
    def has_ordering(self) -> bool:
        """Something is put in order."""
        return any(item.kind == Kind.ORDERING for item in self.items)

    @property
    def has_letters(self) -> bool:
        """Something is chosen by the letter before it."""
        return any(question.choices and not question.shown for question in self.questions)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Return the id of a control and what is wrong there, in page order; without an id what concerns the page."""
        found = [("", self.sent.fault)] if self.sent.fault else []
        return found + [(question.target, question.error) for question in self.questions if question.error]

    def is_valid(self) -> bool:
        """Tell whether everything sent could be read."""
        return not (self.sent.errors or self.sent.fault)

    def unanswered(self) -> list[QuestionOnPage]:
        """Return the questions of which something is left open, neither sent nor saved."""
        return [question for question in self.questions if question.gap]

    def mark_error(self, item_id: int, message: str) -> None:
        """Say beside a question what is wrong with its answer."""
        for question in self.questions:
            if question.item.id == item_id:
                question.error = message

    def question_of(self, item_id: int) -> QuestionOnPage | None:
        """Return the question that asks an item."""
        return next((question for question in self.questions if question.item.id == item_id), None)

    def _read(self, data: Any) -> Sent:
        known = {name: item for item in self.items for name in names_of(item)}
        is_foreign = any(name.startswith("item-") and name not in known for name in data)
        fault = str(FOREIGN_ITEM) if is_foreign else ""
        ticked = set(data.getlist("ticked"))
        sent = Sent(fault=fault)
        for item in self.items:
            seen = data.get(f"seen-{item.id}", "")
            # A page that does not say what it knew has seen nothing, and overwrites nothing.
            sent.seen[item.id] = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else 0
            if item.field not in ticked and not any(name in data for name in names_of(item)):
                continue
            try:
                sent.responses[item.id] = read_response(item, data, offers_dont_know=self.offers_dont_know)
            except ResponseRefused as refusal:
                sent.errors[item.id] = str(refusal)
                if refusal.entered:
                    sent.entered[item.id] = refusal.entered
        return sent

    def _shown(self) -> dict[int, dict[str, Any]]:
        """Return the marked items whose key the learner has asked for, by primary key."""
        checked = [item for item in self.items if self.may_check and self._is_checked(item)]
        return {
            item.id: shown_item(item, Response.from_json(self.steps[item.id].response or {})) | {"number": number}
            for number, item in enumerate(explained_items(self.items) if checked else (), start=1)
            if self._is_checked(item)
        }

    def _is_checked(self, item: ServedItem) -> bool:
        return item.id in self.steps and self.steps[item.id].kind == AttemptStep.Kind.CHECKED

    def _question(self, item: ServedItem, number: int, shown: dict[str, Any] | None) -> QuestionOnPage:
        step = self.steps.get(item.id)
        saved = Response.from_json(step.response or {}) if step else EMPTY
        sent = (self.sent.responses | self.sent.entered).get(item.id, saved)
        is_stale = item.id in self.stale
        return question_on_page(
            item,
            number=number,
            options=ordered_options(self.attempt, self.policy, item),
            response=saved if shown or is_stale else sent,
            offers_dont_know=self.offers_dont_know,
            sequence=step.sequence if step else 0,
            may_check=self.may_check and item.is_scored,
            shown=shown,
            error=self.sent.errors.get(item.id, ""),
            elsewhere=(words_of(item, sent) or gettext("no answer")) if is_stale else "",
        )


def offers_dont_know(policy: Policy, role: str) -> bool:
    """Tell whether "I don't know" can be answered: in a pre-test, where the rules say so."""
    return policy.offers_dont_know and role == Role.PRE


def ordered_options(attempt: Attempt, policy: Policy, item: ServedItem) -> Sequence[ServedOption]:
    """Return the options of an item in the order that an attempt shows them."""
    shuffles = (policy.shuffles_options or item.kind == Kind.ORDERING) and item.kind not in IN_ORDER
    return order_of(item.options, seed=attempt.seed, item_id=item.id, shuffles=shuffles)
