"""What the plain-language page of the desk does besides saving: each act with who may do it and what is said then."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from cme.desk.forms.twins import NOTICE, ReasonForm
from cme.desk.pages import actor_of
from content.models import Article
from content.services.twin_publishing import publish_twin, withdraw_twin
from content.services.twins import ask_twin_review, sign_off_twin, switch_twin
from content.twins import number_of

Do = Callable[[HttpRequest, Article, str, datetime], str]


@dataclass(frozen=True)
class TwinAct:
    """One act.

    Attributes:
        permission: Who may do it.
        do: Does it, with the reason that was typed; returns what to say.
        label: What the reason is called; empty where none is asked.
        help_text: What it is for.
        question: What is asked before it is done; empty where nothing is.
        consequence: What follows from it.
        button: What confirms.
    """

    permission: str
    do: Do
    label: str = ""
    help_text: str = ""
    question: str = ""
    consequence: str = ""
    button: str = ""


def version_of(request: HttpRequest) -> int:
    """Return the version that stands in the page; -1 where none does."""
    text = request.POST.get("_version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else -1


def _ask(request: HttpRequest, article: Article, reason: str, at: datetime) -> str:
    draft = ask_twin_review(article=article, actor=actor_of(request), at=at)
    return f"{draft.reviewer.name if draft.reviewer else ''} finds the page among what waits for them."


def _sign(request: HttpRequest, article: Article, reason: str, at: datetime) -> str:
    signed = sign_off_twin(article=article, actor=actor_of(request), seen=request.POST.get("_seen", ""), at=at)
    return f"Signed off by {signed.name}."


def _publish(request: HttpRequest, article: Article, reason: str, at: datetime) -> str:
    made = publish_twin(
        article=article, actor=actor_of(request), at=at, what_changed=reason, version=version_of(request)
    )
    return f"Plain-language page {number_of(made)} is published; everybody can read it."


def _withdraw(request: HttpRequest, article: Article, reason: str, at: datetime) -> str:
    withdraw_twin(article=article, actor=actor_of(request), at=at, reason=reason)
    return "The page is taken back. Its address says why."


def _allow(request: HttpRequest, article: Article, reason: str, at: datetime) -> str:
    switch_twin(article=article, is_on=True, reason=reason, actor=actor_of(request), at=at)
    return "A plain-language page is allowed for this article, with the funders that it has now."


def _forbid(request: HttpRequest, article: Article, reason: str, at: datetime) -> str:
    switch_twin(article=article, is_on=False, reason=reason, actor=actor_of(request), at=at)
    return (
        "No plain-language page can be published for this article now. One of it is not shown while readers see that "
        "the article is supported."
    )


ACTS: dict[str, TwinAct] = {
    "ask": TwinAct("content.ask_review", _ask),
    "sign": TwinAct("content.sign_off", _sign),
    "publish": TwinAct(
        "content.publish_article",
        _publish,
        question="Publish this plain-language page?",
        consequence="Everybody can read it at once, without the question of the gate. It is never changed afterwards.",
        button="Publish the page",
    ),
    "correct": TwinAct(
        "content.publish_article",
        _publish,
        label="What changed",
        help_text=NOTICE,
        question="Publish the page anew?",
        consequence="It takes the place of the page that was shown, with your notice above the text.",
        button="Publish the page anew",
    ),
    "withdraw": TwinAct(
        "content.publish_article",
        _withdraw,
        label="Why it is taken back",
        help_text=NOTICE,
        question="Take the page back?",
        consequence="Its address shows your reason from now on. It cannot come back; another page may follow.",
        button="Take the page back",
    ),
    "allow": TwinAct(
        "content.allow_twin",
        _allow,
        label="Why a page for the public is right here",
        help_text="Kept with your name and the funders of today; a funder that comes later needs it anew.",
    ),
    "forbid": TwinAct("content.allow_twin", _forbid, label="Why it is taken back"),
}
FORMS = {name: act for name, act in ACTS.items() if act.label}


def reason_forms(request: HttpRequest | None = None) -> dict[str, ReasonForm]:
    """Return the forms of the acts that ask for a reason; what was sent stands in the one that was sent."""
    sent = request.POST.get("_act") if request else None
    return {
        name: ReasonForm(
            request.POST if request and name == sent else None, prefix=name, label=act.label, help_text=act.help_text
        )
        for name, act in FORMS.items()
    }
