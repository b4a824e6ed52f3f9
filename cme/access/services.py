"""Verbs of the gate."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from cme.access.attesting import statement_hash, statement_text
from cme.access.models import Attestation, Statement
from cme.learners.models import Learner


@transaction.atomic
def record_attestation(
    *, learner: Learner, profession: str, at: datetime, capture: str = Attestation.Capture.GATE
) -> Attestation:
    """Record that a visitor confirmed a profession under the wording in force.

    Args:
        learner: Who confirmed, under a random key.
        profession: A key of ``settings.GATE_PROFESSIONS``.
        at: When; aware.
        capture: How it was captured.

    Source:
        A1: exact wording (version, hash, language), profession, time, learner, capture, expiry; append-only.
    """
    statement, _ = Statement.objects.get_or_create(
        text_hash=statement_hash(),
        defaults={
            "version": settings.GATE_STATEMENT_VERSION,
            "language": settings.LANGUAGE_CODE,
            "text": statement_text(),
            "first_shown_at": at,
        },
    )
    return Attestation.objects.create(
        learner=learner,
        statement=statement,
        profession=profession,
        profession_label=settings.GATE_PROFESSIONS[profession],
        attested_at=at,
        expires_at=at + timedelta(days=settings.GATE_DAYS),
        capture=capture,
    )
