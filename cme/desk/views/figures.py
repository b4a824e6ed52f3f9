"""Pictures that are dropped or pasted onto a text; without scripts, the rows of figures take them."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from cme.desk.forms.figures import PictureForm
from cme.desk.pages import actor_of, fetch_article
from content.markdown import picture_line
from content.services.figures import FigureRefused, add_figure


def add(request: HttpRequest, article_id: int) -> JsonResponse:
    """Add a figure to a draft, and answer with the line that shows it."""
    article = fetch_article(request, article_id)
    if not request.user.has_perms(["content.change_article", "content.add_figure"]):
        raise PermissionDenied
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse({"errors": {name: errors[0] for name, errors in form.errors.items()}}, status=400)
    told = form.cleaned_data
    try:
        figure = add_figure(
            article=article,
            content=told["image"],
            alt=told["alt"],
            credit=told["credit"],
            actor=actor_of(request),
            at=timezone.now(),
        )
    except FigureRefused as refusal:
        return JsonResponse({"errors": {"alt": str(refusal)}}, status=400)
    line = picture_line(key=figure.key, alt=figure.alt, caption=told["caption"])
    # A page that had the version before goes on with this one; any other still meets its conflict when it is saved.
    version = figure.article.version
    is_next = request.POST.get("_version", "") == str(version - 1)
    follows = {"version": version} if is_next else {}
    return JsonResponse({"key": figure.key, "alt": figure.alt, "line": line} | follows, status=201)
