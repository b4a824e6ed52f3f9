"""References into a draft: looked at first, then all that was chosen or nothing; and two of them made one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.text import slugify

from content.asking import Manners
from content.citing.fields import marks_of, reference_values
from content.citing.identifiers import Identifier
from content.citing.names import surname_of
from content.citing.pasting import Pasted, PasteRefused, read_paste
from content.citing.work import Work
from content.markdown import CITATION
from content.models import Article, Reference, ReferencePaste
from content.rendering import PARTS
from content.services.drafts import touch_article
from content.services.lookups import Answers, look_up, work_of

PASTES_LAST = timedelta(days=1)
MOST_ASKED = 100  # numbers of one paste; a page waits for the answers
LONGEST_KEPT = 5_000  # characters of what is at fault
SUPPLIED = ("authors", "title", "journal", "year", "volume", "issue", "pages", "doi", "pmid", "pmcid", "url", "note")


class ReferenceRefused(Exception):
    """Nothing was written; the message is fit to show to the editor."""


def keep_paste(
    *, article: Article, text: str, at: datetime, actor: AbstractBaseUser, manners: Manners
) -> ReferencePaste:
    """Read what was pasted, ask registries about numbers, and keep it all until its owner says what to do.

    Args:
        article: The draft.
        text: Numbers, BibTeX, RIS or CSL-JSON.
        at: When.
        actor: Who pasted.
        manners: How patiently registries are asked.

    Raises:
        PasteRefused: The text as a whole cannot be read.
    """
    pasted = read_paste(text)
    if len(pasted.identifiers) > MOST_ASKED:
        raise PasteRefused(f"This holds more than {MOST_ASKED} numbers. Add them in smaller parts.")
    answers = look_up(numbers=(number for _, number in pasted.identifiers), at=at, manners=manners)
    works = [{"line": found.line, "work": found.work, "is_bare": False} for found in pasted.works]
    faults = _kept_faults(text, pasted)
    works += [_looked_up(line, number, answers) for line, number in pasted.identifiers]
    with transaction.atomic():
        ReferencePaste.objects.filter(created_at__lt=at - PASTES_LAST).delete()
        return ReferencePaste.objects.create(  # type: ignore[misc]  # the site's user model
            article=article,
            works=sorted(works, key=lambda row: row["line"]),
            faults=faults,
            created_at=at,
            created_by=actor,
        )


def _kept_faults(text: str, pasted: Pasted) -> list[dict[str, Any]]:
    """Return the faults with what stands there, up to where the next thing begins, so that it can be mended."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    begun = {found.line for found in pasted.works} | {fault.line for fault in pasted.faults}
    begun |= {line for line, _ in pasted.identifiers}
    ends = dict(pairwise(sorted({*begun, len(lines) + 1})))
    return [
        {
            "line": fault.line,
            "message": fault.message,
            "text": "\n".join(lines[fault.line - 1 : ends[fault.line] - 1]).strip()[:LONGEST_KEPT],
        }
        for fault in pasted.faults
    ]


def _looked_up(line: int, number: Identifier, answers: Answers) -> dict[str, Any]:
    """Return the work of a number; where no registry tells of it, the number alone, and why."""
    answer = answers.known.get(number)
    if answer is not None:
        return {"line": line, "work": work_of(number, answer), "is_bare": False}
    why = answers.failed.get(number) or f"No registry knows {number}. Check it for a slip of the pen."
    return {
        "line": line,
        "work": {"type": "article-journal", number.kind.name: number.value},
        "is_bare": True,
        "why": why,
    }


def judged(article: Article, works: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Say of each work what it would be in the draft.

    Returns:
        For each its line, its ``values`` as fields of a reference, ``twin`` (the key of a reference that is the same,
        or "further up"), and ``why`` it could not be looked up, if so.
    """
    seen = {mark: row.key for row in reversed(article.references.all()) for mark in marks_of(vars(row))}
    rows = []
    for number, work in enumerate(works):
        values = reference_values(Work(work["work"]))
        marks = marks_of(values)
        twin = next((seen[mark] for mark in sorted(marks) if mark in seen), "")
        rows.append({
            "number": number, "line": work["line"], "values": values, "twin": twin, "why": work.get("why", ""),
            "is_bare": work["is_bare"],
        })  # fmt: skip
        if not twin:
            seen |= dict.fromkeys(marks, f"line {work['line']}")
    return rows


@transaction.atomic
def add_references(
    *, paste: ReferencePaste, chosen: set[int], at: datetime, actor: AbstractBaseUser
) -> list[Reference]:
    """Add what was chosen of a paste, once; what has become a duplicate meanwhile is left out.

    Args:
        paste: What was pasted.
        chosen: Places in the paste.
        at: When.
        actor: Who adds.

    Raises:
        ReferenceRefused: It was added before, or nothing was chosen.
    """
    if not chosen:
        raise ReferenceRefused("Choose at least one reference to add.")
    if not ReferencePaste.objects.filter(pk=paste.pk, added_at=None).update(added_at=at):
        raise ReferenceRefused("These were added already. Paste again to add others.")
    article = touch_article(article_id=paste.article_id, version=None, actor=actor, at=at)
    rows = [row for row in judged(article, paste.works) if row["number"] in chosen and not row["twin"]]
    taken = set(article.references.values_list("key", flat=True))
    made = []
    for row in rows:
        key = free_key(row["values"], taken)
        taken.add(key)
        made.append(Reference.objects.create(article=article, key=key, **row["values"]))
    ReferencePaste.objects.filter(pk=paste.pk).update(added=len(made))
    return made


def free_key(values: Mapping[str, Any], taken: set[str]) -> str:
    """Return a key such as ``litzow2024``, or ``litzow2024-2`` where that is taken."""
    name = slugify(surname_of(values["authors"])).replace("-", "")[:40]
    words = "-".join(slugify(values["title"]).split("-")[:3])[:40]
    stem = (f"{name}{values['year'] or ''}" if name else "") or words or slugify(values["doi"] or values["pmid"])[:50]
    stem = (stem or "reference").strip("-")
    key, number = stem, 1
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key


def duplicates_of(references: Sequence[Reference]) -> list[tuple[Reference, Reference]]:
    """Return pairs of references that are the same work, the earlier one first."""
    seen: dict[tuple[str, ...], Reference] = {}
    pairs = []
    for row in references:
        marks = marks_of(vars(row))
        twin = next((seen[mark] for mark in sorted(marks) if mark in seen), None)
        if twin is not None:
            pairs.append((twin, row))
        seen |= {mark: row for mark in marks if mark not in seen}
    return pairs


@transaction.atomic
def merge_references(
    *, article: Article, kept: str, gone: str, version: int, actor: AbstractBaseUser, at: datetime
) -> Reference:
    """Make one reference of two: the text and the questions follow to the kept key, and gaps are filled.

    Args:
        article: The draft.
        kept: Key of the reference that stays.
        gone: Key of the one that goes.
        version: The version the editor had open.
        actor: Who merges.
        at: When.

    Raises:
        DraftConflict: The draft has another version by now; nothing is written.
        ReferenceRefused: One of the two is not there, or they are one.
    """
    article = touch_article(article_id=article.pk, version=version, actor=actor, at=at)
    rows = {row.key: row for row in article.references.filter(key__in=[kept, gone])}
    if kept == gone or len(rows) != 2:
        raise ReferenceRefused("One of these references is no longer there. Look again.")
    stays, goes = rows[kept], rows[gone]
    for part in PARTS:
        setattr(article, part, renamed_citations(getattr(article, part), old=gone, new=kept))
    article.save(update_fields=list(PARTS))
    article.draft_items.filter(reference=goes).update(reference=stays)
    for name in SUPPLIED:
        if not getattr(stays, name):
            setattr(stays, name, getattr(goes, name))
    is_source = stays.is_source or goes.is_source
    goes.delete()
    stays.is_source = is_source
    stays.save()
    return stays


def renamed_citations(text: str, *, old: str, new: str) -> str:
    """Return a text that cites one key instead of another; a key that would stand twice in one bracket stands once."""

    def renamed(match: Any) -> str:
        keys = [part.strip(" @") for part in match[0][1:-1].split(";")]
        if old not in keys:
            return str(match[0])
        return "[" + "; ".join(f"@{key}" for key in dict.fromkeys(new if key == old else key for key in keys)) + "]"

    return CITATION.sub(renamed, text)
