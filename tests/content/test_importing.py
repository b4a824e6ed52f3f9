"""Questions of files into the bank: what each kind becomes, what stops it, and that it comes back as it went (P5)."""

import json
from dataclasses import asdict, fields, replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cme.learners.models import User
from content.formats import qti
from content.formats.neutral import (
    MOST_LETTERS,
    FormatFault,
    FormatRefused,
    Kind,
    NeutralOption,
    NeutralPicture,
    NeutralQuestion,
    Parsed,
    TextFormat,
)
from content.formats.neutral_json import kept, restored
from content.formats.registry import READ, WRITTEN, guess_format
from content.models import Part, Question, QuestionImport, QuestionVersion
from content.neutral_questions import as_plain, normal
from content.plain_text import INVISIBLE, MarkupLost, plain_text
from content.question_faults import faults_of
from content.same_questions import fingerprint
from content.services.exporting import ExportRefused, export_questions, neutral_of, questions_with_versions
from content.services.importing import (
    UPLOADS_LAST,
    ImportRefused,
    finish_upload,
    import_questions,
    keep_upload,
    look_at,
    parsed_of,
    read_file,
)
from tests.content.formats.strategies import neutral_questions
from tests.factories import NOW, add_question, make_article

ASKED = [kind for kind in Kind if kind not in {Kind.ESSAY, Kind.DESCRIPTION}]
SINGLE = NeutralQuestion(
    Kind.SINGLE,
    "Which arm did better?",
    (NeutralOption("Arm A", Fraction(1), "It did."), NeutralOption("Arm B", feedback="It did not.")),
    name="Arms",
    category="Trials/2026",
)


def question(kind, *options, **fields):
    return NeutralQuestion(kind, fields.pop("stem", "What is asked?"), tuple(options), **fields)


def option(text, percent=0, **fields):
    return NeutralOption(text, Fraction(percent) / 100, **fields)


def faults(*questions):
    return [fault.message for fault in look_at(Parsed(questions)).faults]


def put_in(*questions, **fields):
    return import_questions(parsed=Parsed(questions), at=NOW, actor=None, **fields)


def back():
    return [neutral_of(row) for row in questions_with_versions(Question.objects.all())]


def lines_of(version):
    return [
        (row.text, row.is_key, row.shares, row.rationale, row.tolerance) for row in version.options.order_by("position")
    ]


# -- what each kind becomes -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_question_is_banked_unfrozen_and_keeps_name_category_and_author():
    actor = User.objects.create(username="ada")
    made, _ = import_questions(parsed=Parsed((SINGLE,)), at=NOW, actor=actor)
    row = Question.objects.get()
    assert made == [row]
    assert (row.name, row.category, row.banked_at, row.created_at) == ("Arms", "Trials/2026", NOW, NOW)
    assert row.created_by == actor
    version = row.versions.get()
    assert (version.number, version.frozen_at, version.kind, version.scoring) == (1, None, "single", "all")
    assert lines_of(version) == [("Arm A", True, 0, "It did.", None), ("Arm B", False, 0, "It did not.", None)]


@pytest.mark.django_db
def test_shares_are_kept_exactly():
    put_in(question(Kind.MULTIPLE, option("a", Fraction(100, 3)), option("b", Fraction(200, 3)), option("c", -50)))
    version = QuestionVersion.objects.get()
    assert (version.scoring, version.denominator) == ("partial", 6)
    assert [line[:3] for line in lines_of(version)] == [("a", True, 2), ("b", True, 4), ("c", False, -3)]


@pytest.mark.django_db
@pytest.mark.parametrize(("is_all_or_nothing", "scoring"), [(True, "all"), (False, "partial")])
def test_all_or_nothing_stays_so(is_all_or_nothing, scoring):
    asked = question(Kind.MULTIPLE, option("a", 50), option("b", 50), option("c"))
    put_in(replace(asked, is_all_or_nothing=is_all_or_nothing))
    version = QuestionVersion.objects.get()
    assert (version.scoring, [row.is_key for row in version.options.order_by("position")]) == (
        scoring,
        [True, True, False],
    )
    assert back()[0].is_all_or_nothing is is_all_or_nothing


@pytest.mark.django_db
def test_pairs_become_parts_and_what_no_vignette_has_is_a_distractor():
    put_in(
        question(
            Kind.MATCHING,
            NeutralOption("fever", match="infection", feedback="Most often."),
            NeutralOption("", match="relapse"),
            NeutralOption("cough", match="infection"),
        )
    )
    version = QuestionVersion.objects.get()
    assert [row.text for row in version.options.all()] == ["infection", "relapse"]
    assert [(row.text, row.key.text, row.rationale) for row in version.parts.all()] == [
        ("fever", "infection", "Most often."),
        ("cough", "infection", ""),
    ]
    assert (version.scoring, version.denominator) == ("partial", 2)


@pytest.mark.django_db
def test_kprim_becomes_four_parts():
    put_in(question(Kind.KPRIM, option("a", 100), option("b"), option("c", 100), option("d")))
    version = QuestionVersion.objects.get()
    assert [row.text for row in version.options.order_by("position")] == ["True", "False"]
    assert [row.key.text for row in version.parts.all()] == ["True", "False", "True", "False"]
    assert version.denominator == 2


@pytest.mark.django_db
def test_numbers_keep_tolerance_unit_and_shares():
    put_in(
        question(
            Kind.NUMERIC,
            option("3.5", 100, tolerance=Decimal("0.25")),
            option("4", 50, tolerance=Decimal(1)),
            option("*", feedback="Look again."),
            unit="mg/dl",
        )
    )
    version = QuestionVersion.objects.get()
    assert (version.unit, version.scoring, version.denominator) == ("mg/dl", "partial", 2)
    assert lines_of(version) == [
        ("3.5", True, 2, "", Decimal("0.25")),
        ("4", False, 1, "", Decimal(1)),
    ]


@pytest.mark.django_db
def test_fault_of_a_question_in_a_package_names_its_file():
    look = look_at(qti.parse(qti.write([replace(SINGLE, name=""), question(Kind.ESSAY)])))
    (fault,) = look.faults
    assert fault.message.startswith("items/Q0002.xml: Recognised as an essay")
    assert restored(kept(look.candidates[1].read)).file == "items/Q0002.xml"


@pytest.mark.django_db
def test_general_feedback_stands_with_the_right_answer():
    put_in(replace(SINGLE, feedback="See the paper."))
    assert lines_of(QuestionVersion.objects.get())[0][3] == "It did.\n\nSee the paper."


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    [
        question(Kind.NUMERIC, option("28", 100), option("*", feedback="Nope."), stem="How many days?"),
        question(
            Kind.MATCHING,
            NeutralOption("Fever", match="Virus"),
            NeutralOption("", match="Mite", feedback="Nope."),
            stem="How many days?",
        ),
    ],
    ids=lambda asked: asked.kind.value,
)
@pytest.mark.parametrize("general", ["", "See Table 2."])
def test_feedback_of_wrong_answers_is_no_reason_of_the_right_one(asked, general):
    """Readers of the result take a rationale for why their answer was right."""
    _, look = put_in(replace(asked, feedback=general))
    version = QuestionVersion.objects.get()
    assert [row.rationale for row in (*version.options.all(), *version.parts.all()) if row.rationale] == (
        [general] if general else []
    )
    (remark,) = look.remarks
    assert "In “How many days?” the feedback “Nope.”" in remark
    assert "is left out" in remark
    assert look_at(Parsed((replace(asked, feedback=general),))).remarks == []  # known by now


@pytest.mark.django_db
def test_feedback_for_any_other_number_is_left_out_with_a_remark_from_moodle_and_gift():
    data = b"::Days:: How many days? {#=28:0#Table 2 says so. ~#Nope.}"
    _, look = import_questions(parsed=read_file(data)[1], at=NOW, actor=None)
    assert lines_of(QuestionVersion.objects.get())[0][3] == "Table 2 says so."
    assert any("“Nope.” for any other number is left out" in remark for remark in look.remarks)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("block", "pairs"),
    [
        ("{=%0%capecitabine#Not this prodrug =c*#Anything with c}", ["“capecitabine” and “c*”"]),
        ("{=%50%c* =Capecitabine}", ["“c*” and “Capecitabine”"]),
        ("{=%0%*platin =%50%carbo* =carboplatin}", ["“*platin” and “carboplatin”", "“carbo*” and “carboplatin”"]),
        ("{=capecitabine =%50%c*}", []),
        ("{=%50%5-FU =c*}", []),
        ("{#=%0%10:0 =10:1}", ["“10” and “10 ± 1”"]),
        ("{#=%50%9..11 =12:1 =20}", ["“10 ± 1” and “12 ± 1”"]),
        ("{#=10:1 =%50%10:5 ~#No.}", []),
        ("{#=%50%5:1 =10:1}", []),
    ],
)
def test_earlier_answer_that_hides_a_better_one_is_told(block, pairs):
    """Moodle counts the first that fits; here the best does."""
    look = look_at(read_file(f"::Drug:: Which drug? {block}".encode(), format_name="gift")[1])
    told = [remark for remark in look.remarks if "brings more counts" in remark]
    assert [remark.partition("fit both ")[2].partition(". Here")[0] for remark in told] == pairs
    assert all(remark.startswith("In “Drug” ") for remark in told)


@pytest.mark.django_db
def test_order_of_answers_in_moodle_xml_is_told_whatever_their_capitals():
    rows = '<answer fraction="0"><text>PARP</text></answer><answer fraction="100"><text>parp*</text></answer>'
    for usecase, count in (("0", 1), ("1", 0)):
        data = (
            '<quiz><question type="shortanswer"><name><text>P</text></name><questiontext format="html"><text>What?'
            f"</text></questiontext><usecase>{usecase}</usecase>{rows}</question></quiz>"
        ).encode()
        assert len(look_at(read_file(data)[1]).remarks) == count


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["gift", "moodlexml"])
def test_answer_that_would_hide_a_better_one_in_moodle_is_written_behind_it(name):
    data = b"::Disease:: Which? {=%50%graft* =graft versus host =%25%host}"
    import_questions(parsed=read_file(data, format_name="gift")[1], at=NOW, actor=None)
    written = export_questions(questions=Question.objects.all(), form=WRITTEN[name])
    (asked,) = READ[name].parse(written.data).questions
    assert [row.text for row in asked.options] == ["graft versus host", "graft*", "host"]
    assert look_at(READ[name].parse(written.data)).known == 1


# -- what stops it --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (question(Kind.ESSAY), "no test here asks essays"),
        (question(Kind.DESCRIPTION), "description"),
        (question(Kind.KPRIM, option("a", 100), option("b"), option("c")), "four statements"),
        (question(Kind.KPRIM, *(option(text, 50) for text in "abcd")), "true or false"),
        (question(Kind.SINGLE, option("a"), option("b")), "exactly one answer"),
        (question(Kind.SINGLE, option("a", 100), option("b", 100)), "2 do"),
        (question(Kind.SINGLE, option("a", 100), option("b", 33)), "100 equal shares"),
        (question(Kind.SINGLE, option("a", 100)), "at least 2 answers"),
        (question(Kind.SINGLE, option("a", 100), option(" a "), option("b")), "Answers 1 and 2 say the same (“a”)"),
        (question(Kind.MULTIPLE, option("b"), option("a", 100), option("b", -100)), "Answers 1 and 3 say the same"),
        (question(Kind.KPRIM, option("a", 100), option("b"), option("c"), option("a")), "Answers 1 and 4"),
        (question(Kind.SINGLE, option("a" * 301, 100), option("b")), "301 characters"),
        (question(Kind.SINGLE, option("a", 100), option("")), "Answer 2 has no text"),
        (question(Kind.SINGLE, option("a", 100), option("b"), stem=""), "no wording"),
        (question(Kind.MULTIPLE, option("a", 50), option("b", 25)), "75%"),
        (question(Kind.MULTIPLE, option("a", 100), option("b", -200)), "takes more"),
        (question(Kind.TRUE_FALSE, option("Yes", 100), option("No")), "True and False"),
        (question(Kind.MATCHING, NeutralOption("a", match="x"), NeutralOption("b", match="x")), "at least two"),
        (question(Kind.MATCHING, *(NeutralOption(f"v{n}", match=f"m{n}") for n in range(11))), "11 equal shares"),
        (question(Kind.ORDERING, *(NeutralOption(f"step {n}") for n in range(13))), "13 equal shares"),
        (question(Kind.SINGLE, option("a", 100), *(option(f"b{n}") for n in range(26))), "27 answers; 26 is the most"),
        (
            question(
                Kind.MATCHING, NeutralOption("a", match="x"), *(NeutralOption("", match=f"d{n}") for n in range(26))
            ),
            "27 answers; 26 is the most",
        ),
        (
            question(Kind.MATCHING, *(NeutralOption(f"v{n}", match=f"m{n % 2}") for n in range(28))),
            "28 pairs; 26 is the most",
        ),
        (question(Kind.NUMERIC, option("3", 50)), "whole mark"),
        (question(Kind.NUMERIC, option("three", 100)), "not a number"),
        (question(Kind.NUMERIC, option("3", 100), option("*", 50)), "Any number"),
        (question(Kind.NUMERIC, option("3", 100, tolerance=Decimal("1e-11"))), "decimals"),
        (question(Kind.NUMERIC, option("3", 100), unit="u" * 31), "unit"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.kind.value,
)
def test_question_that_cannot_be_asked_is_a_fault_of_its_line(asked, said):
    look = look_at(Parsed((replace(asked, line=7),)))
    assert [fault.line for fault in look.faults] == [7]
    assert said in look.faults[0].message
    assert look.new == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("gift", "// First\n\nWhich? {=same ~same ~other}\n"),
        ("aiken", "\n\nWhich?\nA. same\nB. same\nC. other\nANSWER: A\n"),
    ],
)
def test_right_and_wrong_answer_that_say_the_same_are_a_fault_of_their_line(name, text):
    look = look_at(READ[name].parse(text.encode()))
    assert [(fault.line, fault.message.partition(" (")[0]) for fault in look.faults] == [
        (3, "Answers 1 and 2 say the same")
    ]


@pytest.mark.django_db
def test_faults_stop_the_whole_file_unless_they_are_skipped():
    parsed = Parsed((SINGLE, question(Kind.ESSAY)), (FormatFault(9, "Unreadable."),))
    with pytest.raises(ImportRefused):
        import_questions(parsed=parsed, at=NOW, actor=None)
    assert not Question.objects.exists()
    made, look = import_questions(parsed=parsed, at=NOW, actor=None, skips_faulty=True)
    assert [row.name for row in made] == ["Arms"]
    assert len(look.faults) == 2


@pytest.mark.django_db
def test_same_file_twice_leaves_out_what_the_bank_has():
    put_in(SINGLE)
    shuffled = replace(SINGLE, options=SINGLE.options[::-1], name="Another name")
    other = replace(SINGLE, stem="Which arm did worse?")
    made, look = put_in(shuffled, other, other)
    assert [row.versions.get().stem for row in made] == ["Which arm did worse?"]
    assert (look.known, look.repetitions, look.faults) == (1, 1, ())
    assert Question.objects.count() == 2


@pytest.mark.django_db
def test_question_twice_in_a_file_is_not_said_to_be_in_the_bank():
    rows = [replace(SINGLE, line=line) for line in (3, 9)]
    other = [replace(SINGLE, stem="Which arm did worse?", name="", line=line) for line in (5, 12, 20)]
    look = look_at(Parsed((rows[0], other[0], rows[1], *other[1:])))
    assert (len(look.new), look.known, look.repetitions) == (2, 0, 3)
    assert [row.repeats.line if row.repeats else 0 for row in look.candidates] == [0, 0, 3, 5, 5]
    assert look.remarks == [
        "“Arms” is twice in this file (lines 3 and 9) and comes once.",
        "“Which arm did worse?” is 3 times in this file (lines 5, 12 and 20) and comes once.",
    ]


@pytest.mark.django_db
def test_question_twice_in_a_package_is_told_by_its_files():
    look = look_at(Parsed((replace(SINGLE, file="a.xml"), replace(SINGLE, file="b.xml"))))
    assert look.remarks == ["“Arms” is twice in this file (a.xml, b.xml) and comes once."]


@pytest.mark.django_db
def test_question_that_the_bank_has_is_known_however_often_a_file_has_it():
    put_in(SINGLE)
    look = look_at(Parsed((SINGLE, SINGLE)))
    assert (look.new, look.known, look.repetitions) == ([], 2, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "stem", ["Look. Which arm did better?", "Look.\nWhich arm  did better?", "Look.\n\nWhich arm did better?"]
)
def test_blanks_and_line_ends_make_no_other_question(stem):
    put_in(replace(SINGLE, stem="Look.\n\nWhich arm did better?"), replace(SINGLE, stem="Which arm did better?"))
    assert look_at(Parsed((replace(SINGLE, stem=stem),))).known == 1


@pytest.mark.django_db
def test_question_of_a_draft_is_known_and_another_key_makes_another_question():
    add_question(make_article(), stem="Which arm did better?", options=0)
    version = QuestionVersion.objects.get()
    for place, text in enumerate(("Arm A", "Arm B"), start=1):
        version.options.create(position=place, text=text, is_key=place == 1)
    assert look_at(Parsed((SINGLE,))).known == 1
    other = replace(SINGLE, options=(option("Arm A"), option("Arm B", 100)))
    assert look_at(Parsed((other,))).known == 0


@pytest.mark.django_db
def test_ordering_in_another_order_is_another_question():
    steps = question(Kind.ORDERING, NeutralOption("first"), NeutralOption("second"))
    put_in(steps)
    assert look_at(Parsed((replace(steps, options=steps.options[::-1]),))).known == 0


@pytest.mark.django_db
def test_looking_at_many_questions_takes_as_many_queries_as_at_one(django_assert_num_queries):
    put_in(*(replace(SINGLE, stem=f"Which of {number}?") for number in range(20)))
    many = Parsed(tuple(replace(SINGLE, stem=f"Which of {number}?") for number in range(20)))
    for parsed in (Parsed(many.questions[:1]), many):
        with django_assert_num_queries(5):
            assert look_at(parsed).known == len(parsed.questions)


# -- there and back -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(neutral_questions(ASKED), min_size=1, max_size=3),
    st.sampled_from(["", "mg"]),
    st.sampled_from(["", "Think of the dose."]),
    st.booleans(),
)
def test_importable_question_comes_back_in_normal_form(drawn, unit, hint, is_case_sensitive):
    """Normal form: see ``content.neutral_questions``."""
    _forget()
    drawn = [
        replace(
            row,
            text_format=TextFormat.PLAIN,
            hint=hint,
            unit=unit if row.kind == Kind.NUMERIC else "",
            is_case_sensitive=is_case_sensitive and row.kind == Kind.SHORT,
        )
        for row in drawn
    ]
    look = look_at(Parsed(tuple(drawn)))
    import_questions(parsed=Parsed(tuple(drawn)), at=NOW, actor=None, skips_faulty=True)
    assert back() == look.new
    assert [normal(row) for row in look.new] == look.new
    again = look_at(Parsed(tuple(back())))
    assert (again.known, again.faults) == (len(look.new), ())


def _forget():
    QuestionVersion.objects.all().delete()
    Question.objects.all().delete()


def whole(kind, **values):
    """Make a value with every field drawn by its type, so that a field that is added is drawn too."""
    return st.builds(kind, **{row.name: ... for row in fields(kind)} | values)


PICTURES = whole(NeutralPicture, is_checked=st.just(True))  # no other picture is kept
OPTIONS = whole(
    NeutralOption,
    tolerance=st.none() | st.decimals(allow_nan=False, allow_infinity=False),
    picture=st.none() | PICTURES,
)
WHOLE = whole(NeutralQuestion, options=st.lists(OPTIONS, max_size=3).map(tuple), picture=st.none() | PICTURES)


@given(WHOLE)
def test_kept_question_is_restored_with_every_field(asked):
    assert asdict(restored(json.loads(json.dumps(kept(asked))))) == asdict(asked)


@given(WHOLE)
def test_every_field_of_a_question_is_kept(asked):
    values = kept(asked)
    assert set(values) == {row.name for row in fields(NeutralQuestion)}
    assert all(set(row) == {part.name for part in fields(NeutralOption)} for row in values["options"])
    pictures = [values["picture"], *(row["picture"] for row in values["options"])]
    assert all(set(row) == {part.name for part in fields(NeutralPicture)} for row in pictures if row)


def test_question_that_was_kept_without_a_field_has_it_as_files_that_say_nothing_of_it():
    picture = NeutralPicture(b"x", name="x.png", is_checked=True)
    values = kept(replace(SINGLE, picture=picture))
    del values["is_all_or_nothing"], values["file"], values["picture"]["is_checked"]
    assert asdict(restored(values)) == asdict(replace(SINGLE, picture=picture))


@pytest.mark.django_db
@pytest.mark.parametrize("is_all_or_nothing", [True, False])
@pytest.mark.parametrize("kind", [Kind.MULTIPLE, Kind.MATCHING])
def test_upload_becomes_what_the_command_makes_of_the_same_file(kind, is_all_or_nothing):
    rows = {
        Kind.MULTIPLE: (option("a", 50), option("b", 50), option("c"), option("d")),
        Kind.MATCHING: (NeutralOption("Fever", match="Virus"), NeutralOption("Rash", match="Mite")),
    }
    asked = question(kind, *rows[kind], is_all_or_nothing=is_all_or_nothing)
    parsed = read_file(qti.write([asked]))[1]
    import_questions(parsed=parsed, at=NOW, actor=None)
    (by_command,) = back()
    _forget()
    actor = User.objects.create(username="ada")
    upload = keep_upload(parsed=parsed, form=READ["qti"], file_name="a.xml", at=NOW, actor=actor)
    finish_upload(upload=QuestionImport.objects.get(pk=upload.pk), at=NOW, actor=actor, skips_faulty=False)
    assert back() == [by_command]
    assert QuestionVersion.objects.get().scoring == ("all" if is_all_or_nothing else "partial")


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_exported_file_imports_as_what_the_bank_has(name):
    put_in(replace(SINGLE, options=(option("Arm A", 100), option("Arm B"))), replace(SINGLE, stem="Which was worse?"))
    data = export_questions(questions=Question.objects.all(), form=WRITTEN[name]).data
    form, parsed = read_file(data)
    look = look_at(parsed)
    assert (form.name, look.faults, look.known) == (name.removesuffix("3"), (), 2)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(set(WRITTEN) - {"aiken"}))
def test_general_feedback_of_a_matching_goes_out_as_it_came(name):
    pairs = (NeutralOption("Fever", match="Virus"), NeutralOption("Rash", match="Mite"))
    put_in(replace(question(Kind.MATCHING, *pairs, stem="What causes which?"), feedback="See the chapter."))
    before = back()
    parsed = read_file(export_questions(questions=Question.objects.all(), form=WRITTEN[name]).data)[1]
    assert parsed.questions[0].feedback == "See the chapter."
    assert look_at(parsed).candidates[0].question.options == before[0].options


@pytest.mark.django_db
def test_export_names_each_question_that_the_format_cannot_hold():
    put_in(SINGLE, question(Kind.ORDERING, NeutralOption("a"), NeutralOption("b"), stem="Put these in order."))
    with pytest.raises(ExportRefused) as refusal:
        export_questions(questions=Question.objects.all(), form=WRITTEN["gift"])
    assert len(refusal.value.reasons) == 1
    assert refusal.value.reasons[0].startswith("“Put these in order.” cannot be written as GIFT: ")
    exported = export_questions(questions=Question.objects.all(), form=WRITTEN["gift"], skips_faulty=True)
    assert (exported.count, exported.unfit) == (1, refusal.value.reasons)
    assert b"Put these in order." not in exported.data
    with pytest.raises(ExportRefused, match="no question"):
        export_questions(questions=Question.objects.none(), form=WRITTEN["gift"])


@pytest.mark.django_db
def test_export_names_a_question_whose_picture_has_no_file():
    pairs = (NeutralOption("A child", match="A"), NeutralOption("A man", match="B"))
    put_in(question(Kind.MATCHING, *pairs, stem="Which drug?"))
    Part.objects.filter(text="A child").update(image="figures/x.png", image_width=1, image_height=1)
    with pytest.raises(ExportRefused) as refusal:
        export_questions(questions=Question.objects.all(), form=WRITTEN["moodlexml"])
    assert refusal.value.reasons == ["“Which drug?” cannot be written: it has a picture whose file is not there."]


@pytest.mark.parametrize("hidden", INVISIBLE)
def test_answer_that_nobody_can_see_is_named(hidden):
    asked = question(Kind.SINGLE, option("Arm A", 100), option(hidden), stem="Which?")
    assert faults_of(normal(as_plain(asked)[0])) == ["Answer 2 has no text."]
    assert faults_of(normal(as_plain(replace(asked, stem=f" {hidden}"))[0]))[0] == "The question has no wording."


# -- markup ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "text_format", "plain"),
    [
        ("  a <b> b  ", TextFormat.PLAIN, "a <b> b"),
        ("<p>One <b>bold</b>\nword</p><p>Two &lt; three</p>", TextFormat.HTML, "One bold word\n\nTwo < three"),
        ("<ul><li>a</li><li>b</li></ul><ol><li>c</li><li>d</li></ol>", TextFormat.HTML, "- a\n\n- b\n\n1. c\n\n2. d"),
        ("See <a href='https://x.org/y'>the paper</a>.", TextFormat.HTML, "See the paper (https://x.org/y)."),
        ("HR <0.7 and\np < 0.05 &amp; <x>", TextFormat.MOODLE, "HR <0.7 and\np < 0.05 & <x>"),
        ("a<br>b<!-- c -->", TextFormat.MOODLE, "a\nb"),
        ("a<br/>b<br />\nc", TextFormat.HTML, "a\nb\nc"),
        ("<ul><li>\n<p>a</p><p>b</p></li></ul><ol><li><div>c</div></li></ol>", TextFormat.HTML, "- a\n\nb\n\n1. c"),
        ("<ul><li><ul><li>a</li></ul></li></ul>", TextFormat.HTML, "-\n\n- a"),
        ("**bold** and *soft* `code` a_b", TextFormat.MARKDOWN, "bold and soft code a_b"),
        (
            "<p>Run</p><pre>if a:\n    <b>b</b>  c \n\td</pre><p>  e</p>",
            TextFormat.HTML,
            "Run\n\nif a:\n    b  c\n\td\n\ne",
        ),
        ("Run\n<pre>a\n  b</pre>\n  c", TextFormat.MOODLE, "Run\n\na\n  b\n\nc"),
        ("Run\n\n    a\n      b", TextFormat.MARKDOWN, "Run\n\na\n  b"),
    ],
)
def test_simple_markup_is_flattened(text, text_format, plain):
    assert plain_text(text, text_format) == plain


@pytest.mark.parametrize(
    ("text", "text_format", "lost"),
    [
        ("<p><img src='x.png' alt='CT'></p>", TextFormat.HTML, "a picture"),
        ("<table><tr><td>1</td></tr></table>", TextFormat.HTML, "a table"),
        ("10<sup>9</sup>/l", TextFormat.MOODLE, "a superscript"),
        ("H<sub>2</sub>O", TextFormat.HTML, "a subscript"),
        ("not <del>this</del>", TextFormat.HTML, "struck-out"),
        ('<span style="text-decoration: line-through">no</span>', TextFormat.HTML, "struck-out"),
        ("<foo>x</foo>", TextFormat.HTML, "<foo>"),
        ("<script>alert(1)</script>", TextFormat.MOODLE, "a script"),
        ("![scan](x.png)", TextFormat.MARKDOWN, "a picture"),
        ("<a " * 16_000, TextFormat.HTML, "hundreds of"),
        ("| a |\n|---|\n| b |", TextFormat.MARKDOWN, "a table"),
    ],
)
def test_markup_that_carries_meaning_is_refused(text, text_format, lost):
    with pytest.raises(MarkupLost, match=lost):
        plain_text(text, text_format)


@pytest.mark.django_db
def test_fault_of_markup_names_the_answer_and_the_line():
    asked = replace(
        SINGLE,
        text_format=TextFormat.HTML,
        options=(option("10<sup>9</sup>", 100), option("b")),
        line=12,
    )
    found = look_at(Parsed((asked,))).faults
    assert [fault.line for fault in found] == [12]
    assert found[0].message.startswith("Answer 1 has a superscript")
    assert look_at(Parsed((asked,))).candidates[0].read.options[0].text == "10<sup>9</sup>"


@given(st.text(max_size=60), st.sampled_from(list(TextFormat)))
def test_any_text_is_flattened_or_refused(text, text_format):
    try:
        found = plain_text(text, text_format)
    except MarkupLost:
        return
    assert found == found.strip()


@given(neutral_questions())
def test_normal_form_is_one(asked):
    plain, lost = as_plain(asked)
    if not lost:
        assert normal(normal(plain)) == normal(plain)
        assert fingerprint(normal(normal(plain))) == fingerprint(normal(plain))


# -- formats --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "file_name", "name"),
    [
        (b"::t:: What? {=a ~b}", "x.txt", "gift"),
        (b"What?\nA. a\nB. b\nANSWER: A\n", "x.txt", "aiken"),
        (b"What?\nA. a\nB. b\nANSWER: A\n", "x.gift", "gift"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><quiz></quiz>", "x.xml", "moodlexml"),
        (b"<assessmentItem xmlns='x'/>", "x.xml", "qti"),
        (b"<qti-assessment-item/>", "", "qti"),
        (b"PK\x03\x04rest", "x.zip", "qti"),
    ],
)
def test_format_is_told_from_content_then_name(data, file_name, name):
    assert guess_format(data, file_name).name == name


def test_format_that_cannot_be_told_is_asked_for():
    with pytest.raises(FormatRefused, match="Say which"):
        guess_format(b"Dear colleague,", "letter.doc")
    with pytest.raises(FormatRefused, match="empty"):
        read_file(b" \n")
    assert set(READ) == {"gift", "aiken", "moodlexml", "qti"}


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
@pytest.mark.parametrize(
    "text",
    ["<?xml version='1.0'?><quiz></quiz>", "<assessmentItem xmlns='x'/>", "::t:: What? {=a ~b}", "Q?\nA. a\nANSWER: A"],
)
@pytest.mark.parametrize("form", ["", *READ])
def test_text_in_utf_16_is_told_to_be_saved_as_utf_8(codec, text, form):
    marked = {"utf-16-be": "\ufeff", "utf-32-be": "\ufeff"}.get(codec, "") if form else ""
    with pytest.raises(FormatRefused, match=rf"written in {codec[:6].upper()}, not in UTF-8\. Save it"):
        read_file((marked + text).encode(codec), format_name=form)


# -- between upload and import ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_upload_is_imported_once_and_old_ones_go():
    actor = User.objects.create(username="ada")
    parsed = Parsed((SINGLE, question(Kind.ESSAY)), (FormatFault(3, "Unreadable."),))
    old = keep_upload(parsed=parsed, form=READ["gift"], file_name="old", at=NOW - UPLOADS_LAST * 2, actor=actor)
    upload = keep_upload(parsed=parsed, form=READ["gift"], file_name="x" * 300, at=NOW, actor=actor)
    assert not QuestionImport.objects.filter(pk=old.pk).exists()
    upload.refresh_from_db()
    assert parsed_of(upload) == parsed
    with pytest.raises(ImportRefused, match="faults"):
        finish_upload(upload=upload, at=NOW, actor=actor, skips_faulty=False)
    assert len(finish_upload(upload=upload, at=NOW, actor=actor, skips_faulty=True)) == 1
    with pytest.raises(ImportRefused, match="already"):
        finish_upload(upload=upload, at=NOW + timedelta(seconds=1), actor=actor, skips_faulty=True)
    assert Question.objects.count() == 1


@pytest.mark.django_db
def test_question_that_no_reader_would_finish_is_a_fault_whatever_its_format():
    long = replace(SINGLE, stem="a" * MOST_LETTERS, line=4)
    assert [fault.line for fault in look_at(Parsed((SINGLE, long))).faults] == [4]
    with pytest.raises(ImportRefused):
        put_in(long)
    assert not Question.objects.exists()
