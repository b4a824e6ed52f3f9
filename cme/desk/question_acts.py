"""What the buttons of the questions page do before anything is saved: add, move, remove, fit to another kind."""

import re
from contextlib import suppress
from typing import Any

from cme.desk.merging import Values
from cme.desk.question_rows import (
    QuestionRow,
    first_of,
    new_option,
    new_part,
)
from content.numbers import in_one_way, readings_of
from content.question_text import (
    KPRIM_STATEMENTS,
    MOST_OPTIONS,
    MOST_PARTS,
    MOST_QUESTIONS,
    TYPED,
    WITH_PARTS,
    Kind,
)
from content.shares import ShareRefused, read_share, write_share

ACTION = re.compile(
    r"^(?:add|q-(?P<question>\d+)(?:-(?P<group>[op])-(?P<row>\d+))?\.(?P<verb>up|down|remove|add|add-part|kind))$"
)
TRUE, FALSE = "True", "False"
FEWEST_VIGNETTES = 2


def act(rows: list[QuestionRow], action: str) -> str:
    """Add, move or remove a question, an option or a part, or fit a question to its kind; nothing is saved.

    Args:
        rows: The questions as sent; changed in place.
        action: Such as ``add``, ``q-1.up``, ``q-1.kind`` or ``q-1-o-2.remove``.

    Returns:
        The id of what should be looked at next; empty if the action made no sense.
    """
    match = ACTION.match(action)
    if match is None:
        return ""
    if match["question"] is None:
        if len(rows) < MOST_QUESTIONS:
            rows.append(QuestionRow.new())
        return f"id_q-{len(rows) - 1}-stem"
    place, verb = int(match["question"]), match["verb"]
    if place >= len(rows):
        return ""
    if match["group"] is not None:
        return _move(rows[place], place, match["group"], int(match["row"]), verb)
    if verb == "kind":
        fit_to_kind(rows[place])
        return f"id_q-{place}-kind"
    if verb in {"add", "add-part"}:
        return _add(rows[place], place, verb)
    return _after(_shift(rows, place, verb), "id_q-{}-stem", "add-question")


def _add(row: QuestionRow, place: int, verb: str) -> str:
    if verb == "add-part":
        if len(row.parts) < MOST_PARTS:
            row.parts.append(new_part())
        return f"id_q-{place}-p-{len(row.parts) - 1}-text"
    if len(row.options) < MOST_OPTIONS:
        row.options.append(new_option())
    return f"id_q-{place}-o-{len(row.options) - 1}-text"


def _move(row: QuestionRow, place: int, group: str, number: int, verb: str) -> str:
    """Move or remove an option or a part; the right answers of the parts follow their options."""
    if group == "p":
        return _after(_shift(row.parts, number, verb), f"id_q-{place}-p-{{}}-text", f"add-part-{place}")
    before = list(row.options)
    target = _shift(row.options, number, verb)
    for part in row.parts:
        key = first_of(part, "key")
        if key.isdecimal() and int(key) < len(before):
            stands = [at for at, option in enumerate(row.options) if option is before[int(key)]]
            part["key"] = (str(stands[0]),) if stands else ()
    return _after(target, f"id_q-{place}-o-{{}}-text", f"add-option-{place}")


def fit_to_kind(row: QuestionRow) -> None:
    """Give a question the rows that its kind needs, and carry over what was typed for another kind.

    Options become the statements of K-prim and statements options again; doing it twice changes nothing.
    """
    options, is_written = [option for option in row.options if any(option.values())], any(_written(row.parts))
    if row.kind == Kind.KPRIM:
        if options and not _is_true_false(options) and not is_written:
            row.parts = [_statement(option) for option in options]
            options = []
        if not options:
            row.options = [new_option() | {"text": (TRUE,)}, new_option() | {"text": (FALSE,)}]
        _pad(row, KPRIM_STATEMENTS)
    elif row.kind == Kind.MATCHING:
        _pad(row, FEWEST_VIGNETTES)
    else:
        if is_written and not has_pictures(row) and row.kind not in TYPED and (not options or _is_named_so(options)):
            row.options = [_option(part) for part in row.parts]
            row.parts = []
        if not any(_written(row.parts)):
            row.parts = []
        if row.kind == Kind.TRUE_FALSE and not any(any(option.values()) for option in row.options):
            row.options = [new_option() | {"text": (TRUE,)}, new_option() | {"text": (FALSE,)}]
    _write_numbers(row)


def has_left_over(row: QuestionRow) -> bool:
    """Tell whether something was typed that the kind of the question cannot keep."""
    if row.kind == Kind.KPRIM:
        options = [option for option in row.options if any(option.values())]
        return bool(options) and not _is_true_false(options)
    return row.kind not in WITH_PARTS and any(_written(row.parts))


def has_pictures(row: QuestionRow) -> bool:
    """Tell whether a vignette or statement has a picture, which no option can keep."""
    return any(part["image"] for part in row.parts)


def _written(rows: list[Values]) -> list[bool]:
    return [any(row.values()) for row in rows]


def _pad(row: QuestionRow, count: int) -> None:
    row.parts += [new_part() for _ in range(count - len(row.parts))]


def _is_true_false(options: list[Values]) -> bool:
    """Tell whether these are the two answers of K-prim and no options of their own."""
    return len(options) == 2 and not any(option["rationale"] or option["is_key"] for option in options)


def _is_named_so(options: list[Values]) -> bool:
    """Tell whether nothing but true and false stands here, so that no word is lost with them."""
    return _is_true_false(options) and [first_of(option, "text") for option in options] == [TRUE, FALSE]


def _statement(option: Values) -> Values:
    return new_part() | {
        "text": option["text"],
        "key": ("0" if option["is_key"] else "1",) if option["text"] else (),
        "rationale": option["rationale"],
    }


def _option(part: Values) -> Values:
    is_key = ("on",) if first_of(part, "key") == "0" else ()
    return new_option() | {"text": part["text"], "is_key": is_key, "rationale": part["rationale"]}


def _write_numbers(row: QuestionRow) -> None:
    """Write shares and tolerances as they come back from the database, so that the same is the same."""
    for option in row.options:
        with suppress(ShareRefused):  # The form says what is wrong.
            option["share"] = (write_share(read_share(option["share"][0])),) if option["share"] else ()
        readings = readings_of(first_of(option, "tolerance"))
        if len(readings) == 1:  # The form asks which of two is meant.
            option["tolerance"] = (in_one_way(readings.pop().normalize()),)


def _shift(rows: list[Any], place: int, verb: str) -> int | None:
    """Move or remove a row; return the place to look at next."""
    if place >= len(rows):
        return None
    if verb == "remove":
        del rows[place]
        return min(place, len(rows) - 1) if rows else None
    other = max(0, min(len(rows) - 1, place + (1 if verb == "down" else -1)))
    rows.insert(other, rows.pop(place))
    return other


def _after(place: int | None, pattern: str, otherwise: str) -> str:
    return otherwise if place is None else pattern.format(place)
