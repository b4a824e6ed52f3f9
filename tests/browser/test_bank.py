"""The bank in a browser: a file becomes questions, one of them part of an article; every page in both schemes."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from content.models import Article, Question
from content.services.bank import put_into_article, retire_question
from tests.browser.scene import fits_its_window, follow
from tests.browser.test_desk import TALL, editor, log_in  # noqa: F401
from tests.factories import NOW, add_question, make_article, make_edition, take_test

FILE = """$CATEGORY: Trials

::Arms:: Which arm of the trial did better at five years, by overall survival? {=Arm A#It did. ~%50%Arm B ~Arm C}

Match each finding with what it points to. {=fever -> infection =cough -> cold = -> relapse}

::Dose:: How many mg per square metre? {#3.5:0.25 =%50%4:1}

Discuss the results. {}
"""


def upload(page):
    page.goto("/admin/content/question/")
    follow(page.get_by_role("link", name="Import questions"))
    page.get_by_label("File").set_input_files(
        {"name": "trials.gift", "mimeType": "text/plain", "buffer": FILE.encode()}
    )
    follow(page.get_by_role("button", name="Look at the questions"))
    expect(page.get_by_role("heading", name="3 new, 0 already in the bank, 1 fault")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_file_becomes_questions_and_one_of_them_part_of_an_article(open_page, editor, scripts):  # noqa: F811
    article = make_article()
    page = open_page(scripts=scripts)
    log_in(page)
    upload(page)
    assert not Question.objects.exists()
    page.get_by_role("button", name="Leave out what has faults and import 3 questions").click()
    expect(page.get_by_text("Imported 3 questions.")).to_be_visible()
    page.goto(f"/admin/content/article/{article.pk}/questions/")
    follow(page.get_by_role("link", name="Add from the bank"))
    page.get_by_label("Search", exact=True).fill("square metre")
    follow(page.get_by_role("button", name="Search"))
    page.locator("input[name=_selected_action]").check()
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_text("Added from the bank: 1.")).to_be_visible()
    assert Article.objects.get(pk=article.pk).draft_items.get().version.question.name == "Dose"


@pytest.fixture
def addresses(transactional_db):
    edition = make_edition(questions=2)
    take_test(edition, wrong=1)
    take_test(edition, wrong=2)
    take_test(edition, at=NOW + timedelta(hours=1))
    used = edition.items.filter(role="post")[0].version.question
    article = make_article()
    for number in range(6):
        add_question(article, stem=f"A question with a wording that takes some room in the list, number {number}?")
    questions = list(Question.objects.order_by("-pk")[:2])
    retire_question(question=questions[0], at=NOW)
    put_into_article(question=questions[1], article=make_article(title="Another"), at=NOW, actor=None)
    here = "/admin/content/question/"
    return [
        here,
        f"{here}?for_article={edition.release.article_id}",
        *(f"{here}{question.pk}/change/" for question in (used, *questions)),
        f"{here}{used.pk}/reword/",
        f"{here}import/",
        f"{here}export/",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_has_a_fault(open_page, editor, addresses, axe_in_both_schemes, width):  # noqa: F811
    page = open_page(width=width, height=TALL)
    log_in(page)
    faults = []

    def look(name):
        if not fits_its_window(page):
            faults.append(f"{name}: wider than the window")
        faults.extend(f"{name}: {fault}" for fault in axe_in_both_schemes(page))

    for address in addresses:
        page.goto(address)
        look(address)
    upload(page)
    look("preview")
    assert not faults, "\n".join(faults)
