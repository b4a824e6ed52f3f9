"""Confirming a sign-off by link: a code that goes to the reviewer's own address, so that the link alone does not do."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from content.models import ReviewLink, ReviewRound, SignOff, SignOffCode
from content.services.rates import take_turn
from content.services.refusals import ReviewRefused

DIGITS = 8
HOLDS = timedelta(minutes=30)
TRIES = 5  # wrong codes before another one is to be asked for
AT_ONCE, EACH = 3, timedelta(minutes=10)  # codes that a link may ask for
NO_ADDRESS = _(
    "A sign-off by link is confirmed by a code that goes to the reviewer’s e-mail address, and the desk has none. "
    "Ask the editor to add yours."
)
WRONG = _("This is not the code, or it has lapsed. Look at the latest e-mail, or ask for another code.")
WANTED = _("Enter the code that was sent to you by e-mail; the sign-off needs it.")
TOO_MANY = _("You have asked for several codes just now. Use the latest one, or wait ten minutes.")


def needs_code() -> bool:
    """Tell whether a sign-off by link is confirmed by a code: where the site can send e-mail."""
    return bool(settings.HAS_MAIL)


@transaction.atomic
def ask_code(*, link: ReviewLink, at: datetime) -> SignOffCode:
    """Make a code for whoever a link was made for; earlier ones stay good until they lapse.

    Raises:
        ReviewRefused: The link is no good or may not sign off, the reviewer has no address, or asks too often.
    """
    ReviewRound.objects.select_for_update().get(pk=link.round_id)
    link = ReviewLink.objects.select_related("round__reviewer").get(pk=link.pk)
    if link.round.closed_at is not None or not link.is_good_at(at) or not link.may_sign_off:
        raise ReviewRefused(_("This link no longer lets you do this. Ask the editor for a new one."))
    if not link.round.reviewer.email:
        raise ReviewRefused(NO_ADDRESS)
    if not take_turn(key=f"code:{link.pk}", burst=AT_ONCE, each=EACH, at=at):
        raise ReviewRefused(TOO_MANY)
    return SignOffCode.objects.create(link=link, address=link.round.reviewer.email, asked_at=at, lapses_at=at + HOLDS)


def digits_of(code: SignOffCode) -> str:
    """Return the digits of a code. A copy of the database does not tell them, since they need the secret key."""
    number = int(salted_hmac("content.signoffcode", f"{code.pk}:{code.salt}").hexdigest(), 16)
    return f"{number % 10**DIGITS:0{DIGITS}}"


def check_code(*, link: ReviewLink, typed: str, at: datetime) -> SignOffCode:
    """Return the code that was typed. Call it outside a transaction: a wrong try counts whatever comes of it.

    Raises:
        ReviewRefused: It is none that is good, or was tried too often.
    """
    typed = "".join(typed.split())
    if not typed:
        raise ReviewRefused(WANTED)
    codes = SignOffCode.objects.filter(link=link, used_at=None, lapses_at__gt=at, tries__lt=TRIES)
    for code in codes:
        # The try is taken before the look, by one conditional update: no number at once has more than ``TRIES``.
        if codes.filter(pk=code.pk).update(tries=F("tries") + 1) and constant_time_compare(digits_of(code), typed):
            return code
    raise ReviewRefused(WRONG)


def use_code(*, code: SignOffCode | None, sign_off: SignOff, at: datetime) -> None:
    """Spend a code on a sign-off, in the transaction that signs; None spends nothing.

    Raises:
        ReviewRefused: It was used meanwhile, or was made for another link.
    """
    if code is None:
        return
    rows = SignOffCode.objects.filter(pk=code.pk, link=sign_off.link_id, used_at=None)
    if sign_off.link_id is None or not rows.update(used_at=at, sign_off=sign_off):
        raise ReviewRefused(WRONG)
