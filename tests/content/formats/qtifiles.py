"""QTI items and packages as other programs write them, for tests."""

import zipfile
from io import BytesIO

HEAD_2 = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!-- made elsewhere -->\n'
    '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="'
    'http://www.imsglobal.org/xsd/imsqti_v2p2 http://www.imsglobal.org/xsd/qti/qtiv2p2/imsqti_v2p2.xsd" '
    'identifier="i" title="Valves" adaptive="false" timeDependent="false">\n'
)
HEAD_3 = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!-- made elsewhere -->\n'
    '<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="i" title="Valves" '
    'adaptive="false" time-dependent="false" xml:lang="en">\n'
)
MATCH = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>'
MAP = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p2/rptemplates/map_response"/>'


def item(body: str, *, declared: str = "", rules: str = "", feedback: str = "", extra: str = "") -> bytes:
    """Return an item of 2.2: its element begins in line 3, the declaration in 4, ``body`` in 5, the rules in 6."""
    parts = f"{declared}{extra}\n<itemBody>{body}</itemBody>\n{rules}\n{feedback}"
    return (HEAD_2 + parts + "\n</assessmentItem>").encode()


def item_3(parts: str) -> bytes:
    return (HEAD_3 + parts + "\n</qti-assessment-item>").encode()


def declared(*correct: str, cardinality: str = "single", base_type: str = "identifier", mapping: str = "") -> str:
    values = "".join(f"<value>{value}</value>" for value in correct)
    right = f"<correctResponse>{values}</correctResponse>" if correct else ""
    return (
        f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="{base_type}">'
        f"{right}{mapping}</responseDeclaration>"
    )


def mapping(*rows: tuple[str, str], **attributes: str) -> str:
    bounds = "".join(f' {name}="{value}"' for name, value in attributes.items())
    entries = "".join(f'<mapEntry mapKey="{key}" mappedValue="{value}"/>' for key, value in rows)
    return f"<mapping{bounds}>{entries}</mapping>"


def choices(*texts: str, most: str = "1", prompt: str = "") -> str:
    rows = "".join(
        f'<simpleChoice identifier="{"ABCDEF"[place]}">{text}</simpleChoice>' for place, text in enumerate(texts)
    )
    shown = f"<prompt>{prompt}</prompt>" if prompt else ""
    return f'<choiceInteraction responseIdentifier="RESPONSE" maxChoices="{most}">{shown}{rows}</choiceInteraction>'


def manifest(*resources: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" '
        'identifier="m">\n<organizations/>\n<resources>\n' + "\n".join(resources) + "\n</resources></manifest>"
    )


def resource(href: str, kind: str = "imsqti_item_xmlv2p2", *files: str) -> str:
    listed = "".join(f'<file href="{path}"/>' for path in (href, *files))
    return f'<resource identifier="r" type="{kind}" href="{href}">{listed}</resource>'


def zipped(files: dict[str, bytes | str], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


ESSAY = item("<p>Why?</p><extendedTextInteraction responseIdentifier='RESPONSE'/>")
