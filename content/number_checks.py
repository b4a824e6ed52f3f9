"""Whether every number that a reader is to remember also stands in the text, so that it can be checked there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from content.findings import Finding, should
from content.models import DraftItem, QuestionVersion
from content.numbers import numbers_in, values_said
from content.question_text import TYPED
from content.readability import plain_text

RULE = "numbers"
MOST_NAMED = 6  # numbers in one sentence
Kind = QuestionVersion.Kind
WITH_KEYS = {Kind.SINGLE, Kind.MULTIPLE, *TYPED}


def check_numbers(source: Mapping[str, Any], html: Mapping[str, str], items: Sequence[DraftItem]) -> Iterator[Finding]:
    """Find numbers of key data, key figures and the right answers of questions that the text does not give.

    Args:
        source: What ``source_of`` says of the article.
        html: Its rendered parts.
        items: Its questions, with versions and options.
    """
    if not source["body"].strip():
        return
    texts = {part: plain_text(html[part]) for part in ("body", "key_data", "key_learning", "limits")}
    shown = {place: _of_figure(figure) for place, figure in enumerate(source["key_figures"])}
    body = values_said(texts["body"])
    known = body.union(*(values_said(text) for text in [*texts.values(), *shown.values()]))
    yield from _found("Key data", _missing(texts["key_data"], body), "the text does not", "key_data")
    in_data = body | values_said(texts["key_data"])
    for place, said in shown.items():
        name = f"The key figure {source['key_figures'][place]['value']}"
        yield from _found(name, _missing(said, in_data), "neither the text nor key data does", "key_figures")
    for item in items:
        answers = " ".join(_right_answers(item))
        given = known | values_said(item.version.stem)
        name, field = f"The right answer of question {item.called}", f"questions:{item.key}"
        yield from _found(name, _missing(answers, given), "the article does not", field)


def _of_figure(figure: Mapping[str, str]) -> str:
    return "; ".join(figure[name] for name in ("value", "n", "time_point", "interval"))


def _right_answers(item: DraftItem) -> Iterable[str]:
    """Return the texts of the options that are right, of kinds in which that is what a reader must know."""
    if item.version.kind not in WITH_KEYS:
        return []
    return [option.text for option in item.version.options.all() if option.is_key]


def _missing(text: str, known: set[Decimal]) -> list[str]:
    """Return the numbers of a text that are not known, as they are written, each once; 0.91 is known as 91%."""
    unknown = (number for number in numbers_in(text) if not {number.value, number.value / 100} & known)
    return list(dict.fromkeys(number.said for number in unknown))


def _found(name: str, missing: Sequence[str], who_not: str, field: str) -> Iterator[Finding]:
    if missing:
        named = ", ".join(missing[:MOST_NAMED])
        more = f" and {len(missing) - MOST_NAMED} more" if len(missing) > MOST_NAMED else ""
        yield should(f"{name} gives {named}{more}; {who_not}. Check, and say it there too.", field, RULE)
