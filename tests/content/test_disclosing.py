"""Links to disclose: used once, until they lapse or are withdrawn; what came in is never changed (S1)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from content.due import LAPSED, LAPSES, NEVER, decisions_due, disclosures_due
from content.models import Contribution, Contributor, Disclosure, DisclosureRequest, Relationship
from content.services.disclosing import (
    STATEMENT,
    DisclosureRefused,
    Tie,
    ask_for_disclosure,
    submit_disclosure,
    withdraw_request,
)
from tests.content.people import TODAY, disclose, make_reviewed_article
from tests.factories import NOW, make_article

pytestmark = pytest.mark.django_db
TIE = Tie("Example Pharma", "consulting", "Advisory board")


def ask(name="Ada Writer", at=NOW):
    someone, _ = Contributor.objects.get_or_create(name=name)
    return ask_for_disclosure(contributor=someone, actor=None, at=at)


def refuses(change) -> bool:
    try:
        with transaction.atomic():
            change()
    except IntegrityError:
        return True
    return False


def test_what_was_sent_is_kept_with_the_wording_that_was_confirmed():
    disclosure = submit_disclosure(request=ask(), ties=[TIE], at=NOW)
    tie = disclosure.relationships.get()
    assert (tie.company, tie.kind, tie.nature, tie.decision) == ("Example Pharma", "consulting", "Advisory board", "")
    assert (disclosure.disclosed_on, disclosure.submitted_at, disclosure.statement) == (TODAY, NOW, STATEMENT)
    assert not disclosure.has_nothing_to_disclose
    assert decisions_due() == [tie]


def test_none_is_an_answer():
    assert submit_disclosure(request=ask(), ties=[], at=NOW).has_nothing_to_disclose


def test_sending_twice_changes_nothing():
    asked = ask()
    first = submit_disclosure(request=asked, ties=[TIE], at=NOW)
    assert submit_disclosure(request=asked, ties=[], at=NOW + timedelta(days=400)) == first
    assert Disclosure.objects.count() == Relationship.objects.count() == 1


def test_link_lapses_at_its_moment(settings):
    settings.DISCLOSURE_LINK_DAYS = 7
    asked = ask()
    with pytest.raises(DisclosureRefused, match="has lapsed"):
        submit_disclosure(request=asked, ties=[], at=NOW + timedelta(days=7))
    assert not Disclosure.objects.exists()
    assert submit_disclosure(request=asked, ties=[], at=NOW + timedelta(days=7, microseconds=-1))


def test_withdrawn_link_is_refused_and_an_answered_one_is_not_withdrawn():
    asked = ask()
    assert withdraw_request(request=asked, at=NOW)
    with pytest.raises(DisclosureRefused, match="withdrawn"):
        submit_disclosure(request=asked, ties=[], at=NOW)
    answered = ask()
    submit_disclosure(request=answered, ties=[], at=NOW)
    assert not withdraw_request(request=answered, at=NOW)


def test_a_new_link_withdraws_the_one_that_waits():
    first, second = ask(), ask()
    assert list(DisclosureRequest.objects.open_at(NOW)) == [second]
    with pytest.raises(DisclosureRefused):
        submit_disclosure(request=first, ties=[], at=NOW)


def test_one_link_waits_for_a_contributor_whatever_the_door():
    asked = ask()
    twin = DisclosureRequest(contributor=asked.contributor, asked_at=NOW, expires_at=NOW)
    assert refuses(twin.save)


def test_what_a_contributor_said_is_never_changed_but_what_was_decided_is():
    asked = ask()
    disclosure = submit_disclosure(request=asked, ties=[TIE], at=NOW)
    ties = Relationship.objects.filter(disclosure=disclosure)
    assert refuses(lambda: ties.update(company="Another"))
    assert refuses(lambda: ties.update(kind="shares"))
    assert refuses(lambda: Disclosure.objects.update(has_nothing_to_disclose=True))
    assert refuses(lambda: DisclosureRequest.objects.filter(pk=asked.pk).update(disclosure=None))
    assert not refuses(lambda: ties.update(mitigation="Peer review"))
    by_hand = disclose(Contributor.objects.create(name="By hand"))
    assert not refuses(lambda: Disclosure.objects.filter(pk=by_hand.pk).update(has_nothing_to_disclose=False))


# -- who is due ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "why"), [(None, NEVER), (370, LAPSED), (340, LAPSES), (300, "")], ids=["never", "old", "soon", "current"]
)
def test_disclosure_is_due(days, why):
    article = make_article(is_demonstration=False)
    someone = article.contributions.get().contributor
    if days:
        disclose(someone, on=TODAY - timedelta(days=days))
    assert [(row.contributor, row.why) for row in disclosures_due(at=NOW)] == ([(someone, why)] if why else [])


def test_demonstrations_ask_nobody():
    make_article()
    assert disclosures_due(at=NOW) == []


def test_somebody_with_two_roles_is_due_once_and_the_waiting_link_is_shown():
    article = make_article(is_demonstration=False)
    someone = article.contributions.get().contributor
    Contribution.objects.create(article=article, contributor=someone, role="editor")
    asked = ask(someone.name)
    assert [(row.contributor, row.request) for row in disclosures_due(at=NOW)] == [(someone, asked)]


def test_due_is_found_in_two_queries_however_many(django_assert_num_queries):
    make_reviewed_article()
    Disclosure.objects.all().delete()
    with django_assert_num_queries(2):
        assert len(disclosures_due(at=NOW)) == 2
