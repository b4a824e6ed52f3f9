"""Who gave for articles, by level, and what funders were shown: what the page about funders says."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain

from django.db.models import F, OuterRef, Subquery
from django.db.models.fields.json import KT
from django.utils.translation import gettext, gettext_noop

from content.models import Edition, Showing, Support
from content.told_support import agreements_behind

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


@dataclass(frozen=True)
class Agreement:
    """Agreements of a funder that were signed on one day with the same help in kind.

    Attributes:
        signed_on: The day; none where readers see support that is no more on record.
        in_kind: What was given if not money.
        articles: Address and title of those that readers can see.
    """

    signed_on: date | None
    in_kind: str
    articles: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Given:
    """What one funder gave at one level: its agreements, the earliest first."""

    name: str
    agreements: list[Agreement]


@dataclass(frozen=True)
class Level:
    """A level with those who gave at it."""

    name: str
    funders: list[Given]


@dataclass(frozen=True)
class Shown:
    """An entry of the independence log as the public reads it: without the people who were there.

    Attributes:
        on: The day.
        funder: Its name.
        what: What was shown, in a word.
        description: What was shown, exactly.
        how: In a meeting, by e-mail ...
        title: Of the article that it is about; empty where there is none, or none that readers ever saw.
        slug: Of its address; empty where readers see it no more.
    """

    on: date
    funder: str
    what: str
    description: str
    how: str
    title: str
    slug: str


def levels_at(at: datetime) -> list[Level]:
    """Return the levels, highest first, with those whose agreement is signed and dated (S3); two queries.

    An article stands where the edition that readers see names its support, at the level of that edition, so that this
    page and the article say the same; an article in work shows neither itself nor its title.
    """
    by_article: dict[int, list[Support]] = defaultdict(list)
    for row in Support.objects.select_related("funder").order_by("pk"):
        by_article[row.article_id].append(row)
    current = Edition.objects.current_at(at).filter(release__article__in=by_article).order_by("pk")
    found: dict[str, dict[str, list[Agreement]]] = defaultdict(lambda: defaultdict(list))
    told: set[int] = set()
    for article, slug, title, support in current.values_list(
        "release__article", "slug", "teaser__title", "source__support"
    ):
        behind = agreements_behind(support, by_article[article])
        told.update(row.pk for row in behind.values())
        for named in support:
            kept = behind.get(named["name"])
            name = kept.funder.name if kept else named["name"]
            same = _agreement(found[named["level"]][name], _signed_on(kept, at), named["in_kind"])
            if (slug, title) not in same.articles:
                same.articles.append((slug, title))
    for row in chain.from_iterable(by_article.values()):
        if row.pk not in told and (signed_on := _signed_on(row, at)):
            _agreement(found[row.level][row.funder.name], signed_on, row.in_kind)
    return [
        Level(gettext(str(label)), _by_name(found[value])) for value, label in Support.Level.choices if value in found
    ]


def _signed_on(row: Support | None, at: datetime) -> date | None:
    """Return the day on which an agreement was signed, if it is one and on record."""
    day = row.agreement_signed_on if row else None
    return day if day and day <= at.date() else None


def _agreement(agreements: list[Agreement], signed_on: date | None, in_kind: str) -> Agreement:
    """Return the agreement of that day and help among those of a funder; a new one if there is none."""
    for one in agreements:
        if (one.signed_on, one.in_kind) == (signed_on, in_kind):
            return one
    agreements.append(Agreement(signed_on, in_kind))
    return agreements[-1]


def _by_name(funders: dict[str, list[Agreement]]) -> list[Given]:
    """Sort funders by name, and the agreements of each by day; one without stands first, under no day of another."""
    return [
        Given(name, sorted(funders[name], key=lambda one: (one.signed_on or date.min, one.in_kind)))
        for name in sorted(funders, key=str.casefold)
    ]


def log_at(at: datetime) -> Iterator[Shown]:
    """Yield the newest entries of the independence log, each with the article that it is about; one query.

    An article is called as readers saw it last, and not at all while nobody has: drafts keep their titles.
    """
    about = Edition.objects.filter(release__article=OuterRef("article"), released_at__lte=at).order_by("-released_at")
    seen = about.exclude(superseded_at__lte=F("released_at")).annotate(title=KT("teaser__title"))
    rows = Showing.objects.filter(recorded_at__lte=at).select_related("funder").order_by("-shown_at", "-pk")
    rows = rows.annotate(
        title=Subquery(seen.values("title")[:1]), slug=Subquery(about.current_at(at).values("slug")[:1])
    )
    for row in rows[:LOG_SHOWN]:
        yield Shown(
            row.shown_at.date(), row.funder.name, gettext(row.get_what_display()), row.description, row.how,
            row.title or "", row.slug or "",
        )  # fmt: skip
