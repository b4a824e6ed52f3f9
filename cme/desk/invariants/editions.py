"""What is true of editions and pages beside their hashed sources. Each function yields the rows that break it."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db.models import Prefetch

from content.models import Edition, EditionItem, EditionPicture, TwinEdition
from content.models.question import Role
from content.rendering import RENDERER_VERSION, RenderRefused, render_source, render_text
from content.services.rerendering import renditions_of
from content.source import teaser_of

CHUNK = 50
# What reading a source that was changed may raise.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
OF_RENDITIONS = re.compile(r'<source [^>]*>|</?picture>| (?:srcset|sizes)="[^"]*"')
IN_TEST = {Role.PRE: "in_pre_test", Role.POST: "in_post_test", Role.TEXT: "in_text", Role.SELF: "in_self_check"}
COLUMNS = ("slug", "pass_mark_percent", "policy", "is_demonstration")


def edition_goes_by_its_source() -> Iterator[str]:
    """The teaser of an edition, its address and the rules of its tests are those of its source."""
    for edition in Edition.objects.order_by("pk").defer("html").iterator(CHUNK):
        for name in _other_than_source(edition):
            yield f"edition {edition.pk}: {name}"


def edition_asks_what_its_source_names() -> Iterator[str]:
    """The questions of an edition are those that its source names, in the same tests, order and places."""
    items = Prefetch("items", EditionItem.objects.order_by("role", "position"))
    for edition in Edition.objects.order_by("pk").only("source").prefetch_related(items).iterator(CHUNK):
        asked: dict[str, list[tuple[Any, ...]]] = {role: [] for role in Role}
        for row in edition.items.all():
            asked[row.role].append((row.version_id, row.objective_key, row.passage, row.reference_key))
        for role in Role:
            if _unless_unreadable(partial(_named, edition.source, role)) != asked[role]:
                yield f"edition {edition.pk}: {role.label}"


def html_is_what_the_source_renders_to() -> Iterator[str]:
    """The HTML that readers get of an edition or a plain-language page is what its source renders to.

    What an older renderer made is compared too: ``rerender`` belongs to every update. Only a source that the present
    renderer refuses keeps the HTML of the older one.
    """
    for edition in Edition.objects.order_by("pk").only("source", "html", "renderer_version").iterator(CHUNK):
        # Pictures may have come onto the page between two queries, so a difference is looked at twice.
        if not _is_rendered(edition) and not _is_rendered(Edition.objects.get(pk=edition.pk)):
            yield f"edition {edition.pk}: {_made_by(edition)}"
    for twin in TwinEdition.objects.order_by("pk").only("source", "html", "renderer_version").iterator(CHUNK):
        if not _is_same(twin, partial(_has_html_of_body, twin)):
            yield f"plain-language page {twin.pk}: {_made_by(twin)}"


INVARIANTS = (edition_goes_by_its_source, edition_asks_what_its_source_names, html_is_what_the_source_renders_to)


def _other_than_source(edition: Edition) -> Iterator[str]:
    if _unless_unreadable(partial(teaser_of, edition.source)) != edition.teaser:
        yield "teaser"
    for name in COLUMNS:
        if edition.source.get(name) != getattr(edition, name):
            yield name


def _named(source: dict[str, Any], role: Role) -> list[tuple[Any, ...]]:
    """Return what a source says of the questions of a test; the self-check came later than the other tests."""
    items = [item for item in source["items"] if item.get(IN_TEST[role])]
    return [(item["version"], item["objective"], item["passage"], item["reference"]) for item in items]


def _is_rendered(edition: Edition) -> bool:
    return _is_same(edition, partial(_has_html_of_source, edition))


def _has_html_of_source(edition: Edition) -> bool:
    """Compare the HTML; its pictures in other sizes only once all of them are made and shown."""
    html: dict[str, str] = render_source(edition.source, renditions=renditions_of(edition.source))[0]
    if html == edition.html:
        return True
    is_waiting = EditionPicture.objects.filter(edition=edition.pk, shown_at=None).exists()
    return is_waiting and _without_renditions(html) == _without_renditions(edition.html)


def _has_html_of_body(twin: TwinEdition) -> bool:
    return bool(render_text(twin.source["body"])[0] == twin.html)


def _without_renditions(html: dict[str, str]) -> dict[str, str]:
    return {part: OF_RENDITIONS.sub("", text) for part, text in html.items()}


def _is_same(row: Edition | TwinEdition, compare: Callable[[], bool]) -> bool:
    try:
        return compare()
    except RenderRefused:
        return row.renderer_version < RENDERER_VERSION
    except UNREADABLE:
        return False


def _made_by(row: Edition | TwinEdition) -> str:
    is_old = row.renderer_version < RENDERER_VERSION
    return "made by an older renderer; run rerender, then look again" if is_old else "HTML"


def _unless_unreadable(read: Callable[[], Any]) -> Any:
    """Return what is read, or None where the source does not say it."""
    try:
        return read()
    except UNREADABLE:
        return None
