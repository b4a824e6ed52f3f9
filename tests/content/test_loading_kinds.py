"""Article files of every kind, with the pictures and the video that lie beside them."""

import shutil

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from PIL import Image

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


def test_people_are_numbered_as_the_desk_numbers_them(folder):
    """Otherwise the first press of a button there, with nothing changed, would change the draft."""
    call_command("load_articles", str(folder))
    for article in Article.objects.all():
        places = list(article.contributions.values_list("position", flat=True))
        assert places == list(range(1, len(places) + 1)), article.slug


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
    for other in set(folder.glob("*.md")) - {folder / file}:
        other.unlink()
    change(folder / file, old, new)
    assert sentence in refused(folder, capsys)
    assert not Article.objects.filter(slug=file.removesuffix(".md")).exists()


def test_source_may_be_left_out_where_there_is_no_paper():
    text = (FOLDER / "opinion-five-year-estimates.md").read_text(encoding="utf-8")
    assert read_article(text).values["source"] == ""
    with pytest.raises(FileRefused, match="“source” is missing"):
        read_article(text.replace("kind: opinion", "kind: summary"))


MATCHING = """  - key: which-patient
    kind: matching
    roles: [self]
    objective: {objective}
    stem: "Which finding fits which picture?"
    picture: {{file: both.png, alt: "Two fields of view", credit: "CC0"}}
    options:
      - text: "Blasts"
      - text: "No blasts"
    parts:
      - text: "The first smear"
        right: 1
        rationale: "Blasts are seen."
        picture:
          file: smear.png
          alt: "A smear full of blasts"
          credit: "CC0"
      - text: "The second smear"
        right: 2
        rationale: "None is seen."
"""


def with_pictures(folder):
    """Give the article of the visual abstract a matching question whose pictures lie beside it."""
    path = folder / "visual-abstract-eliana.md"
    text = path.read_text(encoding="utf-8")
    objective = read_article(text).values["objectives"][0]["key"]
    change(path, "questions:\n", "questions:\n" + MATCHING.format(objective=objective))
    for name, colour in (("both.png", "red"), ("smear.png", "blue")):
        Image.new("RGB", (40, 20), colour).save(folder / name)
    return path


def test_pictures_of_questions_and_vignettes_come_in_from_beside_the_file(folder, capsys):
    with_pictures(folder)
    call_command("load_articles", str(folder))
    version = Edition.objects.get(slug="visual-abstract-eliana").items.get(version__kind="matching").version
    first, second = version.parts.order_by("position")
    assert (version.image_alt, version.image_credit) == ("Two fields of view", "CC0")
    assert (first.image_alt, first.image_credit, second.image.name) == ("A smear full of blasts", "CC0", "")
    assert version.image.name != first.image.name
    with default_storage.open(first.image.name) as stored, Image.open(stored) as picture:
        assert picture.convert("RGB").getpixel((0, 0)) == (0, 0, 255)
    capsys.readouterr()
    Image.new("RGB", (40, 20), "green").save(folder / "smear.png")
    call_command("load_articles", str(folder))
    assert "0 new, 1 changed, 4 unchanged" in capsys.readouterr().out
    draft = Article.objects.get(slug="visual-abstract-eliana").draft_items.get(key="which-patient").version
    assert draft.pk != version.pk
    assert draft.parts.get(position=first.position).image.name != first.image.name


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("file: smear.png", "file: other.png", "other.png does not lie beside"),
        ("file: smear.png", "file: ../smear.png", "smear.png does not lie beside"),
        ("file: smear.png", "file: topics.yaml", "not a picture we can"),
        ('          alt: "A smear full of blasts"\n', "", "“alt” is missing"),
        ("A smear full of blasts", "A" * 400, "300"),
    ],
)
def test_faulty_picture_of_a_vignette_is_named(folder, capsys, old, new, sentence):
    change(with_pictures(folder), old, new)
    assert sentence in refused(folder, capsys)
    assert not Article.objects.filter(slug="visual-abstract-eliana").exists()
