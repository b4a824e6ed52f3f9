"""What stopped half-way and waits at the desk: words not saved, what came in and nobody decided, work that failed."""

from collections.abc import Iterator

from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from cme.desk.cited_works import drafts_citing
from cme.desk.pages import address_of
from cme.desk.queues import Waiting
from cme.learners.models import User
from content.due import decisions_due
from content.models import Article, FormDraft, Rendition, WorkNotice

MAY_RETRY = "django_tasks_database.change_dbtaskresult"
PAGES = {"article": "change", "questions": "questions", "twin": "twin"}  # of the form's name, and of the desk
NAMELESS = "An article without a title"


def unsaved(user: User) -> Iterator[Waiting]:
    """Find what this user typed and never saved, as after a crash; the page of the form offers it."""
    kept = list(FormDraft.objects.filter(user=user).defer("fields"))
    numbers = [int(part) for part in (row.form.rpartition(":")[2] for row in kept) if part.isdecimal()]
    articles = Article.objects.only("title").in_bulk(numbers) if numbers else {}
    for row in kept:
        page, _, which = row.form.partition(":")
        note = f"{page}, " if page != "article" else ""
        note += f"kept on {row.saved_at:%-d %b %Y, %H:%M} UTC"
        if which.startswith("new:"):
            yield Waiting(_title_in(row), reverse("admin:content_article_add"), note)
        elif which.isdecimal() and int(which) in articles and page in PAGES:
            yield Waiting(str(articles[int(which)]), address_of(PAGES[page], int(which)), note)


def _title_in(row: FormDraft) -> str:
    titles = row.fields.get("title") or [""]
    return str(titles[0]).strip() or NAMELESS


def undecided() -> Iterator[Waiting]:
    """Find relationships that contributors disclosed and nobody has decided about (S1)."""
    for tie in decisions_due():
        said = tie.disclosure
        path = reverse("admin:content_disclosure_change", args=[said.pk])
        yield Waiting(f"{said.contributor.name}: {tie.company}", path, f"disclosed on {said.disclosed_on:%-d %b %Y}")


def retracted_citations() -> Iterator[Waiting]:
    """Find articles that cite a retracted work and do not say why, each once."""
    notices = list(WorkNotice.objects.filter(kind=WorkNotice.Kind.RETRACTION))
    works = drafts_citing(notices) if notices else {}
    open_ones = [one for citing in works.values() for one in citing if not one.retracted_reason]
    keys: dict[Article, set[str]] = {}
    for one in open_ones:
        keys.setdefault(one.article, set()).add(f"[@{one.key}]")
    for article, cited in keys.items():
        path = reverse("admin:content_article_cited_works")
        yield Waiting(str(article), path, ", ".join(sorted(cited)), is_urgent=True)


def failed_work() -> Iterator[Waiting]:
    """Say how many tasks failed, and renditions of figures were given up."""
    tasks, given_up = DBTaskResult.objects.failed().count(), Rendition.objects.failed().count()
    path = reverse("admin:django_tasks_database_dbtaskresult_changelist")
    if tasks:
        yield Waiting("Tasks that failed", path, f"{tasks} to try again", is_urgent=True)
    if given_up:
        yield Waiting("Figures without all their sizes", path, f"{given_up} sizes to try again")
