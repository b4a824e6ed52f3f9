"""The publish page: what is missing, and the acts that change what readers see, each confirmed first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from cme.desk.forms.publishing import PublishForm, RetractForm, UrgentForm
from cme.desk.hinting import hints_of_draft
from cme.desk.pages import actor_of, address_of, fetch_article, page_context
from cme.desk.problems import problems_of
from cme.desk.publish_acts import ACTS, Act, Form
from cme.desk.states import State
from content.checklist import check_article
from content.edition_numbers import next_number, number_of, withdrawn_note
from content.findings import Finding, Severity
from content.models import Article, Edition, Pause
from content.services.halting import is_waived
from content.services.publishing import Correction, PublishRefused, missing_sentence, what_blocks
from content.source import hash_of, source_of

ROWS = {"objectives", "key_figures", "references", "contributions", "support", "figures"}
ALREADY = "The article is published already: it was sent twice, or somebody else was quicker. Nothing was done again."
CHANGED = "The draft was saved again after you opened this page. Look at what follows once more."


def publish(request: HttpRequest, article_id: int) -> HttpResponse:
    """Show the checklist; publish, schedule, cancel, correct urgently, retract or retire."""
    article = fetch_article(request, article_id)
    now = timezone.now()
    act = ACTS.get(request.POST.get("_act", ""))
    if request.method != "POST":
        return _show(request, article, _forms(article, now), now)
    if not request.user.has_perm(act.permission if act else "content.publish_article"):
        raise PermissionDenied
    forms = _forms(article, now, request)
    form = forms.get(request.POST.get("_act", ""))
    if isinstance(form, PublishForm) and _came_first(request, article):
        return _show(request, article, _forms(article, now), now, refusal=ALREADY, is_published=True)
    if act is None or "_back" in request.POST or (form is not None and not form.is_valid()):
        return _show(request, article, forms, now)
    if act.asks_version and request.POST.get("_version") != str(article.version):
        return _show(request, article, forms, now, refusal=CHANGED)
    if isinstance(form, PublishForm):
        kind = None if form.is_first else form.kind
        blocking = what_blocks(article, at=max(now, form.released_at or now), correction=kind)
        if blocking:
            return _show(request, article, forms, now, refusal=missing_sentence(blocking), blocking=blocking)
    if "_confirmed" not in request.POST:
        return _confirm(request, article, act, form)
    return _do(request, article, act, forms, now)


def address_of_finding(finding: Finding, article_id: int) -> str:
    """Return where a finding can be mended."""
    if finding.field.startswith("questions:"):
        key = finding.field.removeprefix("questions:")
        return address_of("questions", article_id) + (f"#question-{key}" if key else "")
    if finding.field == "review":
        return address_of("review", article_id)
    if finding.field.startswith("planning:"):
        return f"{address_of('planning', article_id)}#id_{finding.field.removeprefix('planning:')}"
    target = f"{finding.field}-group" if finding.field in ROWS else f"id_{finding.field}"
    return f"{address_of('change', article_id)}#{target}"


def _forms(article: Any, now: datetime, request: HttpRequest | None = None) -> dict[str, Form]:
    """Return the forms of the page by their acts; what was sent stands in the one that was sent."""
    act = request.POST.get("_act") if request else None
    sent = {name: request.POST if request and name == act else None for name in ("publish", "urgent", "retract")}
    return {
        "publish": PublishForm(
            sent["publish"],
            is_first=article.state != State.PUBLISHED,
            is_retracted=article.retracted_at is not None,
            now=now,
        ),
        "urgent": UrgentForm(sent["urgent"]),
        "retract": RetractForm(sent["retract"], initial={"retract_release": article.seen_release}),
    }


def _show(
    request: HttpRequest,
    article: Article,
    forms: dict[str, Form],
    now: datetime,
    *,
    refusal: str = "",
    blocking: Sequence[Finding] = (),
    is_published: bool = False,
) -> HttpResponse:
    """Show the page; ``blocking`` is what stops the very publication that was asked for.

    ``is_published`` leads from the refusal to what readers see.
    """
    is_same = _is_same(article)
    found = check_article(article, at=now)
    if is_same:  # what stops a kind of correction alone says nothing while there is none to publish
        found = [finding for finding in found if not finding.stops]
    findings = [*blocking, *(finding for finding in found if finding not in blocking)]
    rows = _rows(article, findings, blocking)
    context = page_context(request, article, "publish") | {
        "forms": forms,
        "problems": [problem for form in forms.values() for problem in problems_of(form)],
        "refusal": refusal,
        "published_at": article.get_absolute_url() if is_published else "",
        "musts": [row for row in rows if row["is_must"]],
        # What stops one kind of correction alone leaves the form, with what was typed, for the other kind.
        "is_stopped": any(finding.severity is Severity.MUST for finding in findings),
        "shoulds": [row for row in rows if not row["is_must"]],
        "hints": hints_of_draft(source_of(article)),
        "is_same": is_same,
        "is_urgent_possible": _is_urgent_possible(article, findings),
        "pause": _pause_of(article),
        "may_lift": request.user.has_perm("content.lift_pause"),
        "editions": _editions(article),
    }
    return render(request, "desk/publish.html", context)


def _rows(article: Article, findings: Sequence[Finding], blocking: Sequence[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "finding": finding,
            "href": address_of_finding(finding, article.pk),
            "is_must": finding.severity is Severity.MUST or finding in blocking,
        }
        for finding in findings
    ]


def _came_first(request: HttpRequest, article: Any) -> bool:
    """Tell whether a first publication was sent, and readers see these words meanwhile."""
    return article.state == State.PUBLISHED and "correction" not in request.POST and _is_same(article)


def _is_urgent_possible(article: Any, findings: Sequence[Finding]) -> bool:
    """Tell whether nothing stops a material correction but what others owe."""
    if article.state != State.PUBLISHED or article.retracted_at or article.next_at:
        return False
    kind = Correction.MATERIAL.value
    stops = [finding for finding in findings if finding.severity is Severity.MUST or finding.stops == kind]
    return bool(stops) and all(is_waived(finding) for finding in stops)


def _pause_of(article: Any) -> Pause | None:
    """Return the pause of the release that readers see."""
    pauses = Pause.objects.filter(release__article=article, release__number=article.release_number, lifted_at=None)
    return pauses.select_related("paused_by").first() if article.paused_at and not article.retracted_at else None


def _is_same(article: Any) -> bool:
    """Tell whether the draft says just what readers see, and that is not retracted."""
    if article.retracted_at:
        return False
    standing = Edition.objects.filter(release__article=article, superseded_at__isnull=True).first()
    return standing is not None and standing.source_hash == hash_of(source_of(article))


def _editions(article: Article) -> list[dict[str, Any]]:
    following = next_number(article)
    editions = (
        Edition.objects.filter(release__article=article)
        .with_notices()
        .select_related("release", "published_by", "reappearance")
        .defer("source", "html", "teaser")
        .order_by("-pk")
    )
    return [
        {
            "number": number_of(edition),
            "edition": edition,
            "withdrawn": withdrawn_note(edition, following=following),
            "reappearance": getattr(edition, "reappearance", None),
        }
        for edition in editions
    ]


def _confirm(request: HttpRequest, article: Article, act: Act, form: Form | None) -> HttpResponse:
    """Ask once more, with what was typed carried along."""
    carried = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    context = page_context(request, article, "publish") | {
        "carried": carried,
        "question": act.question,
        "consequence": act.consequence(article, form),
        "button": act.button,
        "is_grave": act.is_grave,
    }
    return render(request, "desk/confirm.html", context)


def _do(request: HttpRequest, article: Article, act: Act, forms: dict[str, Form], now: datetime) -> HttpResponse:
    try:
        with transaction.atomic():
            said = act.do(article, forms.get(request.POST["_act"]), actor_of(request), now)
            LogEntry.objects.log_actions(actor_of(request).pk, [article], CHANGE, said, single_object=True)
    except PublishRefused as refusal:
        form, article = forms.get(request.POST["_act"]), fetch_article(request, article.pk)
        if isinstance(form, PublishForm) and form.is_first and _came_first(request, article):
            return _show(request, article, _forms(article, now), now, refusal=ALREADY, is_published=True)
        return _show(request, article, forms, now, refusal=str(refusal), blocking=refusal.findings)
    messages.success(request, said)
    return HttpResponseRedirect(address_of("publish", article.pk))
