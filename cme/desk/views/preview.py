"""Previews: the parts of a text while it is typed, and the whole page of a saved draft."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone

from cme.catalogue.kinds import page_template
from cme.catalogue.reading import TOKEN
from cme.desk.hinting import hints_while_typing
from cme.desk.pages import actor_of, fetch_article, page_context
from cme.desk.previewing import preview_context, shown_at_desk, source_as_typed
from content.markdown import Reading
from content.models import Article
from content.rendering import RenderRefused, render_source
from content.services.rates import take_turn

AT_ONCE, EACH = 60, timedelta(seconds=1)  # previews of a person while a text is typed
TOO_OFTEN = "The preview waits a moment, since many were asked for."


def parts(request: HttpRequest) -> JsonResponse:
    """Render the texts of a form as publishing would, and say what does not fit."""
    if not request.user.has_perm("content.change_article"):
        raise PermissionDenied
    if not take_turn(key=f"preview:{actor_of(request).pk}", burst=AT_ONCE, each=EACH, at=timezone.now()):
        return JsonResponse({"html": None, "problems": [TOO_OFTEN]}, status=429)
    number = request.POST.get("_article", "")
    article = get_object_or_404(Article, pk=number) if number.isdecimal() and len(number) < 18 else None
    source = source_as_typed(request.POST, article)
    try:
        html, reading = render_source(source)
    except RenderRefused as refusal:
        return JsonResponse({"html": None, "problems": [str(refusal)]})
    hints = hints_while_typing(source, html, reading, request.POST)
    return JsonResponse(
        {"html": {part: shown_at_desk(text) for part, text in html.items()}, "problems": _problems_in(reading)} | hints
    )


def preview(request: HttpRequest, article_id: int) -> HttpResponse:
    """Show the saved draft exactly as readers would see it; only headers tell that it is no page of theirs."""
    article = fetch_article(request, article_id)
    try:
        context = preview_context(request, article, at=timezone.now())
    except RenderRefused as refusal:
        message = {"message": str(refusal)}
        return render(request, "desk/no_preview.html", page_context(request, article, "preview") | message)
    html = render_to_string(page_template(context["source"]), context, request)
    response = HttpResponse(shown_at_desk(html).replace(TOKEN, get_token(request)))
    response["X-Robots-Tag"] = "noindex"
    response["X-Preview"] = f"draft {article.pk}, version {article.version}"
    return response


def _problems_in(reading: Reading) -> list[str]:
    """Say what the text names and nothing has."""
    return [
        *(f"No reference has the key of [@{key}]." for key in dict.fromkeys(reading.unknown_citations)),
        *(f"No figure has the key of figure:{key}." for key in dict.fromkeys(reading.unknown_figures)),
        *(f"Nothing is written for the note [^{key}]." for key in dict.fromkeys(reading.unknown_notes)),
        *(f"Two passages are named {name}." for name in dict.fromkeys(reading.repeated_passages)),
    ]
