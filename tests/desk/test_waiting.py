"""What waits for whom: the queues of the start page, and the mail of the day."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cme.desk.queue_mail import send_queues
from cme.desk.queues import SHOWN
from cme.desk.waiting import queues_of
from cme.learners.models import User
from content.models import Article, Disclosure, QueueMail
from content.services.publishing import publish_article, retire_article
from content.services.reviewing import Voice, ask_review, comment, resolve_comment, return_review
from tests.content.people import make_reviewed_article, sign
from tests.content.people import make_user as make_person
from tests.desk.desks import login, make_user, text
from tests.desk.test_review_page import LATER, as_reviewer, ask, draft_with_reviewer
from tests.factories import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def waiting(name: str, *groups: str, at=LATER) -> dict[str, list[tuple[str, str]]]:
    """Return what waits for somebody: label and note by queue."""
    user = User.objects.filter(username=name).first() or make_user(name, *groups)
    return {queue.name: [(row.label, row.note) for row in queue.rows] for queue in queues_of(user, at=at)}


# -- the queues ----------------------------------------------------------------------------------------------------


def test_review_waits_for_the_one_who_was_asked_alone():
    article = draft_with_reviewer()
    as_reviewer(article)
    ask(article)
    assert waiting("rosa")["asked"] == [(article.title, "asked by editor on 23 Nov 2026")]
    assert "asked" not in waiting("ada", "Editor")


def test_given_back_draft_waits_for_whoever_asked_until_somebody_is_asked_again():
    article = draft_with_reviewer()
    as_reviewer(article)
    asked = ask(article)
    return_review(review_round=asked, voice=Voice("Rosa", make_person("rosa")), text="Name the harms.", at=LATER)
    assert waiting("editor")["returned"] == [(article.title, "by Reviewing team on 23 Nov 2026")]
    assert "returned" not in waiting("ada", "Editor")
    person = article.contributions.get(role="reviewer").contributor
    ask_review(article=article, reviewer_id=person.pk, actor=make_person(), at=LATER + DAY)
    assert "returned" not in waiting("editor")


def test_comments_of_others_wait_for_whoever_began_the_article():
    article = draft_with_reviewer(created_by=make_user("ada", "Editor"))
    said = comment(article=article, review_round=None, voice=Voice("Rosa", make_user("rosa")), text="Why?", at=NOW)
    comment(
        article=article, review_round=None, voice=Voice("Ada", User.objects.get(username="ada")), text="So.", at=NOW
    )
    assert waiting("ada")["comments"] == [(article.title, "1 open")]
    assert "comments" not in waiting("bob", "Editor")
    resolve_comment(comment_id=said.pk, article=article, actor=make_person(), at=NOW)
    assert "comments" not in waiting("ada")


def test_signed_and_scheduled_articles_wait_for_those_who_publish():
    article = make_reviewed_article()
    assert waiting("ada", "Editor")["approved"] == [(article.title, "")]
    assert "approved" not in waiting("rosa", "Reviewer")
    publish_article(article=article, actor=None, at=LATER, released_at=LATER + DAY)
    assert waiting("ada")["scheduled"] == [(article.title, "24 Nov 2026, 12:00 UTC")]
    assert "approved" not in waiting("ada")
    assert "scheduled" not in waiting("ada", at=LATER + DAY)


@pytest.mark.parametrize(
    ("days", "note", "is_urgent"),
    [
        (61, None, False),
        (60, "in 60 days", False),
        (31, "in 31 days", False),
        (30, "in 30 days", True),
        (0, "now", True),
        (-1, "expired", True),
    ],
)
def test_editions_wait_before_they_expire(days, note, is_urgent):
    """F2: nobody can start after the last day."""
    article = make_reviewed_article(expires_on=(LATER + 90 * DAY).date())
    publish_article(article=article, actor=None, at=NOW)
    at = LATER + (90 - days) * DAY
    (row,) = [
        row for queue in queues_of(make_user("ada", "Editor"), at=at) if queue.name == "expiring" for row in queue.rows
    ] or [None]
    assert (row is None) == (note is None)
    if row:
        assert row.note.endswith(note)
        assert row.is_urgent == is_urgent


def test_reviews_are_due_when_their_day_has_come_or_the_last_one_is_old(settings):
    settings.REVIEW_MONTHS, settings.DISCLOSURE_MONTHS = 6, 60
    article = make_reviewed_article()
    publish_article(article=article, actor=None, at=NOW)
    assert "review-due" not in waiting("ada", "Editor", at=NOW + 180 * DAY)
    assert waiting("ada", at=NOW + 182 * DAY)["review-due"] == [(article.title, "reviewed last 22 Nov 2026")]
    sign(article, at=NOW + 182 * DAY)
    assert "review-due" not in waiting("ada", at=NOW + 183 * DAY)


@pytest.mark.parametrize(("days", "note"), [(300, None), (336, "current until"), (367, "lapsed")])
def test_disclosures_are_due_before_they_are_too_old(days, note):
    """S1: twelve months."""
    make_reviewed_article()
    Disclosure.objects.update(disclosed_on=NOW.date())
    found = waiting("lea", "Accreditation lead", at=NOW + days * DAY).get("disclosure-due", [])
    assert len(found) == (2 if note else 0)
    assert all(note in said for _, said in found)


def test_disclosures_of_demonstrations_and_retired_articles_are_not_due():
    draft_with_reviewer(is_demonstration=True)
    article = make_reviewed_article()
    publish_article(article=article, actor=None, at=NOW)
    Disclosure.objects.all().delete()
    assert len(waiting("lea", "Accreditation lead")["disclosure-due"]) == 2
    retire_article(article=article, at=NOW + DAY / 2)
    assert "disclosure-due" not in waiting("lea")


def test_own_disclosure_is_due_and_no_other_is_told():
    article = draft_with_reviewer()
    as_reviewer(article)
    assert waiting("rosa")["disclosure-due"] == [("Reviewing team", "none yet")]
    assert "disclosure-due" not in waiting("ada", "Editor")


# -- the start page ------------------------------------------------------------------------------------------------


def test_start_page_shows_what_waits_and_counts_each_state():
    article = draft_with_reviewer()
    client = as_reviewer(article)
    assert "Nothing waits for you." in text(login().get(reverse("admin:index")))
    ask(article)
    shown = text(client.get(reverse("admin:index")))
    assert "Reviews asked of you 1" in shown
    assert "In review 1" in shown
    assert "Draft 0" in shown


def test_start_page_takes_as_many_queries_for_many_things():
    client, counts = login("lea", "Accreditation lead", "Editor"), []
    for number in range(1, 4):
        article = make_reviewed_article(created_by=User.objects.get(username="lea"))
        comment(article=article, review_round=None, voice=Voice("x", make_person()), text="Why?", at=NOW)
        if number > 1:
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("admin:index"))
            counts.append(len(queries))
    assert counts[0] == counts[1]


def test_long_queues_are_cut_and_counted():
    user = make_user("ada", "Editor")
    for _ in range(SHOWN + 1):
        comment(
            article=draft_with_reviewer(created_by=user),
            review_round=None,
            voice=Voice("x", make_person()),
            text="Why?",
            at=NOW,
        )
    (queue,) = queues_of(user, at=LATER)
    assert (len(queue.rows), queue.count) == (SHOWN, SHOWN + 1)
    assert f"The first {SHOWN} of {SHOWN + 1}." in text(login("ada").get(reverse("admin:index")))


# -- the mail ------------------------------------------------------------------------------------------------------


@pytest.fixture
def written_to(settings) -> User:
    settings.SITE_ADDRESS = "https://cme.example.org"
    article = draft_with_reviewer(body="::: passage who-did-worse objective=survival\nA secret.\n:::")
    as_reviewer(article)
    ask(article)
    User.objects.filter(username="rosa").update(email="rosa@example.org")
    return User.objects.get(username="rosa")


def send() -> str:
    out = StringIO()
    call_command("send_queues", stdout=out)
    return out.getvalue()


def test_mail_says_what_waits_and_where(written_to):
    assert send() == "1 mails sent.\n"
    (sent,) = mail.outbox
    article = Article.objects.get()
    assert sent.to == ["rosa@example.org"]
    assert f"- {article.title} (asked by editor" in sent.body
    assert f"https://cme.example.org/admin/content/article/{article.pk}/review/" in sent.body
    assert "secret" not in sent.body
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"


def test_mail_is_sent_once_a_day_however_often_the_command_runs(written_to):
    for _ in range(3):
        send()
    assert len(mail.outbox) == 1
    with time_machine.travel(timezone.now() + DAY):
        send()
    assert len(mail.outbox) == 2


def test_mail_whose_sending_failed_is_reported_and_never_sent_twice(written_to, settings):
    settings.EMAIL_BACKEND = "tests.desk.mailing.Failing"
    with pytest.raises(CommandError, match="rosa"):
        send()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send()
    assert mail.outbox == []
    assert QueueMail.objects.count() == 1


@pytest.mark.parametrize("fields", [{"email": ""}, {"is_active": False}, {"is_staff": False}])
def test_mail_goes_to_active_staff_with_an_address(written_to, fields):
    User.objects.filter(pk=written_to.pk).update(**fields)
    assert send() == "0 mails sent.\n"


def test_nobody_whom_the_desk_refuses_is_written_to(written_to):
    """S6: somebody was put into a funder's group besides."""
    written_to.groups.add(Group.objects.get_or_create(name="Funder")[0])
    assert send() == "0 mails sent.\n"
    assert (mail.outbox, QueueMail.objects.exists()) == ([], False)


def test_nobody_is_written_to_when_nothing_waits():
    user = make_user("ada", "Editor", email="ada@example.org")
    assert not send_queues(user, at=LATER)
    assert not QueueMail.objects.exists()
