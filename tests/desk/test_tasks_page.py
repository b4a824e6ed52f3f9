"""Background work at the desk: seen by whom it concerns, tried again by a press, never edited."""

import uuid

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from content.models import EditionPicture, Rendition
from content.services.publishing import publish_article
from content.services.queue import enqueue_missing
from content.tasks import encode_picture
from tests.content.pictures import make_illustrated
from tests.desk.desks import login, superuser, text
from tests.factories import BEFORE

pytestmark = pytest.mark.django_db
PAGE = "/admin/django_tasks_database/dbtaskresult/"


@pytest.fixture(autouse=True)
def _queue(settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def make_failed(key: str = "a.png") -> DBTaskResult:
    enqueue_missing(task=encode_picture, keys=[key])
    row = DBTaskResult.objects.get(args_kwargs__args=[key])
    row.status, row.finished_at, row.traceback = "FAILED", timezone.now(), "Traceback\n  line\nValueError: <no such>"
    row.save()
    return row


def test_empty_page_says_so():
    said = text(login().get(PAGE))
    assert "No task yet." in said
    assert "Every figure has its renditions" in said


def test_page_shows_queues_failures_and_figures_that_were_given_up():
    make_failed()
    publish_article(article=make_illustrated(), actor=None, at=BEFORE)
    Rendition.objects.filter(width=360).update(state="failed", problem="OSError: gone")
    response = login().get(PAGE)
    said = text(response)
    assert "default 1 0 1 0" in said
    assert "Encode picture" in said
    assert "ValueError: <no such>" in said  # the last line alone, escaped
    assert "line" not in said.split("Tasks that failed")[1].split("ValueError")[0]
    assert "3 renditions given up after five tries. OSError: gone" in said
    assert b"<no such>" not in response.content


@pytest.mark.parametrize(("group", "page", "act"), [("Reviewer", 403, 403), ("Editor", 200, 302)])
def test_groups_see_the_page_and_retry_as_their_permission_says(group, page, act):
    client = login("sam", group)
    assert client.get(PAGE).status_code == page
    assert client.post(f"{PAGE}{make_failed().pk}/retry/").status_code == act
    assert DBTaskResult.objects.get().status == ("READY" if act == 302 else "FAILED")


def test_retry_twice_is_said_and_changes_nothing():
    client, row = superuser(), make_failed()
    client.post(f"{PAGE}{row.pk}/retry/")
    assert "not among the failed ones any more" in text(client.post(f"{PAGE}{row.pk}/retry/", follow=True))
    assert client.post(f"{PAGE}{uuid.uuid4()}/retry/").status_code == 302
    assert client.get(f"{PAGE}{row.pk}/retry/").status_code == 405


def test_picture_that_was_given_up_is_tried_again():
    publish_article(article=make_illustrated(), actor=None, at=BEFORE)
    picture = EditionPicture.objects.get().picture
    Rendition.objects.update(state="failed", tries=5)
    DBTaskResult.objects.all().delete()
    client = login()
    assert "8 renditions will be tried again" in text(client.post(f"{PAGE}pictures/{picture}/retry/", follow=True))
    assert DBTaskResult.objects.count() == 1
    assert Rendition.objects.pending().count() == 8


def test_results_have_no_form_of_the_library():
    assert PAGE in superuser().get("/admin/").content.decode()  # the desk is loaded with its addresses
    assert type(admin.site.get_model_admin(DBTaskResult)).__name__ == "TaskAdmin"
    with pytest.raises(NoReverseMatch):
        reverse("admin:django_tasks_database_dbtaskresult_change", args=[make_failed().pk])


def test_index_speaks_the_words_of_editors_in_the_order_of_their_work():
    said = text(superuser().get("/admin/"))
    assert "Task Results" not in said
    assert "Queues, failures and retries" in said
    order = ["Articles", "Questions", "People", "Series", "Editions and learners", "Who works here", "Background work"]
    places = [said.index(f" {heading} ") if heading != order[4] else said.index(heading) for heading in order]
    assert places == sorted(places)
