"""What may be typed into a QTI item: accepted numbers and wordings."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from content.accepted_wordings import literal
from content.formats.neutral import Kind
from content.formats.notes import Notes, quoted
from content.formats.qtiagreement import contradiction, disagreeing_entries
from content.formats.qtidrafts import Asked, Draft
from content.formats.qtiresponses import NUMERIC, Answer, Mapped, Response, Rules
from content.formats.writing import number_of
from content.formats.xmltree import Element


def read_text_entry(interaction: Element, response: Response, rules: Rules, notes: Notes) -> Asked | None:
    """Read accepted numbers or wordings."""
    rows = _accepted(response, rules)
    is_numeric = response.base_type in NUMERIC
    drafts = [_draft_of(row, is_numeric=is_numeric) for row in rows]
    if not drafts:
        notes.add(interaction.line, "The item does not say which entry is right.")
        return None
    best = max((row.score or Fraction(0) for row in rows), default=Fraction(0))
    best = _known_maximum(response, rules) or (best if best > 0 else Fraction(1))
    for draft, row in zip(drafts, rows, strict=True):
        draft.weight = (row.score or Fraction(0)) / best
    others = disagreeing_entries(response.correct, rows, [draft.tolerance for draft in drafts])
    if others is not None:
        notes.add(interaction.line, contradiction(response.correct, others))
    if not is_numeric:
        if len({row.is_case_sensitive for row in rows}) > 1:
            notes.add(interaction.line, "Capitals count in some answers of the item and not in others; here in all.")
        return Asked(Kind.SHORT, drafts, any(row.is_case_sensitive for row in rows))
    if wrong := [row.value for row in rows if number_of(row.value or "") is None]:
        notes.add(interaction.line, f"The right answer {quoted(wrong[0] or '')} is no number.")
        return None
    return Asked(Kind.NUMERIC, drafts)


def _known_maximum(response: Response, rules: Rules) -> Fraction | None:
    if any(rule.score for rule in rules.answers):
        return rules.maximum
    return None if rules.is_by_correct(response) else response.upper


def _accepted(response: Response, rules: Rules) -> list[Answer]:
    """Return what is accepted: by rules that give marks, else by the mapping, else the correct response."""
    ruled = [rule for rule in rules.answers if rule.score is not None and rule.value is not None]
    correct = next((rule for rule in rules.answers if rule.value is None and rule.score is not None), None)
    if ruled:
        return rules.beside(ruled, response) + ruled
    if correct or rules.is_by_correct(response):
        like = correct or Answer(None, Fraction(1), Decimal(0), True, frozenset())
        return [replace(like, value=value) for value in response.correct]
    known = {rule.value: rule for rule in reversed(rules.answers)}
    return [_answer_of(row, known.get(row.key)) for row in response.mapped]


def _answer_of(row: Mapped, same: Answer | None) -> Answer:
    """Return what a mapping accepts, with the tolerance and the feedback of a rule about the same response."""
    shown = same.shown if same else frozenset[str]()
    return Answer(row.key, row.value, same.tolerance if same else Decimal(0), row.is_case_sensitive, shown)


def _draft_of(row: Answer, *, is_numeric: bool) -> Draft:
    value = row.value or ""
    if not is_numeric:
        return Draft(" ".join(sorted(row.shown)), literal(value))
    tolerance, number = row.tolerance, number_of(value)
    if tolerance < 0 and number is not None:  # a percentage
        tolerance = abs(number * tolerance) / 100
    return Draft(" ".join(sorted(row.shown)), value, tolerance=abs(tolerance))
