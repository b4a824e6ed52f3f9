"""What the page of a question shows: its versions, where each is used, corrections, and how people did."""

from collections import defaultdict
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Prefetch
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from cme.desk.pages import address_of
from cme.outcomes.difficulty import Band, band_of, facilities_by_edition
from cme.outcomes.measures import Measure
from content.accepted_wordings import said
from content.corrected_text import as_next_wording
from content.edition_numbers import number_of
from content.models import Article, DraftItem, EditionItem, KeyCorrection, Question, QuestionVersion
from content.models.question import Role
from content.question_text import WITH_PARTS
from content.services.questions import wording_as_text

WROTE = "Wrote version {}."
CORRECTS = "content.correct_key"


def page_of(request: HttpRequest, question: Question) -> dict[str, Any]:
    """Collect what is shown of a question. The number of queries does not grow with versions or uses."""
    loaded = KeyCorrection.objects.select_related("made_by").with_rationales()
    versions = list(
        question.versions.order_by("-number").prefetch_related("options", "parts__key", Prefetch("corrections", loaded))
    )
    drafts, editions, writers = _drafts_of(question), _editions_of(question), _writers_of(question)
    may_change = request.user.has_perm("content.change_question")
    return {
        "versions": [
            {
                "version": version,
                "writer": writers.get(version.number, question.created_by if version.number == 1 else None),
                "rows": rows_of(version),
                "has_parts": version.kind in WITH_PARTS,
                "drafts": drafts[version.pk],
                "editions": editions[version.pk],
                "corrections": (corrections := list(version.corrections.all())),
                "is_void": bool(corrections and corrections[-1].key.get("is_void")),
                "published_key": _published_key(version) if corrections else "",
                "key_href": _key_href(request, version, editions[version.pk]),
            }
            for version in versions
        ],
        "newest": versions[0] if versions else None,
        "is_pinned": any(version.frozen_at for version in versions),
        "may_change": may_change,
        "articles": _articles(request, question) if may_change and not question.retired_at else [],
        "title": "Question",
    }


def rows_of(version: QuestionVersion) -> list[dict[str, Any]]:
    """Return the answers of a version as they are read: each with whether it is right, its share, and why.

    Where its key was corrected, they are those that hold. Its corrections are loaded with it.
    """
    text = as_next_wording(version, wording_as_text(version), list(version.corrections.all()))
    if version.kind in WITH_PARTS:
        return [
            {"text": part.text, "answer": "" if part.key is None else text.options[part.key].text}
            | {"why": part.rationale, "picture": part.image_alt if part.image else ""}
            for part in text.parts
        ]
    is_partial = version.scoring == QuestionVersion.Scoring.PARTIAL
    return [
        {
            "text": said(version.kind, option.text),
            "is_key": option.is_key,
            "share": f"{100 * float(option.share):.4g}%" if is_partial and option.share else "",
            "tolerance": None if option.tolerance is None else f"{option.tolerance.normalize():f}",
            "why": option.rationale,
        }
        for option in text.options
    ]


def _key_href(request: HttpRequest, version: QuestionVersion, editions: list[dict[str, Any]]) -> str:
    """Return where the key of a version is corrected: of an article that asked it; empty for who may not."""
    if not editions or version.kind == QuestionVersion.Kind.CONFIDENCE or not request.user.has_perm(CORRECTS):
        return ""
    return address_of("key", editions[0]["article"], version.pk)


def _published_key(version: QuestionVersion) -> str:
    """Return the key that a version had before it was corrected, in words."""
    if version.kind in WITH_PARTS:
        return "; ".join(f"{part.text}: {part.key.text}" for part in version.parts.all() if part.key)
    options = version.options.all()
    return "; ".join(
        said(version.kind, row.text) for row in options if row.is_key or version.kind == QuestionVersion.Kind.ORDERING
    )


def _drafts_of(question: Question) -> dict[int, list[dict[str, str]]]:
    found: dict[int, list[dict[str, str]]] = defaultdict(list)
    for item in DraftItem.objects.filter(version__question=question).select_related("article"):
        href = f"{address_of('questions', item.article_id)}#question-{item.key}"
        found[item.version_id].append({"title": item.article.title, "href": href})
    return found


def _editions_of(question: Question) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    facilities = facilities_by_edition(question)
    items = (
        EditionItem.objects.filter(version__question=question)
        .select_related("edition__release__article")
        .defer("edition__source", "edition__html", "edition__teaser")
        .order_by("-edition__released_at", "role")
    )
    for item in items:
        edition = item.edition
        is_post = item.role == Role.POST
        found[item.version_id].append(
            {
                "article": edition.release.article_id,
                "title": edition.release.article.title,
                "number": number_of(edition),
                "href": reverse("admin:content_edition_change", args=[edition.pk]),
                "role": Role(item.role).label,
                "is_standing": edition.superseded_at is None,
                "facility": _words_of(facilities.get(edition.pk)) if is_post else "",
            }
        )
    return found


def _words_of(facility: Measure | None) -> str:
    if facility is None:
        return "not estimable: nobody was asked"
    if facility.value is None:
        return facility.reason
    band = band_of(facility)
    return f"{facility.value:.2f} (n = {facility.n}), {'middling' if band == Band.MIDDLE else band.value}"


def _writers_of(question: Question) -> dict[int, Any]:
    """Return who wrote which version, as far as the history of the desk tells."""
    content_type = ContentType.objects.get_for_model(Question)
    entries = LogEntry.objects.filter(
        content_type=content_type, object_id=str(question.pk), change_message__startswith=WROTE.partition("{")[0]
    ).select_related("user")
    numbers = {entry.change_message.rstrip(".").rpartition(" ")[2]: entry.user for entry in entries}
    return {int(number): user for number, user in numbers.items() if number.isdecimal()}


def _articles(request: HttpRequest, question: Question) -> list[dict[str, Any]]:
    """Return the drafts that can take a question; the one that the list was opened for is chosen."""
    asked = request.GET.get("for_article") or QueryDict(request.GET.get("_changelist_filters", "")).get("for_article")
    rows = Article.objects.exclude(draft_items__version__question=question).order_by("-updated_at")
    return [{"pk": pk, "title": title, "is_chosen": str(pk) == asked} for pk, title in rows.values_list("pk", "title")]
