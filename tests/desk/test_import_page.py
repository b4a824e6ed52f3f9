"""The import page of the bank: look first, import by a second press, once."""

from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile

from content.formats import moodlexml
from content.formats.neutral import MOST_BYTES, Kind, NeutralOption, NeutralQuestion, TextFormat
from content.formats.registry import MOODLE_XML, QTI
from content.models import Question, QuestionImport, QuestionVersion
from content.services.importing import MOST_AT_ONCE
from tests.content.test_import_questions import SIGNS
from tests.content.test_importing import SINGLE
from tests.content.test_question_pictures import image, matching, single
from tests.desk.desks import login, sent_by, superuser, text, tree
from tests.desk.test_markup import faults_of

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/content/question/import/"
GIFT = b"::Arms:: Which arm did better? {=Arm A#It did. ~%50%Arm B}\n\nHow much? {#3.5:0.25}\n"
FAULTY = GIFT + b"\nWrite. {}\n"


def send(client, data, name="questions.gift", **fields):
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, data), "format": "", **fields})


def test_file_is_shown_first_and_imported_once():
    client = login()
    answer = send(client, GIFT)
    assert answer.status_code == 302
    assert not Question.objects.exists()
    href = answer.headers["Location"]
    shown = client.get(href)
    said = text(shown)
    for words in (
        "2 new, 0 already in the bank, 0 faults",
        "Which arm did better?",
        "50%",
        "It did.",
        "± 0.25",
        "Import 2 questions",
        "read as GIFT",
    ):
        assert words in said
    sent = sent_by(shown)
    assert "Imported 2 questions." in client.post(href, sent, follow=True).content.decode()
    assert Question.objects.count() == 2
    assert LogEntry.objects.filter(change_message="Imported from questions.gift.").count() == 2
    assert "imported already" in client.post(href, sent, follow=True).content.decode()
    assert Question.objects.count() == 2
    after = text(client.get(href))
    assert "Import 2 questions" not in after
    assert "2 questions" in after


def test_faults_are_listed_and_skipped_only_when_told():
    client = login()
    href = send(client, FAULTY).headers["Location"]
    shown = client.get(href)
    assert "Line 5: Recognised as an essay" in text(shown)
    assert "Leave out what has faults and import 2 questions" in text(shown)
    assert "has faults" in client.post(href, {}, follow=True).content.decode()
    assert not Question.objects.exists()
    client.post(href, sent_by(shown))
    assert Question.objects.count() == 2


def test_known_questions_are_named_and_left_out():
    client = login()
    client.post(send(client, GIFT).headers["Location"], {})
    shown = client.get(send(client, GIFT).headers["Location"])
    assert "0 new, 2 already in the bank, 0 faults" in text(shown)
    assert "Import 0" not in text(shown)


def test_question_that_is_twice_in_a_file_is_not_said_to_be_in_the_bank():
    client = login()
    shown = text(client.get(send(client, GIFT + b"\nHow much? {#3.5:0.25}\n").headers["Location"]))
    assert "2 new, 0 already in the bank, 1 twice in this file, 0 faults" in shown
    assert "“How much?” is twice in this file (lines 3 and 5) and comes once." in shown
    assert "twice in this file: as in line 3" in shown
    assert "Import 2 questions" in shown


def test_file_without_anything_new_says_that_nothing_was_imported():
    client = login()
    for said, count in (("Imported 2 questions.", 2), ("Nothing was imported: the file holds no question", 2)):
        href = send(client, GIFT).headers["Location"]
        assert said in client.post(href, {}, follow=True).content.decode()
        assert Question.objects.count() == count


def test_preview_says_that_pairs_count_alike():
    client = login()
    said = text(client.get(send(client, SIGNS.replace("{second}", "0.5").encode(), "signs.xml").headers["Location"]))
    assert "In “Signs” the file weighs some pairs more than others; here each brings an equal share." in said


def test_package_is_taken_for_qti_alone():
    client = login()
    data = QTI.write([SINGLE, SINGLE])
    assert ZipFile(BytesIO(data)).namelist()
    assert "read as QTI 2.2." in text(client.get(send(client, data, "package.zip").headers["Location"]))
    assert "not UTF-8" in text(send(client, data, "package.zip", format="gift"))


@pytest.mark.parametrize(
    ("data", "fields", "said"),
    [
        (b"", {}, "The file is empty."),
        (b"Caf\xe9 {=a ~b}", {}, "not UTF-8"),
        (b"Dear colleague", {"name": "letter.doc"}, "Say which"),
        (b"x" * (MOST_BYTES + 1), {}, "larger than 5 MB"),
        (GIFT, {"format": "word"}, "Choose one of these formats."),
        (b"PK\x03\x04", {}, "There is a problem"),
        (b'<!DOCTYPE q [<!ENTITY a "b">]><quiz>&a;</quiz>', {}, "There is a problem"),
    ],
)
def test_bad_file_is_refused_beside_its_field(data, fields, said):
    answer = send(login(), data, **fields)
    assert answer.status_code == 200
    assert said in text(answer)
    assert not QuestionImport.objects.exists()
    assert faults_of(answer) == []


def test_more_questions_than_a_page_takes_are_refused():
    data = b"".join(b"Question %d? {=a ~b}\n\n" % number for number in range(MOST_AT_ONCE + 1))
    assert "2001 questions; 2000 is the most" in text(send(login(), data))
    assert not QuestionImport.objects.exists()


def test_missing_file_is_asked_for():
    assert "Choose a file." in text(login().post(UPLOAD, {}))


def test_preview_is_its_owners_alone():
    href = send(login(), GIFT).headers["Location"]
    other = login("eve", "Editor")
    assert other.get(href).status_code == 404
    assert other.post(href, {}).status_code == 404
    assert superuser().get(href).status_code == 404
    assert not Question.objects.exists()


@pytest.mark.parametrize("group", ["Reviewer", "Accreditation lead"])
def test_those_who_do_not_write_import_nothing(group):
    href = send(login(), GIFT).headers["Location"]
    client = login("rosa", group)
    assert client.get(UPLOAD).status_code == 403
    assert send(client, GIFT).status_code == 403
    assert client.get(href).status_code == 403
    assert client.post(href, {}).status_code == 403


def test_preview_is_sound_and_no_words_run():
    hostile = b'::"><img src=x onerror=alert(1)>:: [plain]<script>alert(1)</script> {=<img src=x> ~b#<b>}\n\n'
    kinds = b"Match {=a -> b =c -> d = -> e}\n\nTrue {T}\n\nShort {=one =%50%two}\n\nEssay {}\n\nNot closed {=a\n"
    client = superuser()
    answer = client.get(send(client, hostile + kinds).headers["Location"])
    assert answer.status_code == 200
    assert faults_of(answer) == []
    assert b"<img src=x" not in answer.content
    assert b"<script>alert" not in answer.content


def shown_rows(*questions):
    """Return the words of each question of an upload on its preview."""
    client = login()
    form, name = (QTI, "file.zip") if any(row.is_all_or_nothing for row in questions) else (MOODLE_XML, "file.xml")
    page = client.get(send(client, form.write(questions), name).headers["Location"])
    items = [row for row in tree(page).iter("article") if row.get("class") == "item"]
    return [" ".join(" ".join(item.itertext()).split()) for item in items]


def test_preview_says_how_each_question_would_be_marked():
    several = (NeutralOption("a", Fraction(1, 2)), NeutralOption("b", Fraction(1, 2)), NeutralOption("c"))
    pairs = (NeutralOption("Fever", match="Virus"), NeutralOption("Rash", match="Mite"))
    all_of_them, shares, matched, alike = shown_rows(
        NeutralQuestion(Kind.MULTIPLE, "All of them?", several, is_all_or_nothing=True),
        NeutralQuestion(Kind.MULTIPLE, "Some of them?", several),
        NeutralQuestion(Kind.MATCHING, "All pairs?", pairs, is_all_or_nothing=True),
        NeutralQuestion(Kind.MATCHING, "Some pairs?", pairs),
    )
    assert "multiple response · all or nothing" in all_of_them
    assert "a right" in all_of_them
    assert "%" not in all_of_them
    assert "multiple response · partial credit" in shares
    assert "a 50%" in shares
    assert "extended matching · all or nothing" in matched
    assert "extended matching · partial credit" in alike


def test_preview_says_whether_capitals_matter_and_which_statements_are_true():
    word = (NeutralOption("Ph", Fraction(1)),)
    statements = tuple(NeutralOption(f"Statement {number}", Fraction(number % 2)) for number in range(4))
    with_capitals, without, kprim = shown_rows(
        NeutralQuestion(Kind.SHORT, "Which marker?", word, is_case_sensitive=True),
        NeutralQuestion(Kind.SHORT, "Which sign?", word),
        NeutralQuestion(Kind.KPRIM, "Which are true?", statements),
    )
    assert "capitals matter" in with_capitals
    assert "capitals do not matter" in without
    assert "Statement 0 false" in kprim
    assert "Statement 1 true" in kprim
    assert "%" not in kprim
    assert "four right bring the mark, three half of it" in kprim


def test_preview_shows_what_matches_and_stars_as_readers_will_see_them():
    pairs = (NeutralOption("Counts", match="WBC < 30 & age > 1"), NeutralOption("Allele", match="HLA-B*57:01"))
    wordings = (NeutralOption("HLA-B\\*57:01", Fraction(1)), NeutralOption("HLA-A\\*02*", Fraction(1)))
    matched, typed = shown_rows(
        NeutralQuestion(Kind.MATCHING, "Which <b>one</b>?", pairs, text_format=TextFormat.MOODLE),
        NeutralQuestion(Kind.SHORT, "Which allele?", wordings),
    )
    assert "WBC < 30 & age > 1" in matched
    assert "HLA-B*57:01" in matched
    assert "HLA-B*57:01 " in typed
    assert "HLA-A*02… " in typed
    assert "\\" not in typed


def test_looking_again_writes_nothing():
    client = login()
    href = send(client, GIFT).headers["Location"]
    for _ in range(2):
        client.get(href)
    assert not Question.objects.exists()
    assert QuestionImport.objects.get().imported_at is None


def test_pictures_are_told_before_and_stored_by_the_second_press():
    client = login()
    sound = single(image(60), credit="")
    data = moodlexml.write([sound, single(image(61), "Another?", alt="")])
    href = send(client, data, "scan.xml").headers["Location"]
    answer = client.get(href)
    said = text(answer)
    for words in (
        "1 new, 0 already in the bank, 1 fault",
        "The picture of the question has no alternative text.",
        "Picture: A scan (no source)",
        "write its source and licence",
    ):
        assert words in said
    assert faults_of(answer) == []
    client.post(href, {"skip": "yes"})
    version = QuestionVersion.objects.get()
    assert (version.image_alt, version.image_width) == ("A scan", 24)


def test_pictures_without_alternative_text_are_described_before_the_import():
    """A file of another program need not be changed for it; what is left empty stays a fault."""
    client = login()
    rows = [single(image(62), "First?", alt=""), single(image(63), "Second?", alt=""), matching(image(64), alt="")]
    href = send(client, moodlexml.write(rows), "scan.xml").headers["Location"]
    answer = client.get(href)
    assert "0 new, 0 already in the bank, 3 faults" in text(answer)
    assert answer.content.count(b'src="data:image/png;base64,') == 3
    assert faults_of(answer) == []

    describe = f"{href}describe/"
    long = client.post(describe, {"alt-0-0": "x" * 2_000})
    assert "Shorten this to" in text(long)
    sent = {"alt-0-0": " A  curve\nthat falls", "alt-2-1": "A rash"}
    after = text(client.post(describe, sent, follow=True))
    assert "Described 2 pictures." in after
    assert "2 new, 0 already in the bank, 1 fault" in after
    assert "1 picture without alternative text" in after
    client.post(href, {"skip": "yes"})
    first, vignettes = QuestionVersion.objects.order_by("pk")
    assert (first.stem, first.image_alt) == ("First?", "A curve that falls")
    assert [part.image_alt for part in vignettes.parts.order_by("position")] == ["A rash", ""]
    assert "imported already" in text(client.post(describe, {"alt-1-0": "Another"}, follow=True))
    assert login("eve", "Editor").post(describe).status_code == 404  # another editor's upload


def test_picture_to_be_described_stands_with_the_words_of_its_question_and_no_tags():
    client = login()
    asked = replace(single(image(62), "<p>See <b>this</b>?</p>", alt=""), text_format=TextFormat.HTML)
    said = text(client.get(send(client, moodlexml.write([asked]), "scan.xml").headers["Location"]))
    assert "Picture 1: See this?" in said
    assert "<p>" not in said


def test_file_with_pictures_may_be_larger_than_one_of_text():
    client = login()
    big = moodlexml.write([single(bytes(5_000_001))])
    assert send(client, big, "scan.xml").status_code == 302
    assert "larger than 20 MB" in text(send(client, b"<quiz>" + bytes(20_000_000), "scan.xml"))
