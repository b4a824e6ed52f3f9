"""What a letter says, as it is written when it goes out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Written:
    """The words of a letter.

    Attributes:
        to: Whom it goes to.
        subject: One line.
        text: What it says.
    """

    to: str
    subject: str
    text: str
