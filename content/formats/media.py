"""What a video file says of itself, whichever container it is in. No database; nothing is decoded."""

from dataclasses import dataclass

LONGEST_MS = 2**31  # of what the database holds; no film lasts 24 days
LARGEST_SIDE = 65_536  # pixels; what an MP4 file can say


class NotPlayable(Exception):
    """The file was not taken; the message is fit to show to the editor."""


@dataclass(frozen=True)
class MediaFacts:
    """How long a video lasts and how large it is.

    Attributes:
        suffix: Of the file's name, by its content: ``mp4`` or ``webm``.
        duration_ms: Milliseconds.
        width: Pixels.
        height: Pixels.
        has_sound: Whether there is a track with sound.
    """

    suffix: str
    duration_ms: int
    width: int
    height: int
    has_sound: bool
