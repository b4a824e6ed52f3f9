"""What narrows the list of the bank. Each filter costs one query at most, however long the list is."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest

from cme.learners.models import User
from cme.outcomes.difficulty import LABELS, Band, band_of, facilities
from content.models import Article, DraftItem, EditionItem, Objective, Question, QuestionVersion, Topic

Rows = QuerySet[Any]
Choices = list[tuple[str, str]]


class Chosen(admin.SimpleListFilter):
    """A filter whose values are those that it offers; a list narrowed by any other is not found."""

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        """Keep what was chosen.

        Raises:
            Http404: The filter offers no such value.
        """
        value = self.value()
        if not value:
            return queryset
        if value not in {str(choice) for choice, _ in self.lookup_choices}:
            raise Http404
        return self.kept(queryset, value)

    def kept(self, rows: Rows, value: str) -> Rows:
        """Keep the rows of one value."""
        raise NotImplementedError


class KindFilter(Chosen):
    """By what is asked."""

    title, parameter_name = "kind", "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """Offer every kind."""
        return [(kind.value, str(kind.label)) for kind in QuestionVersion.Kind]

    def kept(self, rows: Rows, value: str) -> Rows:
        """Look at the newest version."""
        return rows.filter(newest_kind=value)


class LevelFilter(Chosen):
    """By Moore's level."""

    title, parameter_name = "Moore’s level", "level"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """Offer every level."""
        return [(level.value, str(level.label)) for level in QuestionVersion.Level]

    def kept(self, rows: Rows, value: str) -> Rows:
        """Look at the newest version."""
        return rows.filter(newest_level=value)


class TopicFilter(Chosen):
    """By a topic of the question, or of an article whose draft asks it."""

    title, parameter_name = "topic", "topic"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """Offer every topic."""
        return [(str(topic.pk), topic.name) for topic in Topic.objects.all()]

    def kept(self, rows: Rows, value: str) -> Rows:
        """Look at both."""
        own = Question.topics.through.objects.filter(question=OuterRef("pk"), topic=int(value))
        return rows.filter(Exists(own) | Exists(_drafts().filter(article__topics=int(value))))


class ObjectiveFilter(Chosen):
    """By an objective that a draft says it tests; the same words in two articles are one objective."""

    title, parameter_name = "objective", "objective"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """Offer the objectives that questions are tied to."""
        tied = Objective.objects.filter(draft_items__isnull=False).exclude(text="")
        return [(str(pk), text) for text, pk in tied.order_by("text").values_list("text").annotate(first=Min("pk"))]

    def kept(self, rows: Rows, value: str) -> Rows:
        """Compare the words."""
        words = Objective.objects.filter(pk=value).values("text")
        return rows.filter(Exists(_drafts().filter(objective__text__in=words)))


class AuthorFilter(Chosen):
    """By who wrote or imported it."""

    title, parameter_name = "author", "author"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """Offer whoever wrote one."""
        authors = User.objects.filter(Exists(Question.objects.filter(created_by=OuterRef("pk")))).order_by("username")
        return [(str(author.pk), author.get_full_name() or author.get_username()) for author in authors]

    def kept(self, rows: Rows, value: str) -> Rows:
        """Look at the question; versions have no author of their own."""
        return rows.filter(created_by=value)


class DifficultyFilter(Chosen):
    """By how people did: facility at first post-tests."""

    title, parameter_name = "difficulty in use", "difficulty"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """Offer the bands."""
        return [(band.value, label) for band, label in LABELS.items()]

    def kept(self, rows: Rows, value: str) -> Rows:
        """Keep the questions of a band; what nobody was asked is not estimable."""
        bands = {pk: band_of(facility) for pk, facility in facilities().items()}
        if value == Band.UNKNOWN:
            return rows.exclude(pk__in=[pk for pk, band in bands.items() if band != Band.UNKNOWN])
        return rows.filter(pk__in=[pk for pk, band in bands.items() if band == value])


class UseFilter(Chosen):
    """By whether a draft or an edition that goes on asks it."""

    title, parameter_name = "use", "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """Offer both."""
        return [("yes", "in use"), ("no", "not in use")]

    def kept(self, rows: Rows, value: str) -> Rows:
        """Look at drafts and editions."""
        return rows.filter(is_used() if value == "yes" else ~is_used())


class RetiredFilter(Chosen):
    """By whether it is offered."""

    title, parameter_name = "standing", "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """Offer what is kept, what only articles hold, and what is retired."""
        return [("bank", "kept in the bank"), ("articles", "only in articles"), ("retired", "retired")]

    def kept(self, rows: Rows, value: str) -> Rows:
        """Look at the moments."""
        if value == "retired":
            return rows.filter(retired_at__isnull=False)
        return rows.filter(retired_at=None, banked_at__isnull=value == "articles")


class ForArticleFilter(Chosen):
    """The list as it is opened from the questions of an article: what could be added to it."""

    title, parameter_name = "what can be added", "for_article"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """Offer the article that the address names, to somebody who may change it."""
        article = article_asked_for(request)
        return [(str(article.pk), f"to “{article.title}”")] if article else []

    def kept(self, rows: Rows, value: str) -> Rows:
        """Leave out what the draft has already, and what is retired."""
        return rows.filter(~Exists(_drafts().filter(article=int(value))), retired_at=None)


def article_asked_for(request: HttpRequest) -> Article | None:
    """Return the article that questions are chosen for, if this user may change it."""
    asked = request.GET.get("for_article", "")
    if not (asked.isdecimal() and len(asked) < 19 and request.user.has_perm("content.change_article")):
        return None
    return Article.objects.filter(pk=asked).first()


def is_used() -> Q:
    """Return the condition that a draft, or an edition that goes on, asks a question."""
    standing = EditionItem.objects.filter(version__question=OuterRef("pk"), edition__superseded_at=None)
    return Q(Exists(_drafts())) | Q(Exists(standing))


def _drafts() -> QuerySet[DraftItem]:
    return DraftItem.objects.filter(version__question=OuterRef("pk"))


FILTERS: list[Any] = [
    ForArticleFilter, KindFilter, TopicFilter, ObjectiveFilter, AuthorFilter, LevelFilter, DifficultyFilter, UseFilter,
    RetiredFilter,
]  # fmt: skip
