"""The history of a draft at the desk: what changed, bringing a version back, copying an article; and series."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from content.models import Article, Series
from content.services.drafts import touch_article
from content.services.history import keep_version
from content.services.publishing import publish_article
from content.sittings import marks_of, sittings_of
from tests.content.people import make_reviewed_article, make_user, sign
from tests.desk.desks import login, page, sent_by, text
from tests.factories import NOW, add_question, make_article, make_edition

pytestmark = pytest.mark.django_db
MARKS = ["signed off by Reviewing team", "published as 1.0"]


def save(client, article, **changes):
    address = page("change", article.pk)
    return client.post(address, sent_by(client.get(address)) | changes)


def test_each_save_of_the_form_leaves_a_version_that_tells_what_changed():
    article, client = make_article(title="A first title"), login()
    save(client, article, **{"title": "A second title", "references-1-key": "another", "references-1-title": "New"})
    save(client, article)
    assert [row.number for row in article.draft_versions.all()] == [2, 1]
    listed = text(client.get(page("versions", article.pk)))
    assert "Version 2 23 Nov 2026, 12:00 UTC by ada" in listed
    shown = text(client.get(page("version", article.pk, 2)))
    assert "Title changed A [removed: first ] [added: second ] title" in shown
    assert "Reference another added" in shown
    compared = text(client.get(page("versions", article.pk), {"from": "2", "to": "1"}))
    assert "A [removed: second ] [added: first ] title" in compared


def test_save_of_the_questions_leaves_a_version():
    article, client = make_article(), login()
    add_question(article, "first")
    address = page("questions", article.pk)
    client.post(address, sent_by(client.get(address)) | {"q-0-stem": "Another wording?"})
    assert "Question first changed" in text(client.get(page("version", article.pk, 2)))


def test_version_is_brought_back_as_the_newest():
    article, client = make_article(title="First"), login()
    save(client, article, title="Second")
    answer = client.get(page("version", article.pk, 1))
    back = client.post(page("version", article.pk, 1), sent_by(answer))
    assert "Version 1 is back" in text(client.get(back["Location"]))
    article.refresh_from_db()
    assert (article.title, article.version) == ("First", 3)
    assert [row.number for row in article.draft_versions.all()] == [3, 2, 1]


def test_version_is_not_brought_back_over_what_somebody_else_saved():
    article, anna, ben = make_article(title="First"), login("anna"), login("ben")
    save(anna, article, title="Second")
    fields = sent_by(anna.get(page("version", article.pk, 1)))
    save(ben, article, title="Third")
    answer = anna.post(page("version", article.pk, 1), fields, follow=True)
    assert "Ben saved this draft" in text(answer)
    article.refresh_from_db()
    assert article.title == "Third"


def test_reviewer_reads_the_history_and_changes_nothing():
    article = make_article(title="First")
    save(login(), article, title="Second")
    client = login("rosa", "Reviewer")
    assert "Bring version" not in text(client.get(page("version", article.pk, 1)))
    assert client.post(page("version", article.pk, 1), {"_version": "2"}).status_code == 403
    assert client.post(page("duplicate", article.pk)).status_code == 403
    assert Article.objects.get().title == "Second"


@pytest.mark.parametrize("number", ["", "x", "9" * 30])
def test_version_that_nobody_looked_at_is_not_brought_back(number):
    article, client = make_article(title="First"), login()
    save(client, article, title="Second")
    client.post(page("version", article.pk, 1), {"_version": number})
    assert Article.objects.get().title == "Second"


def test_article_is_copied_with_a_free_address():
    article, client = make_edition(questions=1).release.article, login()
    for _ in range(2):
        answer = client.post(page("duplicate", article.pk))
    copy = Article.objects.latest("pk")
    assert answer["Location"] == page("change", copy.pk)
    assert copy.slug.endswith("-2")
    assert not copy.releases.exists()
    assert copy.draft_items.count() == 1


def test_hostile_markup_in_a_version_is_shown_as_text():
    article, client = make_article(), login()
    save(client, article, title="<script>alert(1)</script>")
    assert b"<script>alert" not in client.get(page("version", article.pk, 2)).content


def test_editor_puts_articles_into_a_series_in_an_order():
    first, second, client = make_article(), make_article(), login()
    address = reverse("admin:content_series_add")
    fields = sent_by(client.get(address)) | {"title": "Second transplants", "slug": "second-transplants"}
    fields |= {"parts-TOTAL_FORMS": "2", "parts-0-article": str(first.pk), "parts-0-position": "2"}
    fields |= {"parts-1-article": str(second.pk), "parts-1-position": "1"}
    assert client.post(address, fields).status_code == 302
    assert [(part.position, part.article) for part in Series.objects.get().parts.all()] == [(1, second), (2, first)]


def test_one_sitting_is_one_line_and_what_was_signed_or_published_has_its_own():
    article = make_reviewed_article()
    anna, ben = make_user("anna"), make_user("ben")

    def save_at(minute: int, user) -> int:
        at = NOW + timedelta(minutes=minute)
        touch_article(article_id=article.pk, version=None, actor=user, at=at)
        Article.objects.filter(pk=article.pk).update(limits=f"As of minute {minute}.")
        return keep_version(article_id=article.pk, actor=user, at=at).number

    numbers = [save_at(minute, anna) for minute in (5, 10, 39)]
    sign(article, at=NOW + timedelta(minutes=40))
    publish_article(article=article, actor=None, at=NOW + timedelta(minutes=41))
    later = [save_at(minute, anna) for minute in (50, 60)]
    others = [save_at(70, ben), save_at(101, ben)]
    lines = sittings_of(list(article.draft_versions.all()), marks_of(article))
    assert [(line.last.number, [row.number for row in line.earlier]) for line in lines[:4]] == [
        (others[1], []),  # half an hour and a minute later
        (others[0], []),
        (later[1], [later[0]]),
        (numbers[2], [numbers[1], numbers[0]]),
    ]
    assert [list(line.marks) for line in lines[:4]] == [
        [],
        [],
        [],
        ["signed off by Reviewing team", "published as 1.0"],
    ]
    answer = login().get(page("versions", article.pk))
    assert "2 earlier saves of this sitting, from 12:05 UTC on" in text(answer)
    assert "signed off by Reviewing team published as 1.0" in text(answer).replace(" ·", "")
    assert {row.number for line in lines for row in [line.last, *line.earlier]} == {
        int(number) for number in re.findall(r'name="from" value="(\d+)"', answer.content.decode())
    }
    opened = login().get(page("versions", article.pk), {"from": numbers[0], "to": later[1]}).content.decode()
    assert opened.count("<details open>") == 1
