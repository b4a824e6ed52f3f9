"""What the desk shows of a plain-language page besides its form: the checklist, where it stands, its history."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from cme.desk.pages import address_of
from content.findings import Severity
from content.models import Article, TwinDraft, TwinEdition
from content.twin_checks import check_twin
from content.twins import (
    STATEMENT,
    digest_of,
    edition_read_at,
    is_off,
    is_seen_supported,
    may_review,
    sign_off_of,
    switch_of,
)
from content.word_marks import Effort, mark_words, shortened

LABELS = {
    "title": "Title", "summary": "In one sentence", "body": "Text", "author": "Written by", "reviewer": "Reviewed by",
}  # fmt: skip
SHOWN = 50  # versions on the page


def findings_of(draft: TwinDraft, article: Article, *, at: datetime) -> dict[str, list[dict[str, Any]]]:
    """Return what the checklist finds, each with where to mend it; nothing of a page that was never saved."""
    found = check_twin(draft, edition_read_at(article, at), at=at) if draft.version else []
    rows: dict[str, list[dict[str, Any]]] = {"musts": [], "shoulds": []}
    for row in found:
        place = "musts" if row.severity is Severity.MUST else "shoulds"
        rows[place].append({"finding": row, "href": _href(row.field, article.pk)})
    return rows


def _href(field: str, article_id: int) -> str:
    if field == "contributions":
        return f"{address_of('change', article_id)}#contributions-group"
    if field == "article":
        return address_of("publish", article_id)
    return f"#{field}" if field in {"switch", "sign_off"} else f"#id_{field}"


def standing_context(request: HttpRequest, draft: TwinDraft, article: Article, *, at: datetime) -> dict[str, Any]:
    """Return where the page stands: what is shown, who signed, whether it is allowed, and what this user may do."""
    edition = edition_read_at(article, at)
    user = request.user
    shown = TwinEdition.objects.shown_at(at).filter(release__article=article).select_related("release").first()
    editions = TwinEdition.objects.filter(release__article=article).select_related("release", "published_by")
    is_reviewer = bool(draft.reviewer and draft.reviewer.user_id == user.pk and may_review(draft))
    return {
        "edition": edition,
        "shown": shown,
        "is_correction": edition is not None and any(row.release_id == edition.release_id for row in editions),
        "outdated": TwinEdition.objects.outdated_at(at).filter(release__article=article).first(),
        "twins": list(editions.defer("html")),
        "signed": sign_off_of(draft, edition) if draft.pk and edition else None,
        "statement": STATEMENT,
        "seen": digest_of(draft, edition.release_id) if edition else "",
        "may_sign": is_reviewer and edition is not None and user.has_perm("content.sign_off"),
        "may_ask": draft.pk is not None and may_review(draft) and user.has_perm("content.ask_review"),
        "is_supported": article.support.exists() or is_seen_supported(edition),
        "is_off": is_off(article, edition),
        "switch": switch_of(article),
        "may_switch": user.has_perm("content.allow_twin"),
    }


def versions_of(draft: TwinDraft, number: str) -> dict[str, Any]:
    """Return the versions of a page, and what one of them changed."""
    if not draft.version:
        return {"rows": [], "changes": None}
    rows = list(draft.versions.select_related("saved_by")[:SHOWN])
    places = {str(row.number): place for place, row in enumerate(rows)}
    if number not in places:
        return {"rows": rows, "changes": None}
    after = rows[places[number]]
    earlier = draft.versions.filter(number__lt=after.number).first()
    effort, before = Effort(), earlier.texts if earlier else {}
    changes = [
        {
            "label": label,
            "what": "changed" if before.get(name) else "added",
            "pieces": shortened(mark_words(before.get(name, ""), after.texts[name], effort)),
        }
        for name, label in LABELS.items()
        if before.get(name, "") != after.texts[name]
    ]
    return {"rows": rows, "changes": changes, "chosen": after}
