"""The pages of a reviewer without an account: who gets in, until when, and what can be done there."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import translation

from cme.access.thanks import thanking
from cme.desk.review_links import MOST_DAYS, link_of, token_of
from cme.learners.models import Learner
from cme.progress.models import Step
from content.dossiers import signed_off
from content.models import Article, Contributor, Figure, Rendition, ReviewComment, ReviewLink, ReviewRound, SignOff
from content.pictures import take_picture
from content.reviewed import reviewed_hash
from content.services.confirming import ask_code
from content.services.publishing import publish_article
from content.services.refusals import ReviewRefused
from content.services.reviewing import Voice, make_link, revoke_link, sign_off, withdraw_review
from content.signing import statement
from content.source import hash_of, source_of
from tests.content.people import make_user, sign
from tests.desk.desks import login, page, picture, sent_by, text
from tests.desk.test_preview_page import public, without_tokens
from tests.desk.test_review_page import ask, draft_with_reviewer
from tests.factories import NOW
from tests.visitors import body_of, client_of, tampered

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)  # the clock of this folder
RIGHTS = {"may_comment": True, "may_sign_off": True, "days": 14}


def make(article: Article | None = None, **rights) -> ReviewLink:
    asked = ask(article or draft_with_reviewer())
    return make_link(review_round=asked, actor=make_user(), at=LATER, **RIGHTS | rights)


def at(link: ReviewLink, name: str = "review", *args: str) -> str:
    return reverse(f"review:{name}", args=[token_of(link), *args])


# -- the link ------------------------------------------------------------------------------------------------------


def test_link_has_one_address_that_leads_to_it():
    link = make()
    assert link_of(token_of(link)) == link
    assert token_of(ReviewLink.objects.get()) == token_of(link)


def test_link_of_a_former_secret_key_still_leads_to_it():
    link = make()
    token = token_of(link)
    with override_settings(
        SECRET_KEY="another", SECRET_KEY_FALLBACKS=["a key that only the tests use, and nothing else ever"]
    ):
        assert link_of(token) == link
    with override_settings(SECRET_KEY="another"):
        assert link_of(token) is None


@pytest.mark.parametrize("name", ["review", "article"])
def test_strangers_find_nothing(client, name):
    link = make()
    for token in (tampered(token_of(link)), link.key, f"{link.key}:1:x", "x"):
        assert client.get(reverse(f"review:{name}", args=[token])).status_code == 404


@pytest.mark.parametrize("name", ["review", "article"])
def test_link_ends_when_it_lapses_or_is_revoked(client, name):
    link = make(days=14)
    with time_machine.travel(LATER + timedelta(days=14, seconds=-1), tick=False):
        assert client.get(at(link, name)).status_code == 200
    with time_machine.travel(LATER + timedelta(days=14), tick=False):
        over = client.get(at(link, name))
    assert over.status_code == 410
    assert "This link has ended" in text(over)
    assert "second transplant remains" not in over.content.decode()
    revoke_link(link_id=link.pk, article=link.round.article, at=LATER)
    assert client.get(at(link, name)).status_code == 410


def test_no_link_outlives_the_longest_life(client):
    link = make(days=400)
    with time_machine.travel(LATER + timedelta(days=MOST_DAYS + 1)):
        assert client.get(at(link)).status_code == 404


def test_link_ends_with_its_round(client):
    link = make()
    withdraw_review(review_round=link.round, actor=make_user(), at=LATER)
    over = client.get(at(link))
    assert (over.status_code, "editors have withdrawn it" in text(over)) == (200, True)
    assert client.post(at(link), {"_act": "comment", "text": "Late."}).status_code == 409
    assert not ReviewComment.objects.exists()


@pytest.mark.parametrize("name", ["review", "article"])
def test_pages_are_never_stored_indexed_or_told_of(client, name):
    response = client.get(at(make(), name))
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"].startswith("noindex")
    assert response["Referrer-Policy"] == "same-origin"


# -- the article ---------------------------------------------------------------------------------------------------


@time_machine.travel(LATER, tick=False)
def test_article_is_the_public_page_but_for_its_tokens_and_the_day_of_review(client):
    article = draft_with_reviewer(is_demonstration=True, has_pre_test=True)
    own = at(make(article), "article")
    shown = client.get(own)
    ReviewRound.objects.all().delete()
    publish_article(article=article, actor=None, at=LATER)
    untold = without_tokens(shown).replace('name="csrfmiddlewaretoken" value=""', "")
    assert own in untold  # the links to other languages lead to the draft there
    untold = untold.replace(own, f"/articles/{article.slug}/")
    assert untold == without_tokens(public(login(), article))


def test_no_form_of_a_learner_works_from_there(client):
    """Neither the browser (form-action) nor the server (no token, no edition) takes anything."""
    article = draft_with_reviewer(is_demonstration=True, has_pre_test=True)
    publish_article(article=article, actor=None, at=LATER - timedelta(hours=1))
    link = make(article)
    reader = client_of(enforce_csrf_checks=True)
    response = reader.get(at(link, "article"))
    assert "form-action 'none'" in response["Content-Security-Policy"]
    assert "connect-src 'none'" in response["Content-Security-Policy"]
    html = response.content.decode()
    addresses = set(re.findall(r'<form[^>]*action="([^"]+)"', html))
    assert len(addresses) >= 3
    for address in addresses:
        answer = reader.post(address, {"csrfmiddlewaretoken": "", "edition": ""})
        assert answer.status_code in {400, 403}
    assert re.findall(r'name="edition" value="(\w*)"', html) == ["None"] * html.count('name="edition"')
    assert (Learner.objects.count(), Step.objects.count()) == (0, 0)


def test_figures_of_the_draft_are_shown_and_others_are_not(client):
    article = draft_with_reviewer(body="![Two curves](figure:curve)")
    Figure.objects.create(
        article=article, key="curve", image=take_picture(picture("#a1b2c3"), size=1), alt="Two curves"
    )
    other = Figure(
        article=draft_with_reviewer(), key="curve", image=take_picture(picture("#c3b2a1"), size=1), alt="Two curves"
    )
    other.save()
    link = make(article)
    (address,) = re.findall(r'<img[^>]*src="(/[^"]+)"', client.get(at(link, "article")).content.decode())
    assert address.startswith(reverse("review:review", args=[token_of(link)]))
    shown = client.get(address)
    assert (shown.status_code, shown["Content-Type"], shown["Cache-Control"]) == (200, "image/png", "private, no-store")
    assert body_of(shown).startswith(b"\x89PNG")
    name = str(other.image.name).rsplit("/", 1)[-1]
    assert client.get(at(link, "figure", name)).status_code == 404


def test_smaller_sizes_of_a_figure_are_shown_too(client):
    """Browsers choose a rendition where there is one, as when a published article is reviewed again."""
    article = draft_with_reviewer(body="![Two curves](figure:curve)")
    image = take_picture(picture("#b2a1c3"), size=1)
    figure = Figure.objects.create(article=article, key="curve", image=image, alt="Two curves")
    name = str(figure.image.name).rpartition("/")[2]
    small = default_storage.save(f"figures/{'0' * 64}.webp", ContentFile(b"small")).rpartition("/")[2]
    done = {"picture": name, "height": 90, "format": "webp", "state": "done", "made_at": NOW}
    Rendition.objects.create(**done, width=90, file=f"{'1' * 64}.webp")
    Rendition.objects.create(**done, width=180, file=small)  # the second of the list
    link = make(article)
    html = client.get(at(link, "article")).content.decode()
    assert not re.search(r"[\", ]/figures/", html)
    assert at(link, "figure", small) in html
    assert body_of(client.get(at(link, "figure", small))) == b"small"


def test_pictures_of_questions_are_shown_beside_their_keys(client):
    article = draft_with_reviewer()
    version = article.draft_items.get().version
    version.image, version.image_alt, version.hint = take_picture(picture("#0a1b2c"), size=1), "A smear", "Look twice."
    version.save()
    link = make(article)
    page = client.get(at(link))
    (address,) = re.findall(r'<img src="(/review/[^"]+)"', page.content.decode())
    assert body_of(client.get(address)).startswith(b"\x89PNG")
    assert "Look twice." in text(page)
    german = client.get(f"/de{at(link)}").content.decode()
    assert 'alt="A smear" lang="en" dir="ltr"' in german  # its words are English, whatever the page speaks
    assert f'src="{address}"' in german


# -- what the reviewer does ----------------------------------------------------------------------------------------


def test_reviewer_comments_by_link():
    link = make()
    browser = Client(enforce_csrf_checks=True)
    token = sent_by(browser.get(at(link)))["csrfmiddlewaretoken"][0]
    sent = {"_act": "comment", "text": "Name the harms.", "passage": "who-did-worse", "csrfmiddlewaretoken": token}
    response = browser.post(at(link), sent, follow=True)
    assert "Your comment is saved." in text(response)
    for forged in ("?done=comment", "?sent=comment", thanking("", purpose=f"review.{link.pk + 1}", what="comment")):
        assert "Your comment is saved." not in text(browser.get(at(link) + forged))
    said = ReviewComment.objects.get()
    assert (said.name, said.user, said.link, said.passage) == ("Reviewing team", None, link, "who-did-worse")


def test_reviewer_signs_off_by_link(client):
    link = make()
    sent = {"_act": "sign", "seen": reviewed_hash(link.round.article), "agrees": "on"}
    response = client.post(at(link), sent, follow=True)
    assert "the article is signed off" in text(response)
    assert SignOff.objects.get().link == link


def test_reviewer_is_told_what_changed_meanwhile(client):
    link = make()
    Article.objects.update(limits="Other limits.")
    sent = {"_act": "sign", "seen": link.round.reviewed_hash, "agrees": "on"}
    response = client.post(at(link), sent)
    assert (response.status_code, SignOff.objects.count()) == (409, 0)
    assert "draft changed after you opened" in text(response)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"_act": "comment", "text": ""}, "Write the comment."),
        ({"_act": "comment", "text": "x" * 4001}, "Shorten this to 4000 characters."),
        ({"_act": "comment", "text": "x", "passage": "nowhere"}, "Choose a passage that the article has."),
        ({"_act": "comment", "text": "x\0"}, "Null characters are not allowed."),
        ({"_act": "sign", "seen": "x"}, "Tick the statement to sign it"),
        ({"_act": "return", "text": " "}, "Say what must change."),
    ],
)
def test_reviewer_is_told_what_to_mend(client, sent, says):
    response = client.post(at(make()), sent)
    assert says in text(response)
    assert response.content.decode().count("<title>Error:") == 1
    assert not ReviewComment.objects.exists()
    assert not SignOff.objects.exists()


def test_reviewer_does_only_what_the_editor_allowed(client):
    link = make(may_comment=False, may_sign_off=False)
    shown = client.get(at(link)).content.decode()
    assert 'name="_act"' not in shown
    for sent in ({"_act": "comment", "text": "x"}, {"_act": "sign", "seen": link.round.reviewed_hash, "agrees": "on"}):
        assert client.post(at(link), sent).status_code == 409
    assert client.post(at(link), {"_act": "ask"}).status_code == 200  # no act of theirs: the page again
    assert not ReviewComment.objects.exists()
    assert not SignOff.objects.exists()


def test_reviewer_sees_the_keys_that_are_signed_and_no_other_rounds_comments(client):
    article = draft_with_reviewer()
    login().post(page("review", article.pk), {"_act": "comment", "text": "Among ourselves."})
    sign(article, at=LATER)
    shown = text(client.get(at(make(article))))
    assert "Option 0 of question 1" in shown
    assert "because the paper says so" in shown
    assert "Among ourselves." not in shown


# -- who it is -----------------------------------------------------------------------------------------------------


@pytest.fixture
def mails(settings) -> ReviewLink:
    """A link that may sign off, at a site that can send e-mail."""
    settings.HAS_MAIL = True
    link = make()
    Contributor.objects.filter(pk=link.round.reviewer_id).update(email="rita@example.org")
    return ReviewLink.objects.get()


def code_in_mail() -> str:
    return re.search(r"^ {4}(\d{8})$", mail.outbox[-1].body, re.MULTILINE)[1]


def sign_with(client, link, code: str):
    seen = reviewed_hash(link.round.article)
    return client.post(at(link), {"agrees": "on", "seen": seen, "code": code, "_act": "sign"})


def test_sign_off_by_link_needs_the_code_that_the_reviewer_alone_was_sent(client, mails):
    assert "It goes to r•••@example.org." in text(client.get(at(mails)))
    assert "Enter the code that was sent to you" in text(sign_with(client, mails, ""))
    answer = client.post(at(mails), {"_act": "code"}, follow=True)
    assert "A code goes to r•••@example.org now." in text(answer)
    assert mail.outbox[-1].to == ["rita@example.org"]
    code = code_in_mail()
    assert code not in answer.content.decode()
    wrong = f"{(int(code) + 1) % 10**8:08}"
    assert "This is not the code, or it has lapsed." in text(sign_with(client, mails, wrong))
    assert not SignOff.objects.exists()
    assert sign_with(client, mails, f"{code[:4]} {code[4:]}").status_code == 302
    signed = SignOff.objects.get()
    assert (signed.code.used_at, signed.code.address) == (signed.signed_at, "rita@example.org")
    (row,) = signed_off(SignOff.objects.all())
    assert row["captured"] == "by link, confirmed with a code sent to rita@example.org"
    assert "confirmed by e-mail" in text(login().get(page("review", mails.round.article_id)))


SPOKEN = {
    "de": ("Begutachtung für Reviewing team", "Kreuzen Sie die Erklärung an", "Ihr Code zur Freigabe", "Guten Tag"),
    "ar": ("مراجعة مطلوبة من Reviewing team", "يُرجى تأشير الإقرار", "رمز الاعتماد الخاص بكم", "السلام عليكم"),
}


@pytest.mark.parametrize("code", sorted(SPOKEN))
def test_reviewer_is_spoken_to_in_the_language_of_the_address_and_mailed_in_it(client, mails, code):
    heading, refusal, subject, greeting = SPOKEN[code]
    english, here = at(mails), f"/{code}{at(mails)}"
    assert f'href="{here}"' in client.get(english).content.decode()  # among the languages at the foot
    shown = client.get(here)
    assert heading in text(shown)
    assert f'<span lang="en" dir="ltr">{mails.round.article.title}</span>' in shown.content.decode()
    assert '<span lang="en" dir="ltr">I am not an author of this article.' in shown.content.decode()  # what is signed
    seen = reviewed_hash(mails.round.article)
    unsigned = client.post(here, {"seen": seen, "code": "1", "_act": "sign"})
    assert refusal in text(unsigned)
    told = client.post(here, {"_act": "code"})
    assert told["Location"].startswith(f"{here}?")
    letter = mail.outbox[-1]
    assert letter.subject.startswith(subject)
    assert letter.body.startswith(greeting)
    assert f'<html lang="{code}"' in client.get(f"/{code}{at(mails, 'article')}").content.decode()
    signed = client.post(here, {"agrees": "on", "seen": seen, "code": code_in_mail(), "_act": "sign"})
    assert signed.status_code == 302
    assert SignOff.objects.get().statement == statement()  # in English, whatever the page spoke


def test_words_that_are_reviewed_are_the_same_in_every_language():
    article = draft_with_reviewer(is_demonstration=True, has_pre_test=True)
    kept = reviewed_hash(article), hash_of(source_of(article))
    for code in SPOKEN:
        with translation.override(code):
            assert (reviewed_hash(article), hash_of(source_of(article))) == kept


def test_code_is_tried_five_times_lapses_and_is_of_its_own_link(client, mails):
    client.post(at(mails), {"_act": "code"})
    code = code_in_mail()
    for number in range(5):
        assert "This is not the code" in text(sign_with(client, mails, str(number)))
    assert "This is not the code" in text(sign_with(client, mails, code))
    client.post(at(mails), {"_act": "code"})
    with time_machine.travel(LATER + timedelta(minutes=31), tick=False):
        assert "This is not the code" in text(sign_with(client, mails, code_in_mail()))
    for _ in range(2):
        answer = client.post(at(mails), {"_act": "code"})
    assert "You have asked for several codes just now." in text(answer)
    other = make_link(review_round=mails.round, actor=make_user(), at=LATER, **RIGHTS)
    assert "This is not the code" in text(sign_with(client, other, code_in_mail()))
    assert not SignOff.objects.exists()


def test_without_the_page_a_link_signs_no_more_than_with_it(mails):
    voice, seen = Voice(name="Rita", link=mails), reviewed_hash(mails.round.article)
    with pytest.raises(ReviewRefused, match="Enter the code"):
        sign_off(review_round=mails.round, voice=voice, seen=seen, at=LATER)
    Contributor.objects.update(email="")
    with pytest.raises(ReviewRefused, match="the desk has none"):
        ask_code(link=ReviewLink.objects.get(), at=LATER)


def test_sign_off_where_no_mail_can_be_sent_says_that_nobody_confirmed_it(client):
    link = make()
    assert "Code from the e-mail" not in text(client.get(at(link)))
    assert sign_with(client, link, "").status_code == 302
    assert signed_off(SignOff.objects.all())[0]["captured"] == "by link, identity not confirmed"
    assert "identity not confirmed" in text(login().get(page("review", link.round.article_id)))
