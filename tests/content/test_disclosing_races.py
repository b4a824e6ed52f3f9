"""A contributor's link in several hands at once, with real threads."""

import pytest

from content.models import Contributor, Disclosure, DisclosureRequest, Relationship
from content.services.disclosing import DisclosureRefused, Tie, ask_for_disclosure, submit_disclosure, withdraw_request
from tests.factories import NOW
from tests.racing import faults, race

pytestmark = pytest.mark.django_db(transaction=True)
TIE = Tie("Example Pharma", "consulting", "Advisory board")


def ask(name="Ada Writer"):
    someone, _ = Contributor.objects.get_or_create(name=name)
    return ask_for_disclosure(contributor=someone, actor=None, at=NOW)


def test_one_disclosure_is_kept_when_it_is_sent_four_times_at_once():
    asked = ask()
    results = race(*[lambda: submit_disclosure(request=asked, ties=[TIE], at=NOW)] * 4)
    assert faults(results) == []
    assert {row.pk for row in results} == {Disclosure.objects.get().pk}
    assert Relationship.objects.count() == 1


def test_link_is_either_answered_or_withdrawn_when_both_happen_at_once():
    asked = ask()
    sent, withdrawn = race(
        lambda: submit_disclosure(request=asked, ties=[], at=NOW), lambda: withdraw_request(request=asked, at=NOW)
    )
    asked.refresh_from_db()
    if withdrawn is True:
        assert isinstance(sent, DisclosureRefused)
        assert (asked.disclosure, Disclosure.objects.count()) == (None, 0)
    else:
        assert (withdrawn, asked.disclosure, asked.revoked_at) == (False, sent, None)


def test_one_link_waits_when_two_are_made_at_once():
    assert faults(race(ask, ask)) == []
    assert DisclosureRequest.objects.waiting().count() == 1
