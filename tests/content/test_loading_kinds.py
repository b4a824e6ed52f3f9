"""Article files of every kind, with the pictures and the video that lie beside them."""

import shutil

import pytest
from django.core.management import CommandError, call_command

from content.articlefiles import FileRefused, read_article
from content.models import Article, Edition
from tests.content.test_demo import FOLDER, OF_OTHER_KINDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    """A folder with the topics and one article of each other kind."""
    names = [f"{slug}.md" for slug in OF_OTHER_KINDS]
    for name in (*names, "topics.yaml", "video-aall1731.webm", "video-aall1731.vtt", "visual-abstract-eliana.png"):
        shutil.copy(FOLDER / name, tmp_path)
    return tmp_path


def change(path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def refused(folder, capsys) -> str:
    with pytest.raises(CommandError):
        call_command("load_articles", str(folder))
    return capsys.readouterr().err


def test_every_kind_is_published_from_its_file(folder):
    call_command("load_articles", str(folder))
    kinds = {edition.slug.split("-")[0]: edition.source["kind"] for edition in Edition.objects.all()}
    assert kinds == {word: word for word in ("case", "congress", "opinion", "video", "visual")}
    assert Article.objects.get(kind="video").videos.get().duration_ms == 41_785


def test_loading_twice_changes_nothing_and_another_file_beside_it_does(folder, capsys):
    call_command("load_articles", str(folder))
    call_command("load_articles", str(folder))
    assert "0 new, 0 changed, 5 unchanged" in capsys.readouterr().out
    change(folder / "video-aall1731.vtt", "[No speech]", "[Silence]")
    call_command("load_articles", str(folder))
    assert "0 new, 1 changed, 4 unchanged" in capsys.readouterr().out
    assert Edition.objects.filter(slug="video-aall1731").count() == 2
    assert Article.objects.get(kind="video").videos.count() == 1


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("video-aall1731.md", "file: video-aall1731.webm", "file: other.webm", "other.webm does not lie beside"),
        ("video-aall1731.md", "file: video-aall1731.webm", "file: ../x/a.webm", "a.webm does not lie beside"),
        ("video-aall1731.md", "file: video-aall1731.webm", "file: video-aall1731.vtt", "neither MP4 nor WebM"),
        ("video-aall1731.md", "captions: video-aall1731.vtt", "captions: topics.yaml", "Begin the file with the word"),
        ("video-aall1731.md", "  language: en\n", "", "“language” is missing"),
        ("video-aall1731.md", "source: gupta2025\n", "", "“source” is missing"),
        ("visual-abstract-eliana.md", "visual: one-picture", "visual: another", "No figure has the key another"),
        ("visual-abstract-eliana.md", "file: visual-abstract-eliana.png", "file: topics.yaml", "not a picture we can"),
        ("congress-ash-2015-graall-rituximab.md", "2015-12-08", "2015-13-08", "“ends_on” must be a day"),
        ("congress-ash-2015-graall-rituximab.md", "kind: congress", "kind: poem", "“kind” must be one of summary,"),
        ("congress-ash-2015-graall-rituximab.md", "    kind: abstract\n", "", "reference of the kind abstract"),
        ("opinion-five-year-estimates.md", 'experts: ["Editorial team"]\n', "", "Name the expert"),
        ("case-mrd-negative-remission.md", "case_basis: invented\n", "", "Confirm that the patient agreed"),
    ],
)
def test_fault_is_named_and_nothing_of_the_file_is_kept(folder, capsys, file, old, new, sentence):
    change(folder / file, old, new)
    assert sentence in refused(folder, capsys)
    assert not Article.objects.filter(slug=file.removesuffix(".md")).exists()


def test_source_may_be_left_out_where_there_is_no_paper():
    text = (FOLDER / "opinion-five-year-estimates.md").read_text(encoding="utf-8")
    assert read_article(text).values["source"] == ""
    with pytest.raises(FileRefused, match="“source” is missing"):
        read_article(text.replace("kind: opinion", "kind: summary"))
