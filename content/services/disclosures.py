"""Verbs on disclosures."""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser

from content.models import Relationship


def record_decision(*, relationship: Relationship, actor: AbstractBaseUser, on: date) -> None:
    """Note who decided about a relationship, and when; a decision taken back leaves no trace of either (S1).

    The relationship is not saved; it may be new.
    """
    if relationship.decision:
        relationship.decided_by_id, relationship.decided_on = actor.pk, on
    else:
        relationship.decided_by_id = relationship.decided_on = None
