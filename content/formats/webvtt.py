"""Captions as WebVTT: read, and checked line by line. No database.

Source:
    W3C, WebVTT: The Web Video Text Tracks Format, sections 4 and 6.
"""

import re
from dataclasses import dataclass

from content.file_values import Fault

MOST_CUES = 5_000
MOST_FAULTS = 10  # told at once
_TIME = r"(?:(\d{2,3}):)?([0-5]\d):([0-5]\d)\.(\d{3})"  # of no more hours than any column holds in milliseconds
_TIMING = re.compile(rf"^{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t]+(\S.*))?$", re.ASCII)
_SETTING = re.compile(r"^(?:vertical|line|position|size|align|region):\S+$")
# Classes are one stretch from the first dot on: taken one by one they could be split in as many ways as there are dots.
_TAG = re.compile(r"</?(?:c|i|b|u|ruby|rt|v|lang)(?:\.[^\s<>]*)?(?:[ \t][^<>]*)?>|<[\d:.]+>|</?>")
_BLOCKS = ("STYLE", "REGION")


class CaptionsRefused(Exception):
    """The file is no WebVTT that every browser reads alike.

    Attributes:
        faults: What is wrong, by line.
    """

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(" ".join(f"Line {fault.line}: {fault.message}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class Cue:
    """Words and when they are shown, in milliseconds from the beginning of the video."""

    begins_ms: int
    ends_ms: int
    text: str


def read_webvtt(text: str) -> list[Cue]:
    """Read captions.

    Raises:
        CaptionsRefused: It is no WebVTT, a cue ends before it begins, or cues do not stand in the order of their times.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.match(r"^WEBVTT(?:[ \t].*)?$", lines[0]):
        raise CaptionsRefused([Fault(1, "Begin the file with the word WEBVTT.")])
    if len(lines) > 1 and lines[1].strip():
        raise CaptionsRefused([Fault(2, "Leave an empty line below the first one.")])
    faults: list[Fault] = []
    cues: list[Cue] = []
    for line, block in _blocks(lines):
        cue = _cue_of(line, block, cues, faults)
        if cue:
            cues.append(cue)
        if len(cues) > MOST_CUES:
            faults.append(Fault(line, f"There are more than {MOST_CUES:,} cues."))
            break
    if not cues and not faults:
        faults.append(Fault(1, "There is no cue: a line such as 00:01.000 --> 00:04.000 with words below it."))
    if faults:
        raise CaptionsRefused(faults[:MOST_FAULTS])
    return cues


def words_in(cues: list[Cue]) -> int:
    """Return how many words are said."""
    return sum(len(cue.text.split()) for cue in cues)


def _blocks(lines: list[str]) -> list[tuple[int, list[str]]]:
    """Return what stands between empty lines, each with the line on which it begins, counted from 1."""
    blocks: list[tuple[int, list[str]]] = []
    is_open = False
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            is_open = False
        elif is_open:
            blocks[-1][1].append(line)
        else:
            blocks.append((number, [line]))
            is_open = True
    return blocks


def _cue_of(line: int, block: list[str], before: list[Cue], faults: list[Fault]) -> Cue | None:
    """Return the cue of a block; None for a note or a style, and where something is wrong."""
    word = block[0].split()[0]
    if word == "NOTE" or (block[0].strip() in _BLOCKS and "-->" not in "".join(block)):
        return None
    place = next((number for number, text in enumerate(block[:2]) if "-->" in text), None)
    if place is None:
        faults.append(Fault(line, "Write when these words are shown, such as 00:01.000 --> 00:04.000, above them."))
        return None
    match = _TIMING.match(block[place].strip())
    if match is None or not all(_SETTING.match(setting) for setting in (match[9] or "").split()):
        faults.append(Fault(line + place, "This is no pair of times. Write it like 00:01.000 --> 00:04.000."))
        return None
    begins, ends = _milliseconds(match.groups()[:4]), _milliseconds(match.groups()[4:8])
    said = " ".join(_TAG.sub("", " ".join(block[place + 1 :])).split())
    fault = ""
    if ends <= begins:
        fault = "The cue ends before it begins."
    elif before and begins < before[-1].begins_ms:
        fault = "The cue begins before the one above it. Put the cues in the order of their times."
    elif "-->" in said:
        fault = "Leave an empty line before the next cue."
    elif not said:
        fault = "The cue has no words."
    if fault:
        faults.append(Fault(line + place, fault))
        return None
    return Cue(begins, ends, said)


def _milliseconds(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, rest = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest
