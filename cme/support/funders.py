"""Who gave for articles, by level, and what funders were shown: what the page about funders says."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext, gettext_noop

from content.models import Edition, Showing, Support

LOG_SHOWN = 200  # entries of the independence log; the newest
# Labels of levels and of what was shown, and the roles that editions freeze: kept in English, said in the reader's
# language where a page shows them.
WORDS = (
    gettext_noop("platinum"),
    gettext_noop("gold"),
    gettext_noop("silver"),
    gettext_noop("bronze"),
    gettext_noop("a published edition"),
    gettext_noop("a report of aggregates"),
    gettext_noop("something else"),
    gettext_noop("author"),
    gettext_noop("editor"),
    gettext_noop("reviewer"),
    gettext_noop("planner"),
    gettext_noop("expert"),
)


@dataclass
class Given:
    """What one funder gave at one level.

    Attributes:
        name: Of the funder.
        signed_on: Days on which agreements were signed.
        in_kind: What was given if not money.
        articles: Address and title of those that readers can see.
    """

    name: str
    signed_on: list[date] = field(default_factory=list)
    in_kind: list[str] = field(default_factory=list)
    articles: list[tuple[str, str]] = field(default_factory=list)

    @property
    def first_signed_on(self) -> date:
        """The day of the first agreement at this level."""
        return min(self.signed_on)


@dataclass(frozen=True)
class Level:
    """A level with those who gave at it."""

    name: str
    funders: list[Given]


@dataclass(frozen=True)
class Shown:
    """An entry of the independence log as the public reads it: without the people who were there."""

    on: date
    funder: str
    what: str
    description: str
    how: str


def levels_at(at: datetime) -> list[Level]:
    """Return the levels, highest first, with those whose agreement is signed and dated (S3); two queries.

    An article stands below a funder once the edition that readers see names that funder at that level, so that this
    page and the article say the same; an article in work shows neither itself nor its title.
    """
    signed = Support.objects.filter(agreement_signed_on__lte=at.date()).select_related("funder").order_by("pk")
    rows = list(signed)
    current = Edition.objects.current_at(at).filter(release__article__in={row.article_id for row in rows})
    seen = {
        article: ((slug, title), {(named["name"], named["level"]) for named in support})
        for article, slug, title, support in current.order_by().values_list(
            "release__article", "slug", "teaser__title", "source__support"
        )
    }
    found: dict[str, dict[str, Given]] = {}
    for row in rows:
        given = found.setdefault(row.level, {}).setdefault(row.funder.name, Given(row.funder.name))
        given.signed_on += [row.agreement_signed_on] if row.agreement_signed_on else []
        given.in_kind += [row.in_kind] if row.in_kind and row.in_kind not in given.in_kind else []
        told, named = seen.get(row.article_id, (None, set()))
        given.articles += [told] if told and (row.funder.name, row.level) in named else []
    return [
        Level(gettext(str(label)), _by_name(found[value])) for value, label in Support.Level.choices if value in found
    ]


def _by_name(funders: dict[str, Given]) -> list[Given]:
    return sorted(funders.values(), key=lambda given: given.name.casefold())


def log_at(at: datetime) -> Iterator[Shown]:
    """Yield the newest entries of the independence log."""
    rows = Showing.objects.filter(recorded_at__lte=at).select_related("funder").order_by("-shown_at", "-pk")
    for row in rows[:LOG_SHOWN]:
        yield Shown(row.shown_at.date(), row.funder.name, gettext(row.get_what_display()), row.description, row.how)
