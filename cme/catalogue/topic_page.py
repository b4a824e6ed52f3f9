"""The page of a topic: what stands above and below it, and the articles of all of them."""

import json
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from content.models import EditionTopic, Topic
from content.models.edition import EditionQuerySet
from content.rendering import trusted_json

Crumb = tuple[str, str]  # name and path


def topics_below(topic: Topic, *, at: datetime) -> QuerySet[Topic]:
    """Return the topics right below, of which readers see articles."""
    current = Q(edition__superseded_at__isnull=True) | Q(edition__superseded_at__gt=at)
    family = Topic.objects.order_by().family_of(OuterRef(OuterRef("pk"))).values("pk")
    seen = EditionTopic.objects.filter(current, topic__in=family, edition__released_at__lte=at)
    return Topic.objects.filter(Exists(seen), parent=topic)


def on_topic(editions: EditionQuerySet, topic: Topic) -> EditionQuerySet:
    """Keep the articles of a topic and of those below it, each once and in their order."""
    family = Topic.objects.order_by().family_of(topic.pk).values("pk")
    return editions.filter(pk__in=EditionTopic.objects.filter(topic__in=family).order_by().values("edition"))


def crumbs_of(topic: Topic) -> list[Crumb]:
    """Return the way to a topic whose parents are loaded, the list of topics first, itself left out."""
    above: list[Topic] = []
    upper = topic.parent
    while upper is not None and upper not in above:
        above.append(upper)
        upper = upper.parent
    return [
        (gettext("Topics"), reverse("catalogue:topics")),
        *((row.name, row.get_absolute_url()) for row in reversed(above)),
    ]


def breadcrumb_data(crumbs: Sequence[Crumb], origin: str) -> SafeString:
    """Return the way as JSON-LD.

    Args:
        crumbs: The way, this page as its end.
        origin: What stands before a path in a full address.

    Source:
        schema.org BreadcrumbList; "Breadcrumb structured data" of search engines: positions from 1.
    """
    rows = [
        {"@type": "ListItem", "position": place, "name": name, "item": f"{origin}{path}"}
        for place, (name, path) in enumerate(crumbs, start=1)
    ]
    data = {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": rows}
    return trusted_json(json.dumps(data, ensure_ascii=False))
