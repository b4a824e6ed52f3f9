"""The article page: which rows it is made from, and the rendered page kept for the next reader.

The page is the same for every attested reader, so it is rendered once. What could change it is read in one query and
named in the key of the stored page; docs/decisions/0006 tells why.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.cache import caches
from django.db.models import Case, F, JSONField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import TruncDate
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.crypto import get_random_string
from django.utils.http import urlencode

from cme.catalogue.addresses import absolute, path_in_english
from cme.catalogue.citing import citation_text, summary_of
from cme.catalogue.intext import pieces_of
from cme.catalogue.kinds import kind_context, page_template
from cme.catalogue.link_pictures import link_picture_of
from cme.catalogue.notices import Kind, Notice, notices_of
from cme.catalogue.papers import paper_of
from cme.catalogue.reviewed import late_review_of
from cme.catalogue.series import place_of
from cme.catalogue.structured import structured_data
from cme.catalogue.translations import origins, ways_to_read
from cme.catalogue.twins import is_explained
from cme.compiled import MOMENT, SLUG, CompiledQuery
from cme.evaluation.forms import EvaluationForm
from cme.evaluation.models import InstrumentVersion
from cme.support.dismissing import has_dismissed
from cme.support.models import Suggestion
from cme.ui.languages import language_now
from content.approved_wordings import newest_approval_in
from content.models import (
    Edition,
    EditionNotices,
    EditionTopic,
    QuestionVersion,
    RelatedArticle,
    Retraction,
    Translation,
)
from content.reference_notices import references_with_notices
from content.rendering import trusted
from content.services.relating import KEPT

# Where a reader's own form token goes in a stored page. Another one in each worker, so that no editor can write it.
TOKEN = f"@@{get_random_string(32)}@@"
INVITED = "<aside data-invitation "  # how the invitation begins in a stored page
RELATED = 3
STAMPED = (
    "pk", "changed_at", "newest_change", "newest_release", "sheet", "is_expired", "release__retraction", "is_paused",
    "newest_retraction", "credited_at", "newest_translation",
)  # fmt: skip


@dataclass(frozen=True)
class Stamp:
    """The rows that an article page is made from.

    Attributes:
        edition: Primary key of the edition that readers see.
        changed_at: When that row last changed.
        newest_change: When any edition last changed.
        newest_release: The edition released last, so that a scheduled one shows up among the related.
        sheet: The version of the instrument that is asked.
        is_expired: Whether tests can no longer be started.
        retraction: Of its release; None unless it is retracted.
        is_paused: Whether its release waits for what an urgent correction lacked.
        newest_retraction: The last one of any article, so that a neighbour shows its own.
        credited_at: When the suggestion that it names was decided last; None where it names none.
        newest_translation: When a translation of its release last changed; None where there is none.

    Moments are as the database has them: they are compared, never computed with.
    """

    edition: int
    changed_at: object
    newest_change: object
    newest_release: int
    sheet: int | None
    is_expired: bool
    retraction: int | None
    is_paused: bool
    newest_retraction: int | None
    credited_at: object
    newest_translation: object

    def key(self, origin: str) -> str:
        """Return the name under which the page is kept in the language that is spoken now.

        It is free of spaces, and shorter than 250 characters. In other languages than English what was approved last
        is named too; one query then.
        """
        language = language_now().code
        approved = newest_approval_in(language)
        return hashlib.sha256(repr((*astuple(self), origin, language, approved)).encode()).hexdigest()

    @property
    def is_closed(self) -> bool:
        """Nothing can be started."""
        return bool(self.is_expired or self.retraction or self.is_paused)


def _stamp_query(slug: str, at: datetime) -> QuerySet[Edition, tuple[Any, ...]]:
    editions = Edition.objects.order_by()
    newest_change = editions.order_by("-changed_at").values("changed_at")[:1]
    newest_release = editions.filter(released_at__lte=at).order_by("-released_at").values("pk")[:1]
    return (
        editions.current_at(at)
        .filter(slug=slug)
        .annotate(
            newest_change=Subquery(newest_change),
            newest_release=Subquery(newest_release),
            sheet=Subquery(InstrumentVersion.objects.in_use_at(at).values("pk")[:1]),
            is_expired=Case(When(expires_on__lt=TruncDate(Value(at), tzinfo=UTC), then=True), default=False),
            is_paused=Case(
                When(release__pause__isnull=False, release__pause__lifted_at=None, then=True), default=False
            ),
            newest_retraction=Subquery(Retraction.objects.order_by("-pk").values("pk")[:1]),
            credited_at=Subquery(_credit("release__article").values("decided_at")[:1]),
            newest_translation=Subquery(
                Translation.objects.filter(edition__release=OuterRef("release"))
                .order_by("-changed_at")
                .values("changed_at")[:1]
            ),
        )
        .values_list(*STAMPED)
    )


def _credit(article: str) -> "QuerySet[Suggestion]":
    """Return the suggestion that an article names: at most one, by constraint."""
    return Suggestion.objects.credited().filter(credited_in=OuterRef(article)).order_by()


_stamps = CompiledQuery(_stamp_query, slug=SLUG, at=MOMENT)


def stamp_of(slug: str, *, at: datetime) -> Stamp | None:
    """Return the rows that the article's page is made from now, in one query; None where readers see no edition."""
    row = _stamps.first(slug=slug, at=at)
    return Stamp(*row) if row else None


def page_of(request: HttpRequest, stamp: Stamp, *, at: datetime) -> str:
    """Return the article page for this reader: the stored one, or a fresh one, with the reader's own form token.

    The invitation to support is in every stored page, and hidden here from readers who dismissed it.
    """
    pages = caches["pages"]
    key = stamp.key(absolute(request, "/"))
    html: str | None = pages.get(key)
    if html is None:
        context = article_context(request, stamp, at=at)
        html = render_to_string(page_template(context["source"]), context, request)
        pages.set(key, html)
    if has_dismissed(request):
        html = html.replace(INVITED, f"{INVITED}hidden ")
    return html.replace(TOKEN, get_token(request))


def article_context(request: HttpRequest, stamp: Stamp, *, at: datetime) -> dict[str, Any]:
    """Collect what the page shows, in one query."""
    rows = {edition.pk: edition for edition in _editions_on_page(stamp, at)}
    edition = rows.pop(stamp.edition)
    edition.source, edition.html = edition.main_source | late_review_of(edition), edition.main_html
    corrections = [rows.pop(pk) for pk, row in list(rows.items()) if row.release_id == edition.release_id]
    canonical = absolute(request, path_in_english("catalogue:article", edition.slug))
    context = edition_context(
        edition, canonical=canonical, works=edition.notices or [], notices=notices_of(edition, corrections)
    )
    main_topic = (edition.teaser["topics"] or [{"slug": ""}])[0]["slug"]
    others = sorted(rows.values(), key=lambda row: (row.listed_at, row.pk), reverse=True)
    following = [row for row in others if _is_on(row, main_topic) and row.listed_at < edition.listed_at]
    following += [row for row in others if _is_on(row, main_topic)]
    next_edition = following[0] if following else None
    return context | {
        "next_edition": next_edition,
        "series": place_of(edition),
        "related": [row for row in _nearest_first(others) if row is not next_edition][:RELATED],
        **sheet_context(edition.sheet),
        "is_expired": stamp.is_expired,
        "is_closed": stamp.is_closed,
        "languages": [] if stamp.retraction else ways_to_read(edition),
    }


def edition_context(
    edition: Any, *, canonical: str, works: Sequence[Mapping[str, Any]], notices: Sequence[Notice] = ()
) -> dict[str, Any]:
    """Collect what the page shows of the edition alone.

    Args:
        edition: An edition with ``release_number`` beside its fields, stored or not.
        canonical: Full address of the article.
        works: What became of the works that it cites.
        notices: What readers must know of it.
    """
    source = edition.source
    is_retracted = any(notice.kind == Kind.RETRACTED for notice in notices)
    summary = summary_of(edition, canonical, is_retracted=is_retracted)
    return {
        "edition": edition,
        "is_stored": True,
        "suggested_by": getattr(edition, "suggested_by", None) or "",
        "release_number": edition.release_number,
        "has_twin": getattr(edition, "has_twin", False),
        "source": source,
        **{name: source.get(name, False) for name in ("is_review_pending", "is_support_pending")},
        "pieces": pieces_of(edition.html, source.get("in_text", [])),
        "asks_for_order": any(row["kind"] == QuestionVersion.Kind.ORDERING for row in source.get("in_text", [])),
        "references": references_with_notices(edition.html["references"], source["references"], works),
        "abbreviations": trusted(edition.html.get("abbreviations", "")),  # older editions have no list
        "paper": paper_of(source, works),
        "csrf_placeholder": TOKEN,
        "canonical": canonical,
        "notices": notices,
        "is_retracted": is_retracted,
        "languages": [],
        "citation": citation_text(summary),
        "shared_title": summary.title,
        "picture": link_picture_of(edition, canonical),
        "has_changed": any(notice.kind != Kind.PAUSED for notice in notices),
        "structured_data": structured_data(edition, canonical, notices),
        **kind_context(source, edition.html),
        "mail_href": "mailto:?" + urlencode({"subject": summary.title, "body": canonical}).replace("+", "%20"),
    }


def sheet_context(sheet: dict[str, Any] | None) -> dict[str, Any]:
    """Return the statements to rate and the form that asks them."""
    if not sheet:
        return {"sheet": None, "evaluation_form": None}
    form = EvaluationForm(sheet)
    taps = sum(row["kind"] == "agreement" for row in sheet["statements"])
    return {"sheet": form.sheet | {"taps": taps}, "evaluation_form": form}


def _nearest_first(editions: Sequence[Any]) -> list[Any]:
    """Return those first that were found to be related, the nearest first; the others stay as they were."""
    return sorted(editions, key=lambda row: row.related_position or len(editions) + KEPT)


def _is_on(edition: Edition, topic_slug: str) -> bool:
    return any(topic["slug"] == topic_slug for topic in edition.teaser["topics"])


def _editions_on_page(stamp: Stamp, at: datetime) -> QuerySet[Any]:
    """Load the edition, what it corrected, those related to it, its neighbours, and the sheet: one query."""
    tied = EditionTopic.objects.filter(edition=stamp.edition)
    current = Q(edition__superseded_at__isnull=True) | Q(edition__superseded_at__gt=at)
    chosen = Q(pk=stamp.edition) | Q(pk__in=_told_corrections(stamp, at).values("pk"))
    for position in (1, 2):
        topic = Subquery(tied.filter(position=position).values("topic")[:1])
        listed_at = Subquery(tied.filter(position=position).values("listed_at")[:1])
        others = EditionTopic.objects.filter(current, topic=topic, edition__released_at__lte=at)
        others = others.filter(edition__release__retraction=None).exclude(edition=stamp.edition)
        older = others.filter(listed_at__lt=listed_at).order_by("-listed_at")
        newest = others.order_by("-listed_at")
        chosen |= Q(pk__in=older.values("edition")[: RELATED + 1]) | Q(pk__in=newest.values("edition")[:RELATED])
    own = Edition.objects.filter(pk=stamp.edition).order_by().values("release__article")[:1]
    related = RelatedArticle.objects.filter(article=Subquery(own)).order_by()
    here = Edition.objects.current_at(at).filter(release__article__in=related.values("other")).order_by()
    chosen |= Q(pk__in=here.filter(release__retraction=None).values("pk"))  # as above: no retracted one is read next
    place = related.filter(other=OuterRef("release__article")).values("position")
    return (
        Edition.objects.filter(chosen)
        .order_by()
        .defer("source", "html")  # long, and of no use for neighbours
        .with_notices()
        .with_late_review()
        .with_link_picture()
        .with_series(at)
        .annotate(
            main_source=Case(When(pk=stamp.edition, then=F("source")), output_field=JSONField()),
            main_html=Case(When(pk=stamp.edition, then=F("html")), output_field=JSONField()),
            suggested_by=Subquery(_credit("release__article").values("credit_name")[:1]),
            sheet=Subquery(InstrumentVersion.objects.filter(pk=stamp.sheet or 0).order_by().values("sheet")[:1]),
            notices=Subquery(EditionNotices.objects.filter(edition=stamp.edition).values("notices")[:1]),
            release_number=F("release__number"),
            has_twin=is_explained(at),
            related_position=Subquery(place[:1]),
            **origins(),
        )
    )


def _told_corrections(stamp: Stamp, at: datetime) -> QuerySet[Edition]:
    """Return the earlier minor corrections in the release of the edition that come with a notice."""
    release = Edition.objects.filter(pk=stamp.edition).order_by().values("release")[:1]
    told = Edition.objects.filter(release=Subquery(release), correction__gt=0, superseded_at__lte=at).order_by()
    return told.exclude(what_changed="").exclude(superseded_at=F("released_at"))
