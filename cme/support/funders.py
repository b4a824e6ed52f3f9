"""Who gave for articles, by level, and what funders were shown: what the page about funders says."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain

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
        signed_on: Days on which agreements were signed; none where readers see support that is no more on record.
        in_kind: What was given if not money.
        articles: Address and title of those that readers can see.
    """

    name: str
    signed_on: list[date] = field(default_factory=list)
    in_kind: list[str] = field(default_factory=list)
    articles: list[tuple[str, str]] = field(default_factory=list)

    @property
    def first_signed_on(self) -> date | None:
        """The day of the first agreement at this level, if one is on record."""
        return min(self.signed_on, default=None)


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

    An article stands where the edition that readers see names its support, at the level of that edition, so that this
    page and the article say the same; an article in work shows neither itself nor its title.
    """
    by_article: dict[int, list[Support]] = defaultdict(list)
    for row in Support.objects.select_related("funder").order_by("pk"):
        by_article[row.article_id].append(row)
    current = Edition.objects.current_at(at).filter(release__article__in=by_article).order_by("pk")
    seen = list(current.values_list("release__article", "slug", "teaser__title", "source__support"))
    told = {(article, named["name"]): named for article, _, _, support in seen for named in support}
    found: dict[str, dict[str, Given]] = {}
    for row in chain.from_iterable(by_article.values()):
        if row.agreement_signed_on and row.agreement_signed_on <= at.date():
            named = told.get((row.article_id, row.funder.name), {"level": row.level, "in_kind": row.in_kind})
            given = _given(found, named["level"], row.funder.name, named["in_kind"])
            given.signed_on.append(row.agreement_signed_on)
    for article, slug, title, support in seen:
        for named in support:
            name = _name_now(named, support, by_article[article])
            given = _given(found, named["level"], name, named["in_kind"])
            given.articles += [(slug, title)] if (slug, title) not in given.articles else []
    return [
        Level(gettext(str(label)), _by_name(found[value])) for value, label in Support.Level.choices if value in found
    ]


def _given(found: dict[str, dict[str, Given]], level: str, name: str, in_kind: str) -> Given:
    given = found.setdefault(level, {}).setdefault(name, Given(name))
    given.in_kind += [in_kind] if in_kind and in_kind not in given.in_kind else []
    return given


def _name_now(named: dict[str, str], support: list[dict[str, str]], rows: list[Support]) -> str:
    """Return what a funder that an edition names is called now: the one at its level that the edition does not name."""
    told = {one["name"] for one in support}
    renamed = [row.funder.name for row in rows if row.level == named["level"] and row.funder.name not in told]
    is_known = any(row.funder.name == named["name"] for row in rows)
    return renamed[0] if len(renamed) == 1 and not is_known else named["name"]


def _by_name(funders: dict[str, Given]) -> list[Given]:
    return sorted(funders.values(), key=lambda given: given.name.casefold())


def log_at(at: datetime) -> Iterator[Shown]:
    """Yield the newest entries of the independence log."""
    rows = Showing.objects.filter(recorded_at__lte=at).select_related("funder").order_by("-shown_at", "-pk")
    for row in rows[:LOG_SHOWN]:
        yield Shown(row.shown_at.date(), row.funder.name, gettext(row.get_what_display()), row.description, row.how)
