"""How to cite a summary of this site: as text, RIS and BibTeX. Teaser data only (A3), so that everybody may ask."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from django.conf import settings

from content.citations import lead_of, text_of
from content.citing.names import from_byline, listed
from content.citing.work import Name

RETRACTED = "Retracted: "
TYPES = {"ris": "application/x-research-info-systems", "bib": "application/x-bibtex", "txt": "text/plain"}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Spelled with balanced braces: BibTeX counts braces even where a backslash stands before them.
LATEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "$": r"\$", "&": r"\&",
    "#": r"\#", "_": r"\_", "%": r"\%", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", '"': r"\textquotedbl{}",
}  # fmt: skip


@dataclass(frozen=True)
class Summary:
    """What a citation of a summary says.

    Attributes:
        slug: Address of the article on the site.
        title: Its title; of a retracted one this is said first.
        names: Its authors as CSL-JSON has them, a team as a literal.
        topics: Names of its topics.
        day: Of the edition.
        version: Number of the edition, release and correction: ``2.1``.
        address: Full address of the article.
    """

    slug: str
    title: str
    names: tuple[Name, ...]
    topics: tuple[str, ...]
    day: date
    version: str
    address: str


def summary_of(edition: Any, canonical: str, *, is_retracted: bool) -> Summary:
    """Return what is cited of an edition that has ``release_number`` beside its fields."""
    teaser = edition.teaser
    names = (from_byline(row["name"]) if row["credentials"] else {"literal": row["name"]} for row in teaser["byline"])
    return Summary(
        slug=teaser["slug"],
        title=_line(f"{RETRACTED if is_retracted else ''}{teaser['title']}"),
        names=tuple({part: _line(value) for part, value in name.items()} for name in names),
        topics=tuple(_line(topic["name"]) for topic in teaser["topics"]),
        day=edition.released_at.astimezone(UTC).date(),
        version=f"{edition.release_number}.{edition.correction}",
        address=canonical,
    )


def citation_text(summary: Summary) -> str:
    """Return the citation in the style that the site has for references."""
    reference = {
        "kind": "webpage",
        "authors": listed(summary.names),
        "title": summary.title,
        "container": settings.SITE_NAME,
        "publisher": settings.OPERATOR_NAME,
        "published_on": summary.day.isoformat(),
        "note": f"Edition {summary.version}",
        "url": summary.address,
    }
    style = settings.REFERENCE_STYLE
    return f"{text_of(reference, style)}{lead_of(reference, style)} {summary.address}"


def citation_ris(summary: Summary) -> str:
    """Return the citation as RIS, a page of an electronic source.

    Source:
        RIS Format Specifications (Research Information Systems): tag, two blanks, hyphen, blank; lines end in CRLF;
        names as ``Surname, Given, Suffix``.
    """
    rows = [
        ("TY", "ELEC"),
        *(("AU", _inverted(name)) for name in summary.names),
        ("TI", summary.title),
        ("T2", _line(settings.SITE_NAME)),
        ("PB", _line(settings.OPERATOR_NAME)),
        ("PY", f"{summary.day:%Y}"),
        ("DA", f"{summary.day:%Y/%m/%d}"),
        ("ET", summary.version),
        *(("KW", topic) for topic in summary.topics),
        ("LA", settings.LANGUAGE_CODE),
        ("UR", summary.address),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in rows)


def citation_bibtex(summary: Summary) -> str:
    """Return the citation as BibTeX; biblatex reads ``version`` and ``url`` too, older styles print the note."""
    fields = {
        "author": " and ".join(_bibtex_name(name) for name in summary.names),
        "title": f"{{{_escaped(summary.title)}}}",  # braces of its own keep its capitals
        "howpublished": _escaped(_line(settings.SITE_NAME)),
        "publisher": _escaped(_line(settings.OPERATOR_NAME)),
        "year": f"{summary.day:%Y}",
        "month": MONTHS[summary.day.month - 1],
        "version": summary.version,
        "note": f"Edition {summary.version} of {summary.day.isoformat()}",
        "keywords": _escaped(", ".join(summary.topics)),
        "url": summary.address,
    }
    lines = [f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n" for name, value in fields.items() if value]
    return f"@misc{{{summary.slug}-{summary.version},\n{''.join(lines)}}}\n"


FORMS = {"ris": citation_ris, "bib": citation_bibtex, "txt": lambda summary: f"{citation_text(summary)}\n"}


def _line(text: str) -> str:
    """Return a text on one line, without signs that steer a reader."""
    return "".join(sign for sign in " ".join(text.split()) if unicodedata.category(sign) != "Cc")


def _inverted(name: Name) -> str:
    if "literal" in name:
        return name["literal"]
    return _joined(", ", (name.get("family"), name.get("given"), name.get("suffix")))


def _bibtex_name(name: Name) -> str:
    if "literal" in name:
        return f"{{{_escaped(name['literal'])}}}"
    parts = (name.get("family"), name.get("suffix"), name.get("given"))
    return _joined(", ", (_escaped(part) if part else "" for part in parts))


def _joined(sign: str, parts: Iterable[str | None]) -> str:
    return sign.join(part for part in parts if part)


def _escaped(text: str) -> str:
    return "".join(LATEX.get(sign, sign) for sign in text)
