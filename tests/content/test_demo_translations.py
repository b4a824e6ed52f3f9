"""The demonstration's translations: made by a machine, named as that, and checked as any machine's is."""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from content.articlefiles import FileRefused, read_article
from content.models import Edition, Translation
from content.rendering import render_text
from content.services.editions_in_blocks import blocks_in
from content.services.translating import withdraw
from content.services.translation_loading import words_hash
from content.translating.protecting import from_wire, is_fixed, to_wire
from content.translating.segments import Segment, plain_segment, split_html
from content.translating.verifying import faults_of_machine
from content.translation_files import read_translation
from tests.browser.scene import publish_demonstration
from tests.content.translating.machines import translated
from tests.pages import parse, words
from tests.visitors import client_of

FOLDER = settings.BASE_DIR / "content" / "demo" / "translations"
FILES = sorted(path.name for path in FOLDER.glob("*.yaml"))
ARTICLES = sorted(path.name for path in FOLDER.parent.glob("*.md"))
OPINION = "opinion-five-year-estimates"
pytestmark = pytest.mark.django_db


def prepare() -> Edition:
    return publish_demonstration(OPINION)


def file_of(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def test_demonstration_is_there_in_german_and_arabic():
    assert [f"{OPINION}.ar.yaml", f"{OPINION}.de.yaml"] == FILES


@pytest.mark.parametrize("name", FILES)
def test_translation_is_of_the_words_that_the_article_has(name):
    """Whoever changes the article translates it anew, and writes this hash into the file."""
    assert read_translation(file_of(name)).words == words_hash(blocks_in(prepare(), with_items=False))


def strings_in(value):
    """Yield the texts of a file's front matter, wherever they stand."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings_in(each)


@pytest.mark.parametrize("name", ARTICLES)
def test_nothing_of_the_demonstration_is_refused_where_a_machine_translates_it_word_by_word(name):
    file = read_article((FOLDER.parent / name).read_text(encoding="utf-8"))
    pieces = [piece for text in file.parts.values() for piece in split_html(render_text(text)[0])]
    segments = [piece for piece in pieces if isinstance(piece, Segment)]
    segments += [plain_segment(text) for text in strings_in(file.values) if " " in text]
    for segment in {each.text: each for each in segments if not is_fixed(each.text)}.values():
        for language in ("de", "ar"):
            said = from_wire(segment, translated(to_wire(segment), language))
            assert faults_of_machine(segment, said, language) == [], segment.text


def test_translations_are_loaded_once_and_readers_are_told_that_a_machine_made_them(capsys):
    edition = prepare()
    for is_once, said in (
        (True, "2 new, 0 changed, 0 unchanged"),
        (False, "0 new, 0 changed, 2 unchanged"),
        (True, ""),
    ):
        call_command("load_translations", FOLDER, once=is_once)
        assert said in (told := capsys.readouterr().out)
        assert bool(told) == bool(said)
    assert {(row.origin, row.translator, row.reviewer) for row in Translation.objects.all()} == {("machine", "", "")}
    reader = client_of()
    page = words(parse(reader.get(f"/articles/{OPINION}/in/de/")))
    assert "Diese Übersetzung hat eine Maschine angefertigt (ein Sprachmodell)." in page
    assert "Kerndaten" not in page  # the opinion has none
    assert "Die Meinung" in page
    assert "Die Studie" not in page
    assert "Die mediane Nachbeobachtung betrug 2.23 Jahre." in page
    arabic = reader.get(f"/ar/articles/{OPINION}/in/ar/")
    assert "(نموذج لغوي)" in words(parse(arabic))
    assert "يمكن الدفاع عنه" in words(parse(arabic))  # defensible, not merely acceptable
    assert "السنة 2" not in words(parse(arabic))
    assert f'href="/de/articles/{OPINION}/in/de/"' in reader.get(f"/articles/{OPINION}/").content.decode()
    row = Translation.objects.get(language="de")
    withdraw(translation=row, reason="It misleads.", at=timezone.now())
    call_command("load_translations", FOLDER)  # what was withdrawn stays so
    assert not Translation.objects.published().filter(edition=edition, language="de").exists()


def test_nothing_is_loaded_that_says_something_else(tmp_path, capsys):
    prepare()
    sound = file_of(f"{OPINION}.de.yaml")
    for changed, fault in (
        (sound.replace("48.0%", "84.0%"), "body.1: Numbers or signs are not as they were"),
        (sound.replace("wurde nicht geprüft", "wurde geprüft"), "limits.0: A negation is gone"),
        (sound.replace("{3} Die", " Die"), "body.1:"),
        (sound.replace("  body.4:", "  body.9:"), "These are the blocks of the article: title"),
        (sound.replace(OPINION, "nothing"), "No demonstration article has the address nothing."),
        (sound.replace("language: de", "language: xx"), "Nobody listed the negations of xx"),
        (sound.replace("engine:", "machine:"), "Write article, language, engine"),
        ("a: [", "This is no YAML"),
    ):
        (tmp_path / "one.yaml").write_text(changed, encoding="utf-8")
        with pytest.raises(CommandError, match="1 of 1 files were not loaded"):
            call_command("load_translations", tmp_path)
        assert fault in capsys.readouterr().err
    assert not Translation.objects.exists()


def test_article_that_changed_since_or_a_language_not_offered_is_left_alone(tmp_path, capsys, settings):
    prepare()
    sound = file_of(f"{OPINION}.de.yaml")
    known = read_translation(sound).words
    (tmp_path / "one.yaml").write_text(sound.replace(known, "f" * 64), encoding="utf-8")
    call_command("load_translations", tmp_path)
    settings.TRANSLATION_LANGUAGES = ["fr"]
    (tmp_path / "one.yaml").write_text(sound, encoding="utf-8")
    call_command("load_translations", tmp_path)
    assert not Translation.objects.exists()
    with pytest.raises(CommandError, match="is not a folder"):
        call_command("load_translations", tmp_path / "empty")
    with pytest.raises(FileRefused):
        read_translation("- a list")
