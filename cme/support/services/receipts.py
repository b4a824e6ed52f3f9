"""Receipts: what they say, and sending one."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cme.support.links import CONTRIBUTION, path_of
from cme.support.models import Contribution, Payment, Receipt
from cme.support.money import money_text
from cme.support.providers import DUMMY
from cme.support.services.posting import message_id, post_letter
from cme.ui.languages import speaking

PRETENDED = _("No money was taken: the payment was only pretended, to show how this site works.")
SUBJECT = _("Receipt for your contribution to {site}")
WENT_BACK = _("Went back   {amount}")
TEXT = _("""Thank you. We received your contribution.

Amount      {amount}{rhythm}
Received    {paid}{back}
Reference   {reference}
Received by {operator}
{address}
This is a receipt of payment. Whether a contribution can be deducted from tax depends on your country and on us;
this mail does not say so.

It pays for independent medical education. It carries no say in topics, texts or tests, and no one who writes them
sees who gave.

Your contribution, as it stands{ending}:
{link}

The link is for you alone. No other mail follows from this contribution{months}.

{operator}
""")


def post_receipt(*, pk: int, at: datetime) -> bool:
    """Send a receipt that is due; return whether this call sent it."""
    receipt = Receipt.objects.select_related("payment__contribution").filter(pk=pk).first()
    return bool(receipt) and post_letter(letter=receipt, write=receipt_mail, at=at)


def receipt_mail(receipt: Receipt) -> EmailMessage:
    """Return the mail of a receipt, in the language in which it was given; what went back meanwhile is told."""
    with speaking(receipt.payment.contribution.language):
        return _receipt_mail(receipt, receipt.payment, receipt.payment.contribution)


def _receipt_mail(receipt: Receipt, payment: Payment, contribution: Contribution) -> EmailMessage:
    is_monthly = contribution.rhythm == Contribution.Rhythm.MONTHLY
    goes_on = is_monthly and contribution.state != Contribution.State.ENDED
    back = money_text(payment.refunded_minor, payment.currency)
    text = TEXT.format(
        amount=money_text(payment.amount_minor, payment.currency),
        rhythm=gettext(", every month") if is_monthly else gettext(", once"),
        paid=date_format(payment.paid_at, "j F Y"),
        back=f"\n{WENT_BACK.format(amount=back)}" if payment.refunded_minor else "",
        reference=f"{contribution.pk}-{payment.pk}",
        operator=settings.OPERATOR_NAME,
        address=f"            {settings.POSTAL_ADDRESS}\n" if settings.POSTAL_ADDRESS else "",
        ending=gettext(", and a button that ends it") if goes_on else "",
        months=gettext(" but the receipt of each month") if goes_on else "",
        link=contribution.origin + path_of(CONTRIBUTION, contribution.key),
    )
    if contribution.provider == DUMMY:
        text = f"{PRETENDED}\n\n{text}"
    return EmailMessage(
        SUBJECT.format(site=settings.SITE_NAME),
        text,
        to=[contribution.email],
        headers={"Message-ID": message_id(receipt, contribution.origin), "Auto-Submitted": "auto-generated"},
    )
