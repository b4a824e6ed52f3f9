"""What is always true of contributions and news: clean data breaks nothing, and each fault behind is seen."""

import pytest

from cme.messages.models import Suppression
from cme.support.models import Contribution, Payment, Receipt
from cme.support.services.contributing import settle
from tests.desk.test_invariants import broken, run, unguard
from tests.support.giving import AT, make_contribution, make_giving, paid

pytestmark = pytest.mark.django_db


def refunded() -> Contribution:
    row = make_contribution()
    settle(contribution=row, word=paid(row, said=paid(row).said.REFUNDED, refunded_minor=2500), at=AT)
    return row


def test_clean_data_breaks_nothing() -> None:
    make_giving()
    refunded()
    monthly = make_contribution("monthly")
    settle(contribution=monthly, word=paid(monthly), at=AT)
    assert broken() == set()


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("UPDATE support_contribution SET state = 'paid', settled_at = began_at WHERE state = 'open'", "where-their"),
        ("UPDATE support_contribution SET state = 'lapsed' WHERE state = 'paid'", "where-their"),
        ("UPDATE support_contribution SET state = 'paid' WHERE state = 'refunded'", "where-their"),
        ("UPDATE support_contribution SET amount_minor = 1 WHERE state = 'paid'", "what-was-offered"),
    ],
)
def test_money_that_does_not_fit_is_seen(sql: str, found: str) -> None:
    make_giving()
    refunded()
    unguard("support_contribution")
    run(sql)
    assert [name for name in broken() if found in name] == list(broken())
    assert broken()


def test_missing_receipt_and_news_for_a_suppressed_address_are_seen() -> None:
    make_giving()
    Receipt.objects.all().delete()
    Suppression.objects.create(email="news@example.org", reason="bounced", suppressed_at=AT)
    assert Payment.objects.exists()
    assert broken() == {"payments-are-owed-a-receipt", "nobody-suppressed-gets-news"}
