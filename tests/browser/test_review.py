"""Reviews in a browser: at the desk, by a link without an account, and what waits on the start page."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from cme.desk.review_links import token_of
from cme.learners.models import User
from content.models import Article, Contributor, ReviewComment, SignOff
from content.services.publishing import publish_article
from content.services.reviewing import Voice, ask_review, comment, make_link, resolve_comment
from tests.browser.layout import look
from tests.browser.scene import days_ago, fits_its_window
from tests.browser.test_desk import TALL, editor, log_in
from tests.content.people import sign
from tests.desk.desks import page as page_of
from tests.factories import add_question, make_article

__all__ = ["editor"]


def draft_in_review(user: User, **fields) -> Article:
    article = make_article(created_by=user, **{"is_demonstration": False} | fields)
    add_question(article)
    reviewer, _ = Contributor.objects.get_or_create(name="Second reader", credentials="MD")
    article.contributions.create(contributor=reviewer, role="reviewer", position=2)
    return article


def ask(article: Article, user: User, **fields):
    reviewer = article.contributions.get(role="reviewer").contributor
    return ask_review(article=article, reviewer_id=reviewer.pk, actor=user, at=days_ago(1), **fields)


def everything(user: User) -> dict[str, str]:
    """Fill reviews and queues, and return the addresses of their pages."""
    shown = draft_in_review(user)
    asked = ask(shown, user, note="Is the dose right?", due_on=days_ago(1).date())
    link = make_link(review_round=asked, actor=user, at=days_ago(1), days=14, may_comment=True, may_sign_off=True)
    guest = Voice("Second reader", link=link)
    said = [
        comment(article=shown, review_round=asked, voice=guest, text=text, passage=passage, at=days_ago(1))
        for text, passage in (("Name the harms beside the benefit. " * 8, "who-did-worse"), ("Well put.", ""))
    ]
    resolve_comment(comment_id=said[1].pk, article=shown, actor=user, at=days_ago(0))
    signed = draft_in_review(user, title="A signed article with a title that is rather long for a narrow telephone")
    sign(signed, at=days_ago(2))
    expiring = draft_in_review(user, is_demonstration=True, expires_on=(timezone.now() + timedelta(days=9)).date())
    publish_article(article=expiring, actor=None, at=days_ago(3))
    return {
        "start": "/admin/",
        "asked": page_of("review", shown.pk),
        "signed": page_of("review", signed.pk),
        "list": "/admin/content/article/",
        "guest": f"/review/{token_of(link)}/",
        "article": f"/review/{token_of(link)}/article/",
    }


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_of_a_review_have_no_fault(open_page, editor, axe_in_both_schemes, width):
    page, faults = open_page(width=width, height=TALL), []
    log_in(page)
    Contributor.objects.create(name="Second reader", credentials="MD", user=editor)
    for name, address in everything(editor).items():
        assert page.goto(address).status == 200, address
        page.wait_for_load_state("networkidle")
        faults += [f"{name}: {fault}" for fault in axe_in_both_schemes(page)]
        if not fits_its_window(page):
            faults.append(f"{name}: wider than the window")
        if name == "guest":
            faults += [f"{name}: {fault}" for fault in look(page, width=width)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("code", "button"), [("de", "Kommentieren"), ("ar", "إضافة التعليق")])
def test_pages_of_a_guest_have_no_fault_in_other_languages(open_page, editor, axe, settings, code, button):
    """On a narrow phone, in Arabic from right to left; what the reviewer does there leads on in the language."""
    settings.HAS_MAIL = True
    addresses = everything(editor)
    Contributor.objects.filter(name="Second reader").update(email="reader@example.org")
    guest, faults = open_page(width=360, height=TALL), []
    for name in ("guest", "article"):
        guest.goto(f"/{code}{addresses[name]}")
        faults += [f"{name}: {fault}" for fault in axe(guest) + look(guest, width=360)]
        if not fits_its_window(guest):
            faults.append(f"{name}: wider than the window")
    assert not faults, "\n".join(faults)
    guest.go_back()
    form = guest.locator("form", has=guest.get_by_role("button", name=button, exact=True))
    form.locator("textarea").fill("Name the harms.")
    form.get_by_role("button", name=button, exact=True).click()
    expect(guest.get_by_role("status")).to_be_visible()
    assert guest.evaluate("document.documentElement.lang") == code
    assert ReviewComment.objects.filter(text="Name the harms.").exists()


def test_editor_sends_to_review_and_a_guest_signs_by_keyboard_without_scripts(open_page, editor):
    article = draft_in_review(editor)
    page = open_page()
    log_in(page)
    page.goto(page_of("review", article.pk))
    page.get_by_label("What the reviewer should know").fill("Is the dose right?")
    page.get_by_role("button", name="Send to review").click()
    expect(page.get_by_text("Second reader is asked for a review.")).to_be_visible()
    page.get_by_label("may sign off").check()
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_label("Address to send").input_value()

    guest = open_page(scripts=False)
    guest.goto(address)
    expect(guest.get_by_text("Is the dose right?")).to_be_visible()
    guest.get_by_role("link", name="Read the article as readers would see it").click()
    expect(guest.get_by_role("heading", level=1)).to_have_text(article.title)
    guest.go_back()
    guest.get_by_label("Comment").focus()
    guest.keyboard.type("Name the harms.")
    guest.keyboard.press("Tab")
    guest.keyboard.press("Enter")
    expect(guest.get_by_text("Your comment is saved.")).to_be_visible()
    guest.get_by_role("button", name="Sign off as").focus()
    guest.keyboard.press("Enter")
    expect(guest.get_by_role("alert")).to_contain_text("Tick the statement")
    guest.get_by_label("I am not an author of this article.").focus()
    guest.keyboard.press("Space")
    guest.keyboard.press("Tab")
    guest.keyboard.press("Enter")
    expect(guest.get_by_role("heading", name="Thank you: the article is signed off")).to_be_visible()

    assert ReviewComment.objects.get().text == "Name the harms."
    assert SignOff.objects.get().link_id is not None
    page.goto("/admin/")
    expect(page.get_by_role("heading", name="Signed off, ready to publish")).to_be_visible()
    expect(page.get_by_role("heading", name="Open comments on your articles")).to_be_visible()


def test_guest_signs_with_the_code_from_the_mail(open_page, editor, axe, settings):
    settings.HAS_MAIL = True
    asked = ask(draft_in_review(editor), editor)
    Contributor.objects.filter(pk=asked.reviewer_id).update(email="reader@example.org")
    link = make_link(review_round=asked, actor=editor, at=days_ago(1), days=14, may_comment=True, may_sign_off=True)
    guest = open_page(width=360, height=TALL, scheme="dark", tolerates=["status of 409"])
    guest.goto(f"/review/{token_of(link)}/")
    guest.get_by_role("button", name="Send the code").press("Enter")
    expect(guest.get_by_role("status")).to_contain_text("A code goes to r•••@example.org now.")
    assert axe(guest) + look(guest, width=360) == []
    guest.get_by_label("I am not an author of this article.").check()
    guest.get_by_label("Code from the e-mail").fill("12 34")
    guest.keyboard.press("Enter")
    expect(guest.get_by_role("alert")).to_contain_text("This is not the code")
    guest.get_by_label("I am not an author of this article.").check()
    code = re.search(r"^ {4}(\d{8})$", mail.outbox[-1].body, re.MULTILINE)[1]
    guest.get_by_label("Code from the e-mail").fill(code)
    guest.get_by_role("button", name="Sign off as").press("Enter")
    expect(guest.get_by_role("heading", name="Thank you: the article is signed off")).to_be_visible()
    assert SignOff.objects.get().code.address == "reader@example.org"
