"""Item analyses in a browser: in both schemes, narrow and wide, by keyboard, without a fault."""

import random
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from cme.assessment.services import open_attempt
from cme.desk.traces import WIDTH
from tests.answers import submit_picks
from tests.browser.scene import days_ago, fits_its_window, publish
from tests.browser.test_desk import PASSWORD, TALL, log_in
from tests.desk.desks import make_user
from tests.desk.desks import page as page_of
from tests.factories import make_learner

LEARNERS = 36


@pytest.fixture
def editor(transactional_db):
    user = make_user("editor", "Editor", "Accreditation lead")
    user.set_password(PASSWORD)
    user.save()
    return user


def a_test_that_many_took():
    """Return an edition whose learners know more the further they come; the third question misleads the good ones."""
    edition = publish(questions=4)
    chance = random.Random(5)
    items = {
        role: [
            (item.pk, [option.pk for option in item.version.options.all()])
            for item in edition.items.filter(role=role).order_by("position")
        ]
        for role in ("pre", "post")
    }
    for number in range(LEARNERS):
        learner = make_learner(is_simulated=number % 6 == 0)
        for role in ("pre", "post") if items["pre"] else ("post",):
            at = days_ago(2) + timedelta(minutes=number if role == "pre" else 600 + number)
            attempt = open_attempt(learner=learner, edition=edition, role=role, at=at)
            skill = number / LEARNERS + (0.2 if role == "post" else -0.2)
            picks = {}
            for place, (item, options) in enumerate(items[role]):
                knows = chance.random() < (1 - skill if place == 2 else skill)
                if knows or chance.random() < 0.9:
                    picks[item] = {options[0] if knows else chance.choice(options[1:3])}
            submit_picks(attempt=attempt, picks=picks, at=at + timedelta(seconds=30))
    return edition


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_item_analyses_have_no_fault(open_page, editor, axe_in_both_schemes, width):
    edition = a_test_that_many_took()
    article = edition.release.article_id
    page = open_page(width=width, height=TALL)
    log_in(page)
    faults = []
    for address in (
        page_of("outcomes", article),
        page_of("items", article),
        *(
            page_of("item", article, item.version.question_id)
            for item in edition.items.filter(role="post", position__in=(1, 3)).select_related("version")
        ),
    ):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        faults += [f"{address}: {fault}" for fault in axe_in_both_schemes(page)]
        if not fits_its_window(page):
            faults.append(f"{address}: wider than the window")
    assert not faults, "\n".join(faults)
    lines = page.locator(".traces g path")
    assert lines.count() >= 3
    dashes = lines.evaluate_all("paths => paths.map((path) => getComputedStyle(path).strokeDasharray)")
    assert len(set(dashes)) == len(dashes)  # told apart without colour


def test_attempts_are_chosen_and_a_question_is_opened(open_page, editor):
    edition = a_test_that_many_took()
    page = open_page()
    log_in(page)
    page.goto(page_of("outcomes", edition.release.article_id))
    page.locator(".tabs").get_by_text("Item analysis").click()
    expect(page.get_by_text("Counted: first attempts of people and simulated learners")).to_be_visible()
    page.get_by_label("Of", exact=True).select_option("People")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Counted: first attempts of people;")).to_be_visible()
    page.get_by_role("link", name="3. ").first.click()
    expect(page.get_by_text("Counted: first attempts of people;")).to_be_visible()
    drawing = page.get_by_role("img", name="Share of each answer")
    expect(drawing).to_be_visible()
    assert "✓" in drawing.text_content()
    ends = "(svg) => [...svg.querySelectorAll('g text')].map((text) => text.getBBox().x + text.getBBox().width)"
    assert max(drawing.evaluate(ends)) <= WIDTH
