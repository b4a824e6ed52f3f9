"""Feeds of new, corrected and retracted articles, of all and of each topic: teasers, never bodies (A3).

Each language has its own: the words around what editors wrote, and where entries lead. An article is the same entry in
all of them, so that who reads two feeds meets it once.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import conditional_page, require_safe

from cme.access.gate import open_to_all
from cme.catalogue.notices import changed_at, notices_of, summary_of
from cme.catalogue.topic_page import on_topic
from cme.ui.addresses import in_language_at
from cme.ui.languages import ENGLISH
from content.kinds import kind_of
from content.models import Edition, Retraction, Topic
from content.models.edition import EditionQuerySet

IN_FEED = 20


class FeedOfEnglishArticles(Atom1Feed):
    """Atom whose entries say that they are English, whatever the feed's own words are."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, Any]:
        """Return the attributes of an entry."""
        return {"xml:lang": ENGLISH}

    def add_item(self, title: str, link: str, *args: Any, **kwargs: Any) -> None:
        """Add an entry that goes by the English address of its article."""
        super().add_item(title, link, *args, **kwargs | {"unique_id": in_language_at(link, ENGLISH)})


class NewArticlesFeed(Feed):  # type: ignore[type-arg]  # not generic at run time
    """The newest articles as Atom."""

    feed_type = FeedOfEnglishArticles
    subtitle = _("Summaries for healthcare professionals. The texts are behind the site's question who you are.")

    def title(self, obj: Any) -> str:
        """Name the site."""
        return f"{gettext('New articles')} – {settings.SITE_NAME}"

    def link(self, obj: Any) -> str:
        """Return the address of the list that the feed follows."""
        return settings.SITE_ADDRESS + reverse("catalogue:listing")

    def author_name(self, obj: Any) -> str:
        """Name who publishes the site, as the author of entries that name none (RFC 4287, 4.1.1)."""
        named = settings.OPERATOR_NAME != settings.UNNAMED_OPERATOR
        return str(settings.OPERATOR_NAME if named else settings.SITE_NAME)

    def feed_url(self, obj: Any) -> str:
        """Return the feed's own address."""
        return settings.SITE_ADDRESS + reverse("catalogue:feed")

    def items(self, obj: Any) -> list[Edition]:
        """Return the newest articles, and older ones with a notice that is among the latest; one query."""
        return self._latest(Edition.objects.current_at(timezone.now()), Retraction.objects.all())

    def _latest(self, current: EditionQuerySet, retractions: QuerySet[Retraction]) -> list[Edition]:
        newest = current.newest_first().values("pk")[:IN_FEED]
        corrected = current.exclude(what_changed="").order_by("-released_at").values("pk")[:IN_FEED]
        retracted = retractions.order_by("-retracted_at").values("release")[:IN_FEED]
        chosen = Q(pk__in=newest) | Q(pk__in=corrected) | Q(release__in=retracted)
        return list(current.filter(chosen).newest_first().teasers())

    def item_title(self, item: Any) -> str:
        """Return the neutral title; first of all that an article is retracted."""
        title = str(item.teaser["title"])
        return gettext("Retracted: %(title)s") % {"title": title} if item.retracted_at else title

    def item_description(self, item: Any) -> str:
        """Return what changed, and the question of the study, as HTML, which Atom takes a summary for."""
        told = [summary_of(notice) for notice in notices_of(item)]
        demonstration = [gettext("Demonstration article.")] if item.is_demonstration else []
        return escape(" ".join([*demonstration, *told, item.teaser["question"]]))

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
        """Return the kind of article, and the topics."""
        return [str(kind_of(item.teaser).label), *(topic["name"] for topic in item.teaser["topics"])]


class TopicFeed(NewArticlesFeed):
    """The newest articles of one topic, and of those below it, as Atom."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Topic:
        """Return the topic; an unknown one is not found."""
        return Topic.objects.get(slug=kwargs["slug"])

    def title(self, obj: Any) -> str:
        """Name the topic and the site."""
        return f"{obj.name} – {settings.SITE_NAME}"

    def link(self, obj: Any) -> str:
        """Return the address of the topic."""
        return settings.SITE_ADDRESS + reverse("catalogue:topic", args=[obj.slug])

    def feed_url(self, obj: Any) -> str:
        """Return the feed's own address."""
        return settings.SITE_ADDRESS + reverse("catalogue:topic_feed", args=[obj.slug])

    def items(self, obj: Any) -> list[Edition]:
        """Return the newest articles of the topic, and older ones of it with one of its latest notices."""
        current = Edition.objects.current_at(timezone.now())
        family = Topic.objects.order_by().family_of(obj.pk).values("pk")
        retracted = Retraction.objects.filter(release__editions__topics__in=family).distinct()
        return self._latest(on_topic(current, obj), retracted)


# Readers of feeds ask all day long; they get the entries once, until one of them changes (RFC 9110, 13.1).
articles_of_topic = open_to_all(require_safe(conditional_page(TopicFeed())))
new_articles = open_to_all(require_safe(conditional_page(NewArticlesFeed())))
