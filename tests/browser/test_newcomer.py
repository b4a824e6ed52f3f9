"""A newcomer publishes a first article by the guide alone: each numbered step of docs/editors.md, in order.

The steps are read from the guide, so that a step which it gains, loses or moves fails until somebody has walked it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from cme.learners.models import User
from content.models import Contributor, Edition, ReviewComment
from tests.browser.scene import days_ago, follow
from tests.desk.desks import make_user

PASSWORD = "a long enough password"
GUIDE = settings.BASE_DIR / "docs" / "editors.md"
PAPER = (
    "@article{momm, author={Momm, Felix}, title={Second transplants}, journal={Tests}, year={2024}, doi={10.1000/x}}"
)
TEXT = """## What was found

::: passage survival-after-five-years objective=survival
Survival was 40.0% at 5 years in 75 patients.[@{key}]
:::
"""


@dataclass
class Walk:
    """The newcomer's page, the browsers of others, and what was noted on the way."""

    page: Page
    open_page: Callable[..., Page]
    key: str = ""

    def fill(self, name: str, words: str) -> None:
        """Type into a field of the article or of its questions."""
        self.page.locator(f"#id_{name}").fill(words)

    def tab(self, name: str) -> None:
        """Go to another page of the article."""
        follow(self.page.locator(".tabs").get_by_text(name, exact=True))

    def press(self, name: str) -> None:
        """Press a button that leads on."""
        follow(self.page.get_by_role("button", name=name, exact=True))

    def says(self, words: str) -> None:
        """Wait for words that the guide, or the desk, promised."""
        expect(self.page.get_by_text(words).first).to_be_visible()


def log_in(page: Page, name: str) -> None:
    page.goto("/admin/")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Log in"))
    expect(page.get_by_role("heading", name="Desk", exact=True)).to_be_visible()


def sign_in(walk: Walk) -> None:
    log_in(walk.page, "newcomer")
    walk.says("Nothing waits for you.")
    walk.says("No article yet.")


def add_a_topic(walk: Walk) -> None:
    section = walk.page.get_by_role("listitem").filter(has=walk.page.get_by_role("link", name="Topics", exact=True))
    follow(section.get_by_role("link", name="Add"))
    walk.page.get_by_label("Name").fill("Second transplants")
    walk.press("Save")
    expect(walk.page.get_by_role("cell", name="second-transplants")).to_be_visible()


def begin_the_article(walk: Walk) -> None:
    follow(walk.page.get_by_role("link", name="Desk", exact=True))
    follow(walk.page.get_by_role("link", name="Write an article"))
    walk.fill("title", "A registry analysis of second transplants")
    walk.press("Save the draft")
    walk.says("The draft is saved.")


def say_what_it_is_about(walk: Walk) -> None:
    walk.fill("question", "What did the registry ask?")
    walk.fill("audience", "Hematologists")
    walk.page.get_by_role("checkbox", name="Second transplants").check()


def name_the_people(walk: Walk) -> None:
    for place, (who, role) in enumerate({"Author": "author", "Reviewer": "reviewer", "Planner": "planner"}.items()):
        if place:
            walk.page.get_by_role("button", name="Add person").click()
        walk.page.locator(f"#id_contributions-{place}-contributor").select_option(f"{who} of ours")
        walk.page.locator(f"#id_contributions-{place}-role").select_option(role)


def write_an_objective(walk: Walk) -> None:
    walk.fill("objectives-0-text", "Name survival after five years.")
    walk.fill("objectives-0-key", "survival")


def give_a_key_figure(walk: Walk) -> None:
    for name, value in {"value": "40.0%", "label": "survival", "n": "75", "time_point": "5 years"}.items():
        walk.fill(f"key_figures-0-{name}", value)


def add_the_reference(walk: Walk) -> None:
    walk.tab("References")
    walk.page.get_by_label("Paste references").fill(PAPER)
    walk.press("Look at the references")
    walk.press("Add what is ticked")
    walk.says("Added 1 reference to the draft.")
    walk.tab("Article")
    walk.page.get_by_role("checkbox", name="The paper summarised").first.check()
    walk.key = walk.page.locator("#id_references-0-key").input_value()


def write_the_texts(walk: Walk) -> None:
    walk.fill("key_learning", "Survival was 40.0% at 5 years.")
    walk.fill("limits", "There was no comparison group.")
    walk.fill("body", TEXT.format(key=walk.key))
    walk.press("Save the draft")
    walk.says("The draft is saved.")


def write_a_question(walk: Walk) -> None:
    walk.tab("Questions")
    walk.page.get_by_role("button", name="Add a question").click()
    walk.fill("q-0-stem", "What was survival after five years?")
    walk.page.wait_for_load_state()
    walk.page.locator("#id_q-0-objective").select_option(label="Name survival after five years.")
    walk.fill("q-0-passage", "survival-after-five-years")
    for place, share in enumerate(("29.9%", "40.0%")):
        walk.fill(f"q-0-o-{place}-text", share)
        walk.fill(f"q-0-o-{place}-rationale", f"The registry reported 40.0%, not {place}.")
    walk.page.locator("#id_q-0-o-1-is_key").check()
    walk.press("Save the questions")
    walk.says("The questions are saved.")


def say_why_the_article_exists(walk: Walk) -> None:
    walk.tab("Planning")
    for label in ("Practice gap", "Educational need", "Intended change", "Why this format"):
        walk.page.get_by_label(label).fill(f"What the planners say: {label}.")
    walk.page.get_by_label("Medical knowledge").check()
    walk.press("Save")
    walk.says("The planning record is saved.")


def look_what_is_missing(walk: Walk) -> None:
    walk.tab("Publish")
    musts = walk.page.locator(".findings.is-must li")
    expect(musts).to_have_count(1)
    expect(musts).to_contain_text("No reviewer has signed off what the draft says now.")


def ask_for_the_review(walk: Walk) -> None:
    walk.tab("Review")
    walk.press("Send to review")
    walk.says("Reviewer of ours is asked for a review.")


def let_the_reviewer_sign_off(walk: Walk) -> None:
    reviewer = walk.open_page()
    log_in(reviewer, "reviewer")
    follow(reviewer.locator(".waiting").get_by_role("link", name="A registry analysis of second transplants"))
    reviewer.get_by_role("textbox", name="Comment").fill("The harms are named in the paper only.")
    follow(reviewer.get_by_role("button", name="Comment", exact=True))
    reviewer.get_by_label("I am not an author of this article.").check()
    follow(reviewer.get_by_role("button", name="Sign off", exact=True))
    expect(reviewer.get_by_text("signed off what the draft says now")).to_be_visible()
    walk.tab("Review")
    follow(walk.page.get_by_role("button", name="Resolve"))
    assert ReviewComment.objects.get().resolved_at is not None


def preview_once_more(walk: Walk) -> None:
    walk.tab("Preview")
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("A registry analysis of second transplants")
    walk.says("Key learning")
    walk.page.go_back()


def publish(walk: Walk) -> None:
    walk.tab("Publish")
    walk.says("Nothing is missing.")
    walk.page.get_by_label("At once").check()
    walk.press("Publish …")
    walk.press("Publish")
    walk.says("Edition 1.0 is published.")


def see_it_as_readers_do(walk: Walk) -> None:
    follow(walk.page.get_by_role("link", name="Public page"))
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("A registry analysis of second transplants")
    walk.page.get_by_role("radio", name="a physician", exact=True).check()
    walk.press("Confirm and continue")
    walk.says("Survival was 40.0% at 5 years.")


STEPS: dict[str, Callable[[Walk], None]] = {
    "Sign in": sign_in,
    "Add a topic": add_a_topic,
    "Begin the article": begin_the_article,
    "Say what it is about": say_what_it_is_about,
    "Name the people": name_the_people,
    "Write an objective": write_an_objective,
    "Give a key figure": give_a_key_figure,
    "Add the reference": add_the_reference,
    "Write the texts": write_the_texts,
    "Write a question": write_a_question,
    "Say why the article exists": say_why_the_article_exists,
    "Look what is missing": look_what_is_missing,
    "Ask for the review": ask_for_the_review,
    "Let the reviewer sign off": let_the_reviewer_sign_off,
    "Preview": preview_once_more,
    "Publish": publish,
    "See it as readers do": see_it_as_readers_do,
}


def steps_of_the_guide(text: str) -> list[str]:
    """Return what each numbered line of the guide begins with, in bold; one without it is returned whole."""
    lines = re.findall(r"^ *\d+\. (.+)$", text, re.MULTILINE)
    return [found[1] if (found := re.match(r"\*\*(.+?)\*\*", line)) else line for line in lines]


@pytest.fixture
def people(transactional_db) -> None:
    """Those whom the accreditation lead enters before an editor begins, and the log-ins that an operator makes."""
    for name, group in {"newcomer": "Editor", "reviewer": "Reviewer"}.items():
        user = make_user(name, group)
        user.set_password(PASSWORD)
        user.save()
    for who in ("Author", "Reviewer", "Planner"):
        person = Contributor.objects.create(name=f"{who} of ours")
        person.disclosures.create(disclosed_on=days_ago(1).date(), has_nothing_to_disclose=True)
    Contributor.objects.filter(name="Reviewer of ours").update(user=User.objects.get(username="reviewer"))


def test_newcomer_publishes_a_first_article_by_the_guide_alone(open_page, people) -> None:
    guide = steps_of_the_guide(GUIDE.read_text(encoding="utf-8"))
    assert guide == list(STEPS)
    walk = Walk(open_page(), open_page)
    for step in guide:
        STEPS[step](walk)
    assert Edition.objects.get().published_by.username == "newcomer"
