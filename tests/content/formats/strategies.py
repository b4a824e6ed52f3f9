"""Questions in the neutral structure, for properties of every format.

Texts are full of what is syntax somewhere: GIFT's marks, Aiken's labels, tags, entities, Markdown. They are in the
common normal form: no blanks at their ends, no carriage returns and no other control characters but tab and newline.
"""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from content.formats.neutral import Kind, NeutralOption, NeutralQuestion, TextFormat
from content.formats.xhtml import html_of_plain

FRAGMENTS = [
    *"\\~=#{}:%[]<>&*_`|$/\"'-+.()",
    *[
        "::",
        "####",
        "#",
        "->",
        "//",
        "\\n",
        "\\\\",
        "\n",
        "\n\n",
        "\t",
        "  ",
        "_____",
        "%50%",
        "%-33.333%",
        "$CATEGORY: x",
    ],
    *["[html]", "[plain]", "[x]", "{T}", "{=a ~b}", "~%50%a", "A. ", "B) ", "ANSWER: B", "TRUE", "<p>", "</p>", "<br>"],
    *[
        "&amp;",
        "&lt;",
        "]]>",
        "<![CDATA[",
        "<!--",
        "é",
        "ß",
        "\u00a0",
        "\u2028",
        "😀",
        "漢字",
        "الدواء",
        "5 mg",
        "HR 0.7",
    ],
]
LETTERS = st.characters(exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="\ufeff")
RIGHT_SHARES = [*(Fraction(1, parts) for parts in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10))]
PENALTIES = [Fraction(0), Fraction(-1, 3), Fraction(-1, 2), Fraction(-1), Fraction(-1, 7)]
PARTS = [Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(5, 6), Fraction(33, 100), Fraction(-1, 4)]


def texts(min_size: int = 1) -> st.SearchStrategy[str]:
    """Make texts of one or more lines."""
    pieces = st.lists(st.sampled_from(FRAGMENTS) | st.text(LETTERS, max_size=6), min_size=min_size, max_size=8)
    made = pieces.map("".join).map(str.strip)
    return made.filter(bool) if min_size else made


def lines(min_size: int = 1) -> st.SearchStrategy[str]:
    """Make texts of one line, as names and categories are."""
    made = texts(min_size).map(lambda text: " ".join(text.split("\n")).strip())
    return made.map(lambda text: text.replace("  ", " ").strip())


def numbers() -> st.SearchStrategy[str]:
    return st.decimals(-1_000_000, 1_000_000, places=3).map(str) | st.integers(-999, 999).map(str)


@st.composite
def options_of(draw: st.DrawFn, kind: Kind) -> tuple[NeutralOption, ...]:
    """Make options that fit a kind."""

    def option(weight: Fraction, text: str | None = None, **more: object) -> NeutralOption:
        return NeutralOption(draw(texts()) if text is None else text, weight, draw(texts(0)), **more)

    match kind:
        case Kind.SINGLE:
            wrong = draw(st.lists(st.sampled_from(PARTS), min_size=1, max_size=4))
            made = [option(Fraction(1)), *(option(weight) for weight in wrong)]
            return tuple(draw(st.permutations(made)))
        case Kind.MULTIPLE:
            share = draw(st.sampled_from(RIGHT_SHARES))
            wrong = draw(st.lists(st.sampled_from(PENALTIES), min_size=1, max_size=3))
            weights = [share] * share.denominator + wrong
            return tuple(option(weight) for weight in draw(st.permutations(weights)))
        case Kind.TRUE_FALSE:
            is_true = draw(st.booleans())
            return option(Fraction(is_true), "True"), option(Fraction(not is_true), "False")
        case Kind.KPRIM:
            return tuple(option(Fraction(draw(st.booleans()))) for _ in range(4))
        case Kind.MATCHING:
            pairs = draw(st.lists(st.tuples(texts(0), texts()), min_size=2, max_size=4))
            return tuple(NeutralOption(left, match=right) for left, right in pairs)
        case Kind.ORDERING:
            return tuple(NeutralOption(text) for text in draw(st.lists(texts(), min_size=2, max_size=5)))
        case Kind.NUMERIC:
            weights = [Fraction(1), *draw(st.lists(st.sampled_from(PARTS), max_size=2))]
            tolerances = st.decimals(0, 100, places=2)
            return tuple(option(weight, draw(numbers()), tolerance=Decimal(draw(tolerances))) for weight in weights)
        case Kind.SHORT:
            weights = [Fraction(1), *draw(st.lists(st.sampled_from(PARTS), max_size=2))]
            return tuple(option(weight) for weight in weights)
    return ()


@st.composite
def neutral_questions(draw: st.DrawFn, kinds: list[Kind] | None = None) -> NeutralQuestion:
    """Make a question of one of ``kinds``; without units, hints and case, which not every format holds."""
    kind = draw(st.sampled_from(kinds or list(Kind)))
    text_format = draw(st.sampled_from(list(TextFormat)))
    options = draw(options_of(kind))
    if text_format == TextFormat.HTML:  # what matches is plain text in files of these formats
        options = tuple(replace(row, match=html_of_plain(row.match)) for row in options)
    return NeutralQuestion(
        kind,
        draw(texts()),
        options,
        name=draw(lines(0)),
        feedback="" if kind == Kind.DESCRIPTION else draw(texts(0)),
        category=draw(st.sampled_from(["", "Onkologie", "top/Trials 2024/a: b \\ {c}"])),
        text_format=text_format,
    )
