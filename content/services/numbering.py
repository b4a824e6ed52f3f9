"""Opening a release under the number that readers will know it by."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from content.edition_numbers import next_number, nobody_saw
from content.models import Article, Release
from content.release_numbers import GIVEN_UP


@transaction.atomic
def open_release(*, article: Article, opened_at: datetime) -> Release:
    """Open the next release of a locked article; those withdrawn unseen make room for its number.

    Their rows are locked before it is asked what names them, as by whoever records an accreditation file.
    """
    if not article.releases.exists():  # the first has nothing to make room
        return Release.objects.create(article=article, number=1, opened_at=opened_at)
    list(Release.objects.select_for_update().filter(pk__in=nobody_saw(article).values("pk")).order_by("pk"))
    number = next_number(article)
    nobody_saw(article).numbered().filter(number__gte=number).update(number=GIVEN_UP + F("pk"))
    return Release.objects.create(article=article, number=number, opened_at=opened_at)
