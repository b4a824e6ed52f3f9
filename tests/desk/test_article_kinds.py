"""The kind in the article's form: only its own fields are shown, and videos come in checked."""

import hashlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from content.models import Article, DraftVersion, Video
from tests.content.videos import CAPTIONS, WEBM, WEBM_MS, mp4, mvhd, trak, webm
from tests.desk.desks import ids, login, page, sent_by, text, tree
from tests.factories import make_article

pytestmark = pytest.mark.django_db
PARTS = {
    "congress": "congress_name", "case": "case_basis", "visual": "visual_figure", "video": "videos-0-language",
}  # fmt: skip


def form_of(client, article: Article):
    return client.get(page("change", article.pk))


def send(client, article: Article, **fields):
    sent = sent_by(form_of(client, article)) | fields | {"_go": "change"}
    return client.post(page("change", article.pk), sent)


def film(content: bytes | None = None, name: str = "talk.webm") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, WEBM.read_bytes() if content is None else content, "video/webm")


def captions(content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("talk.vtt", CAPTIONS.read_bytes() if content is None else content, "text/vtt")


def shown(response) -> set[str]:
    """Return the names of the controls that a browser would show without scripts."""
    names = set()

    def walk(element) -> None:
        if element.get("hidden") is None and element.tag != "template":
            names.add(element.get("name"))
            for child in element:
                walk(child)

    walk(tree(response))
    return names


@pytest.mark.parametrize("kind", ["summary", "opinion", *PARTS])
def test_only_the_fields_of_the_kind_are_shown_and_all_are_sent(kind):
    response = form_of(login(), make_article(kind=kind))
    assert {other for other, name in PARTS.items() if name in shown(response)} == ({kind} & set(PARTS))
    assert set(PARTS.values()) <= set(sent_by(response))


def test_another_kind_is_saved_and_shows_its_fields():
    client, article = login(), make_article()
    assert send(client, article, kind="congress", congress_name="57th ASH Annual Meeting").status_code == 302
    article = Article.objects.get(pk=article.pk)
    assert (article.kind, article.congress_name) == ("congress", "57th ASH Annual Meeting")
    assert "congress_name" in shown(form_of(client, article))
    assert DraftVersion.objects.filter(article=article).latest("number").draft["fields"]["kind"] == "congress"


def test_what_is_wrong_in_a_hidden_part_is_shown():
    client, article = login(), make_article()
    response = send(client, article, congress_begins_on="the fifth")
    assert response.status_code == 200
    assert "congress_begins_on" in shown(response)


def test_congress_that_ends_before_it_begins_is_told():
    client, article = login(), make_article(kind="congress")
    response = send(client, article, congress_begins_on="2015-12-08", congress_ends_on="2015-12-05")
    assert "The last day of the congress comes before the first." in text(response)


def test_video_and_captions_are_taken_in_with_what_they_say_of_themselves():
    client, article = login(), make_article(kind="video")
    default_storage.delete(f"videos/{hashlib.sha256(WEBM.read_bytes()).hexdigest()}.webm")  # as on the first day
    fields = {"videos-0-file": film(), "videos-0-captions": captions(), "videos-0-credit": "CC BY 4.0"}
    assert send(client, article, **fields).status_code == 302
    video = Video.objects.get(article=article)
    assert (video.duration_ms, video.width, video.height, video.size) == (WEBM_MS, 640, 360, WEBM.stat().st_size)
    assert video.file.name.startswith("videos/")
    assert video.file.name.endswith(".webm")
    assert (video.language, video.captions_end_ms) == ("en", 41_500)
    assert video.file.read() == WEBM.read_bytes()
    video.file.close()


def test_saving_again_keeps_the_video_and_other_captions_take_the_place_of_these():
    client, article = login(), make_article(kind="video")
    send(client, article, **{"videos-0-file": film(), "videos-0-captions": captions()})
    before = Video.objects.get()
    send(client, article, **{"videos-0-credit": "Our own"})
    send(client, article, **{"videos-0-captions": captions(b"WEBVTT\n\n00:01.000 --> 00:02.000\nTwo words\n")})
    after = Video.objects.get()
    assert (after.pk, after.file.name, after.credit) == (before.pk, before.file.name, "Our own")
    assert (after.captions_end_ms, after.captions_words) == (2000, 2)
    assert "WebM, 0:41, 640 × 360, 43.8" in text(form_of(client, article))
    assert "captions of 2 words" in text(form_of(client, article))


@pytest.mark.parametrize(
    ("field", "file", "sentence"),
    [
        ("videos-0-file", film(b"GIF89a"), "neither MP4 nor WebM"),
        ("videos-0-file", film(WEBM.read_bytes()[:400]), "cut off or broken"),
        ("videos-0-captions", captions(b"1\n00:00:01,000 --> 00:00:02,000\nA"), "Begin the file with the word WEBVTT"),
        ("videos-0-captions", captions(b"WEBVTT\n\n00:02.000 --> 00:01.000\nA"), "Line 3: The cue ends before it"),
    ],
)
def test_file_that_cannot_be_taken_is_told_with_its_control(field, file, sentence):
    client, article = login(), make_article(kind="video")
    response = send(client, article, **{"videos-0-file": film(), "videos-0-captions": captions()} | {field: file})
    assert response.status_code == 200
    assert sentence in text(response)
    assert f"id_{field}" in ids(response)
    assert not Video.objects.exists()


def test_video_over_the_limit_is_refused(settings):
    settings.VIDEO_MOST_BYTES = 1000
    response = send(login(), article := make_article(kind="video"), **{"videos-0-file": film()})
    assert "Choose one of at most 0 MB" in text(response)
    assert not article.videos.exists()


@pytest.mark.parametrize(
    ("field", "file", "sentence"),
    [
        ("videos-0-file", film(mp4(mvhd(2**63, 1, version=1), trak())), "does not say how long it is"),
        ("videos-0-file", film(webm(width=2**64 - 1)), "does not say how large"),
        ("videos-0-file", film(b"<html><script>alert(1)</script>" + mp4(mvhd(9), trak())), "neither MP4 nor WebM"),
        ("videos-0-captions", captions(b"WEBVTT\n\n00:01.000 --> %b:00:00.000\nA" % (b"9" * 5000)), "no pair of times"),
        ("videos-0-captions", captions(b"WEBVTT\n\n" + b"x" * 3_000_000), "more than 500,000 bytes"),
    ],
)
def test_hostile_file_is_refused_in_a_sentence(field, file, sentence):
    client, article = login(), make_article(kind="video")
    response = send(client, article, **{"videos-0-file": film(), "videos-0-captions": captions()} | {field: file})
    assert response.status_code == 200
    assert sentence in text(response)
    assert not Video.objects.exists()


def test_article_has_room_for_one_video():
    client, article = login(), make_article(kind="video")
    send(client, article, **{"videos-0-file": film()})
    names = {element.get("name") for element in tree(form_of(client, article)).iter()}
    assert names & {"videos-1-file", "videos-__prefix__-file"} == set()
    assert "videos-0-file" in names
    send(client, article, **{"videos-0-DELETE": "on"})
    assert not article.videos.exists()
    assert "videos-__prefix__-file" in {element.get("name") for element in tree(form_of(client, article)).iter()}


def test_list_is_narrowed_by_kind():
    make_article(title="A talk", kind="video")
    make_article(title="A text")
    told = text(login().get(page("changelist") + "?kind__exact=video"))
    assert "A talk" in told
    assert "A text" not in told


def test_expert_is_offered_as_a_role():
    response = form_of(login(), make_article(kind="opinion"))
    options = {option.get("value") for option in tree(response).iter("option")}
    assert "expert" in options
