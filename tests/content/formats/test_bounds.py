"""What no honest file has is refused early, with its line: the rest of it costs no time."""

import pytest

from content.formats import aiken, gift
from content.formats.neutral import MOST_ANSWERS, MOST_LETTERS, MOST_QUESTIONS, FormatRefused


@pytest.mark.parametrize(
    ("parse", "question", "line"),
    [
        (gift.parse, "a" * (MOST_LETTERS + 1), 3),
        (gift.parse, "Q{=a" + "~b" * MOST_ANSWERS + "}", 3),
        (aiken.parse, "a" * (MOST_LETTERS + 1) + "\nA. x\nB. y\nANSWER: A", 6),
        (aiken.parse, "Q\n" + "A. x\n" * (MOST_ANSWERS + 1) + "ANSWER: A", 6),
    ],
)
def test_question_that_is_too_long_is_a_fault_and_the_next_is_read(parse, question, line):
    sound = "S{T}" if parse is gift.parse else "S\nA. x\nB. y\nANSWER: A"
    parsed = parse(f"{sound}\n\n{question}\n\n{sound}\n".encode())
    assert len(parsed.questions) == 2
    assert [fault.line for fault in parsed.faults] == [line]
    assert "Part it" in parsed.faults[0].message


@pytest.mark.parametrize(("parse", "question"), [(gift.parse, "Q{T}\n\n"), (aiken.parse, "Q\nA. x\nB. y\nANSWER: A\n")])
def test_file_with_too_many_questions_is_refused(parse, question):
    with pytest.raises(FormatRefused, match="Split it"):
        parse((question * (MOST_QUESTIONS + 1)).encode())
