"""What individuals give, suggest and subscribe to, as test data made through the services."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from django.urls import reverse

from cme.access.thanks import thanking
from cme.messages import links as news_links
from cme.messages.models import SubscriptionRequest, Suppression
from cme.messages.services.subscribing import ask_subscription, confirm_subscription
from cme.support.links import CONTRIBUTION, SUGGESTION, path_of
from cme.support.models import Contribution, ContributionUse, Suggestion
from cme.support.services.contributing import begin_contribution, settle, take_event
from cme.support.services.suggesting import take_enquiry, take_suggestion
from cme.support.words import Said, Word

AT = datetime(2026, 11, 12, 12, 0, tzinfo=UTC)
ORIGIN = "https://cme.example.org"
_numbers = count(1)


def form_key() -> str:
    """Return a key as a form carries it."""
    return f"{next(_numbers):032d}"


def make_contribution(rhythm: str = "once", *, at: datetime = AT, **fields: Any) -> Contribution:
    """Return a contribution that waits for its payment."""
    told = {"form_key": form_key(), "amount_minor": 2500, "email": "reader@example.org", "origin": ORIGIN}
    return begin_contribution(rhythm=rhythm, at=at, **told | fields)


def paid(
    contribution: Contribution, ref: str = "", *, at: datetime = AT, said: Said = Said.PAID, **fields: Any
) -> Word:
    """Return a provider's word for a payment."""
    told = {"amount_minor": contribution.amount_minor, "currency": contribution.currency} | fields
    return Word(said, contribution.key, at, ref or f"pay-{contribution.pk}", **told)


def make_suggestion(*, at: datetime = AT, **fields: Any) -> Suggestion:
    """Return a suggestion that waits."""
    told = {"form_key": form_key(), "topic": "When to stop", "reason": "It comes up each week.", "source": ""}
    return take_suggestion(at=at, **told | {"credit_name": ""} | fields)


def forged(path: str) -> str:
    """Return a signed address with the last character of its signature changed."""
    token = path.removesuffix("/")
    return f"{token[:-1]}{'A' if token[-1] != 'A' else 'B'}/"


@dataclass(frozen=True)
class Giving:
    """One of everything."""

    contribution: Contribution
    suggestion: Suggestion
    request: SubscriptionRequest


def make_giving(*, at: datetime = AT) -> Giving:
    """Make one of everything."""
    given = make_contribution(at=at)
    settle(contribution=given, word=paid(given, at=at), at=at)
    waiting = make_contribution(at=at)
    take_event(provider="dummy", event_id="event-1", kind="nothing", word=None, at=at)
    ContributionUse.objects.create(what="Hosting", amount_minor=900, currency="EUR", spent_on=date(2026, 11, 1))
    take_enquiry(
        form_key=form_key(), organisation="Example Foundation", kind="foundation", contact_name="The office",
        email="office@example.org", size="small", at=at,
    )  # fmt: skip
    ask_subscription(form_key=form_key(), email="news@example.org", origin=ORIGIN, at=at)
    request = SubscriptionRequest.objects.get()
    confirm_subscription(key=request.key, at=at)
    Suppression.objects.create(email="never@example.org", reason="asked", suppressed_at=at)
    return Giving(waiting, make_suggestion(at=at), request)


def addresses_of_giving(giving: Giving) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return path and what is posted there, by the name of the route."""
    flat = "funders support impact invitation_style invitation stripe"
    money = {"amount": "25", "rhythm": "once", "email": "a@example.org", "is_individual": "on"}
    idea = {"topic": "A topic", "reason": "A reason", "is_individual": "on"}
    grant = {
        "organisation": "Example", "kind": "other", "size": "unsaid", "contact_name": "Office",
        "email": "a@example.org", "has_understood": "on",
    }  # fmt: skip
    return {
        **{f"support:{name}": (reverse(f"support:{name}"), {}) for name in flat.split()},
        "support:contribute": (reverse("support:contribute"), money),
        "support:contribution": (path_of(CONTRIBUTION, giving.contribution.key), {"outcome": "confirmed"}),
        "support:suggest": (reverse("support:suggest"), idea),
        "support:suggestion": (path_of(SUGGESTION, giving.suggestion.key), {}),
        "support:grants": (reverse("support:grants"), grant),
        "support:grants_sent": (thanking(reverse("support:grants_sent"), purpose="grants", what="x"), {}),
        "news:subscribe": (reverse("news:subscribe"), {"email": "a@example.org", "agrees": "on"}),
        "news:asked": (thanking(reverse("news:asked"), purpose="news", what="asked"), {}),
        "news:confirm": (news_links.path_of(news_links.CONFIRM, giving.request.key), {}),
        "news:unsubscribe": (news_links.path_of(news_links.LEAVE, giving.request.key), {}),
    }
