"""The five-point agreement scale, and the answers outside it.

Sheets are frozen with these words in English; the form says them in the reader's language.
"""

from django.utils.translation import gettext_noop

from cme.evaluation.models import Rating, Statement

AGREEMENT = (
    (1, gettext_noop("Strongly disagree")),
    (2, gettext_noop("Disagree")),
    (3, gettext_noop("Neither agree nor disagree")),
    (4, gettext_noop("Agree")),
    (5, gettext_noop("Strongly agree")),
)

# The labels of Rating.Outside, for translators.
OUTSIDE = (gettext_noop("Not applicable"), gettext_noop("I already practise this way"))


def choices_of(statement: Statement) -> list[tuple[str, str]]:
    """Return value and label of every answer to a statement; none for a comment."""
    if statement.kind == Statement.Kind.COMMENT:
        return []
    choices = [(str(value), label) for value, label in AGREEMENT]
    if statement.offers_not_applicable:
        choices.append((Rating.Outside.NOT_APPLICABLE.value, str(Rating.Outside.NOT_APPLICABLE.label)))
    if statement.offers_already_practised:
        choices.append((Rating.Outside.ALREADY_PRACTISED.value, str(Rating.Outside.ALREADY_PRACTISED.label)))
    return choices
