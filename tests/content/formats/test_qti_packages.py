"""QTI content packages, read and written (P5): items by their manifest, and what is not taken over."""

import re
from fractions import Fraction

import pytest

from content.formats.archives import contents, open_archive
from content.formats.neutral import FormatRefused, Kind, NeutralOption, NeutralQuestion, TextFormat
from content.formats.qti import parse, write
from content.formats.xmltree import descendants, elements, first, read_xml
from tests.content.formats.qtifiles import ESSAY, MATCH, choices, declared, item, item_3, manifest, resource, zipped

CHOICE = item("<p>Which?</p>" + choices("a", "b"), declared=declared("A"), rules=MATCH)
PICTURE = item("<p><img src='../images/x.png'/></p>" + choices("a", "b"), declared=declared("A"), rules=MATCH)
ESSAY_3 = item_3("<qti-item-body><qti-extended-text-interaction response-identifier='RESPONSE'/></qti-item-body>")


def package(files: dict[str, bytes | str], *resources: str) -> bytes:
    return zipped({"imsmanifest.xml": manifest(*resources)} | files)


def told(data: bytes) -> list[tuple[int, str]]:
    return [(fault.line, fault.message) for fault in parse(data).faults]


def test_items_are_read_in_the_order_of_the_manifest():
    data = package(
        {"a.xml": CHOICE, "items/b c.xml": ESSAY, "c.xml": ESSAY_3, "unlisted.xml": b"<a"},
        resource("items/b%20c.xml", "imsqti_item_xmlv2p1"),
        resource("a.xml"),
        resource("c.xml", "imsqti_item_xmlv3p0"),
        resource("a.xml", "imsqti_apipitem_xmlv2p1"),
    )
    parsed = parse(data)
    assert parsed.faults == ()
    assert [row.kind for row in parsed.questions] == [Kind.ESSAY, Kind.SINGLE, Kind.ESSAY]
    assert parsed.version == "2.2, 3.0"


def test_package_inside_a_folder_is_read():
    files = {"pack/imsmanifest.xml": manifest(resource("a.xml")), "pack/a.xml": CHOICE, "__MACOSX/pack/._a.xml": b"x"}
    assert [row.kind for row in parse(zipped(files)).questions] == [Kind.SINGLE]


def test_addresses_may_have_a_base():
    listed = '<resource xml:base="items/" type="imsqti_item_xmlv2p2" href="a.xml"><file href="a.xml"/></resource>'
    assert len(parse(package({"items/a.xml": CHOICE}, listed)).questions) == 1


def test_faults_name_the_file_of_the_item():
    data = package({"items/a.xml": PICTURE}, resource("items/a.xml", "imsqti_item_xmlv2p2", "images/x.png"))
    assert told(data) == [(5, "items/a.xml: The picture x.png is not taken over: it is not in the archive.")]
    assert len(parse(data).questions) == 1


def test_test_is_told_once_however_many_items_it_has():
    test = "<assessmentTest><assessmentItemRef href='a.xml'/><assessmentItemRef href='b.xml'/></assessmentTest>"
    data = package(
        {"a.xml": CHOICE, "b.xml": ESSAY, "test.xml": test, "more.xml": test},
        resource("test.xml", "imsqti_test_xmlv2p2"), resource("a.xml"), resource("b.xml"),
        resource("more.xml", "imsqti_test_xmlv2p2"),
    )  # fmt: skip
    message = "imsmanifest.xml: the test “test.xml” and 1 more is not taken over; its items are read singly."
    assert told(data) == [(5, message)]
    assert [fault.is_remark for fault in parse(data).faults] == [True]  # its items are sound
    assert len(parse(data).questions) == 2


def test_version_1_in_a_package_is_named():
    data = package({"quiz.xml": "<questestinterop/>"}, resource("quiz.xml", "imsqti_xmlv1p2"))
    message = "the file “quiz.xml” is QTI 1.2, which is not read. Export it again as QTI 2.1, 2.2 or 3.0."
    assert told(data) == [(5, f"imsmanifest.xml: {message}")]


def test_media_that_no_item_names_are_told():
    data = package({"a.xml": CHOICE, "b.pdf": b"b"}, resource("a.xml"), resource("b.pdf", "webcontent"),
                   resource("c.css", "webcontent"), resource("d.xsd", "controldocument"))  # fmt: skip
    assert told(data) == [(6, "imsmanifest.xml: the file “b.pdf” is not taken over.")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<assessmentItem>", "a.xml: The file is not well-formed XML: line 1"),
        (b"\xff", "a.xml: The file is not UTF-8"),
        (b"<!DOCTYPE a []><a/>", "a.xml: The file has a document type"),
        (b"<html/>", "a.xml: The file begins with <html>"),
        (None, "imsmanifest.xml: the item “a.xml” is not in the archive"),
    ],
)
def test_item_that_cannot_be_read_is_told_and_the_others_are_read(content, words):
    files = {"b.xml": CHOICE} | ({} if content is None else {"a.xml": content})
    parsed = parse(package(files, resource("a.xml"), resource("b.xml")))
    assert len(parsed.questions) == 1
    assert [words in fault.message for fault in parsed.faults] == [True]


@pytest.mark.parametrize("href", ["../a.xml", "/a.xml", "x/../../a.xml", "http://a/b.xml", "%2e%2e/a.xml", "file:///a"])
def test_address_that_leads_out_finds_nothing(href):
    parsed = parse(package({"a.xml": CHOICE}, resource(href)))
    assert parsed.questions == ()
    assert ["is not in the archive" in fault.message for fault in parsed.faults] == [True]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (zipped({}), "no imsmanifest.xml"),
        (zipped({"a.xml": CHOICE}), "no imsmanifest.xml"),
        (zipped({"a/imsmanifest.xml": "<manifest/>", "b/imsmanifest.xml": "<manifest/>"}), "no imsmanifest.xml"),
        (zipped({"imsmanifest.xml": "<quiz/>"}), "begins with <quiz>"),
        (zipped({"imsmanifest.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><manifest/>"}), "document type"),
        (zipped({"imsmanifest.xml": b"<manifest>" * 100_000}), "200 to 1"),
        (zipped({"imsmanifest.xml": manifest(), "../a": b""}), "leads out"),
        (b"PK\x03\x04", "no ZIP archive"),
    ],
)
def test_archive_that_is_no_package_is_refused(data, words):
    with pytest.raises(FormatRefused, match=re.escape(words)):
        parse(data)


def test_package_without_items_is_told():
    assert told(package({})) == [(2, "imsmanifest.xml: the package has no items.")]


ROWS = [
    NeutralQuestion(
        Kind.SINGLE, "Which?", (NeutralOption("a", Fraction(1)), NeutralOption("b")), category="Heart / l//eft"
    ),
    NeutralQuestion(Kind.ESSAY, "<p>Why <b>so</b>?</p>", text_format=TextFormat.HTML),
    NeutralQuestion(Kind.DESCRIPTION, "Read.", category="Lung"),
]


@pytest.mark.parametrize("version", ["2.2", "3.0"])
def test_categories_survive_in_the_metadata(version):
    parsed = parse(write(ROWS, version))
    assert parsed.faults == ()
    assert parsed.questions == tuple(ROWS)


def test_one_question_is_an_item_unless_it_has_a_category():
    assert write(ROWS[1:2]).startswith(b"<?xml")
    assert write(ROWS[:1]).startswith(b"PK")


@pytest.mark.parametrize(
    ("version", "namespace", "kind"),
    [
        ("2.2", "http://www.imsglobal.org/xsd/imscp_v1p1", "imsqti_item_xmlv2p2"),
        ("3.0", "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1", "imsqti_item_xmlv3p0"),
    ],
)
def test_written_manifest_lists_every_file(version, namespace, kind):
    archive = open_archive(write(ROWS, version))
    root = read_xml(contents(archive, "imsmanifest.xml"))
    assert (root.name, root.attributes["xmlns"]) == ("manifest", namespace)
    assert [part.name for part in elements(root)] == ["metadata", "organizations", "resources"]
    rows = [part for part in descendants(root) if part.name == "resource"]
    assert {row.attributes["type"] for row in rows} == {kind}
    assert len({row.attributes["identifier"] for row in rows}) == len(ROWS)
    files = [first(row, "file").attributes["href"] for row in rows]
    assert files == [row.attributes["href"] for row in rows]
    assert set(archive.entries) == {"imsmanifest.xml", *files}


def test_foreign_classification_is_no_category():
    lom = "<metadata><lom><classification><taxonPath><source><string>ICD</string></source><taxon><entry><string>I34"
    lom += "</string></entry></taxon></taxonPath></classification></lom></metadata></resource>"
    data = package({"a.xml": CHOICE}, resource("a.xml").replace("</resource>", lom))
    assert parse(data).questions[0].category == ""
