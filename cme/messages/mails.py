"""What the stream of news writes, and the headers by which every mail of it can be left."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cme.messages.links import CONFIRM, LEAVE, path_of
from cme.messages.models import SubscriptionRequest
from cme.support.services.posting import message_id
from cme.ui.languages import speaking
from content.approved_wordings import Text

# The wording that is agreed to. One in use is never changed; the next is new.
TEXT_VERSION = "2026-11"
TEXTS = {
    "2026-11": (
        "News of what contributions did: a few mails a year, to this address alone, until I unsubscribe. No mail is "
        "tracked, and the address goes to nobody else."
    ),
}
CONSENT = Text("news.consent", TEXTS[TEXT_VERSION])
SUBJECT = _("Please confirm: news of {site}")
BODY = _("""Somebody, most likely you, entered this address for news of {site}:

"{text}"

If it was you, open this page and press the button there. Until then nothing is subscribed, and no other mail follows.

{confirm}

The link can be used until {until}. If it was not you, do nothing. To have this request forgotten, or never to
get a mail of this kind again:

{leave}

{operator}
{address}
""")


def leaving_headers(origin: str, key: str) -> dict[str, str]:
    """Return the headers by which a mail program unsubscribes with one click.

    Source:
        RFC 2369 and RFC 8058: an HTTPS address that takes a POST, without log-in or cookies.
    """
    return {
        "List-Unsubscribe": f"<{origin}{path_of(LEAVE, key)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def confirmation_mail(request: SubscriptionRequest) -> EmailMessage:
    """Return the mail that asks to confirm, the same each time it is made; it carries the postal address (E3).

    It speaks the language in which the address was entered, and quotes the words that were agreed to there.
    """
    with speaking(request.language):
        return _confirmation_mail(request)


def _confirmation_mail(request: SubscriptionRequest) -> EmailMessage:
    text = BODY.format(
        site=settings.SITE_NAME,
        text=request.wording.wording if request.wording else TEXTS[request.text_version],
        confirm=request.origin + path_of(CONFIRM, request.key),
        leave=request.origin + path_of(LEAVE, request.key),
        until=f"{date_format(request.expires_at, 'j F Y, H:i')} UTC",
        operator=settings.OPERATOR_NAME,
        address=settings.POSTAL_ADDRESS,
    )
    headers = {
        "Message-ID": message_id(request, request.origin),
        "Auto-Submitted": "auto-generated",
        **leaving_headers(request.origin, request.key),
    }
    return EmailMessage(SUBJECT.format(site=settings.SITE_NAME), text, to=[request.email], headers=headers)
