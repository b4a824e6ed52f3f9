"""The feed of new, corrected and retracted articles: teasers, never bodies (A3)."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from cme.access.gate import open_to_all
from cme.catalogue.notices import changed_at, notices_of, summary_of
from content.models import Edition, Retraction

IN_FEED = 20


class NewArticlesFeed(Feed):  # type: ignore[type-arg]  # not generic at run time
    """The newest articles as Atom."""

    feed_type = Atom1Feed
    title = f"New articles – {settings.SITE_NAME}"
    subtitle = "Summaries for healthcare professionals. The texts are behind the site's question who you are."

    def link(self) -> str:
        """Return the address of the list that the feed follows."""
        return settings.SITE_ADDRESS + reverse("catalogue:listing")

    def feed_url(self) -> str:
        """Return the feed's own address."""
        return settings.SITE_ADDRESS + reverse("catalogue:feed")

    def items(self) -> list[Edition]:
        """Return the newest articles, and older ones with a notice that is among the latest; one query."""
        current = Edition.objects.current_at(timezone.now())
        newest = current.newest_first().values("pk")[:IN_FEED]
        corrected = current.exclude(what_changed="").order_by("-released_at").values("pk")[:IN_FEED]
        retracted = Retraction.objects.order_by("-retracted_at").values("release")[:IN_FEED]
        chosen = Q(pk__in=newest) | Q(pk__in=corrected) | Q(release__in=retracted)
        return list(current.filter(chosen).newest_first().teasers())

    def item_title(self, item: Any) -> str:
        """Return the neutral title; first of all that an article is retracted."""
        return f"{'Retracted: ' if item.retracted_at else ''}{item.teaser['title']}"

    def item_description(self, item: Any) -> str:
        """Return what changed, and the question of the study."""
        told = [summary_of(notice) for notice in notices_of(item)]
        demonstration = ["Demonstration article."] if item.is_demonstration else []
        return " ".join([*demonstration, *told, item.teaser["question"]])

    def item_link(self, item: Edition) -> str:
        """Return the address of the article, where the gate asks."""
        return settings.SITE_ADDRESS + reverse("catalogue:article", args=[item.slug])

    def item_pubdate(self, item: Edition) -> datetime:
        """Return when the release was first published."""
        return item.listed_at

    def item_updateddate(self, item: Edition) -> datetime:
        """Return when the article was published, corrected or retracted last."""
        return changed_at(item)

    def item_categories(self, item: Edition) -> list[str]:
        """Return the topics."""
        return [topic["name"] for topic in item.teaser["topics"]]


new_articles = open_to_all(require_safe(NewArticlesFeed()))
