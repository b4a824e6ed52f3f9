"""Accepted answers of a file that hide better ones behind them, where the first that fits counts, as in Moodle."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from content.accepted_wordings import compared_pieces, share_answers
from content.formats.neutral import Kind, NeutralOption, NeutralQuestion
from content.formats.notes import quoted
from content.neutral_questions import ANYTHING
from content.numbers import number_of


def hiding_answers(question: NeutralQuestion) -> Iterator[tuple[NeutralOption, NeutralOption]]:
    """Yield each accepted answer that takes away what a later one would bring, with the best such one.

    Args:
        question: In plain text, its answers in the order of the file.
    """
    if question.kind not in {Kind.SHORT, Kind.NUMERIC}:
        return
    share = _number_shares(question) if question.kind == Kind.NUMERIC else _wording_shares(question)
    rows = question.options
    for place, row in enumerate(rows):
        behind = range(place + 1, len(rows))
        better = [rows[later] for later in behind if rows[later].weight > row.weight and share(place, later)]
        if better:
            yield row, max(better, key=lambda found: found.weight)


def told(row: NeutralOption) -> str:
    """Return an accepted answer as a remark names it."""
    return quoted(f"{row.text} ± {row.tolerance.normalize():f}" if row.tolerance else row.text)


def _wording_shares(question: NeutralQuestion) -> Callable[[int, int], bool]:
    pieces = [compared_pieces(row.text, question.is_case_sensitive) for row in question.options]
    return lambda one, other: share_answers(pieces[one], pieces[other])


def _number_shares(question: NeutralQuestion) -> Callable[[int, int], bool]:
    numbers = [(row.text == ANYTHING, number_of(row.text), row.tolerance or Decimal(0)) for row in question.options]

    def share(one: int, other: int) -> bool:
        (is_any, first, reach), (is_any_too, second, reach_too) = numbers[one], numbers[other]
        if is_any or is_any_too:
            return True
        return first is not None and second is not None and abs(first - second) <= reach + reach_too

    return share
