"""QTI content packages: a ZIP archive with a manifest and one file for each item."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from posixpath import normpath
from urllib.parse import unquote

from content.formats.archives import Archive, contents, open_archive, write_archive
from content.formats.neutral import FormatFault, FormatRefused, NeutralQuestion, Parsed
from content.formats.notes import Notes, quoted
from content.formats.picturing import Album, refuse_too_large
from content.formats.qtiitems import read_item
from content.formats.qtinames import LOM, VERSIONS, version_of
from content.formats.qtipictures import address_of, files_beside
from content.formats.qtiwriting import item_element
from content.formats.xmltree import Element, descendants, elements, first, read_xml, text_in, to_xml

MANIFEST = "imsmanifest.xml"
ITEM = re.compile(r"^ims(qti|apip)_(apip)?item_xml", re.IGNORECASE)
TEST = re.compile(r"^ims(qti|apip)_(apip)?(test|assessment|section)_xml", re.IGNORECASE)
OLD = re.compile(r"^imsqti_xmlv1p", re.IGNORECASE)
OLD_VERSION = "QTI 1.2, which is not read. Export it again as QTI 2.1, 2.2 or 3.0."
ROOTS = {"assessmentItem", "qti-assessment-item"}
QUIET = {".xsd", ".dtd", ".css", ".xsl"}  # schemas and looks: nothing of a question
CATEGORY = "category"
CONTAINERS = frozenset({
    "assessmentItem", "choiceInteraction", "correctResponse", "itemBody", "mapping", "matchInteraction",
    "orderInteraction", "outcomeDeclaration", "responseCondition", "responseDeclaration", "responseElse",
    "responseElseIf", "responseIf", "responseProcessing", "simpleMatchSet", "qti-assessment-item",
    "qti-choice-interaction", "qti-correct-response", "qti-item-body", "qti-mapping", "qti-match-interaction",
    "qti-order-interaction", "qti-outcome-declaration", "qti-response-condition", "qti-response-declaration",
    "qti-response-else", "qti-response-else-if", "qti-response-if", "qti-response-processing",
    "qti-simple-match-set", "manifest", "metadata", "organizations", "resources", "resource", "lom",
    "classification", "purpose", "taxonPath", "source", "taxon",
})  # fmt: skip


@dataclass(frozen=True)
class _Listed:
    """A resource of a manifest.

    Attributes:
        path: Of its file in the archive.
        kind: Its type, as the manifest has it.
        category: Of an item.
        line: In the manifest.
    """

    path: str
    kind: str
    category: str
    line: int


def parse_package(data: bytes) -> Parsed:
    """Read the items of a package; faults name the file that they are in.

    Raises:
        FormatRefused: It is no package, or no safe one.
    """
    archive = open_archive(data)
    base = _manifest_folder(archive)
    manifest = read_xml(contents(archive, base + MANIFEST))
    if manifest.name != "manifest":
        raise FormatRefused(f"The file {MANIFEST} begins with <{manifest.name[:60]}> instead of <manifest>.")
    listed = list(_listed(manifest, base))
    questions: list[NeutralQuestion] = []
    faults: list[FormatFault] = []
    album = Album()
    versions: set[str] = set()
    for resource in {row.path: row for row in listed if ITEM.match(row.kind)}.values():
        question, found, version = _item(archive, resource, album)
        versions |= {version} - {""}
        questions += [question] if question else []
        faults += found
    about_package = list(_faults_of_package(manifest, listed, faults, album))
    return Parsed(tuple(questions), tuple(about_package + faults), ", ".join(sorted(versions)))


def _manifest_folder(archive: Archive) -> str:
    """Return the folder with the manifest, empty or ending in a slash: packers often put one around everything."""
    found = [path for path in archive.entries if PurePosixPath(path).name == MANIFEST and "__MACOSX" not in path]
    if MANIFEST in found:
        return ""
    if len(found) != 1:
        raise FormatRefused(f"The archive is no QTI package: it has no {MANIFEST} at its top.")
    return found[0].removesuffix(MANIFEST)


def _listed(manifest: Element, base: str) -> Iterator[_Listed]:
    resources = first(manifest, "resources")
    for resource in elements(resources, "resource") if resources else []:
        folders = [
            base,
            (resources or resource).attributes.get("xml:base", ""),
            resource.attributes.get("xml:base", ""),
        ]
        files = [row.attributes.get("href", "") for row in elements(resource, "file")]
        kind, main = resource.attributes.get("type", ""), resource.attributes.get("href", "")
        main = main or (files[0] if files else "")
        if main:
            yield _Listed(_path(folders, main), kind, _category(resource), resource.line)
        for extra in files:
            if extra != main:
                yield _Listed(_path(folders, extra), "file", "", resource.line)


def _path(folders: Sequence[str], address: str) -> str:
    return normpath("".join(folders) + unquote(address.partition("?")[0].partition("#")[0]))


def _category(resource: Element) -> str:
    for path in descendants(resource):
        if path.name == "taxonPath" and text_in(first(path, "source")) == CATEGORY:
            entries = [first(taxon, "entry", "string") for taxon in elements(path, "taxon")]
            return "/".join("".join(map(str, entry.content)) if entry else "" for entry in entries)
    return ""


def _item(archive: Archive, resource: _Listed, album: Album) -> tuple[NeutralQuestion | None, list[FormatFault], str]:
    """Read the item of a resource, with its faults under the name of its file, and tell its version."""
    if resource.path not in archive.entries:
        missing = f"{MANIFEST}: the item {quoted(resource.path)} is not in the archive."
        return None, [FormatFault(resource.line, missing)], ""
    notes = Notes(album=album)
    question, version = None, ""
    data = contents(archive, resource.path)
    try:
        root = read_xml(data)
        if root.name in ROOTS:
            version = version_of(root)
            question = read_item(root, resource.category, notes, files_beside(archive, resource.path, album))
            question = question and replace(question, file=resource.path)
        else:
            notes.add(root.line, f"The file begins with <{root.name[:60]}>, which is no item.")
    except FormatRefused as refused:
        notes.add(refused.line, str(refused))
    faults = sorted(notes.faults, key=lambda fault: fault.line)
    return question, [fault.within(resource.path) for fault in faults], version


def _faults_of_package(
    manifest: Element, listed: Sequence[_Listed], faults: Sequence[FormatFault], album: Album
) -> Iterator[FormatFault]:
    """Yield what of a package is not taken over: tests, and files that no item has named already."""
    items = {row.path for row in listed if ITEM.match(row.kind)}
    old = [row for row in listed if OLD.match(row.kind)]
    for row in old:
        yield FormatFault(row.line, f"{MANIFEST}: the file {quoted(row.path)} is {OLD_VERSION}")
    if not items and not old:
        yield FormatFault(manifest.line, f"{MANIFEST}: the package has no items.")
    tests = [row for row in listed if TEST.match(row.kind)]
    for row in tests[:1]:
        others = f" and {len(tests) - 1} more" if len(tests) > 1 else ""
        lost = f"{MANIFEST}: the test {quoted(row.path)}{others} is not taken over; its items are read singly."
        yield FormatFault(row.line, lost, is_remark=True)
    told = " ".join(fault.message for fault in faults[:1_000])
    known = items | album.used | {row.path for row in old}
    others_by_path = {row.path: row for row in listed if row.path not in known and not TEST.match(row.kind)}
    for path, row in others_by_path.items():
        name = PurePosixPath(path).name
        if PurePosixPath(path).suffix.lower() not in QUIET and name not in told:
            yield FormatFault(row.line, f"{MANIFEST}: the file {quoted(path)} is not taken over.")


def item_bytes(element: Element) -> bytes:
    """Return an element as a file of its own."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{to_xml(element, CONTAINERS)}\n'.encode()


def write_package(questions: Sequence[NeutralQuestion], version: str) -> bytes:
    """Write questions, already checked, as a package.

    Raises:
        FormatRefused: QTI cannot hold one of them.
    """
    refuse_too_large(questions)
    used = VERSIONS[version]
    files: dict[str, bytes] = {MANIFEST: b""}
    resources: list[Element | str] = []
    for number, question in enumerate(questions, start=1):
        path = f"items/Q{number:04}.xml"
        files[path] = item_bytes(item_element(number, question, version))
        attributes = {"identifier": f"R{number:04}", "type": used.resource, "href": path}
        metadata = [_metadata(question.category)] if question.category else []
        shown = {f"items/{address_of(picture)}": picture.data for picture in question.pictures}
        files |= shown
        listed = [Element("file", {"href": href}) for href in (path, *shown)]
        resources.append(Element("resource", attributes, [*metadata, *listed]))
    about = [("schema", used.package_name), ("schemaversion", used.package_version)]
    content: list[Element | str] = [
        Element("metadata", {}, [Element(name, {}, [text]) for name, text in about]),
        Element("organizations"),
        Element("resources", {}, resources),
    ]
    files[MANIFEST] = item_bytes(Element("manifest", {"xmlns": used.package, "identifier": "QUESTIONS"}, content))
    return write_archive(files)


def _metadata(category: str) -> Element:
    """Return a category as a classification, the way metadata of learning objects say where a thing belongs."""
    purpose = [Element("source", {}, ["LOMv1.0"]), Element("value", {}, ["discipline"])]
    source = Element("source", {}, [Element("string", {"language": "en"}, [CATEGORY])])
    taxa = [
        Element("taxon", {}, [Element("entry", {}, [Element("string", {}, [part] if part else [])])])
        for part in category.split("/")
    ]
    path = Element("taxonPath", {}, [source, *taxa])
    classification = Element("classification", {}, [Element("purpose", {}, [*purpose]), path])
    return Element("metadata", {}, [Element("lom", {"xmlns": LOM}, [classification])])
