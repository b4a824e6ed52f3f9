"""Videos and captions that come in: checked by their content, and named by the hash of it. Nothing is decoded."""

import hashlib
from dataclasses import dataclass
from typing import IO

from django.core.files.base import ContentFile, File

from content.formats.media import MediaFacts, NotPlayable
from content.formats.mp4 import is_mp4, read_mp4
from content.formats.webm import is_webm, read_webm
from content.formats.webvtt import CaptionsRefused, Cue, read_webvtt, words_in

AT_ONCE = 1_048_576  # bytes
LARGEST_CAPTIONS = 500_000  # bytes
NEITHER = "This file is neither MP4 nor WebM. Export the video as one of them."


class VideoRefused(Exception):
    """The file was not taken; the message is fit to show to the editor."""


@dataclass(frozen=True)
class TakenVideo:
    """A video that can be stored: the file under the hash of its content, and what it says of itself."""

    file: "File[bytes]"
    size: int
    facts: MediaFacts


@dataclass(frozen=True)
class TakenCaptions:
    """Captions that can be stored: the file under the hash of its content, and what is in it."""

    file: "ContentFile[bytes]"
    cues: list[Cue]

    @property
    def ends_ms(self) -> int:
        """When the last cue ends."""
        return max(cue.ends_ms for cue in self.cues)

    @property
    def words(self) -> int:
        """How many words are said."""
        return words_in(self.cues)


def take_video(upload: IO[bytes], *, size: int, most: int) -> TakenVideo:
    """Check an uploaded video; it is read in pieces and never as a whole.

    Args:
        upload: The file as it came, seekable.
        size: Its size in bytes.
        most: How many bytes a video may have.

    Raises:
        VideoRefused: It is too large, or no MP4 or WebM that browsers play.
    """
    if size > most:
        raise VideoRefused(f"The video has {size / 1e6:,.0f} MB. Choose one of at most {most / 1e6:,.0f} MB.")
    upload.seek(0)
    head = upload.read(64)
    if not (is_mp4(head) or is_webm(head)):
        raise VideoRefused(NEITHER)
    try:
        facts = read_mp4(upload, size) if is_mp4(head) else read_webm(upload, size)
    except NotPlayable as refusal:
        raise VideoRefused(str(refusal)) from refusal
    digest = hashlib.sha256()
    upload.seek(0)
    while piece := upload.read(AT_ONCE):
        digest.update(piece)
    upload.seek(0)
    return TakenVideo(File(upload, name=f"{digest.hexdigest()}.{facts.suffix}"), size, facts)


def take_captions(content: bytes) -> TakenCaptions:
    """Check uploaded captions.

    Raises:
        VideoRefused: They are too long, or no WebVTT.
    """
    if len(content) > LARGEST_CAPTIONS:
        raise VideoRefused(f"The captions have more than {LARGEST_CAPTIONS:,} bytes.")
    try:
        cues = read_webvtt(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise VideoRefused("The captions are not UTF-8. Save the file in that encoding.") from error
    except CaptionsRefused as refusal:
        raise VideoRefused(str(refusal)) from refusal
    return TakenCaptions(ContentFile(content, name=f"{hashlib.sha256(content).hexdigest()}.vtt"), cues)
