"""How often each option was chosen, for learners ("your peers") and for editors."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from cme.assessment.models import Answer, Attempt, Pick
from cme.assessment.rounding import whole_percents
from cme.assessment.serving import served_items


@dataclass(frozen=True)
class Peers:
    """First attempts of other learners who answered the same question in the same words.

    Attributes:
        n: How many learners answered it.
        simulated: How many of them are simulated.
        counts: How often each option was chosen, by its primary key.
    """

    n: int
    simulated: int
    counts: dict[int, int]

    def percents_of(self, options: Iterable[int]) -> dict[int, int]:
        """Return the share of peers who chose each option, in whole percent; of single choices they sum to 100."""
        counts = {option: self.counts.get(option, 0) for option in options}
        if sum(counts.values()) == self.n:
            return whole_percents(counts)
        return {option: (200 * count + self.n) // (2 * self.n) for option, count in counts.items()}


def peers_of(attempt: Attempt, *, at_least: int) -> dict[int, Peers]:
    """Count how peers chose in each item, by its primary key; items that fewer than ``at_least`` answered are left out.

    A minor correction may reword a question: those who met the old words are no peers for the new ones.
    """
    root = attempt.learner.root_id
    others = (
        Attempt.objects.of_kind(attempt.kind)
        .submitted()
        .filter(release_id=attempt.release_id, number=1)
        .exclude(Q(learner=root) | Q(learner__merged_into=root))
    )
    items = [
        item
        for item in served_items(attempt.edition_id, attempt.kind).values()
        if not (item.is_paired or item.is_typed)  # their answers are not one choice out of few
    ]
    answers = Answer.objects.filter(attempt__in=others, item__version__in=[item.version for item in items])
    is_simulated = Count("pk", filter=Q(attempt__learner__is_simulated=True))
    answered = {
        version: (n, simulated)
        for version, n, simulated in answers.values_list("item__version")
        .annotate(n=Count("pk"), simulated=is_simulated)
        .order_by()
        if n >= at_least
    }
    counts = _counts(answers) if answered else {}
    return {item.id: Peers(*answered[item.version], counts) for item in items if item.version in answered}


def _counts(answers: QuerySet[Answer]) -> dict[int, int]:
    picks = Pick.objects.filter(answer__in=answers)
    return dict(picks.values_list("option").annotate(times=Count("pk")).order_by())
