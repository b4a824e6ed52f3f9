"""Texts that need approval in each language: what they say, what is proposed, and what was approved."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from cme.access import attesting
from cme.evaluation.models import InstrumentVersion
from cme.evaluation.wordings import texts_of
from cme.messages.mails import CONSENT
from cme.support.services.contributing import TEXT_OF_GIVING
from cme.support.services.suggesting import TEXT_OF_INDIVIDUAL, TEXT_OF_ORGANISATION
from content.approved_wordings import Text, approved_in, proposals_in
from content.models import ApprovedWording


@dataclass(frozen=True)
class Row:
    """One text on the page.

    Attributes:
        text: The text.
        wording: What the box holds at first: what was approved, else what is proposed, else nothing.
        approved: The approval that holds, if there is one.
    """

    text: Text
    wording: str
    approved: ApprovedWording | None


@dataclass(frozen=True)
class Group:
    """Texts that are shown in a language once all of them are approved."""

    heading: str
    rows: list[Row]

    @property
    def missing(self) -> int:
        """How many are not approved; readers see English as long as there are any."""
        return sum(row.approved is None for row in self.rows)


def texts_at(at: datetime) -> dict[str, list[Text]]:
    """Return all texts as they stand now, by what they belong to."""
    version = InstrumentVersion.objects.in_use_at(at).first()
    found = {
        "The question at the gate": attesting.texts(),
        "Consent to news": [CONSENT],
        "What who contributes confirms": [TEXT_OF_GIVING],
        "What who suggests confirms": [TEXT_OF_INDIVIDUAL],
        "What an organisation confirms": [TEXT_OF_ORGANISATION],
    }
    return found | ({"Statements to rate, and their scale": texts_of(version.sheet)} if version else {})


def groups_in(language: str, at: datetime) -> Iterator[Group]:
    """Yield what can be approved in a language; one query for the approvals."""
    texts = texts_at(at)
    approved = approved_in(language, [text for group in texts.values() for text in group])
    proposed = proposals_in(settings.LOCALE_PATHS[0] / language / "wordings.yaml")
    for heading, group in texts.items():
        rows = []
        for text in group:
            holds = approved.get(text.hash)
            rows.append(Row(text, holds.wording if holds else proposed.get(text.hash, ""), holds))
        yield Group(heading, rows)
