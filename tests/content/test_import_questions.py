"""The commands ``import_questions`` and ``export_questions`` (P5)."""

import json
from fractions import Fraction
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cme.desk.forms.bank import UploadForm
from cme.learners.models import User
from content.formats import qti
from content.formats.neutral import Kind, NeutralOption, NeutralQuestion, TextFormat
from content.formats.registry import QTI_3
from content.models import Question, QuestionVersion
from content.neutral_questions import as_plain
from content.question_text import OptionText, QuestionText
from content.services.corrections import correct_key
from content.services.importing import finish_upload, keep_upload, read_file
from content.services.questions import save_question
from tests.corrections import CORRECTED, REASON, correct, version_of
from tests.factories import NOW, add_question, make_article, make_edition

pytestmark = pytest.mark.django_db
GIFT = """$CATEGORY: Trials

::Arms:: Which arm did better? {=Arm A#It did. ~%50%Arm B ~Arm C####See the paper.}

Match these. {=fever -> infection =cough -> cold = -> relapse}

How much? {#3.5:0.25}
"""
TRUE_OR_FALSE = (NeutralOption("True", Fraction(1)), NeutralOption("False"))
FAULTY = GIFT + "\nWrite about it. {}\n\nNot closed {=a ~b\n"


@pytest.fixture
def write(tmp_path):
    def make(text, name="questions.txt"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return make


def run(path, *flags):
    """Return standard output, standard error, and whether it failed with which words."""
    out, err = StringIO(), StringIO()
    try:
        call_command("import_questions", str(path), *flags, stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), str(error)
    return out.getvalue(), err.getvalue(), ""


def test_file_is_imported_and_the_second_time_left_out(write):
    path = write(GIFT)
    out, err, failed = run(path)
    assert (out, failed) == ("Imported 3 questions.\n", "")
    assert "read as GIFT" in err
    assert set(Question.objects.values_list("category", flat=True)) == {"Trials"}
    out, _, failed = run(path)
    assert out == "Imported 0 questions.\n3 already in the bank, left out.\n"
    assert failed == ""
    assert Question.objects.count() == 3


@pytest.mark.parametrize("words", [b"// nothing yet\n", b"<?xml version='1.0'?><quiz></quiz>"])
def test_file_without_questions_is_said_to_have_none(write, words):
    out, _, failed = run(write(words))
    assert (out, failed) == ("Imported 0 questions.\nNo question was found in this file.\n", "")


def test_json_is_all_of_standard_output(write):
    out, err, failed = run(write(GIFT), "--json", "--check", "--format", "gift")
    document = json.loads(out)
    assert (document["format"], document["faults"], failed) == ("gift", [], "")
    assert document["questions"] == [
        {
            "type": "single",
            "name": "Arms",
            "stem": "Which arm did better?",
            "options": [
                {"text": "Arm A", "weight": 100, "feedback": "It did."},
                {"text": "Arm B", "weight": 50, "feedback": ""},
                {"text": "Arm C", "weight": 0, "feedback": ""},
            ],
            "feedback": "See the paper.",
            "category": "Trials",
        },
        {
            "type": "matching",
            "name": "",
            "stem": "Match these.",
            "options": [
                {"text": "fever", "weight": 0, "feedback": "", "match": "infection"},
                {"text": "cough", "weight": 0, "feedback": "", "match": "cold"},
                {"text": "", "weight": 0, "feedback": "", "match": "relapse"},
            ],
            "feedback": "",
            "category": "Trials",
        },
        {
            "type": "numeric",
            "name": "",
            "stem": "How much?",
            "options": [{"text": "3.5", "weight": 100, "feedback": "", "tolerance": 0.25}],
            "feedback": "",
            "category": "Trials",
        },
    ]
    assert "3 to import" in err
    assert not Question.objects.exists()


def test_faults_are_listed_by_line_and_nothing_is_imported(write):
    path = write(FAULTY)
    out, err, failed = run(path)
    assert f"{path}:9: Recognised as an essay" in err
    assert f"{path}:11:" in err
    assert failed == "2 faults; nothing was imported."
    assert not Question.objects.exists()
    out, _, failed = run(path, "--json")
    document = json.loads(out)
    assert [fault["line"] for fault in document["faults"]] == [9, 11]
    assert document["questions"][-1]["type"] == "essay"
    assert failed
    assert not Question.objects.exists()


def test_faulty_questions_are_skipped_when_asked(write):
    out, _, failed = run(write(FAULTY), "--skip-faulty")
    assert out == "Imported 3 questions.\n"
    assert failed == "2 faults; what they are in was left out."
    assert Question.objects.count() == 3


def moodle(kind, inside):
    start = f'<question type="{kind}"><name><text>Odd</text></name><questiontext><text>Q?</text></questiontext>'
    return start + inside + "</question>"


UNIT = "<unit><unit_name>{}</unit_name><multiplier>{}</multiplier></unit>"
RIGHT = '<answer fraction="100"><text>3</text></answer>'
UNITS = f"<units>{UNIT.format('mg', 1)}{UNIT.format('ug', 1000)}</units>"
LOSSES = [
    moodle("numerical", RIGHT + UNITS),
    moodle("numerical", f"{RIGHT}<units>{UNIT.format('mg', 2)}</units>"),
    moodle("numerical", f"{RIGHT}<unitgradingtype>1</unitgradingtype><units>{UNIT.format('mg', 1)}</units>"),
    moodle("numerical", f'{RIGHT}<answer fraction="50"><text>*</text></answer>'),
    moodle("numerical", f'{RIGHT}<answer fraction="50"><text>many</text></answer>'),
    moodle("shortanswer", f'{RIGHT}<answer fraction="half"><text>4</text></answer>'),
]
SOUND = moodle("shortanswer", RIGHT).replace("Odd", "Sound").replace("Q?", "Sound?")


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("between", ["", "\n"], ids=["on one line", "on lines of their own"])
@pytest.mark.parametrize("is_first", [True, False])
def test_no_question_with_a_fault_of_its_own_is_imported(write, loss, between, is_first):
    rows = [loss, SOUND] if is_first else [SOUND, loss, loss.replace("Odd", "Odd, again")]
    path = write(f"<quiz>{between.join(rows)}</quiz>", "questions.xml")
    _, _, failed = run(path)
    assert "nothing was imported" in failed
    out, _, failed = run(path, "--skip-faulty")
    assert out == "Imported 1 question.\n"
    assert "what they are in was left out" in failed
    assert [version.stem for version in QuestionVersion.objects.all()] == ["Sound?"]


def test_item_with_a_picture_as_an_object_is_left_out(write):
    item = qti.write([NeutralQuestion(Kind.SINGLE, "Which?", (NeutralOption("A", Fraction(1)), NeutralOption("B")))])
    _, err, _ = run(write(item.replace(b"Which?", b'Which? <object data="scan.png" type="image/png"/>'), "q.xml"),
                    "--skip-faulty")  # fmt: skip
    assert "is not taken over" in err
    assert not Question.objects.exists()


@pytest.mark.parametrize("loss", LOSSES)
def test_upload_leaves_out_what_has_a_fault_of_its_own(loss):
    actor = User.objects.create_user("editor@example.org")
    form, parsed = read_file(f"<quiz>{loss}\n{SOUND}</quiz>".encode())
    kept = keep_upload(parsed=parsed, form=form, file_name="q.xml", at=NOW, actor=actor)
    made = finish_upload(upload=kept, at=NOW, actor=actor, skips_faulty=True)
    assert [question.name for question in made] == ["Sound"]


def test_remark_is_no_fault_and_keeps_no_question_out(write):
    hints = "<hint><text>One</text></hint><hint><text>Two</text></hint>"
    out, err, failed = run(write(f"<quiz>\n{moodle('shortanswer', RIGHT + hints)}</quiz>", "questions.xml"))
    assert failed == ""
    assert "Imported 1 question." in out
    assert "Line 2: The question has 2 hints; only the first is taken over." in out
    assert "hints" not in err


def test_check_writes_nothing_and_tells_of_faults(write):
    _, _, failed = run(write(FAULTY), "--check", "--skip-faulty")
    assert failed == "2 faults; nothing was imported."
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("data", "flags", "said", "form"),
    [
        (b"", (), "empty", ""),
        (b"Caf\xe9 {=a ~b}", (), "not UTF-8", "gift"),
        (b"Dear colleague", (), "Say which", ""),
        (b"{}" + b" " * 5_000_001, ("--format", "gift"), "larger than 5 MB", "gift"),
        (b"<quiz>", (), "", "moodlexml"),
        (b"PK\x03\x04", (), "", "qti"),
    ],
)
def test_bad_file_is_refused_in_a_sentence_also_as_json(write, data, flags, said, form):
    path = write(data)
    _, _, failed = run(path, *flags)
    assert said in failed
    assert str(path) in failed
    out, _, again = run(path, "--json", *flags)
    document = json.loads(out)
    assert (document["format"], document["questions"], again) == (form, [], failed)
    assert failed.endswith(document["faults"][0]["message"])


@pytest.mark.parametrize("name", ["missing.gift", ""])
def test_missing_file_and_folder_are_refused(tmp_path, name):
    out, _, failed = run(tmp_path / name, "--json")
    assert json.loads(out)["faults"]
    assert "no such file" in failed or "not a file" in failed


def test_the_version_of_qti_is_said_as_the_file_has_it(write):
    path = write(QTI_3.write([NeutralQuestion(Kind.TRUE_FALSE, "So?", TRUE_OR_FALSE)]), "item.xml")
    out, err, _ = run(path, "--check", "--json")
    assert "read as QTI 3.0." in err
    assert json.loads(out)["format"] == "qti"


def export(*flags):
    out, err = StringIO(), StringIO()
    call_command("export_questions", *flags, stdout=out, stderr=err)
    return out.getvalue()


def test_export_reads_back_unchanged(write):
    run(write(GIFT))
    text = export("--format", "gift")
    document = json.loads(run(write(text, "again.gift"), "--json", "--check")[0])
    assert [row["type"] for row in document["questions"]] == ["single", "matching", "numeric"]
    assert document["questions"][0]["options"][0] == {
        "text": "Arm A",
        "weight": 100,
        "feedback": "It did.\n\nSee the paper.",
    }
    assert run(write(text, "again.gift"))[0] == "Imported 0 questions.\n3 already in the bank, left out.\n"


def test_export_is_narrowed(write, tmp_path):
    article = make_article(topics=("Biology",))
    add_question(article)
    run(write("Bank? {=a ~b}"))
    banked = Question.objects.get(banked_at__isnull=False)
    for flags in (("--article", article.slug), ("--topic", "biology")):
        assert "Question 1" in export("--format", "gift", *flags)
        assert "Bank?" not in export("--format", "gift", *flags)
    only = export("--format", "gift", "--ids", str(banked.pk))
    assert "Bank?" in only
    assert "Question 1" not in only
    path = tmp_path / "out.zip"
    export("--format", "qti", "--output", str(path))
    assert path.read_bytes().startswith(b"PK")
    for flags, said in [
        (("--article", "none"), "no article none"),
        (("--topic", "none"), "no topic none"),
        (("--ids", "999999"), "no question 999999"),
        (("--output", str(tmp_path)), "cannot be written"),
    ]:
        with pytest.raises(CommandError, match=said):
            export("--format", "gift", *flags)
    with pytest.raises(CommandError, match="archive"):
        export("--format", "qti")


def test_export_has_the_key_as_corrected_and_refuses_a_question_without_one():
    edition = make_edition()
    version = version_of(edition)
    flags = ("--format", "gift", "--ids", str(version.question_id))
    assert "=Option 0 of question 1" in export(*flags)
    correct(version, 2)
    text = export(*flags)
    assert "~Option 0 of question 1" in text
    assert "=Option 2 of question 1" in text
    correct_key(version=version, key={"is_void": True}, reason=REASON, actor=None, at=CORRECTED)
    with pytest.raises(CommandError, match=r"every answer counts, which no format holds\."):
        export(*flags)


@pytest.mark.parametrize("form", ["gift", "moodlexml", "qti"])
def test_export_of_a_corrected_key_is_known_when_it_is_read_back(tmp_path, form):
    edition = make_edition(questions=2)
    correct(version_of(edition), 2)
    path = tmp_path / ("questions.zip" if form == "qti" else "questions")
    call_command("export_questions", "--format", form, "--output", str(path), stdout=StringIO(), stderr=StringIO())
    assert run(path, "--format", form)[0] == "Imported 0 questions.\n2 already in the bank, left out.\n"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "form", "line"),
    [
        (b"// one\n\nCaf\xe9 {=a ~b}", "gift", 3),
        (b"One {=a ~b}\n\nTwo\0 {=a ~b}", "gift", 3),
        (b"<quiz>\n<question type='essay'>\n</quest>\n</quiz>", "moodlexml", 3),
        (b"", "gift", 1),
    ],
)
def test_file_that_cannot_be_read_is_a_fault_of_the_line_that_stands_in_the_way(tmp_path, data, form, line):
    path = tmp_path / "questions"
    path.write_bytes(data)
    out, _, refusal = run(path, "--format", form, "--json")
    assert refusal
    assert [fault["line"] for fault in json.loads(out)["faults"]] == [line]


@pytest.mark.django_db
@pytest.mark.parametrize(("form", "is_told"), [("gift", True), ("moodlexml", True), ("qti", False), ("qti3", False)])
def test_export_names_what_is_all_or_nothing_here_and_not_in_the_file(form, is_told):
    add_question(make_article(), rights={0, 1})
    out, err = StringIO(), StringIO()
    call_command("export_questions", "--format", form, stdout=out, stderr=err)
    said = "is all or nothing here; " in err.getvalue()
    assert said is is_told


@pytest.mark.parametrize("form", ["gift", "moodlexml", "qti"])
def test_question_of_which_two_best_answers_count_is_left_out_and_named(tmp_path, form):
    """One best answer that is two would not be read back."""
    version = version_of(make_edition())
    keys = [option.pk for option in version.options.all()[:2]]
    whys = dict.fromkeys(keys, "Both are right.")
    correct_key(version=version, key={"keys": keys}, reason=REASON, actor=None, at=CORRECTED, rationales=whys)
    path = tmp_path / "out"
    err = StringIO()
    call_command("export_questions", "--format", form, "--output", str(path), stdout=StringIO(), stderr=err)
    assert "any of 2 answers counts, which no format holds for one best answer." in err.getvalue()
    assert run(path, "--check")[2] == ""


def test_question_without_a_key_is_named_and_does_not_keep_the_others_from_being_exported(tmp_path):
    edition = make_edition()
    version = version_of(edition)
    correct_key(version=version, key={"is_void": True}, reason=REASON, actor=None, at=CORRECTED)
    out, err = StringIO(), StringIO()
    call_command("export_questions", "--format", "gift", stdout=out, stderr=err)
    assert f"Left out: “{version.stem}”" in err.getvalue()
    assert version.stem not in out.getvalue()
    assert "Question 2" in out.getvalue()
    save_question(article=edition.release.article, text=QuestionText(key="o", stem="Order!", kind="ordering",
                  options=[OptionText("a"), OptionText("b")], scoring="partial"), at=NOW)  # fmt: skip
    path = tmp_path / "out.gift"
    flags = ("--format", "gift", "--output", str(path))
    with pytest.raises(CommandError, match=r"(?s)Order!.*--skip-faulty exports the others\."):
        export(*flags)
    assert not path.exists()
    said = "cannot hold 1 of them; the others were exported, but for 1 whose corrected key no format holds"
    with pytest.raises(CommandError, match=said):
        export(*flags, "--skip-faulty")
    assert "Question 2" in path.read_text()


SIGNS = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="signs" title="Signs">
  <qti-response-declaration identifier="RESPONSE" cardinality="multiple" base-type="directedPair">
    <qti-correct-response><qti-value>A X</qti-value><qti-value>B Y</qti-value></qti-correct-response>
    <qti-mapping default-value="0">
      <qti-map-entry map-key="A X" mapped-value="1"/><qti-map-entry map-key="B Y" mapped-value="{second}"/>
    </qti-mapping>
  </qti-response-declaration>
  <qti-item-body>
    <qti-match-interaction response-identifier="RESPONSE" max-associations="2">
      <qti-prompt>Match each sign with its cause.</qti-prompt>
      <qti-simple-match-set>
        <qti-simple-associable-choice identifier="A" match-max="1">Fever</qti-simple-associable-choice>
        <qti-simple-associable-choice identifier="B" match-max="1">Pallor</qti-simple-associable-choice>
      </qti-simple-match-set>
      <qti-simple-match-set>
        <qti-simple-associable-choice identifier="X" match-max="2">Infection</qti-simple-associable-choice>
        <qti-simple-associable-choice identifier="Y" match-max="2">Anaemia</qti-simple-associable-choice>
      </qti-simple-match-set>
    </qti-match-interaction>
  </qti-item-body>
  <qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/map_response.xml"/>
</qti-assessment-item>
"""


@pytest.mark.parametrize(("second", "is_told"), [("0.5", True), ("1", False)])
def test_pairs_that_weigh_differently_are_said_to_count_alike(write, second, is_told):
    path = write(SIGNS.replace("{second}", second), "signs.xml")
    for flags in (["--check"], []):
        out, err, failed = run(path, *flags)
        assert not failed, err
        assert ("In “Signs” the file weighs some pairs more than others" in out) is is_told
    assert Question.objects.count() == 1


def test_embedded_picture_is_not_taken_over_and_is_not_said_to_have_no_place():
    read = NeutralQuestion(Kind.ESSAY, '<object data="scan.png"></object>', text_format=TextFormat.HTML)
    _, faults = as_plain(read)
    assert len(faults) == 1
    assert "which is not taken over" in faults[0]
    assert "cannot hold" not in faults[0]


def test_page_of_import_says_which_files_bring_pictures():
    assert "Moodle XML and QTI packages bring the pictures" in str(UploadForm().fields["file"].help_text)
