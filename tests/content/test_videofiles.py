"""Videos and captions that come in: known by their content, refused with a sentence, stored once."""

import hashlib
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction

from content.models import Video
from content.videofiles import VideoRefused, take_captions, take_video
from tests.content.videos import CAPTIONS, WEBM, make_video, mp4, mvhd, trak
from tests.factories import make_article


def take(content: bytes, *, most: int = 10**9):
    return take_video(BytesIO(content), size=len(content), most=most)


def test_name_is_the_hash_of_the_content_and_the_suffix_follows_from_it():
    content = mp4(mvhd(1000), trak())
    taken = take(content)
    assert taken.file.name == f"{hashlib.sha256(content).hexdigest()}.mp4"
    assert taken.file.read() == content
    assert take(WEBM.read_bytes()).file.name.endswith(".webm")


@pytest.mark.parametrize("content", [b"", b"GIF89a" * 20, b"<html>" * 20, b"RIFF\0\0\0\0AVI LIST" + bytes(60)])
def test_file_of_another_kind_is_refused_whatever_it_is_called(content):
    with pytest.raises(VideoRefused, match="neither MP4 nor WebM"):
        take(content)


def test_video_over_the_limit_is_refused_before_it_is_read():
    with pytest.raises(VideoRefused, match="has 3 MB"):
        take_video(BytesIO(), size=3_000_000, most=2_000_000)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe", "not UTF-8"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nSubRip", "Begin the file with the word WEBVTT"),
        (b"WEBVTT" + bytes(500_001), "more than 500,000 bytes"),
    ],
)
def test_captions_that_are_none_are_refused(content, sentence):
    with pytest.raises(VideoRefused, match=sentence):
        take_captions(content)


@pytest.mark.django_db
def test_same_video_is_stored_once_and_shared():
    first, second = (make_video(make_article(slug=f"an-article-{number}")) for number in range(2))
    assert first.file.name == second.file.name == f"videos/{hashlib.sha256(WEBM.read_bytes()).hexdigest()}.webm"
    assert first.captions.name == second.captions.name
    assert (first.captions_end_ms, first.captions_words) == (41_500, take_captions(CAPTIONS.read_bytes()).words)


@pytest.mark.django_db
def test_file_under_another_name_than_its_hash_is_refused_by_the_database():
    video = make_video(make_article())
    for name in ("", "videos/talk.webm", video.file.name.replace(".webm", "_a1B2c3D.webm")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Video.objects.update(file=name)
