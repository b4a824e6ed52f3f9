"""The accreditation page of an article: what blocks, what funders were shown, and the file of each edition."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from cme.desk.pages import actor_of, fetch_article, page_context
from content.accreditation import name_of
from content.edition_numbers import number_of
from content.models import AccreditationFile, Article, Edition
from content.services.filing import make_accreditation_file
from content.told_support import untold_agreements

MAKES = "content.make_accreditationfile"


def accreditation(request: HttpRequest, article_id: int) -> HttpResponseBase:
    """List the editions with the files that were made of them; make one."""
    article = fetch_article(request, article_id)
    if not request.user.has_perm(MAKES):
        raise PermissionDenied
    if request.method == "POST":
        return _make(request, article)
    context = page_context(request, article, "accreditation") | {
        "editions": _editions(article),
        "showings": article.showings.select_related("funder", "shown_by"),
        "agreements": _agreements(article, at=timezone.now()),
        "may_agree": request.user.has_perm("content.add_support"),
    }
    return render(request, "desk/accreditation.html", context)


def _agreements(article: Article, *, at: datetime) -> list[dict[str, Any]]:
    """Return each agreement with what readers are told otherwise."""
    untold = {row.pk: said for row, said in untold_agreements(at=at, article_id=article.pk)}
    rows = article.support.select_related("funder", "amount_band")
    return [{"row": row, "untold": untold.get(row.pk, "")} for row in rows]


def _make(request: HttpRequest, article: Article) -> FileResponse:
    """Make the file and send it; that it was made is recorded first."""
    number, now = request.POST.get("edition", ""), timezone.now()
    editions = Edition.objects.filter(release__article=article).select_related("release").defer("html", "source")
    edition = get_object_or_404(editions, pk=int(number) if number.isdecimal() and len(number) < 18 else 0)
    record, file = make_accreditation_file(edition=edition, actor=actor_of(request), at=now)
    response = FileResponse(file, as_attachment=True, filename=name_of(edition, now), content_type="application/zip")
    response["Content-Length"] = str(record.size)
    return response


def _editions(article: Article) -> list[dict[str, Any]]:
    files: dict[int, list[AccreditationFile]] = {}
    for row in AccreditationFile.objects.filter(edition__release__article=article).select_related("made_by"):
        files.setdefault(row.edition_id, []).append(row)
    editions = Edition.objects.filter(release__article=article).select_related("release").without_text()
    return [
        {"number": number_of(row), "edition": row, "files": files.get(row.pk, [])} for row in editions.order_by("-pk")
    ]
