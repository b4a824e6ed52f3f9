"""The addresses that an article has at the desk besides its form."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from cme.desk.views import (
    accreditation,
    figures,
    history,
    items,
    keep,
    keys,
    notices,
    outcomes,
    pictures,
    planning,
    preview,
    publish,
    questions,
    references,
    review,
    translations,
    twins,
)

View = Callable[..., Any]
_both = require_http_methods(["GET", "HEAD", "POST"])
_KEY = "<int:article_id>/keys/<int:version_id>/"
ROUTES: tuple[tuple[str, View, str], ...] = (
    ("preview-parts/", require_POST(preview.parts), "preview_parts"),
    ("pictures/<str:name>", require_safe(pictures.picture), "picture"),
    ("videos/<str:name>", require_safe(pictures.video), "video"),
    ("cited-works/", require_GET(references.works), "cited_works"),
    ("<int:article_id>/references/", _both(references.references), "references"),
    ("<int:article_id>/references/merge/", require_POST(references.merge), "merge"),
    ("<int:article_id>/references/<uuid:key>/", _both(references.paste), "paste"),
    ("<int:article_id>/figures/", require_POST(figures.add), "add_figure"),
    ("<int:article_id>/questions/", _both(questions.questions), "questions"),
    ("<int:article_id>/preview/", require_GET(preview.preview), "preview"),
    ("<int:article_id>/review/", _both(review.review), "review"),
    ("<int:article_id>/plain-language/", _both(twins.twin), "twin"),
    ("<int:article_id>/plain-language/preview/", require_GET(twins.twin_preview), "twin_preview"),
    ("<int:article_id>/plain-language/parts/", require_POST(twins.twin_parts), "twin_parts"),
    ("<int:article_id>/publish/", _both(publish.publish), "publish"),
    ("<int:article_id>/keep/<slug:page>/", _both(keep.keep), "keep"),
    ("keep/<slug:token>/", _both(keep.keep_new), "keep_new"),
    ("<int:article_id>/versions/", require_GET(history.history), "versions"),
    ("<int:article_id>/versions/<int:number>/", _both(history.version), "version"),
    ("<int:article_id>/duplicate/", require_POST(history.duplicate), "duplicate"),
    ("<int:article_id>/planning/", _both(planning.planning), "planning"),
    ("<int:article_id>/accreditation/", _both(accreditation.accreditation), "accreditation"),
    ("<int:article_id>/translations/", _both(translations.translations), "translations"),
    ("<int:article_id>/translations/<int:translation_id>/", _both(translations.translation), "translation"),
    ("<int:article_id>/notices/", require_GET(notices.notices), "notices"),
    ("<int:article_id>/notices/<slug:notice>.csv", require_GET(notices.export), "notices_export"),
    ("<int:article_id>/outcomes/", require_GET(outcomes.outcomes), "outcomes"),
    ("<int:article_id>/outcomes/<slug:kind>.csv", require_GET(outcomes.export), "export"),
    ("<int:article_id>/keys/", require_GET(keys.keys), "keys"),
    (_KEY, _both(keys.key), "key"),
    (f"{_KEY}<int:number>/", require_GET(keys.changes), "key_changes"),
    (f"{_KEY}<int:number>.csv", require_GET(keys.export), "key_export"),
    ("<int:article_id>/items/", require_GET(items.items), "items"),
    ("<int:article_id>/items/<int:question_id>/", require_GET(items.item), "item"),
    ("<int:article_id>/items/<slug:kind>.csv", require_GET(items.export), "items_export"),
)


def pages_of_article(wrap: Callable[[View], Callable[..., HttpResponse]]) -> list[URLPattern]:
    """Return the patterns of an article's pages, each behind the log-in that ``wrap`` asks for."""
    return [path(address, wrap(view), name=f"content_article_{name}") for address, view, name in ROUTES]
