"""Letters on their way: writing one when it goes out, handing it to the mail server, and noting what came of it."""

from collections.abc import Callable
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.crypto import salted_hmac

from cme.desk.disclosure_links import write_link, write_reminder
from cme.desk.sign_off_codes import write_code
from cme.desk.written import Written, mail_of
from cme.ui.languages import speaking
from cme.ui.mail_faults import said_of
from content.models import Letter
from content.services.letters import note_failed, note_needless, note_sent, take_letter

WRITERS: dict[str, Callable[[Letter, datetime], Written | None]] = {
    Letter.Kind.DISCLOSE: write_link,
    Letter.Kind.REMIND: write_reminder,
    Letter.Kind.CONFIRM: write_code,
}


def deliver(*, pk: int, at: datetime) -> bool:
    """Send a letter that is due; return whether it went out. May run any number of times, also at once."""
    letter = take_letter(pk=pk, at=at)
    if letter is None:
        return False
    with speaking(letter.language):
        written = WRITERS[letter.kind](letter, at)
    if written is None:
        note_needless(letter=letter)
        return False
    try:
        message_of(letter, written).send()
    except OSError as error:  # smtplib's errors among them
        note_failed(letter=letter, problem=said_of(error), at=at)
        return False
    note_sent(letter=letter, at=at)
    return True


def message_of(letter: Letter, written: Written) -> EmailMessage:
    """Return the e-mail; sent twice, it is the same one to whoever gets it, by its Message-ID."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    name = salted_hmac("cme.desk.delivery", str(letter.pk)).hexdigest()[:24]
    return mail_of(written, {"Message-ID": f"<letter.{letter.pk}.{name}@{domain}>"})
