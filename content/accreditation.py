"""The accreditation file of an edition: a zip with all that is asked for later, and a manifest of SHA-256 hashes.

The same state gives the same bytes: entries stand in a fixed order with a fixed time, and nothing in them tells when
the file was made. ``sha256sum -c MANIFEST.sha256`` checks an unpacked file.
"""

import csv
import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import StringIO
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.utils.html import escape

from content.accreditation_halts import halts_of, sign_offs_for
from content.accreditation_pictures import FOLDER, PIECE, copied, note_of, pictures_of
from content.edition_numbers import number_of
from content.models import Edition, KeyCorrection, QuestionVersion, Showing, ShownReport
from content.rendering import PARTS
from content.source import picture_of

MANIFEST = "MANIFEST.sha256"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can tell
TRIGGERS = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001
NOT_KEPT = {"note": "This edition was published before dossiers were kept."}
README = """Accreditation file of “{title}”, edition {number}

planning.json          the planning record
edition/source.json    everything a reader sees, as written; its SHA-256 in canonical form is {hash}
edition/article.html   the same as rendered
disclosures.json       everyone with a role, what they disclosed, and what was decided about it
agreements.json        agreements with funders
test/items.json        the questions with keys, shares and reasons, as pinned by the edition, each with its SHA-256
test/policy.json       the rules of the test
checklist.json         what the checklist found when the edition was published
sign-offs.json         who confirmed the review, also after publication where this release rests on it
halts.json             urgent corrections with their pause and who lifted it, and retractions, of all releases
corrections.json       all editions of the article with what changed, and corrections of keys
independence-log.csv   what funders were shown of this article
shown/                 the figures of each report of aggregates among them, as they were shown
pictures/              the pictures of the text, the questions and their vignettes, as they were taken in
{manifest}        SHA-256 of every file above; check with: sha256sum -c {manifest}

A picture is named as at the end of its address in the files above. One whose file is not there is named in the
manifest, in a line that begins with “# missing”.

Moments are UTC. Planning, disclosures, agreements, checklist and sign-offs are as they were at publication.
Corrections, halts, later sign-offs and the independence log go on; they are as they were when this file was made.
"""


def name_of(edition: Edition, at: datetime) -> str:
    """Return the dated name of the file."""
    return f"accreditation-{edition.slug}-{number_of(edition)}-{at.astimezone(UTC):%Y-%m-%d}.zip"


def write_accreditation_file(edition: Edition, out: IO[bytes]) -> None:
    """Write the file, one entry after the other.

    Args:
        edition: Loaded with its release.
        out: Where to; it need not be seekable.
    """
    lines = []
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name, content in entries_of(edition):
            lines.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")
            _add(file, name, content)
        lines += [_add_picture(file, name) for name in pictures_of(edition)]
        _add(file, MANIFEST, "".join(lines).encode())


def _add(file: ZipFile, name: str, content: bytes) -> None:
    file.writestr(_entry(name, ZIP_DEFLATED), content)


def _entry(name: str, compression: int) -> ZipInfo:
    entry = ZipInfo(name, EPOCH)
    entry.compress_type, entry.external_attr, entry.create_system = compression, 0o644 << 16, 3
    return entry


def _add_picture(file: ZipFile, name: str) -> str:
    """Add a picture as it is, piece by piece; return what the manifest says of it, also where it is missing."""
    picture = copied(name)
    if isinstance(picture, str):
        return picture
    entry = _entry(FOLDER + name, ZIP_STORED)  # it is compressed already
    entry.file_size = picture.size
    with picture.file as content, file.open(entry, "w") as out:
        shutil.copyfileobj(content, out, PIECE)
    return f"{picture.digest}  {FOLDER}{name}\n{note_of(name, picture.digest)}"


def entries_of(edition: Edition) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of every entry but the manifest."""
    dossier = getattr(edition, "dossier", None)
    content: dict[str, Any] = dossier.content if dossier else {}
    number = number_of(edition)
    title = str(edition.source["title"])
    readme = README.format(title=title, number=number, hash=edition.source_hash, manifest=MANIFEST)
    yield "README.txt", readme.encode()
    yield "planning.json", _json(content.get("planning") if dossier else NOT_KEPT)
    yield "edition/source.json", _json(edition.source)
    yield "edition/article.html", _page(edition, title).encode()
    yield "disclosures.json", _json(content.get("people", NOT_KEPT))
    yield "agreements.json", _json(content.get("agreements", NOT_KEPT))
    yield "test/items.json", _json(_items(edition))
    yield "test/policy.json", _json(edition.policy)
    yield "checklist.json", _json(content.get("checklist", NOT_KEPT))
    yield "sign-offs.json", _json(sign_offs_for(edition, content, NOT_KEPT))
    yield "halts.json", _json(halts_of(edition))
    yield "corrections.json", _json(_corrections(edition))
    yield "independence-log.csv", _log(edition).encode()
    yield from _reports(edition)


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _page(edition: Edition, title: str) -> str:
    """Return the rendered parts as one page; they were made safe when they were rendered."""
    parts = "\n".join(f'<section id="{part}">\n{edition.html.get(part, "")}\n</section>' for part in PARTS)
    references = f"<ol>\n{edition.html.get('references', '')}\n</ol>"
    head = f'<meta charset="utf-8">\n<title>{escape(title)}</title>'
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n{head}\n</head>\n<body>\n<h1>{escape(title)}</h1>\n{parts}\n'
        f"{references}\n</body>\n</html>\n"
    )


def _items(edition: Edition) -> list[dict[str, Any]]:
    rows: dict[int, dict[str, Any]] = {}
    pinned = edition.items.select_related("version").prefetch_related("version__options", "version__parts")
    for item in pinned.order_by("role", "position"):
        row = rows.setdefault(item.version_id, _version(item.version) | {"asked_in": []})
        row["asked_in"].append({"role": item.role, "position": item.position, "objective": item.objective_key})
    return list(rows.values())


def _version(version: QuestionVersion) -> dict[str, Any]:
    return {
        "question": version.question_id,
        "version": version.number,
        "sha256": version.content_hash,
        "kind": version.kind,
        "scoring": version.scoring,
        "level": version.level,
        "stem": version.stem,
        "hint": version.hint,
        "unit": version.unit,
        "points": version.points,
        "denominator": version.denominator,
        "options": [
            {
                "id": row.pk,
                "text": row.text,
                "is_key": row.is_key,
                "shares": row.shares,
                "tolerance": None if row.tolerance is None else str(row.tolerance.normalize()),
                "rationale": row.rationale,
            }
            for row in version.options.all()
        ],
        "parts": [
            {"id": row.pk, "text": row.text, "key": row.key_id, "rationale": row.rationale}
            | ({"picture": picture_of(row)} if row.image else {})
            for row in version.parts.all()
        ],
    } | ({"picture": picture_of(version)} if version.image else {})


def _corrections(edition: Edition) -> dict[str, Any]:
    editions = (
        Edition.objects.filter(release__article=edition.release.article_id)
        .select_related("release", "published_by")
        .defer("source", "html", "teaser", "policy")
        .order_by("pk")
    )
    keys = KeyCorrection.objects.filter(version__edition_items__edition=edition).distinct().select_related("made_by")
    keys = keys.prefetch_related("rationales")
    return {
        "editions": [
            {
                "edition": number_of(row),
                "source_hash": row.source_hash,
                "released_at": _moment(row.released_at),
                "superseded_at": _moment(row.superseded_at),
                "expires_on": row.expires_on.isoformat() if row.expires_on else "",
                "published_by": row.published_by.get_username() if row.published_by else "",
                "what_changed": row.what_changed,
            }
            for row in editions
        ],
        "keys": [
            {
                "version": row.version_id,
                "number": row.number,
                "key": row.key,
                "reason": row.reason,
                "made_at": _moment(row.made_at),
                "made_by": row.made_by.get_username() if row.made_by else "",
                "rationales": [
                    {"option": why.option_id, "part": why.part_id, "text": why.text} for why in row.rationales.all()
                ],
            }
            for row in keys.order_by("version_id", "number")
        ],
    }


def _log(edition: Edition) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        [
            "funder",
            "what",
            "description",
            "how",
            "shown at",
            "shown by",
            "recorded at",
            "figures",
            "SHA-256 of the figures",
        ]
    )
    rows = Showing.objects.filter(article=edition.release.article_id).select_related("funder", "shown_by", "report")
    for row in rows.order_by("shown_at", "pk").iterator():
        texts = (row.funder.name, row.get_what_display(), row.description, row.how, _moment(row.shown_at))
        kept = getattr(row, "report", None)
        figures = (_name_of_figures(kept), kept.digest) if kept else ("", "")
        writer.writerow(safe_cells([*texts, row.shown_by.get_username(), _moment(row.recorded_at), *figures]))
    return out.getvalue()


def _reports(edition: Edition) -> Iterator[tuple[str, bytes]]:
    rows = ShownReport.objects.filter(showing__article=edition.release.article_id).order_by("showing")
    for row in rows.iterator():
        yield _name_of_figures(row), _json(row.figures)


def _name_of_figures(report: ShownReport) -> str:
    return f"shown/{report.from_on}-{report.to_on}-{report.showing_id}.json"


def safe_cells(texts: Sequence[str]) -> list[str]:
    """Keep spreadsheets from taking a text for a formula."""
    return [f"'{text}" if text.startswith(TRIGGERS) else text for text in texts]


def _moment(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else ""
