"""Verbs on attempts. Each may come twice, at once, late or forged."""

from cme.assessment.services.answering import save_answer, take_answer
from cme.assessment.services.opening import EXPIRED, open_attempt
from cme.assessment.services.refusals import AttemptRefused, AttemptStale
from cme.assessment.services.regrading import Change, RegradeRefused, holding_corrections, preview_regrade, regrade
from cme.assessment.services.submitting import settle_overdue, submit_attempt

__all__ = [
    "EXPIRED",
    "AttemptRefused",
    "AttemptStale",
    "Change",
    "RegradeRefused",
    "holding_corrections",
    "open_attempt",
    "preview_regrade",
    "regrade",
    "save_answer",
    "settle_overdue",
    "submit_attempt",
    "take_answer",
]
