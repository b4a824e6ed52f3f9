"""Retracting at the desk, in a browser, and what a reader who comes back is told with and without scripts."""

import pytest
from playwright.sync_api import expect

from cme.progress.models import OF_THE_PAGE
from cme.progress.services import record_steps
from content.models import Article
from content.services.halting import publish_urgently
from content.services.publishing import publish_article
from tests.browser.scene import days_ago, fits_its_window, passed, publish
from tests.browser.test_desk import editor, log_in
from tests.content.people import make_reviewed_article
from tests.desk.desks import page as page_of
from tests.factories import make_learner, retract

__all__ = ["editor"]
TALL = 4_000


@pytest.mark.usefixtures("editor")
def test_article_is_retracted_and_a_reader_who_comes_back_is_told(open_page, open_reader, axe):
    edition, learner = publish(), make_learner()
    passed(edition, learner, at=days_ago(2))
    desk = open_page(height=TALL)
    log_in(desk)
    desk.goto(page_of("publish", edition.release.article_id))
    assert axe(desk) == []
    desk.get_by_label("Reason").fill("The registry withdrew the data.")
    desk.get_by_role("button", name="Retract the article …").click()
    desk.get_by_role("button", name="Retract the article").click()
    expect(desk.get_by_text("The article is retracted. Its address shows the notice to everybody.")).to_be_visible()
    desk.goto(page_of("notices", edition.release.article_id))
    expect(desk.get_by_role("heading", name="Completed before the retraction of release 1")).to_be_visible()
    assert axe(desk) == []
    reader = open_reader(learner)
    reader.goto(f"/articles/{edition.slug}/")
    expect(reader.get_by_text("This article has changed since you read it on")).to_be_visible()
    assert axe(reader) == []
    without = open_reader(learner, scripts=False)
    without.goto(f"/articles/{edition.slug}/")
    without.get_by_role("link", name="Have you read this article before?").click()
    expect(without.get_by_text("This article has changed since you read it on")).to_be_visible()


@pytest.mark.usefixtures("editor")
def test_paused_article_shows_its_pause_at_the_desk(open_page, axe):
    article = make_reviewed_article()
    edition = publish_article(article=article, actor=None, at=days_ago(3))
    record_steps(learner=make_learner(), edition=edition, kinds=OF_THE_PAGE, at=days_ago(2))
    Article.objects.filter(pk=article.pk).update(limits="The dose is 5 mg.")
    desk = open_page(height=TALL, scheme="dark", width=360)
    log_in(desk)
    desk.goto(page_of("publish", article.pk))
    expect(desk.get_by_role("heading", name="Urgent correction")).to_be_visible()
    publish_urgently(
        article=article, actor=None, at=days_ago(0), what_changed="The dose.", reason="Ten times too high."
    )
    desk.goto(page_of("publish", article.pk))
    expect(desk.get_by_role("heading", name="Test and credit are paused")).to_be_visible()
    assert axe(desk) == []
    retract(edition, at=days_ago(0))
    desk.goto(page_of("notices", article.pk))
    expect(desk.get_by_role("link", name="Show who completed before 2.0")).to_be_visible()
    assert fits_its_window(desk)
