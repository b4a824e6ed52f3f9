"""Reports at once, with real threads: limits are exact, one form is one report, one decision stands."""

import pytest

from cme.reporting.models import ProblemReport
from cme.reporting.services.reporting import ReportRefused, answer_report, close_report, take_report
from content.models import Edition
from tests.desk.desks import make_user
from tests.factories import NOW, make_edition
from tests.racing import faults, race

pytestmark = pytest.mark.django_db(transaction=True)


def act(edition: Edition, key: str):
    return lambda: take_report(form_key=key, edition=edition, place="", what="x", email="", sender="192.0.2.1", at=NOW)


def test_limit_holds_when_eight_reports_come_at_once():
    edition = make_edition()
    results = race(*[act(edition, f"{number:032}") for number in range(8)])
    assert [type(fault) for fault in faults(results)] == [ReportRefused] * 3
    assert ProblemReport.objects.count() == 5


def test_one_form_that_is_sent_four_times_at_once_is_one_report_and_counts_once():
    edition = make_edition()
    results = race(*[act(edition, "a" * 32)] * 4)
    assert faults(results) == []
    assert {row.pk for row in results} == {ProblemReport.objects.get().pk}
    more = [act(edition, f"{number:032}") for number in range(5)]
    assert [type(fault) for fault in faults(race(*more))] == [ReportRefused]  # four of five turns were left


def test_one_of_two_decisions_stands():
    row = take_report(form_key="a" * 32, edition=make_edition(), place="", what="x", email="", sender="1", at=NOW)
    ada, bob = make_user("ada"), make_user("bob")
    results = race(
        lambda: answer_report(report=row, answer="Yes.", actor=ada, at=NOW),
        lambda: close_report(report=row, actor=bob, at=NOW),
    )
    assert [type(fault) for fault in faults(results)] == [ReportRefused]
    row.refresh_from_db()
    assert (row.state, row.decided_by) in {("answered", ada), ("closed", bob)}
