"""Payment providers behind django-payments' interface: our contribution as the order that a provider reads.

django-payments brings the interface (``provider_factory``, ``get_form``, ``RedirectNeeded``) and the dummy; its model
of a payment is not used: it counts in decimals, moves in any direction and tells by signals.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from payments import PaymentError, PaymentStatus, RedirectNeeded
from payments.core import provider_factory

from cme.support.models import Contribution
from cme.support.money import decimal_of

DUMMY, STRIPE = "dummy", "stripe"
SILENT = "The payment provider does not answer."


class ProviderSilent(Exception):
    """The provider did not answer, or answered nothing of use; the message is fit to show."""


@dataclass
class Order:
    """A contribution as providers of django-payments read and mark it. Nothing of it is stored.

    Attributes:
        contribution: What is to be paid.
        page: Full address of the page to which the person comes back, however it ends.
        status: What the provider made of it.
        transaction_id: What the provider calls it.
        address: Where the person is to be led next.
    """

    contribution: Contribution
    page: str
    status: str = PaymentStatus.WAITING
    transaction_id: str = ""
    address: str = ""
    message: str = ""
    statuses: list[str] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        """The amount in the currency's main unit."""
        return decimal_of(self.contribution.amount_minor, self.contribution.currency)

    @property
    def currency(self) -> str:
        """Three capital letters."""
        return self.contribution.currency

    @property
    def billing_email(self) -> str:
        """Where the receipt goes."""
        return self.contribution.email

    def change_status(self, status: str, message: str = "") -> None:
        """Take what the provider made of it."""
        self.status, self.message = status, message

    def change_fraud_status(self, status: str, message: str = "", commit: bool = True) -> None:
        """Take what the provider thinks of it; nothing follows."""
        self.statuses.append(status)

    def get_success_url(self) -> str:
        """Where somebody who paid comes back to."""
        return self.page

    def get_failure_url(self) -> str:
        """Where somebody who did not pay comes back to."""
        return self.page

    def get_process_url(self) -> str:
        """Where a detour of the dummy would lead; ours takes none."""
        return self.page


def ask_provider(order: Order, data: dict[str, str] | None = None) -> Order:
    """Let the contribution's provider begin, or end, the payment; return the order as it left it.

    Raises:
        ProviderSilent: Nothing came of it; it may be tried again.
    """
    provider = provider_factory(order.contribution.provider, order)
    try:
        provider.get_form(order, data=data)
    except RedirectNeeded as needed:
        order.address = str(needed)
    except (PaymentError, OSError) as error:
        raise ProviderSilent(
            _("The payment provider does not answer. Nothing was paid. Please try again later.")
        ) from error
    return order


def end_monthly(order: Order) -> None:
    """Have the provider take no further payment.

    Raises:
        ProviderSilent: It did not say that it will not; it may be tried again.
    """
    try:
        provider_factory(order.contribution.provider, order).cancel(order)
    except (PaymentError, OSError) as error:
        raise ProviderSilent(
            _("The payment provider does not answer. Nothing was changed. Please try again later.")
        ) from error
