"""Questions of a file as they would be here, before anything of them is written."""

from collections.abc import Sequence
from dataclasses import dataclass

from content.formats.neutral import FormatFault, Kind, NeutralQuestion
from content.formats.notes import quoted
from content.hiding_answers import hiding_answers, told
from content.neutral_questions import EQUAL, wrong_alone

TIMES = {2: "twice"}
EVENED = "the file weighs some pairs more than others; here each brings an equal share."
WRONG = {Kind.NUMERIC: "for any other number", Kind.MATCHING: "of an answer that fits nothing"}
UNEXPLAINED = "the feedback {} {} is left out: learners would read it as the reason why another answer is right."
BETTER_COUNTS = (
    "an answer may fit both {} and {}. Here the one that brings more counts, whichever stands first in the file."
)
UNCREDITED = "the file does not say whose the picture is; write its source and licence into the question."


@dataclass(frozen=True)
class Candidate:
    """A question of a file, as it would be here.

    Attributes:
        question: In plain text; in normal form if it has no faults.
        read: What the file says, in plain text, before anything of it moved.
        faults: Why it cannot be asked here.
        is_known: Whether the bank has the same question.
        repeats: The same question further up in the file, where the bank has it not.
    """

    question: NeutralQuestion
    read: NeutralQuestion
    faults: tuple[FormatFault, ...] = ()
    is_known: bool = False
    repeats: NeutralQuestion | None = None

    @property
    def is_new(self) -> bool:
        """Whether it would be written."""
        return self.is_sound and not self.is_known and not self.repeats

    @property
    def is_sound(self) -> bool:
        """Whether neither its reader nor the bank found a fault in it."""
        return not self.faults and not self.read.is_faulty

    @property
    def called(self) -> str:
        """What names it in a sentence."""
        return self.read.name or " ".join(self.question.stem.split())


@dataclass(frozen=True)
class Look:
    """What a file holds.

    Attributes:
        candidates: In the order of the file.
        faults: Of the reader and of single questions, by line.
        told: Remarks of the reader, by line.
    """

    candidates: tuple[Candidate, ...] = ()
    faults: tuple[FormatFault, ...] = ()
    told: tuple[FormatFault, ...] = ()

    @property
    def new(self) -> list[NeutralQuestion]:
        """The questions that would be written."""
        return [candidate.question for candidate in self.candidates if candidate.is_new]

    @property
    def known(self) -> int:
        """How many sound questions are in the bank already."""
        return sum(candidate.is_known for candidate in self.candidates if candidate.is_sound)

    @property
    def repeated(self) -> list[str]:
        """What names each question that is in the file more than once, with the places where it stands."""
        places: dict[int, list[NeutralQuestion]] = {}
        for candidate in self.candidates:
            if candidate.repeats:
                places.setdefault(id(candidate.repeats), [candidate.repeats]).append(candidate.question)
        return [
            f"{quoted(same[0].name or same[0].stem)} is {TIMES.get(len(same), f'{len(same)} times')} in this file "
            f"({_places(same)}) and comes once."
            for same in places.values()
        ]

    @property
    def repetitions(self) -> int:
        """How many questions are left out because they stand further up in the file."""
        return sum(candidate.repeats is not None for candidate in self.candidates)

    @property
    def evened(self) -> list[str]:
        """What names each new question whose file weighs its pairs unequally, since here each brings an equal share."""
        return [
            candidate.called
            for candidate in self.candidates
            if candidate.is_new
            and candidate.read.kind in EQUAL
            and len({row.weight for row in candidate.read.options if row.text}) > 1
        ]

    @property
    def unexplained(self) -> list[str]:
        """What of each new question is left out, since it is said of wrong answers that have no reason of their own."""
        return [
            f"In {quoted(candidate.called)} {UNEXPLAINED.format(quoted(feedback), WRONG[candidate.read.kind])}"
            for candidate in self.candidates
            if candidate.is_new
            for feedback in dict.fromkeys(row.feedback for row in wrong_alone(candidate.read) if row.feedback)
        ]

    @property
    def reordered(self) -> list[str]:
        """What names each answer of a new question that hides a better one wherever the first that fits counts."""
        return [
            f"In {quoted(candidate.called)} {BETTER_COUNTS.format(*map(told, pair))}"
            for candidate in self.candidates
            if candidate.is_new
            for pair in hiding_answers(candidate.read)
        ]

    @property
    def uncredited(self) -> list[str]:
        """What names each new question with a picture whose source and licence are still to be written."""
        return [
            candidate.called
            for candidate in self.candidates
            if candidate.is_new and not all(picture.credit for picture in candidate.question.pictures)
        ]

    @property
    def remarks(self) -> list[str]:
        """What is worth knowing of questions that are imported all the same."""
        return [
            *(f"Line {remark.line}: {remark.message}" for remark in self.told),
            *self.repeated,
            *(f"In {quoted(name)} {EVENED}" for name in self.evened),
            *self.unexplained,
            *self.reordered,
            *(f"In {quoted(name)} {UNCREDITED}" for name in self.uncredited),
        ]


def _places(questions: Sequence[NeutralQuestion]) -> str:
    """Return where in a file questions stand: their lines, or in a package the files that they are in."""
    if any(question.file for question in questions):
        return ", ".join(question.file for question in questions)
    *others, last = (str(question.line) for question in questions)
    return f"lines {', '.join(others)} and {last}"
