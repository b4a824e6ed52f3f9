"""Series: what readers see of them changes with the series, not with an edition."""

from collections.abc import Collection
from datetime import datetime

from content.models import Edition, Series


def articles_of(series: Series) -> set[int]:
    """Return the articles of a series, as primary keys."""
    return set(series.parts.values_list("article", flat=True))


def show_series_anew(*, articles: Collection[int], at: datetime) -> int:
    """Have the pages of articles made anew, because their place in a series changed; return how many.

    Stored pages are named by when an edition changed last (docs/decisions/0006).
    """
    return Edition.objects.current_at(at).filter(release__article__in=articles).update(changed_at=at)
