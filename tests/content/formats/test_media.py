"""What MP4 and WebM files say of themselves; broken and hostile ones are refused and break nothing."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.formats.media import MediaFacts, NotPlayable
from content.formats.mp4 import is_mp4, read_mp4
from content.formats.webm import is_webm, read_webm
from tests.content.videos import WEBM, WEBM_MS, box, mp4, mvhd, trak, webm


def facts_of_mp4(content: bytes) -> MediaFacts:
    return read_mp4(BytesIO(content), len(content))


def facts_of_webm(content: bytes) -> MediaFacts:
    return read_webm(BytesIO(content), len(content))


@pytest.mark.parametrize(
    ("moov", "milliseconds"),
    [
        ((mvhd(4200),), 4200),
        ((mvhd(90_000 * 7, 90_000),), 7000),
        ((mvhd(4200, version=1),), 4200),
        ((mvhd(0), box(b"mvex", box(b"mehd", b"\0\0\0\0" + (3000).to_bytes(4, "big")))), 3000),
        ((mvhd(0), box(b"mvex", box(b"mehd", b"\1\0\0\0" + (3000).to_bytes(8, "big")))), 3000),
    ],
)
def test_length_of_an_mp4_is_read_in_every_form(moov, milliseconds):
    assert facts_of_mp4(mp4(*moov, trak())) == MediaFacts("mp4", milliseconds, 640, 360, has_sound=False)


def test_index_is_found_wherever_it_stands_and_sound_is_told():
    before = box(b"free", bytes(9)) + box(b"mdat", bytes(5000), is_wide=True)
    facts = facts_of_mp4(mp4(mvhd(1000), trak(b"soun", b"mp4a"), trak(b"vide", b"av01", 1920, 1080), before=before))
    assert facts == MediaFacts("mp4", 1000, 1920, 1080, has_sound=True)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (mp4(mvhd(1000)), "no video track"),
        (mp4(mvhd(1000), trak(b"soun", b"mp4a")), "no video track"),
        (mp4(mvhd(1000), trak(codec=b"hvc1")), "(hvc1). Export the video as H.264"),
        (mp4(mvhd(1000), trak(width=0)), "how large its pictures are"),
        (mp4(mvhd(0), trak()), "how long it is"),
        (mp4(mvhd(0xFFFFFFFF), trak()), "how long it is"),
        (mp4(mvhd(1000, 0), trak()), "how long it is"),
        (mp4(mvhd(2**63, 1, version=1), trak()), "how long it is"),
        (mp4(mvhd(2**31, 1000), trak()), "how long it is"),
        (mp4(before=b"\0\0\0\1mdat" + b"\xff" * 8), "cut off or broken"),
        (mp4(before=b"\0\0\0\1mdat" + bytes(8)), "cut off or broken"),
        (mp4(b"\0\0\0\1mvhd" + b"\xff" * 8), "index is broken"),
        (mp4(mvhd(1000), trak())[:-20], "cut off or broken"),
        (box(b"ftyp", b"isom"), "lacks the index"),
        (box(b"ftyp", b"isom") + b"\0\0\0\2moov", "cut off or broken"),
    ],
)
def test_mp4_that_cannot_be_played_is_refused_with_the_reason(content, sentence):
    with pytest.raises(NotPlayable) as refusal:
        facts_of_mp4(content)
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (mp4()[:64], True),
        (mp4(brand=b"M4V ")[:64], True),
        (box(b"ftyp", b"qt  " + bytes(4) + b"qt  "), False),
        (b"", False),
    ],
)
def test_mp4_is_told_by_its_brand(head, expected):
    assert is_mp4(head) is expected


def test_recording_of_a_browser_is_read():
    content = WEBM.read_bytes()
    assert is_webm(content[:64])
    assert facts_of_webm(content) == MediaFacts("webm", WEBM_MS, 640, 360, has_sound=False)


@pytest.mark.parametrize("is_open", [False, True])
def test_webm_is_read_whether_or_not_it_says_where_it_ends(is_open):
    assert facts_of_webm(webm(is_open=is_open)) == MediaFacts("webm", 5000, 640, 360, has_sound=False)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (webm(doc=b"matroska"), "Matroska"),
        (webm(duration=None), "how long it is"),
        (webm(duration=0.0), "how long it is"),
        (webm(duration=float("nan")), "how long it is"),
        (webm(duration=float("inf")), "how long it is"),
        (webm(codec=b"V_MPEGH/ISO/HEVC"), "Export the video as VP9"),
        (webm(kind=2), "no video track"),
        (webm(width=0), "how large"),
        (webm(width=2**64 - 1), "how large"),
        (webm()[:40], "cut off or broken"),
        (webm()[:-4], "cut off or broken"),
    ],
)
def test_webm_that_cannot_be_played_is_refused_with_the_reason(content, sentence):
    with pytest.raises(NotPlayable) as refusal:
        facts_of_webm(content)
    assert sentence in str(refusal.value)


SAMPLES = {"mp4": mp4(mvhd(1000), trak(b"soun", b"mp4a"), trak()), "webm": webm(), "recorded": WEBM.read_bytes()[:3000]}


@given(data=st.data())
@pytest.mark.parametrize("name", SAMPLES)
def test_damaged_file_is_read_or_refused_and_nothing_else(name, data):
    content = bytearray(SAMPLES[name])
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    damaged = bytes(content[: data.draw(st.integers(0, len(content)))])
    for read in (facts_of_mp4, facts_of_webm):
        try:
            facts = read(damaged)
        except NotPlayable:
            continue
        assert facts.duration_ms >= 1
        assert min(facts.width, facts.height) >= 1


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content):
    for read in (facts_of_mp4, facts_of_webm):
        with pytest.raises(NotPlayable):
            read(content)
