"""The search: open to all, on teasers for visitors who have not attested and on full texts for readers (A3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from cme.access.attesting import is_attested
from cme.access.gate import open_to_all
from cme.access.limits import MINUTE, Turn, take_turn_of_network
from cme.access.senders import network_of_sender
from cme.catalogue.addresses import absolute
from cme.catalogue.counting import counts_at
from cme.catalogue.search_form import ORDERS, Asking, SearchForm
from cme.learners.identity import learner_of
from cme.search.facets import Choice
from cme.search.models import Reach
from cme.search.searching import Results, Wish, labels_of, search
from cme.ui.languages import ENGLISH, language_now, said_in
from content.kinds import ArticleKind
from content.models import AgeGroup, StudyDesign
from content.translating.languages import original_language

HEADINGS: dict[str, Any] = {
    "topic": _("Topic"),
    "kind": _("Kind"),
    "design": _("Study design"),
    "population": _("Population"),
    "format": _("Format"),
    "year": _("Published"),
    "minutes": _("Reading time"),
    "test": _("Test"),
}
WORDED: dict[str, dict[str, Any]] = {
    "design": dict(StudyDesign.choices),
    "population": dict(AgeGroup.choices),
    "minutes": {"short": _("Up to 5 min"), "medium": _("6 to 10 min"), "long": _("Over 10 min")},
    "test": {"yes": _("With a test")},
    "kind": {kind.value: kind.label for kind in ArticleKind},
}
NAMED_BY_EDITORS = ("topic", "format")
MOST_CHOICES = 12


@dataclass(frozen=True)
class Link:
    """A choice as a link: what it is called, where it leads, how much it leaves, and whether it is chosen."""

    label: str
    address: str
    count: int | None = None
    is_chosen: bool = False


@dataclass(frozen=True)
class Group:
    """The choices of one facet."""

    name: str
    heading: Any  # a word, or one that waits for the language
    links: list[Link]


@open_to_all
@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Show what was found, or how to search."""
    is_reader = is_attested(request)
    asking = Asking(request.GET.dict(), may_leave_out_read=is_reader)
    form = SearchForm({"q": asking.text})
    is_asked = form.is_valid() and bool(form.cleaned_data["q"])
    turn = _turn_of(request) if is_asked else Turn(is_free=True)
    results = _look_up(request, asking, is_reader=is_reader) if is_asked and turn.is_free else None
    context: dict[str, Any] = {
        "error": str(form.errors["q"][0]) if form.errors else "" if turn.is_free else _too_many(turn.wait),
        "often": _overtaken(turn.wait or MINUTE),
        "asking": asking,
        "carried": list(asking.carried().items()) if asking.text else [],
        "results": results,
        "is_reader": is_reader,
        "in_other_language": language_now().code != original_language(),
        "canonical": absolute(request, request.path),
    }
    context |= _choices(asking, results, is_reader=is_reader) if results else {}
    if results is None or not results.counted.total:
        context["topics"] = counts_at(timezone.now()).topics
    status = 400 if form.errors else 200 if turn.is_free else 429
    response = render(request, "catalogue/search.html", context, status=status)
    if not turn.is_free:
        response["Retry-After"] = str(turn.wait)
    if is_reader:
        response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["Cookie"])
    return response


def _turn_of(request: HttpRequest) -> Turn:
    network = network_of_sender(request)
    a_minute = settings.SEARCHES_A_MINUTE
    return take_turn_of_network(purpose="search", network=network, a_minute=a_minute, at=timezone.now())


def _too_many(seconds: int) -> str:
    return ngettext(
        "Your network has searched very often in the last minute. Try again in %(n)s second.",
        "Your network has searched very often in the last minute. Try again in %(n)s seconds.",
        seconds,
    ) % {"n": seconds}


def _overtaken(seconds: int) -> str:
    """Return what the page says beside older results while somebody types."""
    return ngettext(
        "Your network has searched very often in the last minute, so what is below does not belong to these words. Try "
        "again in %(n)s second.",
        "Your network has searched very often in the last minute, so what is below does not belong to these words. Try "
        "again in %(n)s seconds.",
        seconds,
    ) % {"n": seconds}


def _look_up(request: HttpRequest, asking: Asking, *, is_reader: bool) -> Results:
    """Search; what is chosen and is no choice of anything, such as any text in an address, is forgotten."""
    asking.labels = labels_of(asking.chosen)
    asking.chosen = {
        name: value for name, value in asking.chosen.items() if name in asking.labels or value in WORDED.get(name, {})
    }
    wish = Wish(
        text=asking.text,
        reach=Reach.FULL if is_reader else Reach.TEASER,
        chosen=asking.chosen,
        order=asking.order,
        page=asking.page,
        unread_by=learner_of(request) if asking.is_unread else None,
    )
    return search(wish, at=timezone.now())


def _choices(asking: Asking, results: Results, *, is_reader: bool) -> dict[str, Any]:
    orders = [
        Link(str(label), asking.address(sort="" if order == "relevance" else order), is_chosen=order == asking.order)
        for order, label in ORDERS.items()
    ]
    groups = list(_groups(asking, results))
    unread = Link(
        str(_("Not yet read")), asking.address(unread="" if asking.is_unread else "yes"), is_chosen=asking.is_unread
    )
    return {
        "orders": orders,
        "groups": groups,
        "unread": unread if is_reader else None,
        "taken_back": [
            *_taken_back(asking),
            *([unread] if asking.is_unread else []),
            *([Link(str(ORDERS[asking.order]), asking.address(sort=""))] if asking.order != "relevance" else []),
        ],
        "all_of_them": asking.address(**dict.fromkeys(asking.carried(), "")),
        "meant_address": asking.address(q=results.meant) if results.meant else "",
        "singles": [Link(choice.label, asking.address(q=choice.value), choice.count) for choice in results.singles],
        "previous": asking.address(page=str(results.page - 1)) if results.page > 1 else "",
        "next": asking.address(page=str(results.page + 1)) if results.page < results.pages else "",
    }


def _groups(asking: Asking, results: Results) -> Iterator[Group]:
    """Yield the facets that leave a choice."""
    for name, heading in HEADINGS.items():
        chosen = asking.chosen.get(name)
        choices = results.counted.choices.get(name, ())
        shown = [choice for place, choice in enumerate(choices) if place < MOST_CHOICES or choice.value == chosen]
        links = [
            Link(
                _label(name, choice),
                asking.address(**{name: "" if choice.value == chosen else choice.value}),
                choice.count,
                is_chosen=choice.value == chosen,
            )
            for choice in shown
        ]
        if len(links) > 1 or chosen or (links and choices[0].count < results.counted.total):
            yield Group(name, str(heading), links)


def _taken_back(asking: Asking) -> Iterator[Link]:
    """Yield what is chosen, each as a link that takes it back."""
    for name, value in asking.chosen.items():
        label = _label(name, Choice(value, asking.labels.get(name, value), 0))
        yield Link(label, asking.address(**{name: ""}), is_chosen=True)


def _label(name: str, choice: Choice) -> str:
    label = str(WORDED.get(name, {}).get(choice.value, choice.label))
    return said_in(ENGLISH, label) if name in NAMED_BY_EDITORS else label
