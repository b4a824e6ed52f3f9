"""The five-point agreement scale, and the answers outside it."""

from cme.evaluation.models import Rating, Statement

AGREEMENT = (
    (1, "Strongly disagree"),
    (2, "Disagree"),
    (3, "Neither agree nor disagree"),
    (4, "Agree"),
    (5, "Strongly agree"),
)


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
