"""The languages in which an article can be read, as its page names them."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Case, OuterRef, Q, Subquery, Value, When

from content.models import Translation
from content.services.translating import may_be_made
from content.translating.languages import Language, languages_offered


@dataclass(frozen=True)
class WayToRead:
    """A language, and who translates into it.

    Attributes:
        language: The language.
        origin: ``editor`` or ``machine``; empty where a machine can be asked for it.
    """

    language: Language
    origin: str


def origins() -> dict[str, Subquery]:
    """Return what tells, with an edition, who translated it into each language offered; None where nobody did.

    And whether readers can ask no machine for it, because of what became of the translation that was asked for last.
    """
    codes = list(enumerate(settings.TRANSLATION_LANGUAGES))
    who = {f"translated_{place}": _origin(code) for place, code in codes}
    return who | {f"is_closed_{place}": _is_closed(code) for place, code in codes}


def ways_to_read(edition: Any) -> list[WayToRead]:
    """Return the languages in which an edition can be read, or be asked for; loaded with :func:`origins`."""
    ways = []
    for place, language in enumerate(languages_offered()):
        origin = getattr(edition, f"translated_{place}") or ""
        if origin or (may_be_made(language.code) and not getattr(edition, f"is_closed_{place}")):
            ways.append(WayToRead(language, origin))
    return ways


def _origin(code: str) -> Subquery:
    shown = Translation.objects.published().filter(
        edition__release=OuterRef("release"), edition__correction__lte=OuterRef("correction"), language=code
    )
    return Subquery(shown.order_by("origin").values("origin")[:1])


def _is_closed(code: str) -> Subquery:
    """Return whether the editors withdrew the one asked for last, or that of this very edition came to nothing."""
    asked = Translation.objects.filter(
        edition__release__article=OuterRef("release__article"), language=code, origin=Translation.Origin.MACHINE
    )
    came_to_nothing = Q(edition=OuterRef("pk"), state__in=[Translation.State.REFUSED, Translation.State.FAILED])
    closed = Case(When(Q(state=Translation.State.WITHDRAWN) | came_to_nothing, then=Value(True)), default=Value(False))
    return Subquery(asked.order_by("-pk").annotate(is_closed=closed).values("is_closed")[:1])
