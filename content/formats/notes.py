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
        spoiling: How many faults were met that are no remarks, with those that were told before.
    """

    faults: list[FormatFault] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    album: Album = field(default_factory=Album)
    spoiling: int = 0

    def add(self, line: int, message: str) -> None:
        """Note a fault; the same one twice in a line is one."""
        self.spoiling += 1
        self._tell(FormatFault(line, message))

    def remark(self, line: int, message: str) -> None:
        """Note what is lost around a question that is sound all the same."""
        self._tell(FormatFault(line, message, is_remark=True))

    def _tell(self, fault: FormatFault) -> None:
        if fault not in self.faults[-20:]:
            self.faults.append(fault)

    def once(self, line: int, message: str) -> None:
        """Remark on something unless the same words were noted before."""
        if message not in self.told:
            self.told.add(message)
            self.remark(line, message)


def quoted(text: str, *, length: int = 60) -> str:
    """Return a text in quotation marks on one line, cut to ``length`` characters."""
    line = " ".join(text.split())
    return f"“{line if len(line) <= length else line[: length - 1] + '…'}”"
