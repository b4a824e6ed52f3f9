"""Verbs of the gate, and how often strangers may send something."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from cme.access.attesting import Wording, wording_in_force
from cme.access.models import Attestation, Statement
from cme.learners.models import Learner
from content.services.rates import take_turn

HOUR = timedelta(hours=1)


@transaction.atomic
def record_attestation(
    *,
    learner: Learner,
    profession: str,
    at: datetime,
    capture: str = Attestation.Capture.GATE,
    wording: Wording | None = None,
) -> Attestation:
    """Record that a visitor confirmed a profession under the wording that was shown.

    Args:
        learner: Who confirmed, under a random key.
        profession: A key of ``settings.GATE_PROFESSIONS``.
        at: When; aware.
        capture: How it was captured.
        wording: What was shown; the English wording in force if not given.

    Source:
        A1: exact wording (version, hash, language), profession, time, learner, capture, expiry; append-only.
    """
    shown = wording or wording_in_force()
    statement, _ = Statement.objects.get_or_create(
        text_hash=shown.hash,
        defaults={
            "version": settings.GATE_STATEMENT_VERSION,
            "language": shown.language,
            "text": shown.text,
            "first_shown_at": at,
        },
    )
    return Attestation.objects.create(
        learner=learner,
        statement=statement,
        profession=profession,
        profession_label=shown.professions[profession],
        attested_at=at,
        expires_at=at + timedelta(days=settings.GATE_DAYS),
        capture=capture,
    )


def may_send(*, purpose: str, who: str, an_hour: int, at: datetime) -> bool:
    """Count that somebody sends something; return whether it is within the limit.

    Args:
        purpose: What is sent; each has a limit of its own.
        who: Whom it is counted for, such as a network address. Only a keyed hash of it is stored, another one each day,
            so that counts of two days cannot be put together.
        an_hour: How often it may be sent in an hour.
        at: Now; aware.
    """
    name = salted_hmac("cme.access.senders", f"{at:%Y-%m-%d}|{who}", algorithm="sha256").hexdigest()
    return take_turn(key=f"{purpose}:{name}", burst=an_hour, each=HOUR / an_hour, at=at)
