"""What the publish page does: each act with its question, what follows from it, and what is said afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cme.desk.forms.publishing import PublishForm, RetractForm, UrgentForm
from cme.learners.models import User
from content.models import Article
from content.rule_changes import QuestionChange, changed_questions, changed_rules
from content.services.halting import lift_pause, publish_urgently, retract_article
from content.services.publishing import cancel_schedule, publish_article, retire_article
from content.told_support import funders_that_go

MOMENT = "%-d %B %Y, %H:%M UTC"
NEW_RELEASE = "Tests and ratings begin anew; what was answered before stays with the old release."

GOES_ON = "Ratings, attempts and statistics of the release go on."
AS_MARKED = "Attempts made so far stay as they were marked, and count towards the number allowed."
AS_DRAWN = "Each question is told by the attempts that could be asked it."
GOES = (
    "The article will no longer name {}: the agreement bears no day on which it was signed. Where that is meant, say "
    "in the notice why."
)
OTHER_TEST = (
    "Attempts made so far were asked other questions, so weights, reliability and errors are no longer told for the "
    "release as a whole, and its marks can no longer be had as a file. A material correction begins a new release "
    "with statistics of its own."
)


def _publish(article: Article, form: Any, actor: User, now: datetime) -> str:
    edition = publish_article(
        article=article,
        actor=actor,
        at=now,
        released_at=form.released_at,
        correction=form.kind,
        what_changed=form.cleaned_data.get("what_changed", ""),
        ends_retraction=form.cleaned_data.get("ends_retraction", False),
    )
    number = f"{edition.release.number}.{edition.correction}"
    if form.released_at:
        return f"Edition {number} is scheduled for {form.released_at.strftime(MOMENT)}."
    return f"Edition {number} is published."


def _urgent(article: Article, form: Any, actor: User, now: datetime) -> str:
    values = form.cleaned_data
    edition = publish_urgently(
        article=article, actor=actor, at=now, what_changed=values["urgent_change"], reason=values["urgent_reason"]
    )
    return f"Edition {edition.release.number}.{edition.correction} is published; its test and credit are paused."


def _retract(article: Article, form: Any, actor: User, now: datetime) -> str:
    values = form.cleaned_data
    retract_article(
        article=article, actor=actor, at=now, reason=values["retract_reason"], release=values["retract_release"]
    )
    return "The article is retracted. Its address shows the notice to everybody."


def _lift(article: Article, form: Any, actor: User, now: datetime) -> str:
    lift_pause(article=article, actor=actor, at=now)
    return "The pause is lifted: tests can be started again."


def _cancel(article: Article, form: Any, actor: User, now: datetime) -> str:
    cancel_schedule(article=article, at=now)
    return "The scheduled edition is withdrawn."


def _retire(article: Article, form: Any, actor: User, now: datetime) -> str:
    retire_article(article=article, at=now)
    return "The article is retired. What learners did stays, and names the edition it was about."


def _if_published(article: Any, form: PublishForm) -> str:
    at = form.released_at
    when = f"from {at.strftime(MOMENT)} on" if at else "at once"
    if form.is_first:
        return f"Attested readers see the article {when}. Its address is fixed from then on."
    goes = " ".join(GOES.format(name) for name in funders_that_go(article))
    if form.cleaned_data.get("correction") == "minor":
        return " ".join(filter(None, (f"Readers see the new wording {when}.", _if_minor(article), goes)))
    ends = " The retraction ends with it; its row and its date stay." if article.retracted_at else ""
    begins = f"Readers see a new release {when}, with your notice of what changed above the text. {NEW_RELEASE}{ends}"
    return " ".join(filter(None, (begins, goes)))


def _if_minor(article: Article) -> str:
    """Say what goes on in the release, and what of its test changes nevertheless."""
    questions = changed_questions(article, list(article.draft_items.select_related("version")))
    rules = "; ".join(map(str, changed_rules(article)))
    said = [GOES_ON if not questions else "Ratings and attempts of the release go on."]
    if rules:
        said.append(f"Rules of the test change from then on ({rules}). {AS_MARKED}")
    if questions:
        said.append(f"The correction {_of_questions(questions)}. {AS_DRAWN if questions.is_drawn else OTHER_TEST}")
    return " ".join(said)


def _of_questions(change: QuestionChange) -> str:
    """Say how many questions come and go."""
    came = f"adds {_counted(change.added)} to the test" if change.added else ""
    went = f"takes {_counted(change.removed)} out of {'it' if came else 'the test'}" if change.removed else ""
    return " and ".join(filter(None, (came, went)))


def _counted(number: int) -> str:
    return "1 question" if number == 1 else f"{number} questions"


def _if_cancelled(article: Any, form: Any) -> str:
    if article.live_from is None:
        return "No reader has seen the article yet. The draft stays as it is and can be published again."
    return "The edition that readers see now stays. The draft stays as it is and can be published again."


def _always(sentence: str) -> Callable[[Article, Any], str]:
    return lambda article, form: sentence


@dataclass(frozen=True)
class Act:
    """A button of the page that asks once more.

    Attributes:
        do: Does it and says so.
        question: What is asked before.
        consequence: Says what follows.
        button: What confirms.
        permission: Who may.
        is_grave: It takes something from readers.
        asks_version: It is about the draft as it was on the screen.
    """

    do: Callable[[Article, Any, User, datetime], str]
    question: str
    consequence: Callable[[Article, Any], str]
    button: str
    permission: str = "content.publish_article"
    is_grave: bool = False
    asks_version: bool = True


ACTS: dict[str, Act] = {
    "publish": Act(_publish, "Publish this draft?", _if_published, "Publish"),
    "cancel": Act(_cancel, "Withdraw the scheduled edition?", _if_cancelled, "Withdraw the scheduled edition"),
    "urgent": Act(
        _urgent,
        "Publish this correction before it is complete?",
        _always(
            "Readers see a new release at once, with your notice. No test of it can be started and no credit is given "
            "until the accreditation lead lifts the pause; attempts that are open can be finished."
        ),
        "Publish the urgent correction",
    ),
    "lift": Act(
        _lift,
        "Lift the pause?",
        _always("Tests of the release can be started again, and what is passed counts."),
        "Lift the pause",
        permission="content.lift_pause",
    ),
    "retract": Act(
        _retract,
        "Retract this article?",
        _always(
            "Its address, lists, the feed and search engines say that it is retracted, from today, and why. No test "
            "can be started, no rating is taken and no credit is given. The text stays behind the gate, marked; that "
            "of a retired article is there again. A scheduled edition is withdrawn. This cannot be undone; a new "
            "release can follow."
        ),
        "Retract the article",
        is_grave=True,
        asks_version=False,
    ),
    "retire": Act(
        _retire,
        "Retire this article?",
        _always(
            "Readers no longer find the article; its address answers “not found”. Results, ratings and the draft stay, "
            "and it can be published again as a new release."
        ),
        "Retire the article",
        is_grave=True,
    ),
}
Form = PublishForm | UrgentForm | RetractForm
