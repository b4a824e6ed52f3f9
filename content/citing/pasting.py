"""What an editor pastes: lines of numbers, BibTeX, RIS and CSL-JSON, also several of them in one text."""

from dataclasses import dataclass

from content.citing.bibtex import START as ENTRY
from content.citing.bibtex import read_bibtex
from content.citing.csl import read_csl
from content.citing.identifiers import Identifier, identifiers_in
from content.citing.ris import START, read_ris
from content.citing.work import MOST_BYTES, MOST_FAULTS, MOST_WORKS, CitingFault, Found, Read

LONGEST_LINE = 2_000  # characters of a line that holds numbers
STOPPED = "Too much here is not understood, so reading stopped at this line. Mend what stands above."
UNKNOWN = "No DOI, PubMed id or PMCID was recognised here. Write a short number as “PMID: 1234”."


class PasteRefused(Exception):
    """The whole text cannot be read; the message is fit to show to the editor."""


@dataclass(frozen=True)
class Pasted:
    """What a text holds.

    Attributes:
        works: Works that were written out, with their lines.
        identifiers: Numbers to ask registries about, with their lines.
        faults: What cannot be taken, in the order of lines.
    """

    works: tuple[Found, ...] = ()
    identifiers: tuple[tuple[int, Identifier], ...] = ()
    faults: tuple[CitingFault, ...] = ()


def decode(data: bytes) -> str:
    """Return the text of a file.

    Raises:
        PasteRefused: It is too long, not UTF-8, or no text.
    """
    if len(data) > MOST_BYTES:
        raise PasteRefused(f"This is larger than {MOST_BYTES // 1_000_000} MB. Split it into smaller parts.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PasteRefused(f"Line {line} is not UTF-8. Save the file as UTF-8 and send it again.") from error
    if "\0" in text:
        raise PasteRefused("This is no text.")
    return text


def read_paste(text: str) -> Pasted:
    """Take a text apart.

    Raises:
        PasteRefused: It is too long, or holds more works than are added at once.
    """
    if len(text) > MOST_BYTES or len(text.encode(errors="replace")) > MOST_BYTES:
        raise PasteRefused(f"This is larger than {MOST_BYTES // 1_000_000} MB. Split it into smaller parts.")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    identifiers: list[tuple[int, Identifier]] = []
    faults: list[CitingFault] = []
    if text.lstrip()[:1] in {"[", "{"}:
        start = len(text) - len(text.lstrip())
        read = read_csl(text.strip(), line=text.count("\n", 0, start) + 1)
    else:
        read, identifiers, faults = _read_lines(text.split("\n"))
    if len(read.works) + len(identifiers) > MOST_WORKS:
        raise PasteRefused(f"This holds more than {MOST_WORKS} references. Add them in smaller parts.")
    works = sorted(read.works, key=lambda found: found.line)
    return Pasted(tuple(works), tuple(identifiers), tuple(sorted([*read.faults, *faults], key=lambda row: row.line)))


def _read_lines(lines: list[str]) -> tuple[Read, list[tuple[int, Identifier]], list[CitingFault]]:
    """Read each format from a copy of the text that holds nothing else, so that lines keep their numbers."""
    bibtex, ris = [""] * len(lines), [""] * len(lines)
    identifiers: list[tuple[int, Identifier]] = []
    faults: list[CitingFault] = []
    depth, is_ris = 0, False
    for place, line in enumerate(lines):
        if not line:
            continue
        if len(faults) > MOST_FAULTS:
            faults[-1] = CitingFault(faults[-1].line, STOPPED)
            break
        if len(identifiers) > MOST_WORKS:
            break  # the whole of it is refused
        is_entry = ENTRY.match(line)
        if is_entry:
            depth, is_ris = 0, False
        elif line.startswith("TY") and START.match(line):
            depth, is_ris = 0, True
        if is_entry or depth > 0:
            bibtex[place] = line
            depth += line.count("{") + line.count("(") - line.count("}") - line.count(")")
        elif is_ris:
            ris[place] = line
            is_ris = not line.startswith("ER  -")
        elif line.strip():
            found = list(identifiers_in(line)) if len(line) <= LONGEST_LINE else []
            identifiers += [(place + 1, row) for row in found]
            if not found:
                faults.append(CitingFault(place + 1, UNKNOWN))
    reads = [read for read, part in ((read_bibtex, bibtex), (read_ris, ris)) if any(part)]
    parts = {read_bibtex: bibtex, read_ris: ris}
    done = [read("\n".join(parts[read])) for read in reads]
    works = tuple(found for read in done for found in read.works)
    return Read(works, tuple(fault for read in done for fault in read.faults)), identifiers, faults
