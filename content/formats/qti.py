"""IMS QTI: assessment items and content packages of 2.1, 2.2 and 3.0.

Source:
    1EdTech, Question and Test Interoperability 2.2 and 3.0: assessment item information model, content packages. What
    is read, reported and written: docs/question-formats-xml.md.
"""

from collections.abc import Sequence

from content.formats.archives import is_archive
from content.formats.neutral import FormatRefused, NeutralQuestion, Parsed, TextFormat
from content.formats.notes import Notes
from content.formats.qtiitems import read_item
from content.formats.qtimarkup import with_normal_html
from content.formats.qtinames import VERSIONS, version_of
from content.formats.qtipackages import OLD_VERSION, ROOTS, item_bytes, parse_package, write_package
from content.formats.qtiwriting import item_element
from content.formats.writing import checked, in_normal_form, refuse
from content.formats.xhtml import NotXhtml
from content.formats.xmltree import read_xml

__all__ = ["normal", "parse", "write"]

OTHER_ROOTS = {
    "assessmentTest": "This is a test without its items. Take the whole package, a ZIP archive.",
    "qti-assessment-test": "This is a test without its items. Take the whole package, a ZIP archive.",
    "manifest": "This is the manifest of a package without its items. Take the whole package, a ZIP archive.",
    "questestinterop": f"This is {OLD_VERSION}",
}


def parse(data: bytes) -> Parsed:
    """Read an item, or the items of a package; which of them it is tells the content.

    Raises:
        FormatRefused: It is neither, or not safe to read.
    """
    if is_archive(data):
        return parse_package(data)
    root = read_xml(data)
    if root.name not in ROOTS:
        usual = f"This is no QTI item: the file begins with <{root.name[:60]}> instead of <assessmentItem>."
        raise FormatRefused(OTHER_ROOTS.get(root.name, usual))
    notes = Notes()
    question = read_item(root, "", notes)
    faults = tuple(sorted(notes.faults, key=lambda fault: fault.line))
    return Parsed((question,) if question else (), faults, version_of(root))


def normal(question: NeutralQuestion) -> NeutralQuestion:
    """Return a question as it is read back after it was written: its texts, and with them its HTML, in normal form.

    Raises:
        FormatRefused: Its HTML is not well formed.
    """
    shaped = in_normal_form(question)
    if shaped.text_format != TextFormat.HTML:
        return shaped
    try:
        return with_normal_html(shaped)
    except NotXhtml as error:
        refuse(1, shaped, str(error))


def write(questions: Sequence[NeutralQuestion], version: str = "2.2") -> bytes:
    """Write one question as an item; several, or one with a category or a picture, as a package.

    Args:
        questions: What to write.
        version: ``2.2`` or ``3.0``.

    Raises:
        FormatRefused: QTI cannot hold one of them; the message names it.
    """
    if version not in VERSIONS:
        raise FormatRefused(f"QTI {version} is not written; {' and '.join(VERSIONS)} are.")
    rows = checked(questions)
    if len(rows) == 1 and not rows[0].category and not rows[0].pictures:
        return item_bytes(item_element(1, rows[0], version))
    return write_package(rows, version)
