"""The citation of a summary as a file: RIS, BibTeX or text; nothing of it is behind the gate."""

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from cme.access.gate import open_to_all
from cme.catalogue.addresses import absolute, path_in_english
from cme.catalogue.citing import FORMS, TYPES, summary_of
from content.models import Edition


@open_to_all
@require_safe
def citation(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Send the citation of the edition that readers see now; one query."""
    editions = Edition.objects.current_at(timezone.now()).teasers().annotate(release_number=F("release__number"))
    edition: Any = get_object_or_404(editions, slug=slug)
    canonical = absolute(request, path_in_english("catalogue:article", slug))
    summary = summary_of(edition, canonical, is_retracted=bool(edition.retracted_at))
    how = "inline" if form == "txt" else "attachment"
    return HttpResponse(
        FORMS[form](summary),
        content_type=f"{TYPES[form]}; charset=utf-8",
        headers={"Content-Disposition": f'{how}; filename="{slug}.{form}"', "X-Robots-Tag": "noindex"},
    )
