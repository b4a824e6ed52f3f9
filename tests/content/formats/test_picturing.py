"""Pictures in files of questions (P5): read from the file beside the text, written there, and named if not taken."""

import time
from base64 import b64decode, b64encode
from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.formats import aiken, gift, moodlexml, picturing, qti
from content.formats.neutral import FormatRefused, Kind, NeutralOption, NeutralPicture, NeutralQuestion, TextFormat
from content.formats.xmltree import descendants, elements, first, read_xml, text_in
from tests.content.formats.qtifiles import MATCH, choices, declared, item, manifest, resource, zipped
from tests.content.formats.test_moodlexml import TWO, holdable, quiz
from tests.content.formats.test_qti import as_qti
from tests.content.formats.xml_strategies import pictured
from tests.properties import examples

SCAN = NeutralPicture(b"the scan", "A <scan> & more", "Own work, CC BY 4.0", "scan.png")
SMEAR = NeutralPicture(b"the smear", "A smear", name="smear.jpg")
CHOSEN = (NeutralOption("a", Fraction(1)), NeutralOption("b"))
SINGLE = NeutralQuestion(Kind.SINGLE, "Which?\nChoose <one>.", CHOSEN, name="Scan", picture=SCAN)
MATCHING = NeutralQuestion(
    Kind.MATCHING,
    "Which fits?",
    (
        NeutralOption("A child", match="A & B", picture=SMEAR),
        NeutralOption("A man", match="C"),
        NeutralOption("", match="D"),
    ),
)
B64 = b64encode(SCAN.data).decode()


def file(name: str = "scan.png", content: str = B64, more: str = 'path="/" encoding="base64"') -> str:
    return f'<file name="{name}" {more}>{content}</file>'


def moodle(shown: str, *files: str, inner: str = TWO, kind: str = "multichoice") -> bytes:
    """Return a quiz whose question begins in line 3; what is shown in its text stands in line 6."""
    return quiz(
        f'<question type="{kind}">',
        "<name><text>Valves</text></name>",
        f'<questiontext format="html"><text><![CDATA[<p>Which?</p>\n{shown}]]></text>',
        *files,
        f"</questiontext>{inner}</question>",
    )


def package(body: str, files: dict[str, bytes]) -> bytes:
    """Return a package with one item whose body begins in line 5."""
    one = item(body + choices("a", "b"), declared=declared("A"), rules=MATCH)
    listed = resource("items/a.xml", "imsqti_item_xmlv2p2", *files)
    return zipped({"imsmanifest.xml": manifest(listed), "items/a.xml": one} | files)


def faults(parsed) -> list[tuple[int, str]]:
    return [(fault.line, fault.message) for fault in parsed.faults]


# -- read -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "text", "credit"),
    [
        ('<p><img src="@@PLUGINFILE@@/scan.png" alt="A scan" width="3"></p>', "<p>Which?</p>", ""),
        ('<P class="x"> <IMG alt="A scan" src="@@PLUGINFILE@@/scan.png?time=17"/>\n</P>', "<p>Which?</p>", ""),
        ('<img src="@@PLUGINFILE@@/scan.png" alt="A\nscan">', "<p>Which?</p>", ""),
        (
            '<p><img src="@@PLUGINFILE@@/scan.png" alt="A scan"><br><small>A &amp; B</small></p>',
            "<p>Which?</p>",
            "A & B",
        ),
        (
            '<figure><img src="@@PLUGINFILE@@/scan.png" alt="A scan"><figcaption>CC0</figcaption></figure>',
            "<p>Which?</p>",
            "CC0",
        ),
        ('<p>b <img src="@@PLUGINFILE@@/scan.png" alt="A scan"> c</p>', "<p>Which?</p>\n<p>b  c</p>", ""),
    ],
)
def test_picture_of_moodle_is_read_from_the_file_beside_its_text(shown, text, credit):
    parsed = moodlexml.parse(moodle(shown, file()))
    assert parsed.faults == ()
    (found,) = parsed.questions
    assert (found.stem, found.picture) == (text, NeutralPicture(SCAN.data, "A scan", credit))
    assert (found.picture.name, found.picture.line) == ("scan.png", 6)


def test_bytes_of_a_picture_that_is_written_into_a_text_are_left_out():
    embedded = f'<p>\n<img alt="x" src="data:image/png;base64,{"A" * 60_000}"></p>'
    inner = f'<answer fraction="100" format="html"><text><![CDATA[{embedded}]]></text></answer>'
    parsed = moodlexml.parse(moodle(embedded, inner=inner))
    (found,) = parsed.questions
    why = "it is written into the text. Put it beside the text as a file."
    assert faults(parsed) == [(7, f"The picture that is written into it is not taken over: {why}")]
    assert (found.stem, found.letters < 200) == ('<p>Which?</p>\n<p>\n<img alt="x" src="data:"></p>', True)
    assert found.options[0].text == '<p>\n<img alt="x" src="data:"></p>'
    of_package = qti.parse(package("<p>Which?</p>" + embedded.replace('">', '"/>'), {}))
    assert "it is written into the text" in faults(of_package)[0][1]
    assert of_package.questions[0].letters < 200


def test_names_with_blanks_and_folders_are_found():
    shown = '<img src="@@PLUGINFILE@@/ecg/1%20%28a%29.png" alt="ECG">'
    parsed = moodlexml.parse(moodle(shown, file("1 (a).png", more='path="/ecg/" encoding="base64"'), file()))
    assert parsed.questions[0].picture == NeutralPicture(SCAN.data, "ECG")
    assert faults(parsed) == [(8, "The picture scan.png in question “Valves” is not taken over.")]


IMG = '<img src="@@PLUGINFILE@@/scan.png" alt="A scan">'


@pytest.mark.parametrize(
    ("shown", "files", "line", "said"),
    [
        (f"{IMG}\n{IMG}", [file()], 6, "second one of its text"),
        (IMG, [], 6, "scan.png is not taken over: there is no <file> of this name"),
        (IMG.replace("@@PLUGINFILE@@/", "http://x.org/"), [], 6, "http://x.org/scan.png is not taken over: it is at"),
        (IMG.replace("@@PLUGINFILE@@/", "//x.org/"), [], 6, "nothing is fetched"),
        (IMG.replace("@@PLUGINFILE@@/", "data:image/png;base64,"), [], 6, "written into the text"),
        (IMG.replace("@@PLUGINFILE@@/", "FILE:///etc/"), [], 6, "nothing is fetched"),
        (IMG.replace("@@PLUGINFILE@@/", "pix/"), [file()], 6, "does not begin with @@PLUGINFILE@@"),
        (IMG, [file(content="!!!!")], 6, "no base64"),
        (IMG, [file(content=B64[:-2])], 6, "no base64"),
        (IMG, [file(content="é")], 6, "no base64"),
        (IMG, [file(content="")], 6, "empty"),
        (IMG, [file(more='path="/" encoding="hex"')], 6, "not written in base64"),
        (IMG, [file(more='path="/other/" encoding="base64"')], 6, "no <file> of this name"),
    ],
)
def test_picture_of_moodle_that_is_not_taken_is_a_fault_at_its_line_and_stays_in_the_text(shown, files, line, said):
    parsed = moodlexml.parse(moodle(shown, *files))
    (found,) = parsed.questions
    assert found.picture is None
    assert "<img" in found.stem
    assert [row for row in faults(parsed) if row[0] == line and said in row[1]], faults(parsed)


def test_pictures_of_answers_and_feedback_stay_in_their_texts_and_their_files_are_named():
    inner = (
        f'<answer fraction="100" format="html"><text><![CDATA[{IMG}]]></text>{file()}'
        f"<feedback format='html'><text><![CDATA[{IMG}]]></text>{file()}</feedback></answer>"
    )
    parsed = moodlexml.parse(moodle("", inner=inner))
    (row,) = parsed.questions[0].options
    assert (row.picture, "<img" in row.text, "<img" in row.feedback) == (None, True, True)
    assert [message for _, message in faults(parsed)] == [
        "The picture scan.png in question “Valves” is not taken over."
    ]


def test_moodle_file_with_more_pictures_than_are_taken_names_each(monkeypatch):
    monkeypatch.setattr(picturing, "MOST_PICTURES", 1)
    one = moodle(IMG, file()).decode().split("<quiz>")[1].replace("</quiz>", "")
    parsed = moodlexml.parse(quiz(one, one))
    assert [bool(row.picture) for row in parsed.questions] == [True, False]
    assert "Split it" in faults(parsed)[0][1]
    monkeypatch.setattr(picturing, "MOST_PICTURES", 9)
    monkeypatch.setattr(picturing, "MOST_PICTURE_BYTES", len(SCAN.data))
    assert [bool(row.picture) for row in moodlexml.parse(quiz(one, one)).questions] == [True, False]


def test_moodle_file_may_be_large_by_its_pictures_alone():
    big = b64encode(bytes(6_000_000)).decode()
    assert len(moodlexml.parse(moodle(IMG, file(content=big))).questions[0].picture.data) == 6_000_000
    with pytest.raises(FormatRefused, match="larger than 5 MB without its pictures"):
        moodlexml.parse(moodle(IMG, f"<x>{big}</x>"))


@pytest.mark.parametrize("address", ["images/x.png", "./images/x.png", "../items/images/x%2Epng#a"])
def test_picture_of_a_package_is_read_from_its_file(address):
    body = f'<p>Which?</p><p><img src="{address}" alt="A scan"/><br/><small>CC0</small></p>'
    parsed = qti.parse(package(body, {"items/images/x.png": SCAN.data}))
    assert parsed.faults == ()
    (found,) = parsed.questions
    assert (found.stem, found.picture) == ("Which?", NeutralPicture(SCAN.data, "A scan", "CC0"))
    assert (found.picture.name, found.text_format) == ("x.png", TextFormat.PLAIN)


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ('<img src="images/x.png" alt=""/><img src="images/x.png" alt=""/>', "second one of its text"),
        ('<img src="y.png" alt=""/>', "y.png is not taken over: it is not in the archive"),
        ('<img src="../../../etc/passwd" alt=""/>', "not in the archive"),
        ('<img src="/images/x.png" alt=""/>', "not in the archive"),
        ('<img src="https://x.org/x.png" alt=""/>', "nothing is fetched"),
        ('<img src="data:image/png;base64,aaaa" alt=""/>', "written into the text"),
        ('<img alt=""/>', "without an address is not taken over"),
        ('<img src="images/empty.png" alt=""/>', "its file is empty"),
        ('<img src="images/big.png" alt=""/>', "10 MB together"),
    ],
)
def test_picture_of_a_package_that_is_not_taken_is_a_fault_and_stays_in_the_text(shown, said):
    files = {"items/images/x.png": b"x", "items/images/empty.png": b"", "items/images/big.png": bytes(10_000_001)}
    stored = BytesIO()
    with ZipFile(BytesIO(package(f"\n<p>Which?</p>{shown}", files))) as packed, ZipFile(stored, "w") as archive:
        for name in packed.namelist():
            archive.writestr(name, packed.read(name))  # not packed, so that no ratio speaks against it
    parsed = qti.parse(stored.getvalue())
    (found,) = parsed.questions
    assert found.picture is None
    assert "<img" in found.stem
    assert [row for row in faults(parsed) if row[0] == 6 and said in row[1]], faults(parsed)


def test_pictures_of_single_items_and_of_answers_are_faults():
    alone = item('<p><img src="images/x.png" alt="x"/></p>' + choices("a", "b"), declared=declared("A"), rules=MATCH)
    assert "Take the whole package" in faults(qti.parse(alone))[0][1]
    answers = item(choices('<img src="y.png" alt=""/>', "b"), declared=declared("A"), rules=MATCH)
    parsed = qti.parse(answers)
    assert "alone hold pictures" in faults(parsed)[0][1]
    assert "<img" in parsed.questions[0].options[0].text


# -- written --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", [SINGLE, MATCHING])
def test_moodle_keeps_the_file_beside_the_text_that_shows_it(row):
    root = read_xml(moodlexml.write([row]))
    (holder,) = [element for element in descendants(root) if elements(element, "file")]
    (stored,) = elements(holder, "file")
    assert holder.name == ("questiontext" if row is SINGLE else "subquestion")
    assert f'<p><img src="@@PLUGINFILE@@/{stored.attributes["name"]}" alt="A ' in text_in(first(holder, "text"))
    assert (stored.attributes["path"], stored.attributes["encoding"]) == ("/", "base64")
    assert b64decode(text_in(stored)) == (SCAN if row is SINGLE else SMEAR).data


def test_package_has_the_file_once_and_every_item_that_shows_it_names_it():
    data = qti.write([SINGLE, replace(SINGLE, name="Again"), MATCHING])
    with ZipFile(BytesIO(data)) as archive:
        stored = [name for name in archive.namelist() if "/images/" in name]
        listed = read_xml(archive.read("imsmanifest.xml"))
        first = archive.read("items/Q0001.xml").decode()
        assert {archive.read(name) for name in stored} == {SCAN.data, SMEAR.data}
    named = [row.attributes["href"] for row in descendants(listed) if row.name == "file"]
    assert [named.count(name) for name in stored] == [2, 1]
    assert f'<img src="{stored[0].removeprefix("items/")}" alt="A &lt;scan&gt; &amp; more"/>' in first
    assert SCAN.credit in first


def test_one_question_with_a_picture_is_a_package():
    assert qti.write([SINGLE]).startswith(b"PK")
    assert qti.parse(qti.write([SINGLE])).questions == (SINGLE,)


def test_formats_without_files_refuse_a_picture_and_say_where_it_can_go():
    for write in (gift.write, aiken.write):
        with pytest.raises(FormatRefused, match=r"no place for its picture\. Choose Moodle XML or a QTI package"):
            write([replace(SINGLE, stem="Which?", name="")])


@pytest.mark.parametrize("write", [moodlexml.write, qti.write])
@pytest.mark.parametrize(
    ("row", "said"),
    [
        (replace(SINGLE, picture=replace(SCAN, data=b"")), "whose file is not there"),
        (replace(SINGLE, options=(replace(CHOSEN[0], picture=SCAN), CHOSEN[1])), "only vignettes and statements"),
        (
            replace(MATCHING, options=(*MATCHING.options[:2], NeutralOption("", match="D", picture=SCAN))),
            "without words",
        ),
        (replace(SINGLE, picture=replace(SCAN, alt="a\0b")), "U\\+0000"),
        (replace(SINGLE, picture=replace(SCAN, data=bytes(10_000_001))), "more pictures than one file holds"),
    ],
)
def test_picture_that_cannot_be_written_is_refused(write, row, said):
    with pytest.raises(FormatRefused, match=said):
        write([row])


@pytest.mark.parametrize("stem", ['a <img src="x.png">', "<script>"])
def test_markup_that_would_hide_a_picture_is_refused(stem):
    with pytest.raises(FormatRefused, match="would hide its picture"):
        moodlexml.write([replace(SINGLE, stem=stem, text_format=TextFormat.HTML)])


def test_markdown_with_a_picture_is_refused():
    with pytest.raises(FormatRefused, match="Markdown"):
        moodlexml.write([replace(SINGLE, text_format=TextFormat.MARKDOWN)])


# -- and back -------------------------------------------------------------------------------------------------------


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(pictured().map(holdable), min_size=1, max_size=3))
def test_pictures_in_moodle_read_back_equal(rows):
    parsed = moodlexml.parse(moodlexml.write(rows))
    assert parsed.faults == ()
    assert parsed.questions == tuple(moodlexml.normal(row) for row in rows)


@pytest.mark.parametrize("version", ["2.2", "3.0"])
@settings(max_examples=examples(150), deadline=None)
@given(rows=st.lists(pictured().map(as_qti), min_size=1, max_size=3))
def test_pictures_in_packages_read_back_equal(version, rows):
    parsed = qti.parse(qti.write(rows, version))
    assert parsed.faults == ()
    assert parsed.questions == tuple(rows)


@settings(max_examples=examples(200), deadline=None)
@given(st.data())
def test_damaged_file_is_read_with_faults_or_refused(data):
    text = moodlexml.write([SINGLE, MATCHING]).decode()
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text) - 1))
        text = text[:start] + data.draw(st.sampled_from(["", "&", "%", "/", "=", "\n"])) + text[start + 1 :]
    try:
        parsed = moodlexml.parse(text.encode())
    except FormatRefused:
        return
    assert len(parsed.questions) <= 2


@pytest.mark.parametrize(
    "shown",
    [
        "<" * 49_000,
        "<!--" * 12_000,
        "<img " * 9_800,
        '<img src="' * 4_900,
        "<p " * 16_000 + IMG,
        "<p " * 400 + "<a b='" * 90 + IMG + "a" * 30_000,
        "<p>" + IMG + " " * 49_000,
        "<p>" + IMG + "<br>" + " " * 49_000 + "<small>",
        "<p>" + IMG + "<small>" + "a" * 48_000,
        "<p>" + IMG + "<br>" * 12_000,
        "<p" + " " * 48_000 + IMG,
    ],
    ids=range(11),
)
def test_hostile_text_around_a_picture_takes_no_time(shown):
    started = time.process_time()
    moodlexml.parse(moodle(shown, file()))
    assert time.process_time() - started < 5


def test_lines_of_what_matches_stay_beside_a_picture():
    rows = (replace(MATCHING.options[0], match="A &\nB"), *MATCHING.options[1:])
    (found,) = moodlexml.parse(moodlexml.write([replace(MATCHING, options=rows)])).questions
    assert found.options[0].match == "A &amp;<br/>B"
