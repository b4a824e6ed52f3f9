"""Who somebody is: learners that were merged into one are one person. Everything that counts people counts this."""

from django.db.models.functions import Coalesce


def person_of(path: str = "") -> Coalesce:
    """Return an expression for the primary key of the person that a row is of.

    Args:
        path: The way to the row that has the learner, such as ``attempt__``; empty for the row itself.
    """
    return Coalesce(f"{path}learner__merged_into_id", f"{path}learner_id")


PERSON = person_of()
