"""What the letters of the desk say: the link to disclose, its reminder, the code, and the mail of the day."""

from datetime import timedelta

import pytest

from cme.desk.delivery import deliver
from cme.desk.disclosure_links import token_of
from cme.desk.posting import post_letter
from cme.desk.queue_mail import send_queues
from cme.learners.models import User
from content.models import Contributor, DisclosureRequest, Letter
from content.services.confirming import ask_code, digits_of
from content.services.disclosing import ask_for_disclosure
from content.services.letters import plan_reminders
from content.services.reviewing import make_link
from tests.content.people import make_user as make_person
from tests.desk.test_review_page import LATER, as_reviewer, ask, draft_with_reviewer
from tests.factories import NOW

pytestmark = pytest.mark.django_db
SITE = "https://cme.example.org"
DISCLOSE = """Dear Ada {{Writer}},

Test {site} asks everyone who plans, writes, edits or reviews its articles to disclose financial relationships
with ineligible companies of the last 24 months, once a year. "None" is an answer too, and no account is needed.

https://cme.example.org/disclose/{token}/

The link is for you alone. It can be used until 13 December 2026, 12:00 UTC, once.

The operator
"""
REMIND = """Dear Ada {{Writer}},

{asked} we asked you to disclose financial relationships with ineligible companies of the last 24 months, and
have no answer yet. "None" is an answer too, and no account is needed.

https://cme.example.org/disclose/{token}/

The link is for you alone. It can be used until {until}, once. If you answered in the meantime, thank you.

The operator
"""
CODE = """Dear Reviewing team,

somebody who has your review link at Test {site} wants to sign off this article as you:

{title}

If that is you, enter this code there:

    {code}

It can be used once, until {until}. If it is not you, do not pass it on, and tell editor, who asked for the
review: the article cannot be signed off without the code.

The operator
"""
DAY = """Reviews asked of you (1)
- {title} (asked by editor on 23 Nov 2026)
  https://cme.example.org/admin/content/article/{article}/review/

Disclosure due (1)
- Reviewing team (none yet)
  https://cme.example.org/admin/content/disclosure/own/

All of it: https://cme.example.org/admin/
"""


@pytest.fixture(autouse=True)
def _site(settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.SITE_NAME, settings.OPERATOR_NAME, settings.SITE_ADDRESS = "Test {site}", "The operator", SITE


def sent(mailoutbox) -> tuple[str, list[str], str]:
    (letter,) = mailoutbox
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    return letter.subject, letter.to, letter.body


@pytest.mark.parametrize(
    ("kind", "subject", "body"),
    [
        (Letter.Kind.DISCLOSE, "Please disclose financial relationships: Test {site}", DISCLOSE),
        (Letter.Kind.REMIND, "Still to come: your disclosure for Test {site}", REMIND),
    ],
)
def test_link_and_reminder(kind, subject, body, mailoutbox):
    someone = Contributor.objects.create(name="Ada {Writer}", email="ada@example.org")
    asked: DisclosureRequest = ask_for_disclosure(contributor=someone, actor=None, at=NOW)
    letter = post_letter(kind=kind, about=asked.pk, origin=SITE, at=NOW)
    assert deliver(pk=letter.pk, at=NOW)
    said = {"site": "{site}", "asked": "on 22 November 2026", "until": "13 December 2026, 12:00 UTC"}
    assert sent(mailoutbox) == (subject, ["ada@example.org"], body.format(token=token_of(asked), **said))
    assert mailoutbox[0].extra_headers["Message-ID"].startswith(f"<letter.{letter.pk}.")


@pytest.mark.parametrize(("language", "said"), [("de", "Guten Tag Ada {Writer}"), ("ar", "السلام عليكم، Ada {Writer}")])
def test_letter_speaks_the_language_that_it_is_to_have_and_its_reminder_too(language, said, mailoutbox, settings):
    someone = Contributor.objects.create(name="Ada {Writer}", email="ada@example.org")
    asked = ask_for_disclosure(contributor=someone, actor=None, at=NOW)
    letter = post_letter(kind=Letter.Kind.DISCLOSE, about=asked.pk, origin=SITE, at=NOW, language=language)
    assert deliver(pk=letter.pk, at=NOW)
    (reminder,) = plan_reminders(at=NOW + timedelta(days=7), origin=SITE)
    assert deliver(pk=reminder.pk, at=NOW + timedelta(days=7))
    assert len(mailoutbox) == 2
    for mail in mailoutbox:
        assert mail.body.startswith(said)
        assert f"{SITE}/{language}/disclose/{token_of(asked)}/" in mail.body
        assert "December" not in mail.body


def test_code(mailoutbox):
    article = draft_with_reviewer()
    Contributor.objects.filter(contributions__role="reviewer").update(email="rosa@example.org")
    rights = {"days": 7, "may_comment": True, "may_sign_off": True}
    link = make_link(review_round=ask(article), actor=make_person(), at=LATER, **rights)
    code = ask_code(link=link, at=LATER)
    letter = post_letter(kind=Letter.Kind.CONFIRM, about=code.pk, origin=SITE, at=LATER)
    assert deliver(pk=letter.pk, at=LATER)
    until = f"{LATER + timedelta(minutes=30):%-d %B %Y, %H:%M} UTC"
    body = CODE.format(site="{site}", title=article.title, code=digits_of(code), until=until)
    assert sent(mailoutbox) == ("Your code to sign off: Test {site}", ["rosa@example.org"], body)
    assert mailoutbox[0].extra_headers["Message-ID"].startswith(f"<letter.{letter.pk}.")


def test_mail_of_the_day(mailoutbox):
    article = draft_with_reviewer()
    as_reviewer(article)
    ask(article)
    rosa = User.objects.get(username="rosa")
    rosa.email = "rosa@example.org"
    assert send_queues(rosa, at=LATER)
    body = DAY.format(title=article.title, article=article.pk)
    assert sent(mailoutbox) == ("Test {site} desk: 2 things waiting for you", ["rosa@example.org"], body)
    assert set(mailoutbox[0].extra_headers) == {"Auto-Submitted"}
