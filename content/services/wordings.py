"""Approving what a text says in another language."""

from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from content.approved_wordings import ENGLISH, Text
from content.models import ApprovedWording


class WordingRefused(Exception):
    """The wording was not approved; the message is fit to show."""


@transaction.atomic
def approve_wording(*, text: Text, language: str, wording: str, actor: AbstractUser, at: datetime) -> ApprovedWording:
    """Show a wording to readers of a language from now on. Those approved before stay as they were.

    Args:
        text: What it translates, as it stands in English now.
        language: Code of a language other than English.
        wording: The words.
        actor: Who answers for it; must have a name.
        at: When; aware.

    Raises:
        WordingRefused: It is empty, or English, or nobody's name stands behind it.
    """
    said, approver = wording.strip(), actor.get_full_name().strip()
    if not said:
        raise WordingRefused("Write the wording first.")
    if language == ENGLISH:
        raise WordingRefused("English is what is translated; it is changed where it stands.")
    if not approver:
        raise WordingRefused("Your log-in has no name. Approvals need the name of a person: ask for it to be entered.")
    return ApprovedWording.objects.create(  # type: ignore[misc]  # which model users are is the site's word
        language=language,
        name=text.name,
        source=text.english,
        source_hash=text.hash,
        wording=said,
        approved_by=actor,
        approver=approver[:120],
        approved_at=at,
    )
