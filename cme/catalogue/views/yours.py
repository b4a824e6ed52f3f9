"""What a learner comes back to: what was left open, what is new, the reading list, the topics followed."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cme.catalogue.news import News, news_for, slugs_to_mark
from cme.catalogue.own_copy import copy_of
from cme.catalogue.reading_list import entries_of
from cme.catalogue.resuming import open_tests, unfinished_of, words_of_place
from cme.catalogue.screen import EPOCH, moment_of, wants_json
from cme.learners.identity import learner_of
from cme.learners.models import Learner
from cme.progress.models import FollowedTopic, SavedArticle
from cme.progress.services import forget_reading, see_news
from cme.progress.visits import last_visit
from content.models import Topic

MICROSECONDS = 1_000_000  # in a second: finer than any two publications are apart


@require_safe
def reading(request: HttpRequest) -> HttpResponse:
    """Show what the learner comes back to; nothing is written. A script of an open page asks for its part of it."""
    return _part_for_script(request) if wants_json(request) else show(request)


def show(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """Show the whole page, with what could not be done."""
    now, learner = timezone.now(), learner_of(request)
    context: dict[str, Any] = {"refusal": refusal, "made": _number_of(now)}
    if learner:
        context |= {
            "is_known": True,
            "tests": open_tests(learner, at=now),
            "unfinished": _with_words(learner, now),
            "news": news_for(learner, at=now),
            "entries": entries_of(learner, at=now),
        }
    return render(request, "catalogue/your_reading.html", context, status=status)


def _with_words(learner: Learner, at: datetime) -> list[tuple[Any, str]]:
    return [(edition, words_of_place(edition.anchor)) for edition in unfinished_of(learner, at=at)]


def _number_of(moment: datetime) -> int:
    """Return a moment as a form carries it: ``moment_of`` reads it."""
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * MICROSECONDS + since.microseconds


def _part_for_script(request: HttpRequest) -> HttpResponse:
    """Answer a page that is the same for everybody: which of its articles are new to this learner, and its part."""
    now, learner = timezone.now(), learner_of(request)
    if learner is None:
        return JsonResponse({"html": "", "new": []})
    html, since = "", None
    if request.GET.get("for") == "home":
        news = news_for(learner, at=now)
        html, since = _for_home(learner, news, now), news.since
    elif slug := request.GET.get("topic"):
        html = _for_topic(request, learner, slug)
    since = since or last_visit(learner, at=now)
    return JsonResponse({"html": html, "new": slugs_to_mark(learner, since=since, at=now)})


def _for_home(learner: Learner, news: News, at: datetime) -> str:
    """Return the offers of the start page; empty where there is nothing to go on with, read or look up."""
    tests, unfinished = open_tests(learner, at=at), _with_words(learner, at)
    saved = SavedArticle.objects.by(learner).count()
    if not (tests or unfinished or saved or news.count or news.topics):
        return ""
    more = max(0, len(tests) + len(unfinished) - 1)
    context = {"tests": tests, "unfinished": unfinished, "more": more, "news": news, "saved": saved}
    return render_to_string("catalogue/_yours.html", context)


def _for_topic(request: HttpRequest, learner: Learner, slug: str) -> str:
    # PostgreSQL refuses to look for control signs.
    topic = Topic.objects.filter(slug=slug).first() if slug.isprintable() else None
    if topic is None:
        return ""
    is_followed = FollowedTopic.objects.by(learner).filter(topic=topic).exists()
    context = {"topic": topic, "is_followed": is_followed, "token": get_token(request)}
    return render_to_string("catalogue/_follow.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def seen(request: HttpRequest) -> HttpResponse:
    """Take it that the learner has seen what the page listed; what came out after it was made stays new."""
    learner = learner_of(request)
    if request.method == "POST" and learner:
        now = timezone.now()
        see_news(learner=learner, up_to=moment_of(request.POST.get("made"), unit=MICROSECONDS) or now, at=now)
    return HttpResponseRedirect(reverse("catalogue:reading") + "#new")


@require_safe
def copy(request: HttpRequest) -> HttpResponse:
    """Hand over everything that is recorded under the learner's key, as a file (G3); nothing where there is no key."""
    learner = learner_of(request)
    if learner is None:
        return redirect("catalogue:reading")
    values = copy_of(learner, at=timezone.now())
    response = JsonResponse(values, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="what-is-recorded.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def clear(request: HttpRequest) -> HttpResponse:
    """Delete what the learner keeps here; steps, tests and ratings are records and stay."""
    learner = learner_of(request)
    if request.method == "POST" and learner:
        forget_reading(learner=learner)
    return redirect("catalogue:reading")
