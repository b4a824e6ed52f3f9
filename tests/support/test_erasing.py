"""Addresses of contributors go after their time or on request; receipts that were given up are tried again."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.crypto import get_random_string

from cme.reporting.models import ProblemReport
from cme.reporting.services.reporting import answer_report
from cme.support.models import Contribution, GrantEnquiry, Receipt, Suggestion
from cme.support.services.contributing import settle
from cme.support.services.erasing import NOWHERE, erase_before
from cme.support.services.owing import retry_receipt
from cme.support.services.suggesting import decide_suggestion
from cme.ui.mail_faults import said_of
from tests.desk.desks import login, make_user
from tests.factories import make_edition
from tests.support.giving import AT, make_contribution, make_suggestion, paid

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=400)


def given(rhythm: str = "once", **fields) -> Contribution:
    row = make_contribution(rhythm, **fields)
    settle(contribution=row, word=paid(row), at=AT)
    return row


def sent() -> None:
    Receipt.objects.update(state=Receipt.State.SENT, sent_at=AT)


def owed(state: str = Receipt.State.PENDING) -> None:
    """Let receipts be as if no worker had sent them."""
    Receipt.objects.update(state=state, sent_at=None, tries=12, problem="No server.")


def addresses() -> list[str]:
    return list(Contribution.objects.order_by("pk").values_list("email", flat=True))


def test_address_goes_when_its_time_is_over_and_the_sum_stays():
    row = given()
    given()
    sent()
    assert erase_before(before=AT) == 0
    assert erase_before(before=LATER) == 2
    assert erase_before(before=LATER) == 0
    first, second = addresses()
    assert first == second  # one person is still counted once
    assert first.endswith(NOWHERE)
    assert row.payments.get().amount_minor == 2500


@pytest.mark.parametrize("what", ["open", "running", "owed"])
def test_address_that_is_still_needed_stays(what):
    if what == "open":
        make_contribution()
    elif what == "running":
        given("monthly")
        sent()
    else:
        given()
        owed()
    assert erase_before(before=LATER) == 0
    assert addresses() == ["reader@example.org"]


def test_address_goes_on_request_and_others_stay(capsys):
    given()
    given(email="other@example.org")
    owed()
    with pytest.raises(CommandError, match="still to be sent"):
        call_command("erase_contributors", address="Reader@example.org")
    sent()
    call_command("erase_contributors", address="Reader@example.org")
    call_command("erase_contributors", address="reader@example.org")
    assert capsys.readouterr().out.splitlines() == [
        "Erased in 1 rows.",
        "Erased in 0 rows.",
    ]
    assert addresses()[1] == "other@example.org"
    assert addresses()[0].endswith(NOWHERE)


def test_address_of_a_running_contribution_is_not_erased():
    given("monthly")
    sent()
    with pytest.raises(CommandError, match="is running"):
        call_command("erase_contributors", address="reader@example.org")
    assert addresses() == ["reader@example.org"]


def test_what_a_mail_server_said_of_an_address_goes_with_it():
    given()
    owed(Receipt.State.FAILED)
    Receipt.objects.update(problem="550 reader@example.org: unknown")
    call_command("erase_contributors", address="reader@example.org")
    assert "reader" not in Receipt.objects.get().problem


def test_address_left_with_a_report_is_erased_on_request_decided_or_not():
    reports = [
        ProblemReport.objects.create(
            edition=make_edition(), what="A dose is wrong.", email="Reader@example.org", form_key=get_random_string(32),
            reported_at=AT, mail_problem="550 reader@example.org",
        )
        for _ in range(2)
    ]  # fmt: skip
    answer_report(report=reports[0], answer="Thank you.", actor=make_user("ed", "Editor"), at=AT)
    call_command("erase_contributors", address="reader@example.org")
    assert set(ProblemReport.objects.values_list("email", "mail_problem")) == {("", "")}


def test_reason_of_a_mail_server_is_kept_without_addresses():
    refused = SMTPRecipientsRefused({"reader@example.org": (550, b"<reader@example.org>: unknown user")})
    said = said_of(refused)
    assert said.startswith("SMTPRecipientsRefused: ")
    assert "unknown user" in said
    assert "@" not in said


def test_address_is_not_erased_while_its_payment_may_still_come():
    """The receipt, and the way to end what is monthly, go to that address."""
    make_contribution("monthly")
    with pytest.raises(CommandError, match="waits for its payment"):
        call_command("erase_contributors", address="reader@example.org")
    assert addresses() == ["reader@example.org"]


def test_contacts_and_names_go_when_their_time_is_over(capsys, settings):
    settings.CORRESPONDENCE_DAYS = 1
    waiting, answered = make_enquiry(), make_enquiry(answered_at=AT)
    names = [make_suggestion(credit_name="A. Reader") for _ in range(2)]
    decide_suggestion(suggestion=names[0], state="declined", answer="", article=None, actor=None, at=AT)
    call_command("erase_contributors")
    call_command("erase_contributors")
    assert capsys.readouterr().out.splitlines() == ["Erased in 2 rows.", "Erased in 0 rows."]
    contacts = GrantEnquiry.objects.order_by("pk").values_list("organisation", "contact_name", "email")
    assert list(contacts) == [("Example Ltd", "The office", "office@example.org"), ("Example Ltd", "", "")]
    assert [row.credit_name for row in Suggestion.objects.order_by("pk")] == ["", "A. Reader"]
    call_command("erase_contributors", address="Office@example.org")
    waiting.refresh_from_db()
    answered.refresh_from_db()
    assert (waiting.email, answered.organisation) == ("", "Example Ltd")


def make_enquiry(**fields) -> GrantEnquiry:
    return GrantEnquiry.objects.create(
        form_key=get_random_string(32), organisation="Example Ltd", kind="industry", contact_name="The office",
        email="office@example.org", size="large", statement_version="2026-11", received_at=AT, **fields,
    )  # fmt: skip


def test_receipt_that_was_given_up_is_tried_again_once_and_no_other_is():
    given()
    receipt = Receipt.objects.get()
    assert not retry_receipt(pk=receipt.pk, at=LATER)
    owed(Receipt.State.FAILED)
    assert retry_receipt(pk=receipt.pk, at=LATER)
    assert not retry_receipt(pk=receipt.pk, at=LATER)
    receipt.refresh_from_db()
    assert (receipt.state, receipt.tries, receipt.problem, receipt.next_at) == ("pending", 0, "", LATER)


def test_lead_tries_receipts_again_and_an_editor_does_not_see_them():
    given()
    owed(Receipt.State.FAILED)
    sent_by_page = {"action": "try_again", "_selected_action": [Receipt.objects.get().pk]}
    path = reverse("admin:support_receipt_changelist")
    mail.outbox.clear()
    assert login("ada", "Editor").post(path, sent_by_page).status_code == 403
    assert Receipt.objects.get().state == Receipt.State.FAILED
    login("lena", "Accreditation lead").post(path, sent_by_page)
    assert Receipt.objects.get().state == Receipt.State.SENT
    assert [message.to for message in mail.outbox] == [["reader@example.org"]]
