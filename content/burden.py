"""What an article asks of a reader besides reading it: how many things, and about how long that takes.

A question takes the reading of its stem and of what can be chosen, and 10 s to decide; a statement to rate its reading
and 4 s. Reading is reckoned at 238 words a minute (silent reading of non-fiction, Brysbaert 2019). The seconds for
deciding are an assumption of ours and not measured; docs/editors.md says so. Where an attempt draws from a pool, the
mean question of the pool stands for each that is drawn; what does not count is asked besides. Comment boxes may be left
empty and are not counted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

WORDS_A_MINUTE = 238
DECIDING = 10  # seconds for a question
RATING = 4  # seconds for a statement


@dataclass(frozen=True)
class Burden:
    """What is asked.

    Attributes:
        things: Questions and statements.
        seconds: About how long they take.
    """

    things: int
    seconds: int

    def __str__(self) -> str:
        if not self.things:
            return "This article asks nothing yet."
        minutes, seconds = divmod(self.seconds, 60)
        time = f"{minutes} min {seconds} s" if minutes and seconds else f"{minutes} min" if minutes else f"{seconds} s"
        return f"This article asks {self.things} thing{'' if self.things == 1 else 's'}, about {time}."


@dataclass(frozen=True)
class Asked:
    """A question of the draft: where it is asked, and how many words it has to be read."""

    words: int
    in_pre_test: bool
    in_post_test: bool
    in_text: bool
    is_scored: bool = True


def burden_of(
    questions: Sequence[Asked], statements: Iterable[str], *, has_pre_test: bool, drawn: int | None
) -> Burden:
    """Return what an article asks: its pre-test, its test, its questions in the text, the statements to rate.

    The self-check is a reader's own choice and not counted.
    """
    groups = [
        ([row for row in questions if row.in_pre_test and has_pre_test], None),
        ([row for row in questions if row.in_post_test and row.is_scored], drawn),
        ([row for row in questions if row.in_post_test and not row.is_scored], None),
        ([row for row in questions if row.in_text], None),
    ]
    things, seconds = 0, 0.0
    for rows, most in groups:
        count = min(len(rows), most or len(rows))
        things += count
        if rows:
            seconds += count * (DECIDING + _reading(sum(row.words for row in rows) / len(rows)))
    for text in statements:
        things += 1
        seconds += RATING + _reading(count_words(text))
    return Burden(things, 10 * round(seconds / 10) if seconds >= 10 else round(seconds))


def asked_of(items: Iterable[Any]) -> list[Asked]:
    """Return the questions of draft items; their versions come with options and parts."""
    return [
        Asked(
            count_words(item.version.stem)
            + sum(count_words(row.text) for row in [*item.version.options.all(), *item.version.parts.all()]),
            item.in_pre_test,
            item.in_post_test,
            item.in_text,
            item.version.points > 0,
        )
        for item in items
    ]


def count_words(text: str) -> int:
    """Return how many words a text has."""
    return len(text.split())


def _reading(words: float) -> float:
    return words * 60 / WORDS_A_MINUTE
