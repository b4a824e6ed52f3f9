"""The desk: Django's admin, arranged for the work of editors."""

from collections import Counter
from functools import update_wrapper
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from cme.desk.carrying import Carried, is_at_desk, is_sent_by_form
from cme.desk.forms.log_in import LogInForm
from cme.desk.groups import is_let_in
from cme.desk.pages import actor_of
from cme.desk.queues import Queue
from cme.desk.states import State
from cme.desk.turns import AN_ARTICLE, SECONDS, TOO_OFTEN, take_page
from cme.desk.waiting import queues_of
from cme.ui.forms import LARGEST_KEY

# The index after the articles: heading, what it is for, models. In the order of the work: what is needed to write an
# article, what its test and rating need, what is looked up once it is read, and last what is set up once in a while.
SECTIONS = (
    ("Questions", "The bank: what was asked, and what can be asked again.", ("content.Question",)),
    ("People", "Who writes and reviews, and what they disclosed.", ("content.Contributor", "content.Disclosure")),
    (
        "Topics and funders",
        "What articles are about, who gives money, and what they were shown.",
        ("content.Topic", "content.Funder", "content.Support", "content.Showing"),
    ),
    ("Series", "Articles that belong together, in an order.", ("content.Series",)),
    ("Problem reports", "What readers say is wrong, and what they were answered.", ("reporting.ProblemReport",)),
    (
        "Support",
        "What readers suggest, what organisations ask, what individuals gave and what it did.",
        (
            "support.Suggestion", "support.GrantEnquiry", "support.Contribution", "support.Payment",
            "support.Receipt", "support.ProviderEvent", "support.ContributionUse",
        ),
    ),
    (
        "News",
        "Who agreed to get news, to which words, and addresses that get none.",
        ("news.Consent", "news.Suppression"),
    ),
    (
        "More time",
        "For learners who need it where a test has a limit; they ask with the code that their test shows.",
        ("assessment.TimeAllowance",),
    ),
    (
        "Languages",
        "What readers attest, agree to or rate, in other languages: approved by a named person.",
        ("content.ApprovedWording",),
    ),
    ("Evaluation", "The statements that every article is rated by.", ("evaluation.InstrumentVersion",)),
    (
        "Editions and learners’ records",
        "What was published, and what learners did. Nobody changes these.",
        (
            "content.Edition", "content.Release", "content.KeyCorrection", "assessment.Attempt", "assessment.Answer",
            "assessment.Marking", "evaluation.Evaluation", "evaluation.Rating", "progress.Step", "learners.Learner",
            "access.Attestation", "access.Statement",
        ),
    ),
    (
        "Lists",
        "What can be chosen; entries retire, they never go.",
        ("content.ActivityFormat", "content.Competency", "content.AmountBand"),
    ),
    ("Who works here", "Log-ins, and what each may do.", ("learners.User", "auth.Group")),
    ("Background work", "What the worker does, what failed, and another try.", ("django_tasks_database.DBTaskResult",)),
)  # fmt: skip
# Where the name that a model has in the code, or in a library, says little to an editor.
LABELS = {
    "django_tasks_database.DBTaskResult": "Queues, failures and retries",
    "content.Support": "Agreements",
    "learners.User": "People with a log-in",
    "auth.Group": "Groups and their rights",
    "evaluation.InstrumentVersion": "Versions of the statements",
    "access.Statement": "Wordings of the gate",
    "progress.Step": "Reading: shown, started, finished",
}
LATEST = 8  # articles on the index


class DeskSite(admin.AdminSite):
    """The admin site of the product."""

    enable_nav_sidebar = False
    index_title = "Desk"
    login_form = LogInForm

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.site_header = self.site_title = f"{settings.SITE_NAME} desk"
        self.disable_action("delete_selected")  # one at a time, each looked at

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in staff who belong to no funder (S6); every address of the desk asks here."""
        return super().has_permission(request) and is_let_in(request.user)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Ask for the log-in as Django does; what a form sent after its session had ended is carried along.

        What a form sent to something that was deleted meanwhile is shown, so that it can be copied.
        """
        guarded = super().admin_view(self._bounded(view), cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_anonymous and is_sent_by_form(request) and is_at_desk(request.path):
                return self._ask_again(request)
            try:
                answer: HttpResponse = guarded(request, *args, **kwargs)
            except Http404:
                if not is_sent_by_form(request):
                    raise
                return self._tell_it_is_gone(request)
            return answer

        return update_wrapper(inner, guarded)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Log somebody in; where something was carried, ask whether to send it on."""
        carried = Carried.from_log_in(request) if request.method == "POST" else None
        response = super().login(request, {"carried": carried} | (extra_context or {}))
        if carried and response.status_code == 302 and self.has_permission(request):
            return render(request, "desk/carried.html", self.each_context(request) | {"title": "", "carried": carried})
        shown = response.context_data if isinstance(response, TemplateResponse) else None
        if shown and shown["form"].is_too_often:
            response.status_code = 429
        return response

    def _ask_again(self, request: HttpRequest) -> HttpResponse:
        context = self.each_context(request) | {
            "title": "Log in",
            "app_path": reverse("admin:login"),
            "next": reverse("admin:index"),
            "form": LogInForm(request),
            "carried": Carried.from_form(request),
        }
        return render(request, "admin/login.html", context, status=403)

    def _tell_it_is_gone(self, request: HttpRequest) -> HttpResponse:
        context = self.each_context(request) | {"title": "This is no longer here", "sent": Carried.from_form(request)}
        return render(request, "desk/gone.html", context, status=404)

    def _bounded(self, view: Any) -> Any:
        """Bound how many pages of articles one person is made in a minute; only those who may be here are counted.

        A number in the address that no row can have finds nothing, before a database is asked that cannot read it.
        """

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if any(isinstance(value, int) and value > LARGEST_KEY for value in kwargs.values()):
                raise Http404
            is_costly = request.method in {"GET", "HEAD"} and AN_ARTICLE.search(request.path)
            if is_costly and not take_page(f"user:{request.user.pk}", timezone.now()):
                return self._too_often(request)
            return view(request, *args, **kwargs)

        return update_wrapper(inner, view)

    def _too_often(self, request: HttpRequest) -> HttpResponse:
        context = self.each_context(request) | {"title": "Too many pages at once", "message": TOO_OFTEN}
        response = render(request, "desk/too_often.html", context, status=429)
        response["Retry-After"] = str(SECONDS)
        return response

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show articles first, then everything else this user may see."""
        context = self._articles(request) | {"sections": self._sections(request), "queues": self._queues(request)}
        context |= extra_context or {}
        return super().index(request, context)

    def app_index(  # type: ignore[override]
        self, request: HttpRequest, app_label: str, extra_context: Any = None
    ) -> HttpResponseRedirect:
        """Show the index: models are arranged by work there, not by app."""
        return HttpResponseRedirect(reverse("admin:index"))

    def _articles(self, request: HttpRequest) -> dict[str, Any]:
        model = apps.get_model("content", "Article")
        options = self.get_model_admin(model)
        if not options.has_view_or_change_permission(request):
            return {
                "articles": [],
                "counts": {},
                "may_see_articles": False,
                "may_add_article": False,
                "may_see_notices": False,
            }
        rows: Any = options.get_queryset(request)
        counts = _counts(rows)
        return {
            "articles": list(rows.select_related("updated_by").order_by("-updated_at")[:LATEST]),
            "counts": [(state, label, counts[state]) for state, label in State.choices],
            "may_see_articles": True,
            "may_add_article": options.has_add_permission(request),
            "now": timezone.now(),
            "may_see_notices": request.user.has_perm("content.view_worknotice"),
        }

    def _queues(self, request: HttpRequest) -> list[Queue]:
        return queues_of(actor_of(request), at=timezone.now())

    def _sections(self, request: HttpRequest) -> list[dict[str, Any]]:
        listed = {model["model"]: model for app in self.get_app_list(request) for model in app["models"]}
        sections = []
        for heading, purpose, names in SECTIONS:
            models = [_labelled(name, listed) for name in names if apps.get_model(name) in listed]
            if models:
                sections.append({"heading": heading, "purpose": purpose, "models": models})
        return sections


def _labelled(name: str, listed: dict[Any, dict[str, Any]]) -> dict[str, Any]:
    """Return a model of the index under a name that says what it is."""
    model = listed[apps.get_model(name)]
    return model | {"name": LABELS.get(name, model["name"])}


def _counts(articles: Any) -> Counter[str]:
    """Count articles by state; those in review or approved also where readers have an earlier edition."""
    counts: Counter[str] = Counter()
    for state, review, n in articles.order_by().values_list("state", "review").annotate(n=Count("pk")):
        for name in {state, review} - {""}:
            counts[name] += n
    return counts
