"""Suggestions of readers and enquiries of organisations: taken, decided, and never tied to each other (S6)."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction

from cme.access.once import once_key
from cme.support.models import GrantEnquiry, Suggestion
from content.approved_wordings import Text
from content.models import Article

# The wordings that are confirmed. One in use is never changed; the next is new.
STATEMENT_VERSION = "2026-11"
INDIVIDUAL = {
    "2026-11": (
        "I suggest this as an individual. I do not do so for a company that makes or sells health products, and none "
        "pays me for it."
    ),
}
ORGANISATION = {
    "2026-11": (
        "We understand that a grant gives no say in topics, authors, texts, tests or dates, that topics are not "
        "discussed with those who give, and that our name and level become public once an agreement is signed."
    ),
}


TEXT_OF_INDIVIDUAL = Text("support.individual", INDIVIDUAL[STATEMENT_VERSION])
TEXT_OF_ORGANISATION = Text("support.organisation", ORGANISATION[STATEMENT_VERSION])


class SuggestionRefused(Exception):
    """The suggestion was not decided as asked; the message is fit to show."""


@transaction.atomic
def take_suggestion(
    *, form_key: str, topic: str, reason: str, source: str, credit_name: str, at: datetime, wording: int | None = None
) -> Suggestion:
    """Take a suggestion; the same form sent twice, or at once, gives the same one."""
    key = once_key(form_key, topic, reason, source, credit_name)
    try:
        with transaction.atomic():
            return Suggestion.objects.create(
                form_key=key,
                topic=topic,
                reason=reason,
                source=source,
                credit_name=credit_name,
                statement_version=STATEMENT_VERSION,
                wording_id=wording,
                suggested_at=at,
            )
    except IntegrityError:
        return Suggestion.objects.get(form_key=key)


@transaction.atomic
def decide_suggestion(
    *,
    suggestion: Suggestion,
    state: str,
    answer: str,
    article: Article | None,
    actor: AbstractBaseUser | None,
    at: datetime,
    names: bool = True,
) -> Suggestion:
    """Decide a suggestion, or decide it anew. Who suggested it sees the decision and the answer.

    Args:
        suggestion: The suggestion.
        state: What is decided.
        answer: To who suggested it.
        article: What came of it.
        actor: Who decides.
        at: Now; aware.
        names: The article names who suggested it, if he or she wishes so.

    Raises:
        SuggestionRefused: It was declined with an article, or goes back to the queue, or another suggestion is
            already credited in the article.
    """
    row = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    if state == Suggestion.State.RECEIVED:
        raise SuggestionRefused("Choose whether it is taken up. What is decided does not go back into the queue.")
    if article and state != Suggestion.State.ACCEPTED:
        raise SuggestionRefused("Only what is taken up becomes an article.")
    row.state, row.answer, row.article = state, answer, article
    row.credited_in = article if names and row.credit_name else None
    row.decided_at, row.decided_by = at, actor  # type: ignore[assignment]  # the site's user model
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise SuggestionRefused("This article already names somebody who suggested it.") from error
    return row


@transaction.atomic
def withdraw_name(*, suggestion: Suggestion) -> None:
    """Forget who made a suggestion, since he or she asks; its article names nobody any more. May run twice (G3)."""
    row = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    row.credit_name, row.credited_in = "", None
    row.save(update_fields=["credit_name", "credited_in"])


@transaction.atomic
def take_enquiry(
    *,
    form_key: str,
    organisation: str,
    kind: str,
    contact_name: str,
    email: str,
    size: str,
    at: datetime,
    wording: int | None = None,
) -> GrantEnquiry:
    """Take the enquiry of an organisation; the same form sent twice gives the same one."""
    key = once_key(form_key, organisation, kind, contact_name, email, size)
    try:
        with transaction.atomic():
            return GrantEnquiry.objects.create(
                form_key=key,
                organisation=organisation,
                kind=kind,
                contact_name=contact_name,
                email=email,
                size=size,
                statement_version=STATEMENT_VERSION,
                wording_id=wording,
                received_at=at,
            )
    except IntegrityError:
        return GrantEnquiry.objects.get(form_key=key)


def answer_enquiry(*, enquiry: GrantEnquiry, note: str, actor: AbstractBaseUser | None, at: datetime) -> None:
    """Note that somebody answered an enquiry; the first to do so stands, the note may be changed."""
    GrantEnquiry.objects.filter(pk=enquiry.pk).update(note=note)
    GrantEnquiry.objects.waiting().filter(pk=enquiry.pk).update(
        answered_at=at,
        answered_by=actor,
    )
