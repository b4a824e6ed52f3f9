"""The plain-language page at the desk: who may write, sign, publish, allow; and what the page tells."""

import re
from datetime import timedelta

import pytest
import time_machine

from cme.desk.waiting import queues_of
from cme.learners.models import User
from content.models import Article, Edition, FormDraft, Funder, Support, TwinDraft, TwinEdition, TwinSwitch
from content.services.publishing import Correction
from content.services.twins import ask_twin_review, draft_of
from tests.content.people import make_user
from tests.content.twins import TEXTS, article_of, make_reviewed, publish, sign, write
from tests.desk.desks import login, page, text
from tests.factories import BEFORE, NOW, correct, make_edition

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


def form(article: Article, **fields: object) -> dict[str, object]:
    author = article.contributions.get(role="author").contributor_id
    return TEXTS | {"author": author, "reviewer": "", "_version": 0} | fields


def reviewer_client(article: Article):
    user = article.contributions.get(role="reviewer").contributor.user
    User.objects.filter(pk=user.pk).update(is_staff=True)
    return login(user.username)


def queue_names(user: User) -> set[str]:
    return {queue.name for queue in queues_of(User.objects.get(pk=user.pk), at=NOW)}


def without_languages(html: str) -> str:
    """Leave out links to the page in other languages, which a preview has none of."""
    return " ".join(re.sub(r"<(?:link|a)\b[^>]*hreflang[^>]*>", "", html).split())


def test_page_is_written_saved_and_shown_as_published():
    article = article_of(make_edition())
    client = login()
    assert "Nobody has signed off" not in text(client.get(page("twin", article.pk)))
    response = client.post(page("twin", article.pk), form(article))
    assert response.status_code == 302
    assert draft_of(article, at=NOW).body == TEXTS["body"]
    assert "Nothing is missing." in text(client.get(page("twin", article.pk)))
    preview = client.get(page("twin_preview", article.pk))
    assert preview["X-Robots-Tag"] == "noindex"
    asked = client.post(page("twin", article.pk), {"_act": "publish", "_version": 1}).content.decode()
    assert ">Publish the page</button>" in asked
    assert ">Yes</button>" not in asked
    client.post(page("twin", article.pk), {"_act": "publish", "_version": 1, "_confirmed": "yes"})
    public = client.get(f"/patients/{article.slug}/").content.decode()
    assert without_languages(preview.content.decode()) == without_languages(public)


def test_publication_is_asked_about_first():
    article = article_of(make_edition())
    client = login()
    client.post(page("twin", article.pk), form(article))
    asked = client.post(page("twin", article.pk), {"_act": "publish", "_version": 1})
    assert "Publish this plain-language page?" in asked.content.decode()
    assert not TwinEdition.objects.exists()


def test_page_that_somebody_else_saved_comes_back_with_both_texts():
    article = article_of(make_edition())
    client = login()
    client.post(page("twin", article.pk), form(article))
    response = client.post(page("twin", article.pk), form(article, title="Mine"))
    assert response.status_code == 409
    assert "Somebody else saved this page" in text(response)
    assert 'value="Mine"' in response.content.decode()
    assert draft_of(article, at=NOW).title == TEXTS["title"]


def test_what_must_be_mended_is_named_and_stops_the_page():
    article = article_of(make_edition())
    client = login()
    client.post(page("twin", article.pk), form(article, title="A study of Blincyto"))
    assert "Blincyto is a trade name" in text(client.get(page("twin", article.pk)))
    sent = {"_act": "publish", "_version": 1, "_confirmed": "yes"}
    assert client.post(page("twin", article.pk), sent).status_code == 409
    assert not TwinEdition.objects.exists()


def test_typed_words_are_rendered_and_judged():
    article = article_of(make_edition())
    said = login().post(page("twin_parts", article.pk), TEXTS | {"title": "Blincyto"}).json()
    assert "<h3>Why was the study done?</h3>" in said["html"]["body"]
    assert said["problems"] == ["Blincyto is a trade name. Write blinatumomab."]
    assert "Reading ease" in said["measure"]


def test_reviewer_finds_the_page_and_signs_it_and_nobody_else_can():
    article = make_reviewed()
    write(article)
    ask_twin_review(article=article, actor=make_user(), at=NOW)
    client = reviewer_client(article)
    user = article.contributions.get(role="reviewer").contributor.user
    user.groups.set(make_groups())
    assert "twin-asked" in queue_names(user)
    shown = client.get(page("twin", article.pk)).content.decode()
    seen = shown.partition('name="_seen" value="')[2].partition('"')[0]
    editor = login("ada", "Editor")
    assert editor.post(page("twin", article.pk), {"_act": "sign", "_seen": seen}).status_code == 403
    lead = login("lena", "Accreditation lead")
    assert lead.post(page("twin", article.pk), {"_act": "sign", "_seen": seen}).status_code == 409
    assert client.post(page("twin", article.pk), {"_act": "sign", "_seen": seen}).status_code == 302
    assert "twin-asked" not in queue_names(user)
    assert "Signed off by Reviewing team" in text(client.get(page("twin", article.pk)))


def make_groups():
    login("grace", "Reviewer")
    return list(User.objects.get(username="grace").groups.all())


def test_editor_cannot_allow_a_page_of_a_supported_article_and_the_lead_can():
    article = article_of(make_edition())
    funder = Funder.objects.create(name="Example Foundation")
    Support.objects.create(article=article, funder=funder, level="gold", agreement_signed_on=BEFORE.date())
    sent = {"_act": "allow", "allow-reason": "No product is named."}
    assert login().post(page("twin", article.pk), sent).status_code == 403
    lead = login("lena", "Accreditation lead")
    assert lead.post(page("twin", article.pk), sent | {"allow-reason": ""}).status_code == 400
    assert lead.post(page("twin", article.pk), sent).status_code == 302
    switch = TwinSwitch.objects.get()
    assert (switch.set_by.username, switch.reason, switch.funders) == ("lena", "No product is named.", [funder.pk])
    assert "lena on 22 November 2026: No product is named." in text(lead.get(page("twin", article.pk)))


def test_page_whose_article_changed_waits_on_the_first_page_and_is_taken_back():
    article = make_reviewed()
    write(article)
    sign(article)
    publish(article)
    Article.objects.filter(pk=article.pk).update(is_demonstration=True)
    correct(Edition.objects.get(), Correction.MATERIAL, at=NOW, limits="Other limits.")
    client = login()
    assert "twin-outdated" in queue_names(User.objects.get(username="ada"))
    assert "Taken back: the article changed." in text(client.get(page("twin", article.pk)))


def test_page_is_taken_back_with_a_reason():
    article = article_of(make_edition())
    client = login()
    client.post(page("twin", article.pk), form(article))
    client.post(page("twin", article.pk), {"_act": "publish", "_version": 1, "_confirmed": "yes"})
    sent = {"_act": "withdraw", "withdraw-reason": "A sentence misled."}
    assert "Take the page back?" in client.post(page("twin", article.pk), sent).content.decode()
    client.post(page("twin", article.pk), sent | {"_confirmed": "yes"})
    assert TwinEdition.objects.get().withdrawn_reason == "A sentence misled."
    assert client.get(f"/patients/{article.slug}/").status_code == 410


def test_versions_show_what_each_changed():
    article = article_of(make_edition())
    write(article, reviewer=None)
    write(article, reviewer=None, title="Another title")
    shown = text(login().get(page("twin", article.pk) + "?version=2"))
    assert "What version 2 changed" in shown
    assert "Another" in shown


def test_unsaved_words_are_kept_and_come_back_with_the_version_they_were_typed_over(clock):
    article = article_of(make_edition())
    write(article, reviewer=None)
    client = login()
    kept = form(article, title="Typed", _version=1, _changed="yes", _number=0)
    assert client.post(page("keep", article.pk, "twin"), kept).status_code == 200
    assert FormDraft.objects.get().fields["title"] == ["Typed"]
    clock.shift(timedelta(seconds=20))
    write(article, reviewer=None, title="Saved meanwhile")
    assert (
        "Somebody saved this page"
        in client.post(page("keep", article.pk, "twin"), kept | {"_number": 1}).json()["newer"]
    )
    back = client.post(page("twin", article.pk), {"_kept": "restore", "csrfmiddlewaretoken": "x"}).content.decode()
    assert 'value="Typed"' in back
    assert 'name="_version" value="1"' in back
    assert TwinDraft.objects.get().title == "Saved meanwhile"
