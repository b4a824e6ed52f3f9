"""Pictures of questions between files and the bank (P5): checked like any other, and nothing left of a failure."""

import json
import struct
import zlib
from base64 import b64encode
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from cme.learners.models import User
from content.formats import moodlexml, qti
from content.formats.neutral import Kind, NeutralOption, NeutralPicture, NeutralQuestion, Parsed, TextFormat
from content.formats.neutral_json import kept, restored
from content.formats.registry import MOODLE_XML, WRITTEN
from content.models import Question, QuestionImport, QuestionVersion
from content.services import import_pictures
from content.services.exporting import ExportRefused, export_questions
from content.services.figures import stored_bytes
from content.services.import_pictures import check_pictures
from content.services.importing import (
    ImportRefused,
    finish_upload,
    import_questions,
    keep_upload,
    look_at,
    parsed_of,
    read_file,
)
from content.services.questions import wording_as_text
from tests.content.formats.test_picturing import CHOSEN
from tests.content.test_import_questions import run
from tests.factories import NOW

pytestmark = pytest.mark.django_db
WITH_FILES = ["moodlexml", "qti", "qti3"]


def image(seed: int, kind: str = "PNG", size: tuple[int, int] = (24, 16), **more) -> bytes:
    """Return a picture that nobody else has."""
    out = BytesIO()
    Image.frombytes("RGB", size, Random(seed).randbytes(3 * size[0] * size[1])).save(out, kind, **more)
    return out.getvalue()


def blank(size: tuple[int, int]) -> bytes:
    out = BytesIO()
    Image.new("1", size).save(out, "PNG")
    return out.getvalue()


def shown(data: bytes, **fields) -> NeutralPicture:
    return NeutralPicture(**{"data": data, "alt": "A scan", "credit": "Own work, CC BY 4.0", "line": 7} | fields)


def single(data: bytes, stem: str = "What does it show?", **fields) -> NeutralQuestion:
    return NeutralQuestion(Kind.SINGLE, stem, CHOSEN, name="Scan", line=3, picture=shown(data, **fields))


def matching(data: bytes, **fields) -> NeutralQuestion:
    rows = (NeutralOption("A child", match="A", picture=shown(data, **fields)), NeutralOption("A man", match="B"))
    return NeutralQuestion(Kind.MATCHING, "Which drug fits?", (*rows, NeutralOption("", match="C")))


def kprim(data: bytes) -> NeutralQuestion:
    rows = [NeutralOption(f"Statement {place}", Fraction(place % 2)) for place in range(4)]
    return NeutralQuestion(Kind.KPRIM, "What holds?", (*rows[:3], replace(rows[3], picture=shown(data))))


def put_in(*questions, **fields):
    return import_questions(parsed=Parsed(questions), at=NOW, actor=None, **fields)


def stored() -> set[str]:
    folder = Path(default_storage.path("figures"))
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def said(*questions) -> list[tuple[int, str]]:
    return [(fault.line, fault.message) for fault in look_at(Parsed(questions)).faults]


def texts() -> list:
    return [wording_as_text(version) for version in QuestionVersion.objects.order_by("pk")]


# -- in -------------------------------------------------------------------------------------------------------------


def test_picture_is_stored_under_its_content_with_what_is_said_of_it():
    put_in(single(image(1)), matching(image(2)), kprim(image(3)))
    of_stem, of_vignette, of_statement = texts()
    version = QuestionVersion.objects.earliest("pk")
    assert (of_stem.image_alt, of_stem.image_credit) == ("A scan", "Own work, CC BY 4.0")
    assert (version.image_width, version.image_height) == (24, 16)
    assert [bool(part.image) for part in of_vignette.parts] == [True, False]
    assert [bool(part.image) for part in of_statement.parts] == [False, False, False, True]
    for name in (of_stem.image, of_vignette.parts[0].image, of_statement.parts[3].image):
        content = stored_bytes(name=name)
        assert name == f"figures/{sha256(content).hexdigest()}.png"


def test_metadata_of_a_picture_does_not_come_in():
    exif = Image.Exif()
    exif[0x010F] = "Where the patient lives"
    put_in(single(image(4, "JPEG", exif=exif)))
    content = stored_bytes(name=texts()[0].image)
    assert b"patient" not in content
    assert Image.open(BytesIO(content)).format == "JPEG"


def of_size(width: int, height: int) -> bytes:
    """Return the head of a PNG that says that it is this large."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head)) + bytes(4) + b"IDAT"
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "not a picture we can read"),
        (b"GIF89a" + b"x" * 40, "not a picture we can read"),
        (image(5)[:90], "not a picture we can read"),
        (bytes(2_000_001), "at most 2 MB"),
        (blank((5_001, 5_000)), "25 million pixels"),
        (of_size(50_000, 50_000), "25 million pixels"),
    ],
)
def test_file_that_is_no_picture_is_a_fault_at_its_line_and_its_question_is_left_out(data, words):
    before = stored()
    faulty = single(data, name="x.png")
    ((line, message),) = said(faulty)
    assert (line, message.startswith("The picture of the question (x.png) is not taken over. ")) == (7, True)
    assert words in message
    with pytest.raises(ImportRefused):
        put_in(faulty, single(image(6), "Sound"))
    assert (stored(), Question.objects.count()) == (before, 0)
    put_in(faulty, replace(single(image(6)), stem="Sound", picture=None), skips_faulty=True)
    assert [row.stem for row in texts()] == ["Sound"]
    assert stored() == before


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"alt": ""}, "has no alternative text"),
        ({"alt": "\u200b"}, "has no alternative text"),
        ({"alt": "x" * 301}, "longer than 300 characters"),
        ({"credit": "x" * 201}, "longer than 200 characters"),
    ],
)
def test_what_is_said_of_a_picture_must_fit(fields, words):
    ((line, message),) = said(single(image(7), **fields))
    assert (line, words in message) == (7, True)


def test_vignette_of_nothing_but_a_picture_is_a_fault():
    row = NeutralOption("", match="A", picture=shown(image(8)))
    asked = replace(matching(image(8)), options=(row, *matching(image(8)).options[1:]))
    assert said(asked) == [(7, "The picture of answer 1 stands without words. Write what is asked about it.")]


def test_missing_credit_is_no_fault_and_is_told():
    look = look_at(Parsed((single(image(9), credit=""), single(image(10), "Another?"))))
    assert look.faults == ()
    assert look.remarks == [
        "In “Scan” the file does not say whose the picture is; write its source and licence into the question."
    ]


def test_same_words_with_another_picture_are_another_question():
    put_in(single(image(11)))
    look = look_at(Parsed((single(image(11)), single(image(12)), single(image(12)), matching(image(11)))))
    assert [candidate.is_known for candidate in look.candidates] == [True, False, False, False]
    assert [candidate.repeats is not None for candidate in look.candidates] == [False, False, True, False]
    put_in(matching(image(11)))
    look = look_at(Parsed((matching(image(11)), matching(image(12)))))
    assert [candidate.is_known for candidate in look.candidates] == [True, False]


def test_same_picture_is_checked_and_stored_once(monkeypatch):
    calls = []
    take = import_pictures.take_picture
    monkeypatch.setattr(import_pictures, "take_picture", lambda *args, **more: calls.append(1) or take(*args, **more))
    before = stored()
    put_in(single(image(13)), single(image(13), "Another?"), matching(image(13)))
    assert (len(calls), len(stored() - before)) == (1, 1)
    assert len({texts()[0].image, texts()[1].image, texts()[2].parts[0].image}) == 1


def test_pictures_of_a_file_are_bounded_by_their_pixels(monkeypatch):
    monkeypatch.setattr(import_pictures, "MOST_PIXELS", 24 * 16 - 1)
    found = said(single(image(14)), single(image(15), "Another?"))
    assert [message[-28:] for _, message in found] == ["Split it into smaller files."]


def test_name_in_a_file_does_not_spare_a_picture_its_check():
    exif = Image.Exif()
    exif[0x010F] = "Where the patient lives"
    data = image(16, "JPEG", exif=exif)
    put_in(single(data, name=f"{sha256(data).hexdigest()}.jpg"))
    assert b"patient" not in stored_bytes(name=texts()[0].image)


# -- nothing left of a failure --------------------------------------------------------------------------------------


def test_look_stores_no_file():
    before = stored()
    assert look_at(Parsed((single(image(20)),))).faults == ()
    assert stored() == before


def test_file_of_an_import_that_fails_is_named_by_nothing_and_found_by_the_next(monkeypatch):
    put_in(single(image(21)))
    before = stored()

    def fail(**_):
        raise RuntimeError

    monkeypatch.setattr("content.services.importing.bank_questions", fail)
    with pytest.raises(RuntimeError):
        put_in(single(image(22)), single(image(21), "Another?"))
    (left,) = stored() - before
    named = {row.image.rpartition("/")[2] for row in texts()}
    assert named == before & named
    assert left not in named
    actor = User.objects.create(username="ada")
    upload = keep_upload(parsed=Parsed((single(image(22)),)), form=MOODLE_XML, file_name="x", at=NOW, actor=actor)
    with pytest.raises(RuntimeError):
        finish_upload(upload=upload, at=NOW, actor=actor, skips_faulty=False)
    assert QuestionImport.objects.get().imported_at is None
    monkeypatch.undo()
    finish_upload(upload=upload, at=NOW, actor=actor, skips_faulty=False)
    assert stored() == before | {left}


def test_import_that_cannot_be_recorded_writes_no_question():
    def fail(_):
        raise RuntimeError

    actor = User.objects.create(username="ada")
    upload = keep_upload(parsed=Parsed((single(image(26)),)), form=MOODLE_XML, file_name="x", at=NOW, actor=actor)
    with pytest.raises(RuntimeError):
        finish_upload(upload=upload, at=NOW, actor=actor, skips_faulty=False, record=fail)
    assert Question.objects.count() == 0
    assert QuestionImport.objects.get().imported_at is None


def test_upload_waits_with_its_pictures_and_no_file(monkeypatch):
    actor = User.objects.create(username="ada")
    before = stored()
    parsed = Parsed((single(image(23)), single(b"<svg/>", "Another?", name="x.svg")))
    upload = keep_upload(parsed=parsed, form=MOODLE_XML, file_name="x", at=NOW, actor=actor)
    assert stored() == before
    upload = QuestionImport.objects.get(pk=upload.pk)
    monkeypatch.setattr(import_pictures, "take_picture", None)  # what is kept was checked
    look = look_at(parsed_of(upload))
    assert [message for _, message in [(fault.line, fault.message) for fault in look.faults]] == [
        "The picture of the question (x.svg) is not taken over. This file is not a picture we can read. Choose a PNG, "
        "JPEG or WebP file."
    ]
    (made,) = finish_upload(upload=upload, at=NOW, actor=actor, skips_faulty=True)
    assert made.versions.get().image.name.removeprefix("figures/") in stored() - before


def test_kept_picture_is_restored_equal():
    (checked,) = check_pictures(Parsed((replace(single(image(24)), options=kprim(image(25)).options),))).questions
    again = restored(json.loads(json.dumps(kept(checked))))
    assert again == checked
    assert (again.picture.name, again.picture.line, again.picture.is_checked) == (checked.picture.name, 7, True)


def test_upload_from_before_pictures_is_still_read():
    values = kept(replace(single(b""), picture=None))
    del values["picture"]
    for row in values["options"]:
        del row["picture"]
    assert restored(values).pictures == []


# -- out, and back --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WITH_FILES)
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_exported_picture_is_known_here_and_the_same_elsewhere(name, kind):
    put_in(single(image(30, kind)), matching(image(31, kind)), kprim(image(32, kind)))
    before, files = texts(), stored()
    data = export_questions(questions=Question.objects.all(), form=WRITTEN[name]).data
    look = look_at(read_file(data)[1])
    assert (look.faults, look.known) == ((), 3)
    QuestionVersion.objects.all().delete()
    Question.objects.all().delete()
    made, look = import_questions(parsed=read_file(data)[1], at=NOW, actor=None)
    assert (len(made), look.faults, stored()) == (3, (), files)
    assert [(row.stem, row.image, row.image_alt, row.image_credit, list(row.parts)) for row in texts()] == [
        (row.stem, row.image, row.image_alt, row.image_credit, list(row.parts)) for row in before
    ]


@pytest.mark.parametrize("name", WITH_FILES)
def test_exported_png_has_the_same_content_in_another_bank(name):
    put_in(single(image(33)))
    stored_as = texts()[0].image
    data = export_questions(questions=Question.objects.all(), form=WRITTEN[name]).data
    default_storage.delete(stored_as)
    QuestionVersion.objects.all().delete()
    import_questions(parsed=read_file(data)[1], at=NOW, actor=None)
    assert texts()[0].image == stored_as
    assert default_storage.exists(stored_as)


@pytest.mark.parametrize("name", ["gift", "aiken"])
def test_export_without_place_for_files_names_the_question_and_where_it_can_go(name):
    put_in(single(image(34)))
    with pytest.raises(ExportRefused) as refusal:
        export_questions(questions=Question.objects.all(), form=WRITTEN[name])
    (reason,) = refusal.value.reasons
    assert "“Scan” cannot be written" in reason or "“What does it show?” cannot be written" in reason
    assert reason.endswith("no place for its picture. Choose Moodle XML or a QTI package.")


def test_export_of_more_pictures_than_one_file_holds_is_refused(monkeypatch):
    put_in(single(image(35)), single(image(36), "Another?"))
    monkeypatch.setattr("content.formats.picturing.MOST_PICTURES", 1)
    with pytest.raises(ExportRefused, match="Export fewer questions at once"):
        export_questions(questions=Question.objects.all(), form=MOODLE_XML)


# -- commands -------------------------------------------------------------------------------------------------------


def test_check_and_json_of_the_command_hold_no_picture_and_store_none(tmp_path):
    path = tmp_path / "scan.xml"
    path.write_bytes(moodlexml.write([single(image(40), credit="")]))
    before = stored()
    out, err, failed = run(path, "--check", "--json")
    document = json.loads(out)
    assert (failed, document["faults"], document["format"]) == ("", [], "moodlexml")
    assert document["questions"] == [
        {
            "type": "single",
            "name": "Scan",
            "stem": "What does it show?",
            "options": [
                {"text": "a", "weight": 100, "feedback": ""},
                {"text": "b", "weight": 0, "feedback": ""},
            ],
            "feedback": "",
            "category": "",
        }
    ]
    assert "write its source and licence" in err
    assert (stored(), Question.objects.count()) == (before, 0)
    _, _, failed = run(path)
    assert (failed, len(stored()), Question.objects.count()) == ("", len(before) + 1, 1)


def test_command_names_pictures_that_are_not_taken_by_line_and_writes_nothing(tmp_path):
    path = tmp_path / "scan.xml"
    text = moodlexml.write([single(image(41), name="x.png")]).decode()
    found = {
        "remote.xml": text.replace("@@PLUGINFILE@@/", "http://x.org/"),
        "svg.xml": text.replace(b64encode(image(41)).decode(), b64encode(b"<svg/>").decode()),
        "missing.xml": text.replace("<file ", "<image ").replace("</file>", "</image>"),
    }
    before, line = stored(), text[: text.index("&lt;img")].count("\n") + 1
    for name, content in found.items():
        path = tmp_path / name
        path.write_text(content)
        _, err, failed = run(path, "--skip-faulty")
        assert failed, name
        assert "is not taken over" in err, name
        assert f"{path}:{line}: The picture" in err, (name, err)
    assert (stored(), Question.objects.count()) == (before, 0)


def test_package_with_a_hostile_file_is_named_and_nothing_is_written():
    data = qti.write([single(b"MZ not a picture", name="x.png")])
    look = look_at(read_file(data)[1])
    assert [fault.message for fault in look.faults] == [
        "items/Q0001.xml: The picture of the question (" + look.candidates[0].read.picture.name + ") is not taken "
        "over. This file is not a picture we can read. Choose a PNG, JPEG or WebP file."
    ]


def test_html_with_a_picture_becomes_plain_and_keeps_it():
    asked = replace(single(image(42)), stem="<p>What <b>does</b> it show?</p>", text_format=TextFormat.HTML)
    put_in(asked)
    (text,) = texts()
    assert (text.stem, bool(text.image)) == ("What does it show?", True)
