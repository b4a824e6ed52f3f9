"""What stands between the braces of a GIFT question: its kind and its options."""

import re
from collections.abc import Iterator
from fractions import Fraction

from content.formats.even_shares import evened, percent_apart
from content.formats.gift_numbers import number_and_tolerance
from content.formats.gift_text import Piece, Reader, Unreadable, formatted, meant, quoted
from content.formats.gift_weights import weight_before
from content.formats.neutral import Kind, NeutralOption, TextFormat

_ARROW = "->"
_TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_CLOZE = re.compile(r"\d*:[A-Z_]{2,}:")  # how Moodle's embedded answers begin: {1:SHORTANSWER:=...}
_NEAR_WHOLE = Fraction(1, 200)  # how far the shares of several right answers may be from the whole: Moodle's own rule


def kind_of(answers: Piece) -> Kind:
    """Tell what a block of answers asks, as Moodle does, from its first letter and the marks in it."""
    text = answers.text
    if not text:
        return Kind.ESSAY
    if text.startswith("#"):
        return Kind.NUMERIC
    if "~" in text:
        return Kind.SINGLE if "=" in text else Kind.MULTIPLE
    if "=" in text and any(_ARROW in item.text.partition("#")[0] for _, item in _items(answers, "=")):
        return Kind.MATCHING
    return Kind.TRUE_FALSE if _truth(answers) is not None else Kind.SHORT


def options_of(kind: Kind, answers: Piece, read: Reader) -> tuple[NeutralOption, ...]:
    """Read the answers of a question of ``kind``.

    Raises:
        Unreadable: One of them cannot be read, or together they make no question.
    """
    cloze = _CLOZE.match(answers.text)
    if cloze:
        what = f"{quoted(cloze[0])} begins an embedded answer (Cloze)"
        raise Unreadable(answers.at, f"{what}, which is not read. Write it as a question of its own.")
    match kind:
        case Kind.SINGLE | Kind.MULTIPLE:
            return _choices(kind, answers, read)
        case Kind.TRUE_FALSE:
            return _true_and_false(answers, read)
        case Kind.MATCHING:
            return tuple(_pair(item, read) for _, item in _two_or_more(list(_items(answers, "="))))
        case Kind.NUMERIC:
            return _reaching_the_whole(_numbers(answers, read), answers)
        case Kind.SHORT:
            return _reaching_the_whole([_accepted(item, read) for _, item in _items(answers, "=")], answers)
    return ()


def _items(answers: Piece, marks: str) -> Iterator[tuple[str, Piece]]:
    """Yield each mark and what follows it up to the next; the first has an empty mark if none precedes it."""
    places = [match.start() for match in re.finditer(f"[{marks}]", answers.text)]
    ends = [*places, len(answers.text)]
    before = answers.cut(0, ends[0])
    if before.text:
        yield "", before
    for place, end in zip(places, ends[1:], strict=True):
        yield answers.text[place], answers.cut(place + 1, end)


def _two_or_more(items: list[tuple[str, Piece]]) -> list[tuple[str, Piece]]:
    if len(items) < 2:
        raise Unreadable(items[0][1].at, f"The question has one answer, {quoted(items[0][1].text)}, but needs two.")
    return items


def _weighted(item: Piece) -> tuple[Fraction | None, Piece]:
    weight, letters = weight_before(item.text)
    if weight is None and letters:
        weight_text = quoted(item.text[:letters])
        raise Unreadable(item.at, f"The weight {weight_text} is not a number from -100 to 100, like %33.33333%.")
    return weight, item.cut(letters)


def _with_feedback(item: Piece, read: Reader, read_answer: Reader) -> tuple[str, str]:
    answer, feedback = item.parted("#")
    text = read_answer(answer)
    if not text:
        raise Unreadable(item.at, "An answer is empty. Write its text, or escape what belongs to it, like \\# or \\=.")
    return text, read(feedback) if feedback else ""


# -- choices --------------------------------------------------------------------------------------------------------


def _choices(kind: Kind, answers: Piece, read: Reader) -> tuple[NeutralOption, ...]:
    options = []
    for mark, item in _two_or_more(list(_items(answers, "~="))):
        weight, answer = _weighted(item)
        if not mark:
            raise Unreadable(item.at, f"{quoted(item.text)} stands before the first answer. Begin it with ~ or =.")
        if mark == "=" and weight not in {None, 1}:
            raise Unreadable(item.at, "An answer after = brings the whole mark, so it has no weight. Begin it with ~.")
        text, feedback = _with_feedback(answer, read, read)
        options.append(NeutralOption(text, Fraction(1) if mark == "=" else weight or Fraction(0), feedback))
    problem = choice_problem(kind, options)
    if problem:
        raise Unreadable(answers.at, problem)
    return tuple(options)


def choice_problem(kind: Kind, options: list[NeutralOption]) -> str:
    """Say what is wrong with the weights of a choice; empty if nothing is."""
    whole = sum(option.weight == 1 for option in options)
    if kind == Kind.SINGLE:
        if whole == 1:
            return ""
        return (
            f"The question has {whole} answers that bring the whole mark, but one is the best. "
            "For several right answers write ~ and weights, like ~%50%; a = inside a text is written \\=."
        )
    weights = evened([option.weight for option in options])
    share = sum((weight for weight in weights if weight > 0), Fraction(0))
    if not share:
        return "No answer is right. Begin the right one with =, or give the right ones weights, like ~%50%."
    if abs(share - 1) < _NEAR_WHOLE:
        return ""
    return f"The weights of the right answers add up to {percent_apart(share)}, not to 100%."


def _truth(answers: Piece) -> bool | None:
    return _TRUTHS.get(meant(answers.text.partition("#")[0]).upper())


def _true_and_false(answers: Piece, read: Reader) -> tuple[NeutralOption, ...]:
    _, feedbacks = answers.parted("#")
    wrong, right = feedbacks.parted("#") if feedbacks else (None, None)
    for_right, for_wrong = (read(right) if right else ""), (read(wrong) if wrong else "")
    if _truth(answers):
        return NeutralOption("True", Fraction(1), for_right), NeutralOption("False", Fraction(0), for_wrong)
    return NeutralOption("True", Fraction(0), for_wrong), NeutralOption("False", Fraction(1), for_right)


# -- answers that are typed or joined -------------------------------------------------------------------------------


def _pair(item: Piece, read: Reader) -> NeutralOption:
    vignette, match = item.parted(_ARROW)
    if match is None:
        raise Unreadable(item.at, f"The pair {quoted(item.text)} has no ->. Pairs are written =question -> answer.")
    if not meant(match.text):
        raise Unreadable(item.at, f"The pair {quoted(item.text)} has nothing after ->.")
    return NeutralOption(read(vignette), match=meant(match.text))


def _accepted(item: Piece, read: Reader) -> NeutralOption:
    """Read an accepted wording. It is compared with what a learner types, so it has no format, as in Moodle."""
    weight, answer = _weighted(item)
    text, feedback = _with_feedback(answer, read, lambda piece: formatted(piece, TextFormat.PLAIN)[0])
    return NeutralOption(text, Fraction(1) if weight is None else weight, feedback)


def _numbers(answers: Piece, read: Reader) -> list[NeutralOption]:
    accepted, otherwise = answers.cut(1).parted("~")
    options = []
    for _, item in _items(accepted, "="):
        weight, answer = _weighted(item)
        number, feedback = answer.parted("#")
        text, tolerance = number_and_tolerance(number)
        options.append(
            NeutralOption(
                text,
                Fraction(1) if weight is None else weight,
                read(feedback) if feedback else "",
                tolerance=tolerance,
            )
        )
    if not options:
        raise Unreadable(answers.at, "The numeric question has no number. Write one after #, like {#3.5:0.1}.")
    if otherwise:
        options.append(NeutralOption("*", feedback=_feedback_otherwise(otherwise, read)))
    return options


def _feedback_otherwise(otherwise: Piece, read: Reader) -> str:
    """Read what follows ``~`` in a numeric block: feedback for every other number, as Moodle writes it."""
    if not otherwise.text.startswith("#") or re.search("[~=]", otherwise.text):
        raise Unreadable(otherwise.at, "In a numeric question ~ comes last and only with feedback, like ~#Try again.")
    return read(otherwise.cut(1))


def _reaching_the_whole(options: list[NeutralOption], answers: Piece) -> tuple[NeutralOption, ...]:
    problem = accepted_problem(options)
    if problem:
        raise Unreadable(answers.at, problem)
    return tuple(options)


def accepted_problem(options: list[NeutralOption]) -> str:
    """Say what is wrong with the weights of answers that are typed; empty if nothing is."""
    if any(option.weight == 1 for option in options):
        return ""
    return "No answer brings the whole mark. Write one without a weight, or with %100%."
