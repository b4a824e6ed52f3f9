"""What stopped half-way waits on the start page, and each line leads to where it is finished."""

import pytest
from django.urls import reverse

from cme.desk.pages import address_of
from cme.desk.waiting import queues_of
from content.models import Disclosure, WorkNotice
from content.models.contributor import Relationship
from content.services.open_forms import FormKey, keep_form
from tests.content.people import make_reviewed_article
from tests.desk.desks import make_user
from tests.desk.test_review_page import LATER
from tests.desk.test_tasks_page import make_failed
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def rows_of(user, queue: str) -> list[tuple[str, str, str]]:
    """Return label, address and note of what waits in a queue."""
    found = {one.name: one.rows for one in queues_of(user, at=LATER)}
    return [(row.label, row.path, row.note) for row in found.get(queue, [])]


def keep(user, form: FormKey, title: str) -> None:
    keep_form(user=user, form=form, fields={"title": [title]}, base_version=0, number=0, at=NOW)


def test_unsaved_work_waits_for_who_typed_it_after_a_crash():
    article, ada = make_reviewed_article(), make_user("ada", "Editor")
    keep(ada, FormKey.of("article", None, "abc"), "A new trial")
    keep(ada, FormKey.of("article", None, "abd"), " ")
    keep(ada, FormKey.of("questions", article.pk), "")
    add, note = reverse("admin:content_article_add"), "kept on 22 Nov 2026, 12:00 UTC"
    assert sorted(rows_of(ada, "unsaved")) == sorted(
        [
            ("A new trial", add, note),
            ("An article without a title", add, note),
            (article.title, address_of("questions", article.pk), f"questions, {note}"),
        ]
    )
    assert rows_of(make_user("bob", "Editor"), "unsaved") == []


def test_relationship_waits_for_the_accreditation_lead_until_it_is_decided():
    """S1: what a contributor sent by the link is not forgotten."""
    make_reviewed_article()
    said = Disclosure.objects.select_related("contributor").first()
    tie = Relationship.objects.create(disclosure=said, company="Example Inc", kind="consulting", nature="a fee")
    lead = make_user("lea", "Accreditation lead")
    ((label, path, _),) = rows_of(lead, "undecided")
    assert label == f"{said.contributor.name}: Example Inc"
    assert path == reverse("admin:content_disclosure_change", args=[said.pk])
    assert rows_of(make_user("ada", "Editor"), "undecided") == []
    tie.decision, tie.reason, tie.decided_by, tie.decided_on = "not-relevant", "Another field.", lead, NOW.date()
    tie.save()
    assert rows_of(lead, "undecided") == []


def test_disclosure_that_is_due_leads_to_where_links_are_made():
    make_reviewed_article()
    Disclosure.objects.all().delete()
    paths = {path for _, path, _ in rows_of(make_user("lea", "Accreditation lead"), "disclosure-due")}
    assert paths == {reverse("admin:content_disclosure_due")}


def test_article_that_cites_a_retracted_work_waits_until_the_reason_is_given():
    article, ada = make_reviewed_article(), make_user("ada", "Editor")
    cited = article.references.first()
    article.references.filter(pk=cited.pk).update(doi="10.1000/Gone")
    WorkNotice.objects.create(doi="10.1000/gone", kind="retraction", found_at=NOW, checked_at=NOW, told_by="crossref")
    assert rows_of(ada, "retracted-works") == [
        (article.title, reverse("admin:content_article_cited_works"), f"[@{cited.key}]")
    ]
    assert rows_of(make_user("rosa", "Reviewer"), "retracted-works") == []
    article.references.filter(pk=cited.pk).update(retracted_reason="It is what the article is about.")
    assert rows_of(ada, "retracted-works") == []


def test_failed_background_work_waits_for_who_may_try_again(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    lead = make_user("lea", "Accreditation lead")
    assert rows_of(lead, "failed-work") == []
    make_failed("a.png")
    make_failed("b.png")
    page = reverse("admin:django_tasks_database_dbtaskresult_changelist")
    assert rows_of(lead, "failed-work") == [("Tasks that failed", page, "2 to try again")]
    assert rows_of(make_user("rosa", "Reviewer"), "failed-work") == []
