"""Faults as a parser gathers them; what would be said of every question is said once."""

from dataclasses import dataclass, field

from content.formats.neutral import FormatFault
from content.formats.picturing import Album


@dataclass
class Notes:
    """What could not be read so far.

    Attributes:
        faults: In the order in which they were met.
        told: Sentences that are told once in a file.
        album: The pictures of the file that were taken so far.
    """

    faults: list[FormatFault] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    album: Album = field(default_factory=Album)

    def add(self, line: int, message: str) -> None:
        """Note a fault; the same one twice in a line is one."""
        fault = FormatFault(line, message)
        if fault not in self.faults[-20:]:
            self.faults.append(fault)

    def once(self, line: int, message: str) -> None:
        """Note a fault unless the same words were noted before."""
        if message not in self.told:
            self.told.add(message)
            self.add(line, message)


def quoted(text: str, *, length: int = 60) -> str:
    """Return a text in quotation marks on one line, cut to ``length`` characters."""
    line = " ".join(text.split())
    return f"“{line if len(line) <= length else line[: length - 1] + '…'}”"
