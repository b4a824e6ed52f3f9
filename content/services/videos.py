"""Verbs on the video of an article."""

from content.models import Video
from content.services.unnamed_files import want_stored
from content.videofiles import TakenCaptions, TakenVideo


def set_video(*, video: Video, taken: TakenVideo) -> None:
    """Let an unsaved row name a video that was taken in, with what it says of itself."""
    video.size, video.duration_ms = taken.size, taken.facts.duration_ms
    video.width, video.height = taken.facts.width, taken.facts.height
    _name(video, "file", taken.file)


def set_captions(*, video: Video, taken: TakenCaptions) -> None:
    """Let an unsaved row name captions that were taken in."""
    video.captions_end_ms, video.captions_words = taken.ends_ms, taken.words
    _name(video, "captions", taken.file)


def _name(video: Video, field_name: str, file: object) -> None:
    """Name the stored file of the same content, if there is one; otherwise leave the new one to be stored."""
    setattr(video, field_name, file)
    held = getattr(video, field_name)
    stored = held.field.generate_filename(video, held.name)
    if want_stored(stored):
        setattr(video, field_name, stored)
