"""Moodle XML, read and written (P5): every type of question, every fault with its line, hostile files, and back."""

import re
import time
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.formats.moodlexml import normal, parse, write
from content.formats.moodlexml_shares import SHARES, percent_of, share_of
from content.formats.neutral import FormatRefused, Kind, NeutralOption, NeutralQuestion, TextFormat
from tests.content.formats.xml_strategies import questions
from tests.properties import examples

HALF = Fraction(1, 2)


def quiz(*parts: str) -> bytes:
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n' + "\n".join(parts) + "\n</quiz>").encode()


def question(kind: str, inner: str, *, stem: str = "Which valve?", text_format: str = "html") -> bytes:
    """Return a quiz with one question; its element begins in line 3, ``inner`` in line 6."""
    return quiz(
        f'<question type="{kind}">',
        "<name><text>Valves</text></name>",
        f'<questiontext format="{text_format}"><text>{stem}</text></questiontext>',
        inner,
        "</question>",
    )


def answer(text: str, fraction: str = "0", feedback: str = "", rest: str = "") -> str:
    return (
        f'<answer fraction="{fraction}" format="html"><text>{text}</text>'
        f'<feedback format="html"><text>{feedback}</text></feedback>{rest}</answer>'
    )


def only(data: bytes) -> NeutralQuestion:
    parsed = parse(data)
    assert parsed.faults == ()
    assert len(parsed.questions) == 1
    return parsed.questions[0]


def faults(data: bytes) -> list[tuple[int, str]]:
    return [(fault.line, fault.message) for fault in parse(data).faults]


TWO = answer("Mitral", "100", "Yes.") + answer("Aortic", "0", "No.")


def test_single_choice_is_read_with_all_its_parts():
    found = only(
        quiz(
            '<!-- question: 7  -->\n<question type="multichoice">',
            "<name>\n<text> Valves </text>\n</name>",
            '<questiontext format="html"><text><![CDATA[<p>Which <b>valve</b> &amp; why?</p>]]></text></questiontext>',
            '<generalfeedback format="html"><text>&lt;p&gt;See above.&lt;/p&gt;</text></generalfeedback>',
            "<defaultgrade>1.0000000</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden>",
            "<idnumber></idnumber><single>true</single><shuffleanswers>true</shuffleanswers>",
            "<answernumbering>abc</answernumbering>",
            "<correctfeedback format='html'><text><![CDATA[<p>Your answer is correct.</p>]]></text></correctfeedback>",
            TWO,
            '<hint format="html"><text>Think left.</text><shownumcorrect/></hint>',
            "</question>",
        )
    )
    assert found == NeutralQuestion(
        Kind.SINGLE,
        "<p>Which <b>valve</b> &amp; why?</p>",
        (NeutralOption("Mitral", Fraction(1), "Yes."), NeutralOption("Aortic", Fraction(0), "No.")),
        name="Valves",
        feedback="<p>See above.</p>",
        text_format=TextFormat.HTML,
        hint="Think left.",
    )
    assert found.line == 4


def test_several_answers_bring_exact_shares_whatever_was_rounded():
    inner = "<single>false</single>" + "".join(
        answer(f"a{share}", share) for share in ("33.33333", "33.3", "16.67", "-50")
    )
    found = only(question("multichoice", inner))
    assert found.kind == Kind.MULTIPLE
    assert [row.weight for row in found.options] == [Fraction(1, 3), Fraction(1, 3), Fraction(1, 6), -HALF]


def test_share_that_moodle_does_not_know_is_read_as_written():
    assert only(question("multichoice", answer("a", "37"))).options[0].weight == Fraction(37, 100)


@pytest.mark.parametrize("share", sorted(SHARES))
def test_share_written_as_moodle_does_is_read_exactly(share):
    assert share_of(percent_of(share)) == share


@pytest.mark.parametrize("percent", ["", "x", "1e999999999", "1e-999999999", "9" * 500, "nan", "\u0661"])
def test_share_beyond_reason_is_no_number(percent):
    assert share_of(percent) is None


def test_truefalse_has_true_first():
    found = only(question("truefalse", answer("false", "100", "It is not.") + answer("true", "0")))
    assert found.kind == Kind.TRUE_FALSE
    assert found.options == (NeutralOption("True"), NeutralOption("False", Fraction(1), "It is not."))


def test_matching_puts_distractors_last_and_escapes_plain_matches():
    rows = [("", "Tricuspid"), ("Left", "Mitral &amp; aortic")]
    inner = "".join(
        f'<subquestion format="html"><text>{left}</text><answer><text>{right}</text></answer></subquestion>'
        for left, right in rows
    )
    found = only(question("matching", inner))
    assert found.kind == Kind.MATCHING
    assert found.options == (NeutralOption("Left", match="Mitral &amp; aortic"), NeutralOption("", match="Tricuspid"))


def test_matching_in_plain_text_keeps_its_matches():
    inner = "<subquestion format='plain_text'><text>Left</text><answer><text>a &amp; b</text></answer></subquestion>"
    assert only(question("matching", inner, text_format="plain_text")).options[0].match == "a & b"


def test_numerical_has_tolerances_and_a_unit():
    inner = (
        answer("5.5", "100", rest="<tolerance>0.5</tolerance>")
        + answer("6", "50")
        + answer("*", "0")
        + "<units><unit><multiplier>1</multiplier><unit_name>mmol/l</unit_name></unit></units>"
        + "<unitgradingtype>0</unitgradingtype>"
    )
    found = only(question("numerical", inner))
    assert (found.kind, found.unit) == (Kind.NUMERIC, "mmol/l")
    assert found.options == (
        NeutralOption("5.5", Fraction(1), tolerance=Decimal("0.5")),
        NeutralOption("6", HALF, tolerance=Decimal(0)),
    )


@pytest.mark.parametrize(("usecase", "is_case_sensitive"), [("0", False), ("1", True)])
def test_shortanswer_keeps_wordings_as_they_are(usecase, is_case_sensitive):
    found = only(question("shortanswer", f"<usecase>{usecase}</usecase>" + answer("mitr* &lt;3", "100")))
    assert (found.kind, found.is_case_sensitive) == (Kind.SHORT, is_case_sensitive)
    assert found.options == (NeutralOption("mitr* <3", Fraction(1)),)


@pytest.mark.parametrize("kind", [Kind.ESSAY, Kind.DESCRIPTION])
def test_essay_and_description_have_no_options(kind):
    found = only(question(kind, "<defaultgrade>0</defaultgrade>"))
    assert (found.kind, found.options, found.stem) == (kind, (), "Which valve?")


KPRIME = (
    "<scoringmethod><text>kprime</text></scoringmethod><numberofrows>4</numberofrows>"
    + "".join(
        f'<row number="{row}"><optiontext format="html"><text>S{row}</text></optiontext>'
        f'<feedbacktext format="html"><text>F{row}</text></feedbacktext></row>'
        for row in range(1, 5)
    )
    + '<column number="1"><responsetext format="moodle_auto_format"><text>True</text></responsetext></column>'
    '<column number="2"><responsetext format="moodle_auto_format"><text>False</text></responsetext></column>'
    + "".join(
        f'<weight rownumber="{row}" columnnumber="{column}"><value>{value}</value></weight>'
        for row, column, value in [(1, 1, "1.000"), (1, 2, "0.000"), (2, 1, "0"), (2, 2, "1"), (3, 1, "1"), (4, 1, "0")]
    )
)


def test_kprime_is_four_statements():
    found = only(question("kprime", KPRIME))
    assert found.kind == Kind.KPRIM
    assert [(row.text, row.weight, row.feedback) for row in found.options] == [
        ("S1", 1, "F1"), ("S2", 0, "F2"), ("S3", 1, "F3"), ("S4", 0, "F4"),
    ]  # fmt: skip


def test_ordering_follows_the_places_that_answers_name():
    found = only(question("ordering", answer("second", "2.0000000") + answer("first", "1.0000000")))
    assert found.kind == Kind.ORDERING
    assert found.options == (NeutralOption("first"), NeutralOption("second"))


def test_ordering_without_places_follows_the_file():
    assert [row.text for row in only(question("ordering", answer("a") + answer("b"))).options] == ["a", "b"]


def test_category_holds_until_the_next_one():
    def category(path):
        return f'<question type="category"><category><text>{path}</text></category></question>'

    plain = '<question type="essay"><questiontext><text>?</text></questiontext></question>'
    paths = ["$course$/top/Heart/Left", "$system$/Lung", "$course$", "tom/dick", "$cat1$/top", "$course$/top/top/x"]
    parsed = parse(quiz(plain, *(part for path in paths for part in (category(path), plain))))
    assert parsed.faults == ()
    assert [row.category for row in parsed.questions] == ["", "Heart/Left", "Lung", "", "tom/dick", "", "top/x"]


@pytest.mark.parametrize(
    ("stem_format", "answer_format", "wanted", "expected"),
    [
        ("html", "plain_text", TextFormat.HTML, "a &lt; b<br/>c"),
        ("html", "moodle_auto_format", TextFormat.HTML, "a < b<br/>c"),
        ("moodle_auto_format", "plain_text", TextFormat.HTML, "a &lt; b<br/>c"),
        ("plain_text", "plain_text", TextFormat.PLAIN, "a < b\nc"),
        ("markdown", "markdown", TextFormat.MARKDOWN, "a < b\nc"),
        ("markdown", "html", TextFormat.HTML, "a < b\nc"),
        ("html", "markdown", TextFormat.HTML, "a &lt; b\nc"),
        ("plain_text", "markdown", TextFormat.HTML, "a &lt; b\nc"),
        ("moodle_auto_format", "moodle_auto_format", TextFormat.MOODLE, "a < b\nc"),
    ],
)
def test_texts_of_different_formats_become_one(stem_format, answer_format, wanted, expected):
    inner = f'<answer fraction="100" format="{answer_format}"><text>a &lt; b\nc</text></answer>'
    found = only(question("multichoice", inner, stem="Who * is it?", text_format=stem_format))
    assert (found.text_format, found.options[0].text) == (wanted, expected)


def test_plain_words_in_another_format_change_nothing():
    inner = answer("Mitral", "100") + answer("Aortic")
    found = only(question("multichoice", inner, text_format="markdown"))
    assert (found.text_format, found.options[0].text) == (TextFormat.MARKDOWN, "Mitral")


def test_old_files_are_read():
    data = b"""<quiz><question type="multichoice"><name><text>N</text></name>
<questiontext format="moodle_auto_format"><text>Q</text></questiontext><image></image>
<penalty>0.1</penalty><hidden>0</hidden><shuffleanswers>1</shuffleanswers><single>1</single>
<answer fraction="100"><text>a</text><feedback><text>f</text></feedback></answer>
<answer fraction="0"><text></text><feedback><text></text></feedback></answer></question></quiz>"""
    found = only(data)
    assert (found.kind, found.text_format) == (Kind.SINGLE, TextFormat.MOODLE)
    assert found.options == (NeutralOption("a", Fraction(1), "f"),)


UNREAD = [
    "cloze",
    "multianswer",
    "calculated",
    "calculatedmulti",
    "ddwtos",
    "ddimageortext",
    "gapselect",
    "coderunner",
    "",
]


@pytest.mark.parametrize("kind", UNREAD)
def test_type_that_is_not_read_is_named_with_its_line(kind):
    parsed = parse(question(kind, TWO))
    assert parsed.questions == ()
    assert [fault.line for fault in parsed.faults] == [3]
    assert f"“{kind}”" in parsed.faults[0].message
    assert "Valves" in parsed.faults[0].message


def test_files_that_no_text_shows_are_named_and_the_question_is_read():
    stem = 'Q</text><file name="x.png" path="/" encoding="base64">aGk=</file><text>'
    parsed = parse(question("multichoice", f'\n{TWO}\n<file name="a.pdf">aGk=</file>', stem=stem))
    assert len(parsed.questions) == 1
    assert [(fault.line, fault.message) for fault in parsed.faults] == [
        (5, "The picture x.png in question “Valves” is not taken over."),
        (8, "The file a.pdf in question “Valves” is not taken over."),
    ]


FAULTS = [
    ("multichoice", "", 3, "has no answers"),
    ("multichoice", answer("", "100"), 3, "empty answer"),
    ("multichoice", TWO.replace("100", "all"), 6, "“all” of an answer is no number"),
    ("multichoice", TWO + "\n<hint><text>a</text></hint><hint><text>b</text></hint>", 7, "2 hints"),
    ("multichoice", TWO + "\n<correctfeedback><text>Bravo</text></correctfeedback>", 7, "“Bravo” (<correctfeedback>)"),
    ("multichoice", TWO.replace('"html"', '"wiki"'), 6, "text format “wiki” is not known"),
    ("truefalse", answer("yes", "100") + answer("true"), 3, "“true” and “false”"),
    ("truefalse", answer("Vrai", "100") + answer("Faux"), 3, "“Vrai” and “Faux” of a “truefalse” question become"),
    ("truefalse", answer("yes", "100") + answer("no"), 3, "it has “yes” and “no”"),
    ("truefalse", answer("Perhaps", "100") + answer("Nope"), 3, "it has “Perhaps” and “Nope”"),
    ("truefalse", answer("Vrai", "100") + answer("Falsch"), 3, "it has “Vrai” and “Falsch”"),
    ("truefalse", answer("Vrai", "100") + answer("Faux", "50"), 3, "it has “Vrai” and “Faux”"),
    ("truefalse", answer("Vrai", "100") + answer("Faux") * 2, 3, "it has “Vrai” and “Faux” and “Faux”"),
    ("truefalse", "", 3, "it has none"),
    ("matching", "<subquestion><text>a</text><answer><text/></answer></subquestion>", 6, "no answer and is left out"),
    ("matching", "<subquestion><text/><answer><text>a</text></answer></subquestion>", 3, "has no pairs"),
    ("numerical", answer("many", "100"), 6, "“many” is no number"),
    ("numerical", answer("1", "100", rest="<tolerance>x</tolerance>"), 6, "“1” is no number with a tolerance"),
    ("numerical", answer("1", "100") + "<units><unit><unit_name>g</unit_name></unit>\n<unit/></units>", 7, "first"),
    ("numerical", answer("1") + "\n<units><unit><multiplier>2</multiplier></unit></units>", 7, "multiplier"),
    ("numerical", answer("1") + "<units><unit/></units><unitgradingtype>1</unitgradingtype>", 3, "missing unit costs"),
    ("kprime", KPRIME.replace('<row number="4">', '<line number="4">').replace("</row><col", "</line><col"), 3, "four"),
    ("kprime", KPRIME.replace("True", "Richtig").replace("False", "Falsch"), 3, "“Richtig” and “Falsch” become"),
    ("essay", "\n<graderinfo format='html'><text>Be kind</text></graderinfo>", 7, "note for graders “Be kind”"),
    ("essay", "\n<responsetemplate><text>Dear</text></responsetemplate>", 7, "template of the response “Dear”"),
    ("ordering", "", 3, "has no answers"),
    ("ordering", TWO + "<selecttype>RANDOM</selecttype><selectcount>2</selectcount>", 3, "2 of the steps are asked"),
    ("shortanswer", "", 3, "has no answers"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "inner", "line", "words"), FAULTS)
def test_fault_is_told_with_its_line(kind, inner, line, words):
    assert any(number == line and words in message for number, message in faults(question(kind, inner)))


def test_markdown_beside_html_becomes_html_in_all_texts():
    inner = '<answer fraction="100" format="html"><text>&lt;b&gt;a&lt;/b&gt;</text></answer>'
    found = only(question("multichoice", inner, stem="Which *valve*?", text_format="markdown"))
    assert (found.text_format, found.stem) == (TextFormat.HTML, "Which <em>valve</em>?")
    assert found.options[0].text == "<b>a</b>"


def test_true_and_false_in_the_language_of_an_old_site_are_read_in_their_order():
    parsed = parse(question("truefalse", answer("Verdadero", "0", "No.") + answer("Falso", "100")))
    assert [fault.is_remark for fault in parsed.faults] == [True]
    assert parsed.questions[0].options == (NeutralOption("True", feedback="No."), NeutralOption("False", Fraction(1)))


TRUE_AND_FALSE = """
Wahr/Falsch richtig/falsch VRAI/FAUX Verdadero/Falso Vero/Falso Verdadeiro/Falso Waar/Onwaar
Juist/Onjuist Prawda/Fałsz Pravda/Nepravda Sant/Falskt Sandt/Falsk Sant/Usant Tosi/Epätosi
Doğru/Yanl\u0131ş Верно/Неверно Правильно/Неправильно صح/خطأ صواب/خطأ 对/错 正确/错误 對/錯 正/誤 ○/×
Σωστό/Λάθος ΣΩΣΤΌ/ΛΆΘΟΣ Igaz/Hamis Adevărat/Fals Vertader/Fals Cert/Fals Точно/Неточно Točno/Netočno
Đúng/Sai Benar/Salah 참/거짓 נכון/שגוי DO\u011eRU/YANLI\u015e
"""


@pytest.mark.parametrize("words", TRUE_AND_FALSE.split())
@pytest.mark.parametrize("is_first", [True, False])
def test_words_for_true_and_false_are_known_in_many_languages_and_in_any_order(words, is_first):
    true, false = words.split("/")
    rows = [answer(true, "100", "So it is."), answer(false, "0")]
    parsed = parse(question("truefalse", "".join(rows if is_first else rows[::-1])))
    assert [fault.is_remark for fault in parsed.faults] == [True]
    assert parsed.questions[0].options == (
        NeutralOption("True", Fraction(1), "So it is."),
        NeutralOption("False", Fraction(0)),
    )


@pytest.mark.parametrize(("first", "second", "remarks"), [("False", "True", 0), ("Falsch", "Richtig", 1)])
def test_kprime_whose_first_column_says_false_keeps_its_key(first, second, remarks):
    columns = {">True<": f">{first}<", ">False<": f">{second}<"}
    inner = re.sub(">(True|False)<", lambda found: columns[found[0]], KPRIME)
    parsed = parse(question("kprime", inner))
    assert [int(option.weight) for option in parsed.questions[0].options] == [0, 1, 0, 1]
    assert len(parsed.faults) == remarks
    assert all(fault.is_remark and "become “False” and “True”" in fault.message for fault in parsed.faults)


def test_every_other_number_keeps_its_feedback_and_reads_back():
    found = only(question("numerical", answer("1", "100") + answer("*", "0", "Look again.")))
    assert found.options[1] == NeutralOption("*", feedback="Look again.")
    assert parse(write([found])).questions == (found,)


def test_part_of_the_steps_is_a_remark_and_all_of_them_are_read():
    inner = answer("Look", "1") + answer("Feel", "2") + "<selecttype>2</selecttype><selectcount>1</selectcount>"
    parsed = parse(question("ordering", inner))
    assert [fault.is_remark for fault in parsed.faults] == [True]
    assert [option.text for option in parsed.questions[0].options] == ["Look", "Feel"]


def test_same_feedback_in_every_question_is_told_once():
    one = '<question type="multichoice"><correctfeedback><text>Gut</text></correctfeedback>' + TWO + "</question>"
    assert len(faults(quiz(one, one, one))) == 1


def test_marks_that_differ_are_told_once_and_equal_ones_not():
    def marked(grade):
        return f'<question type="essay"><defaultgrade>{grade}</defaultgrade></question>'

    def single(grade):
        return f'<question type="multichoice"><defaultgrade>{grade}</defaultgrade>{TWO}</question>'

    assert faults(quiz(single("2.0000000"), single("2"), marked("10"))) == []
    (line, message), *rest = faults(quiz(single("1.0"), single("2"), single("3")))
    assert (line, rest) == (4, [])
    assert "(1 and 2)" in message


def test_element_that_is_no_question_is_told():
    assert faults(quiz("<questions/>")) == [(3, "<questions> is not known here; only <question> is.")]


def test_description_that_moodle_gives_each_category_is_no_fault():
    data = quiz("<question type='category'><category><text>a</text></category><info><text>b</text></info></question>")
    assert faults(data) == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no element found"),
        (b"<quiz>", "no element found"),
        (b"<quiz>\n<a></b></quiz>", "line 2"),
        (b"<html></html>", "begins with <html>"),
        (b"::Q:: GIFT {=a}", "not well-formed"),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?><quiz/>', "ISO-8859-1"),
        ("<quiz>ä</quiz>".encode("latin-1"), "not UTF-8"),
        ("<quiz/>".encode("utf-16"), "UTF-16, not in UTF-8"),
        ("<quiz/>".encode("utf-16-be"), "UTF-16, not in UTF-8"),
        (b"<quiz>\n\x07</quiz>", "Line 2 has the character U+0007"),
        (b"<quiz>&#7;</quiz>", "character number"),
        (b"<quiz>&nbsp;</quiz>", "undefined entity"),
        (b'<!DOCTYPE quiz SYSTEM "http://a/b.dtd"><quiz/>', "document type"),
        (b'<!DOCTYPE q [<!ENTITY a "b">]><quiz>&a;</quiz>', "document type"),
        (b'<!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>', "document type"),
        (
            b'<!DOCTYPE q [<!ENTITY a "aaaaaaaaaa">'
            + b"".join(b'<!ENTITY %c "%s">' % (98 + place, b"&%c;" % (97 + place) * 10) for place in range(9))
            + b"]><quiz>&j;</quiz>",
            "document type",
        ),
        (b"<quiz>" * 100_000, "100 deep"),
        (b"<quiz>" + b"<a/>" * 300_000 + b"</quiz>", "200,000 elements"),
        (b"<quiz " + b" ".join(b'a%d=""' % place for place in range(200_000)) + b"/>", "100 attributes"),
        (b'<quiz a="' + b"x" * 5_000_000 + b'"/>', "larger than 5 MB"),
    ],
    ids=range(20),
)
def test_file_that_is_hostile_or_no_moodle_xml_is_refused_with_a_sentence(data, words):
    with pytest.raises(FormatRefused, match=re.escape(words)) as refused:
        parse(data)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize("size", [4_900_000])
def test_long_attribute_and_long_text_are_read_at_once(size):
    assert parse(b'<quiz a="' + b"x" * size + b'"/>').questions == ()
    assert parse(b"<quiz>" + b"&amp;" * (size // 5 - 10) + b"</quiz>").questions == ()


@pytest.mark.parametrize(
    "inner",
    [
        "<answer/>" * 150_000,
        "<hint/>" * 150_000,
        "<subquestion><text>a</text></subquestion>" * 60_000,
        "<b>" * 90 + "<c/>" * 150_000 + "</b>" * 90,
    ],
    ids=range(4),
)
def test_question_with_a_great_many_parts_takes_seconds(inner):
    started = time.process_time()
    assert len(faults(quiz(f'<question type="multichoice">{inner}</question>'))) == 1
    assert time.process_time() - started < 20


@pytest.mark.slow
def test_many_small_questions_take_seconds():
    started = time.process_time()
    assert len(faults(quiz('<question type="cloze"/>' * 150_000))) >= 1
    assert time.process_time() - started < 20


def test_blank_lines_before_the_declaration_are_read_and_counted():
    assert only(b"\n \n" + question("multichoice", TWO)).line == 5
    with pytest.raises(FormatRefused, match="line 4"):
        parse(b"\n\n<quiz>\n</a>")


def test_byte_order_mark_and_windows_lines_are_read():
    data = b"\xef\xbb\xbf" + question("multichoice", TWO, stem="a&#13;\nb").replace(b"\n", b"\r\n")
    assert only(data).stem == "a\nb"


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(questions(), min_size=1, max_size=3))
def test_what_is_written_reads_back_equal(rows):
    rows = [holdable(row) for row in rows]
    parsed = parse(write(rows))
    assert parsed.faults == ()
    assert parsed.questions == tuple(rows)


def holdable(row: NeutralQuestion) -> NeutralQuestion:
    """Return a question without what Moodle XML refuses: markup in what matches."""
    if row.kind != Kind.MATCHING or row.text_format != TextFormat.HTML:
        return row
    options = [replace(option, match=f"m{place} &amp; n") for place, option in enumerate(row.options)]
    return replace(row, options=tuple(options))


def test_white_space_around_texts_is_not_kept():
    row = NeutralQuestion(Kind.SHORT, " a\r\nb\t", (NeutralOption(" x ", Fraction(1)),), name="\n")
    assert parse(write([row])).questions == (NeutralQuestion(Kind.SHORT, "a\nb", (NeutralOption("x", Fraction(1)),)),)


def make(kind: Kind = Kind.SINGLE, *options: NeutralOption, **fields) -> NeutralQuestion:
    return NeutralQuestion(kind, fields.pop("stem", "Who?"), options or (NeutralOption("a", Fraction(1)),), **fields)


REFUSED = [
    (make(stem="a\x00b"), "U+0000"),
    (make(Kind.SINGLE, NeutralOption("a", feedback="\ud800")), "U+D800"),
    (make(Kind.SINGLE, NeutralOption("a", Fraction(3, 7))), "3/7"),
    (make(Kind.SINGLE, NeutralOption("")), "answers is empty"),
    (make(unit="mg"), "unit"),
    (make(is_case_sensitive=True), "short answers only"),
    (make(Kind.ESSAY), "has no answers"),
    (NeutralQuestion(Kind.SINGLE, "?"), "it has no answers"),
    (make(Kind.SINGLE, NeutralOption("a", match="b")), "only matching"),
    (make(Kind.SINGLE, NeutralOption("a", tolerance=Decimal(1))), "tolerance"),
    (make(Kind.TRUE_FALSE), "True and False"),
    (make(Kind.KPRIM, *[NeutralOption("a", HALF)] * 4), "four statements"),
    (make(Kind.KPRIM, *[NeutralOption("a")] * 3), "four statements"),
    (make(Kind.MATCHING, NeutralOption("a")), "lacks what matches"),
    (make(Kind.MATCHING, NeutralOption("", match="a")), "distractors"),
    (make(Kind.MATCHING, NeutralOption("a", match="b", feedback="c")), "no feedback for a pair"),
    (make(Kind.MATCHING, NeutralOption("a", HALF, match="b"), NeutralOption("c", match="d")), "different shares"),
    (make(Kind.MATCHING, NeutralOption("a", match="<b>b</b>"), text_format=TextFormat.HTML), "plain text"),
    (make(Kind.ORDERING, NeutralOption("a", HALF), NeutralOption("b")), "different shares"),
    (make(Kind.NUMERIC, NeutralOption("one")), "not a number"),
    (make(Kind.NUMERIC, NeutralOption("1", tolerance=Decimal(-1))), "tolerance of 0 or more"),
]


@pytest.mark.parametrize(("row", "words"), REFUSED)
def test_what_cannot_be_held_is_refused_by_name(row, words):
    with pytest.raises(FormatRefused, match=re.escape(words)) as refused:
        write([make(), replace(row, name="My name")])
    assert "Question 2 (“My name”)" in str(refused.value)


def test_nothing_to_write_is_refused():
    with pytest.raises(FormatRefused, match="no question"):
        write([])


def test_distractors_are_written_last():
    row = make(Kind.MATCHING, NeutralOption("", match="a"), NeutralOption("b", match="c"))
    assert [option.text for option in normal(row).options] == ["b", ""]
    assert parse(write([row])).questions == (normal(row),)


def test_pairs_that_bring_the_same_share_need_no_weight():
    even = make(Kind.MATCHING, NeutralOption("a", HALF, match="b"), NeutralOption("c", HALF, match="d"))
    assert [row.weight for row in parse(write([even])).questions[0].options] == [0, 0]
