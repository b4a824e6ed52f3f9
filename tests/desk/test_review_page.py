"""The review page of an article: who may do what there, and how its state follows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cme.desk.states import with_state
from content.models import Article, Contribution, Contributor, ReviewComment, ReviewRound, SignOff
from content.services.publishing import publish_article
from content.services.reviewing import ask_review
from tests.content.people import disclose, make_reviewed_article, make_user, plan, sign
from tests.desk.desks import login, page, sent_by, text
from tests.factories import NOW, add_question, make_article

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)  # the clock of this folder


def draft_with_reviewer(**fields) -> Article:
    article = make_article(**{"is_demonstration": False} | fields)
    add_question(article, in_pre_test=article.has_pre_test)
    reviewer, _ = Contributor.objects.get_or_create(name="Reviewing team")
    Contribution.objects.create(article=article, contributor=reviewer, role="reviewer", position=2)
    return article


def ask(article: Article) -> ReviewRound:
    reviewer = article.contributions.get(role="reviewer").contributor
    return ask_review(article=article, reviewer_id=reviewer.pk, actor=make_user(), at=LATER)


def states(article: Article) -> tuple[str, str]:
    row = with_state(Article.objects.all(), LATER).get(pk=article.pk)
    return row.state, row.review


def as_reviewer(article: Article):
    """Return the browser of the reviewer, who has a log-in of the group Reviewer."""
    client = login("rosa", "Reviewer")
    reviewer = article.contributions.get(role="reviewer").contributor
    reviewer.user = make_user("rosa")
    reviewer.save()
    return client


# -- the way of a draft --------------------------------------------------------------------------------------------


def test_draft_goes_through_review_to_its_readers():
    article = draft_with_reviewer()
    plan(article)
    for person in {row.contributor for row in article.contributions.select_related("contributor")}:
        disclose(person)
    article.contributions.update(started_on=NOW.date())
    editor, reviewer, address = login(), as_reviewer(article), page("review", article.pk)
    assert states(article) == ("draft", "")

    person = article.contributions.get(role="reviewer").contributor
    asked = editor.post(
        address, {"_act": "ask", "reviewer": person.pk, "due_on": "2026-12-01", "note": "Dose?"}, follow=True
    )
    assert "Reviewing team is asked for a review." in asked.content.decode()
    assert states(article) == ("in-review", "in-review")

    shown = reviewer.get(address)
    assert "Dose?" in text(shown)
    seen = sent_by_form(shown, "seen")
    signed = reviewer.post(address, {"_act": "sign", "seen": seen, "agrees": "on"}, follow=True)
    assert "Reviewing team signed off what the draft says now" in text(signed)
    assert states(article) == ("approved", "approved")

    publish_article(article=article, actor=None, at=LATER)
    assert states(article) == ("published", "")


def sent_by_form(response, name: str) -> str:
    """Return the value of a hidden field of the page."""
    return response.content.decode().split(f'name="{name}" value="')[1].split('"')[0]


def test_saving_other_words_takes_the_approval_and_saving_the_same_leaves_it():
    article = make_reviewed_article()
    client = login()
    address = page("change", article.pk)
    sent = sent_by(client.get(address))
    assert client.post(address, sent).status_code == 302
    assert Article.objects.get().version == 1
    assert states(article) == ("approved", "approved")
    sent = sent_by(client.get(address)) | {"limits": ["Other limits."]}
    assert client.post(address, sent).status_code == 302
    assert states(article) == ("draft", "")
    assert "This counts no more" in text(client.get(page("review", article.pk)))
    assert "No reviewer has signed off" in text(client.get(page("publish", article.pk)))


def test_saving_the_questions_keeps_or_takes_the_approval_like_the_text():
    article = make_reviewed_article()
    client, address = login(), page("questions", article.pk)
    assert client.post(address, sent_by(client.get(address))).status_code == 302
    assert states(article) == ("approved", "approved")
    sent = {
        name: ["A new reason"] if name.endswith("rationale") else value
        for name, value in sent_by(client.get(address)).items()
    }
    assert client.post(address, sent).status_code == 302
    assert states(article) == ("draft", "")


def test_published_article_whose_next_draft_is_in_review_is_both():
    article = make_reviewed_article()
    publish_article(article=article, actor=None, at=NOW)
    Article.objects.update(limits="Other limits.", version=5)
    ask(article)
    assert states(article) == ("published", "in-review")
    listed = login().get(reverse("admin:content_article_changelist") + "?state=in-review")
    assert "published" in text(listed)
    assert "in review" in text(listed)


def test_signer_who_is_no_reviewer_any_more_approves_nothing():
    article = make_reviewed_article()
    article.contributions.filter(role="reviewer").delete()
    assert states(article) == ("draft", "")


@pytest.mark.parametrize("state", ["draft", "in-review", "approved", "scheduled", "published", "retired"])
def test_list_is_narrowed_to_each_state(state):
    articles = {
        "draft": draft_with_reviewer(title="A draft of its own"),
        "in-review": draft_with_reviewer(title="An asked one"),
    }
    ask(articles["in-review"])
    articles["approved"] = make_reviewed_article(title="A signed one")
    sign(articles["approved"], at=LATER)
    shown = text(login().get(reverse("admin:content_article_changelist") + f"?state={state}"))
    for name, article in articles.items():
        assert (article.title in shown) == (name == state)


def test_draft_in_review_can_be_deleted_by_its_editor():
    article = draft_with_reviewer()
    sign(article, at=LATER)
    ask(article)
    client = login()
    client.post(page("review", article.pk), {"_act": "link", "may_comment": "on", "days": "3"})
    assert client.post(page("delete", article.pk), {"post": "yes"}).status_code == 302
    assert not Article.objects.exists()


# -- who may -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "forbidden"),
    [
        ("Reviewer", {"ask", "withdraw", "link", "revoke", "resolve", "reopen"}),
        ("Editor", {"sign", "return"}),
        ("Accreditation lead", set()),
    ],
)
def test_groups_do_their_own_acts(group, forbidden):
    article = draft_with_reviewer()
    client = login("somebody", group)
    acts = {"ask", "withdraw", "link", "revoke", "comment", "resolve", "reopen", "sign", "return"}
    refused = {act for act in acts if client.post(page("review", article.pk), {"_act": act}).status_code == 403}
    assert refused == forbidden


def test_lead_who_was_not_asked_signs_nothing():
    article = draft_with_reviewer()
    asked = ask(article)
    client = login("lea", "Accreditation lead")
    sent = {"_act": "sign", "seen": asked.reviewed_hash, "agrees": "on"}
    assert "Nobody else can answer it" in text(client.post(page("review", article.pk), sent))
    assert not SignOff.objects.exists()
    assert "Your sign-off" not in text(client.get(page("review", article.pk)))


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"_act": "ask", "reviewer": "x"}, "Choose a reviewer."),
        ({"_act": "ask", "reviewer": "{author}"}, "Choose a reviewer."),
        ({"_act": "ask", "reviewer": "{reviewer}", "due_on": "soon"}, "Enter the day as 2026-12-31"),
        ({"_act": "comment", "text": ""}, "Write the comment."),
        ({"_act": "link", "days": "0"}, "Enter at least 1 day."),
        ({"_act": "link", "days": "61"}, "Enter at most 60 days."),
        ({"_act": "withdraw"}, "No review is under way any more."),
    ],
)
def test_faults_are_told_and_nothing_is_written(sent, says):
    article = draft_with_reviewer()
    people = {row.role: row.contributor_id for row in article.contributions.all()}
    sent = {name: value.format(**people) for name, value in sent.items()}
    assert says in text(login().post(page("review", article.pk), sent))
    assert not ReviewRound.objects.exists()
    assert not ReviewComment.objects.exists()


@pytest.mark.parametrize("act", ["resolve", "reopen", "revoke"])
@pytest.mark.parametrize("number", ["", "x", "9" * 30, "1 2", "-1"])
def test_numbers_that_are_none_change_nothing(act, number):
    assert login().post(page("review", draft_with_reviewer().pk), {"_act": f"{act} {number}"}).status_code == 302


# -- comments and links --------------------------------------------------------------------------------------------


def test_comments_are_shown_settled_and_escaped():
    article = draft_with_reviewer()
    client, address = login(), page("review", article.pk)
    client.post(address, {"_act": "comment", "text": "<b>Name</b> the harms.", "passage": "who-did-worse"})
    shown = client.get(address)
    assert "&lt;b&gt;Name&lt;/b&gt; the harms." in shown.content.decode()
    assert f"{page('preview', article.pk)}#p-who-did-worse" in shown.content.decode()
    number = ReviewComment.objects.get().pk
    assert "Resolved by ada" in text(client.post(address, {"_act": f"resolve {number}"}, follow=True))
    Article.objects.update(body="No passage.")
    assert "which the draft no longer has" in text(client.post(address, {"_act": f"reopen {number}"}, follow=True))


def test_link_is_made_shown_to_editors_alone_and_revoked():
    article = draft_with_reviewer()
    ask(article)
    client, address = login(), page("review", article.pk)
    sent = {"_act": "link", "may_comment": "on", "days": "14"}
    made = client.post(address, sent, follow=True).content.decode()
    link = ReviewRound.objects.get().links.get()
    assert (link.may_comment, link.may_sign_off, link.lapses_at - link.made_at) == (True, False, timedelta(days=14))
    assert "http://testserver/review/" in made
    assert "http://testserver/review/" not in login("rosa", "Reviewer").get(address).content.decode()
    after = client.post(address, {"_act": f"revoke {link.pk}"}, follow=True).content.decode()
    assert "http://testserver/review/" not in after


def test_page_takes_as_many_queries_for_many_comments_rounds_and_links():
    article = draft_with_reviewer()
    client, address, counts = login(), page("review", article.pk), []
    for _ in range(2):
        client.post(address, {"_act": "comment", "text": "Why?"})
        sign(article, at=LATER)
        ask(article)
        for _ in range(2):
            client.post(address, {"_act": "link", "days": "3"})
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address)
        counts.append(len(queries))
        client.post(address, {"_act": "withdraw"})
    assert counts[0] == counts[1]
    assert counts[0] < 60
