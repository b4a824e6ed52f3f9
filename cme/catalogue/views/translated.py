"""An article in another language: the translation there is, or what there is to know of one, and asking for it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cme.access.gate import Question, gated
from cme.access.senders import network_of_sender
from cme.access.services import may_send
from cme.catalogue.addresses import absolute
from cme.catalogue.intext import Piece, pieces_of
from cme.catalogue.kinds import page_template
from cme.catalogue.reading import TOKEN, Stamp, article_context, stamp_of
from cme.catalogue.translated import disclaimer_of, interface_language, words_of
from cme.catalogue.views.article import teaser
from content.kinds import ArticleKind, kind_of
from content.models import Edition, Translation
from content.services.translating import TranslationRefused, last_asked, may_readers_ask, request_translation
from content.translating.languages import Language, is_offered, language_of


def teaser_in(request: HttpRequest, question: Question, /, **kwargs: Any) -> HttpResponse:
    """Show what the public may see of the article; nothing at the address of a language that is not offered."""
    if not is_offered(kwargs["language"]):
        raise Http404
    return teaser(request, question, **kwargs)


@gated(teaser=teaser_in)
@require_http_methods(["GET", "HEAD", "POST"])
def translated(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """Show the article in a language; on a POST, ask for a machine translation. No page waits for a machine."""
    now = timezone.now()
    stamp = stamp_of(slug, at=now)
    if stamp is None or not is_offered(language):
        raise Http404
    if stamp.retraction:
        return redirect("catalogue:article", slug)  # what stands there must be read before anything else
    edition = Edition.objects.select_related("release").defer("source", "html").get(pk=stamp.edition)
    if request.method == "POST":
        return _ask(request, edition, language, at=now)
    translation = Translation.objects.for_edition(edition).filter(language=language).first()
    if translation:
        return HttpResponse(_page_of(request, stamp, translation, at=now))
    return _state(request, edition, language_of(language))


def _ask(request: HttpRequest, edition: Edition, language: str, *, at: datetime) -> HttpResponse:
    """Ask for a translation, so often from one network address; lead back to the page, which tells how far it is."""
    is_new = not Translation.objects.standing().filter(edition=edition, language=language, origin="machine").exists()
    an_hour = settings.TRANSLATIONS_AN_HOUR
    if is_new and not may_send(purpose="translation", who=network_of_sender(request), an_hour=an_hour, at=at):
        message = _("Many translations were asked for in this hour. Please try again in an hour.")
        return _state(request, edition, language_of(language), refusal=message, status=429)
    try:
        request_translation(edition=edition, language=language, at=at)
    except TranslationRefused:
        message = _("No machine translation of this article can be made.")
        return _state(request, edition, language_of(language), refusal=message, status=409)
    response = HttpResponseRedirect(reverse("catalogue:translated", args=[edition.slug, language]))
    response.status_code = 303
    return response


def _state(
    request: HttpRequest, edition: Edition, language: Language, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    """Say that there is no translation yet, and what can be done."""
    asked = last_asked(edition, language.code)
    is_of_this = asked is not None and asked.edition_id == edition.pk
    context = {
        "edition": edition,
        "into": language,
        "state": asked.state if asked and (is_of_this or asked.state == Translation.State.WITHDRAWN) else "",
        "may_ask": not is_of_this and may_readers_ask(asked, language.code),
        "refusal": refusal,
    }
    return render(request, "catalogue/translation_state.html", context, status=status)


def _page_of(request: HttpRequest, stamp: Stamp, translation: Translation, *, at: datetime) -> str:
    """Return the page, the same for all attested readers, from the store or fresh, with this reader's form token."""
    pages = caches["pages"]
    key = stamp.key(f"{absolute(request, '/')} {translation.pk} {get_language()}")
    html: str | None = pages.get(key)
    if html is None:
        context = article_context(request, stamp, at=at) | _context(stamp, translation)
        context["kind_page"] = page_template(context["source"])
        context["stages"] = _stages(context)
        html = render_to_string("catalogue/translated.html", context, request)
        pages.set(key, html)
    return html.replace(TOKEN, get_token(request))


def _stages(context: Mapping[str, Any]) -> list[Piece]:
    """Return the text of a case between its questions: nobody reads what was decided before deciding."""
    source = context["source"]
    asked = [] if context["is_closed"] else source.get("in_text", [])
    return pieces_of(context["words"].html, asked)["body"] if kind_of(source) is ArticleKind.CASE else []


def _context(stamp: Stamp, translation: Translation) -> dict[str, Any]:
    edition = Edition.objects.select_related("release").get(pk=stamp.edition)
    language = language_of(translation.language)
    words = words_of(edition, translation)
    disclaimer, disclaimer_language = disclaimer_of(translation) if translation.is_machine else ("", "")
    return {
        "translation": translation,
        "own_path": reverse("catalogue:translated", args=[edition.slug, language.code]),
        "into": language,
        "words": words,
        # Headings come from the interface, which may not have this language.
        "interface_language": interface_language(language.code),
        "disclaimer": disclaimer,
        "disclaimer_language": disclaimer_language,
        "key_data": [{"html": words.html["key_data"], "questions": []}] if words.html.get("key_data") else [],
        "may_ask": bool(
            words.stale
            and translation.is_machine
            and may_readers_ask(last_asked(edition, language.code), language.code)
        ),
    }
