"""The names of QTI: one walker reads 2.1, 2.2 and 3.0, because 3.0 says the same in other letters.

``<qti-simple-choice match-max="1">`` of 3.0 is ``<simpleChoice matchMax="1">`` of 2.2; HTML is the same in both.
"""

import re
from dataclasses import dataclass

from content.formats.xmltree import Element

PREFIX = "qti-"
HYPHEN = re.compile(r"-([a-z0-9])")
NAME_SPACE = re.compile(r"qti(?:asi)?_v([0-9])p([0-9])")
CAPITAL = re.compile(r"([A-Z])")
SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
OUR_NAME = re.compile(r"^[ATD]\d+$")  # of options, of what they are matched with, of distractors: by their place
LOM = "http://ltsc.ieee.org/xsd/LOM"


@dataclass(frozen=True)
class Version:
    """What differs between versions when items and packages are written.

    Attributes:
        item: Name space of an item.
        item_schema: Where its schema is.
        package: Name space of a manifest.
        package_name: Kind of package, as its metadata say.
        package_version: Version of that kind.
        resource: Type of an item's resource.
        template: Address of a response processing template, with a place for its name.
    """

    item: str
    item_schema: str
    package: str
    package_name: str
    package_version: str
    resource: str
    template: str


VERSIONS = {
    "2.2": Version(
        "http://www.imsglobal.org/xsd/imsqti_v2p2",
        "http://www.imsglobal.org/xsd/qti/qtiv2p2/imsqti_v2p2.xsd",
        "http://www.imsglobal.org/xsd/imscp_v1p1",
        "QTIv2.2 Package",
        "1.0.0",
        "imsqti_item_xmlv2p2",
        "http://www.imsglobal.org/question/qti_v2p2/rptemplates/{}",
    ),
    "3.0": Version(
        "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
        "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
        "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
        "QTI Package",
        "3.0.0",
        "imsqti_item_xmlv3p0",
        "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/{}.xml",
    ),
}

# What the writer uses; it gets the letters of 3.0.
WRITTEN = frozenset({
    "assessmentItem", "baseValue", "choiceInteraction", "contentBody", "correct", "correctResponse", "defaultValue",
    "equal", "extendedTextInteraction", "itemBody", "isNull", "mapEntry", "mapResponse", "mapping", "match",
    "matchInteraction", "modalFeedback", "multiple", "orderInteraction", "outcomeDeclaration", "responseCondition",
    "responseDeclaration", "responseElse", "responseElseIf", "responseIf", "responseProcessing", "setOutcomeValue",
    "simpleAssociableChoice", "simpleChoice", "simpleMatchSet", "stringMatch", "textEntryInteraction", "value",
    "variable",
})  # fmt: skip


def version_of(root: Element) -> str:
    """Return the version of an item, such as ``2.1``, as its name space or else its own name says; empty if neither."""
    for name, value in root.attributes.items():
        if name.startswith("xmlns") and (found := NAME_SPACE.search(value)):
            return f"{found[1]}.{found[2]}"
    return "3.0" if root.name.startswith(PREFIX) else ""


def with_names_of_2(element: Element) -> Element:
    """Return an element with the names of version 2, at all depths; it may have them already."""
    content = [part if isinstance(part, str) else with_names_of_2(part) for part in element.content]
    if not element.name.startswith(PREFIX):
        return Element(element.name, element.attributes, content, element.line)
    attributes = {
        name if name.startswith(("data-", "aria-", "xml")) else _camel(name): value
        for name, value in element.attributes.items()
    }
    return Element(_camel(element.name.removeprefix(PREFIX)), attributes, content, element.line)


def with_names_of_3(element: Element) -> Element:
    """Return an element that was made for version 2 with the names of version 3, at all depths."""
    content = [part if isinstance(part, str) else with_names_of_3(part) for part in element.content]
    if element.name not in WRITTEN:
        return Element(element.name, element.attributes, content)
    attributes = {
        name if name.startswith("x") else _hyphened(name): value for name, value in element.attributes.items()
    }
    return Element(PREFIX + _hyphened(element.name), attributes, content)


def _camel(name: str) -> str:
    return HYPHEN.sub(lambda found: found[1].upper(), name)


def _hyphened(name: str) -> str:
    return CAPITAL.sub(lambda found: "-" + found[1].lower(), name)
