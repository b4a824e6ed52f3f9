"""The desk in a browser: an article from nothing to its readers, previews, two editors, every page in both schemes."""

import re

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import expect

from cme.evaluation.models import InstrumentVersion
from cme.evaluation.services import RatingText, begin_version, submit_evaluation
from cme.learners.models import User
from cme.progress.models import OF_THE_PAGE
from cme.progress.services import record_steps
from content.models import Article, Contributor, Edition, Rendition
from tests.browser.scene import days_ago, fits_its_window, follow, let_in, passed, publish
from tests.content.people import sign
from tests.desk.desks import make_user
from tests.desk.desks import page as page_of
from tests.factories import add_question, make_article, make_learner, make_topic

PASSWORD = "a long enough password"
PICTURE = f"{'a' * 64}.png"
TALL = 6_000  # pixels; a bar that sticks to the foot of the window then covers nothing
BODY = """## What was found

::: passage survival-after-five-years objective=survival
Overall survival (OS) was 40.0% at 5 years.[@momm2026]
:::
"""


@pytest.fixture
def editor(transactional_db):
    user = make_user("editor", "Editor", "Accreditation lead")
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(page):
    page.goto("/admin/")
    page.get_by_label("User name").fill("editor")
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Log in"))
    expect(page.get_by_role("heading", name="Desk", exact=True)).to_be_visible()


def words_of_preview(page, field):
    """Return what a preview shows; it is shut in a shadow tree that only the debugger looks into."""
    debugger = page.context.new_cdp_session(page)
    root = debugger.send("DOM.getDocument", {"depth": -1, "pierce": True})["root"]

    def nodes(node):
        yield node
        for child in [*node.get("children", []), *node.get("shadowRoots", [])]:
            yield from nodes(child)

    def attributes(node):
        names = node.get("attributes", [])
        return dict(zip(names[::2], names[1::2], strict=True))

    place = next(node for node in nodes(root) if attributes(node).get("data-markdown-field") == field)
    paper = next(node for node in nodes(place) if "data-paper" in attributes(node))
    debugger.detach()
    return " ".join(node["nodeValue"] for node in nodes(paper) if node["nodeName"] == "#text").split()


def fill_article(page):
    """Write everything that the checklist asks of an article but its questions."""
    page.locator("#id_title").fill("A registry analysis of second transplants")
    page.locator("#id_question").fill("What did the registry ask?")
    page.locator("#id_audience").fill("Hematologists")
    page.get_by_role("checkbox", name="Transplant").check()
    page.locator("#id_contributions-0-contributor").select_option("Editorial team")
    page.locator("#id_objectives-0-text").fill("Name survival after five years.")
    page.locator("#id_objectives-0-key").fill("survival")
    for name, value in {"value": "40.0%", "label": "overall survival", "n": "75", "time_point": "5 years"}.items():
        page.locator(f"#id_key_figures-0-{name}").fill(value)
    page.locator("#id_key_learning").fill("Survival was 40.0% at 5 years.")
    page.locator("#id_limits").fill("There was no comparison group.")
    page.locator("#id_body").fill(BODY)
    for name, value in {"key": "momm2026", "authors": "Momm F, et al.", "doi": "10.1000/example"}.items():
        page.locator(f"#id_references-0-{name}").fill(value)
    page.locator("#id_references-0-is_source").check()


def fill_question(page, place, stem, right):
    page.locator(f"#id_q-{place}-stem").fill(stem)
    page.locator(f"#id_q-{place}-objective").select_option(label="Name survival after five years.")
    page.locator(f"#id_q-{place}-passage").fill("survival-after-five-years")
    for number, share in enumerate(("29.9%", "40.0%")):
        page.locator(f"#id_q-{place}-o-{number}-text").fill(share)
        page.locator(f"#id_q-{place}-o-{number}-rationale").fill(f"{share} stands in the paper.")
    page.locator(f"#id_q-{place}-o-{right}-is_key").check()


def fill_planning(page):
    """Say why the article exists."""
    for label in ("Practice gap", "Educational need", "Intended change", "Why this format"):
        page.get_by_label(label).fill(f"What the planners say: {label}.")
    page.get_by_label("Medical knowledge").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The planning record is saved.")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_editor_writes_an_article_from_nothing_to_its_readers(open_page, editor, live_server, scripts):
    make_topic()
    Contributor.objects.create(name="Editorial team")
    page = open_page(scripts=scripts)
    log_in(page)
    page.get_by_role("link", name="Write an article").click()
    fill_article(page)
    follow(page.get_by_role("button", name="Save and write the questions"))
    for place, right in enumerate((1, 0)):
        page.get_by_role("button", name="Add a question").click()
        page.locator(f"#id_q-{place}-stem").wait_for()
        page.wait_for_load_state()  # or no script would see what is chosen
        fill_question(page, place, f"Question number {place + 1}?", right)
    page.locator("#id_q-1-o-1-rationale").fill("")
    page.get_by_role("button", name="Save and check").click()

    # Not a demonstration: a reviewer and disclosures are missing, and so is the rationale that was left out.
    musts = page.locator(".findings.is-must")
    expect(musts).to_contain_text("Name a reviewer who is not an author.")
    expect(musts).to_contain_text("Editorial team has not disclosed financial relationships.")
    follow(page.get_by_role("link", name="lacks a rationale for an option"))
    assert "#question-question-number-2" in page.url
    page.locator("#id_q-1-o-1-rationale").fill("It is the relapse-free survival.")
    page.get_by_role("button", name="Save the questions").click()
    expect(page.get_by_text("The questions are saved.")).to_be_visible()
    review_and_disclose(Article.objects.get())

    page.locator(".tabs").get_by_text("Planning").click()
    fill_planning(page)
    page.locator(".tabs").get_by_text("Publish").click()
    expect(page.get_by_text("Nothing is missing.")).to_be_visible()
    page.get_by_label("At once").check()
    page.get_by_role("button", name="Publish …").click()
    expect(page.get_by_role("heading", name="Publish this draft?")).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Edition 1.0 is published.")).to_be_visible()

    let_in(page.context, live_server.url)
    page.get_by_role("link", name="Public page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A registry analysis of second transplants")
    expect(page.get_by_text("40.0%").first).to_be_visible()
    assert Edition.objects.get().items.count() == 2


def review_and_disclose(article):
    """Do what other people do meanwhile: plan and review the article, and disclose."""
    article.contributions.create(contributor=Contributor.objects.get(), role="planner")
    reviewer = Contributor.objects.create(name="Second reader")
    article.contributions.create(contributor=reviewer, role="reviewer")
    for person in Contributor.objects.all():
        person.disclosures.create(disclosed_on=days_ago(1).date(), has_nothing_to_disclose=True)
    sign(article, at=days_ago(0))


def test_preview_follows_what_is_typed(open_page, editor):
    article = make_article()
    page = open_page()
    log_in(page)
    page.goto(f"/admin/content/article/{article.pk}/change/")
    status = page.locator("[data-preview-status]")
    expect(status).to_have_text("The preview is up to date.")
    assert "40.0%" in words_of_preview(page, "body")
    page.locator("#id_body").fill("Words of mine.[@lost]")
    expect(status).to_have_text("No reference has the key of [@lost].")
    page.get_by_role("button", name="Add reference").click()
    expect(page.locator("#id_references-2-key")).to_be_visible()
    page.locator("#id_references-2-key").fill("lost")
    page.locator("#id_references-2-title").fill("Found again")
    expect(status).to_have_text("The preview is up to date.")
    assert {"mine.", "Found", "again."} <= set(words_of_preview(page, "body"))


def test_preview_says_what_is_wrong_and_nothing_typed_is_lost(open_page, editor):
    article = make_article()
    page = open_page(tolerates=["net::ERR_INTERNET_DISCONNECTED"])
    log_in(page)
    page.goto(f"/admin/content/article/{article.pk}/change/")
    status = page.locator("[data-preview-status]")
    expect(status).to_have_text("The preview is up to date.")
    page.context.set_offline(True)
    page.locator("#id_body").fill("Typed without a connection.")
    expect(status).to_contain_text("No connection")
    page.context.set_offline(False)
    expect(status).to_have_text("The preview is up to date.")
    page.context.clear_cookies(name="session")
    page.locator("#id_body").fill("Typed after the log-in had run out.")
    expect(status).to_contain_text("You are logged out.")
    assert page.locator("#id_body").input_value() == "Typed after the log-in had run out."


def test_toolbar_is_used_by_keyboard_and_undone(open_page, editor):
    article = make_article(body="Survival was poor.")
    page = open_page()
    log_in(page)
    page.goto(f"/admin/content/article/{article.pk}/change/")
    area = page.locator("#id_body")
    area.focus()
    area.evaluate("area => area.setSelectionRange(0, 8)")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Bold"
    page.keyboard.press("Enter")
    assert area.input_value() == "**Survival** was poor."
    page.keyboard.press("Control+z")
    assert area.input_value() == "Survival was poor."

    area.evaluate("area => area.setSelectionRange(18, 18)")
    toolbar = page.get_by_role("toolbar", name="Format Text")
    toolbar.get_by_role("button", name="Citation").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="[@paper] A paper")).to_be_focused()
    page.keyboard.press("Enter")
    assert area.input_value() == "Survival was poor.[@paper]"
    page.keyboard.press("Control+z")
    assert area.input_value() == "Survival was poor."
    toolbar.get_by_role("button", name="Passage").click()
    page.get_by_role("button", name="Teaches survival").click()
    assert "::: passage name objective=survival" in area.input_value()
    assert area.evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)") == "name"
    toolbar.get_by_role("button", name="Table").click()
    page.get_by_role("button", name="Insert the table").click()
    assert "| End point | Arm A | Arm B |" in area.input_value()


def test_second_editor_sees_both_texts(open_page, editor):
    article = make_article()
    other = open_page(tolerates=["beforeunload"])
    log_in(other)
    other.goto(f"/admin/content/article/{article.pk}/change/")
    page = open_page()
    log_in(page)
    page.goto(f"/admin/content/article/{article.pk}/change/")
    page.locator("#id_title").fill("The first title")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    other.locator("#id_title").fill("The second title")
    other.get_by_role("button", name="Save the draft").click()
    conflict = other.get_by_role("alert")
    expect(conflict).to_be_focused()
    expect(conflict).to_contain_text("The first title")
    expect(conflict).to_contain_text("The second title")
    other.get_by_role("link", name="Title").click()
    expect(other.locator("#id_title")).to_be_focused()
    other.get_by_role("button", name="Save the draft").click()
    expect(other.get_by_text("The draft is saved.")).to_be_visible()
    article.refresh_from_db()
    assert article.title == "The second title"


def test_links_of_the_checklist_lead_into_the_control(open_page, editor):
    article = make_article(limits="", expires_on="2020-01-01")
    page = open_page()
    log_in(page)
    page.goto(f"/admin/content/article/{article.pk}/publish/")
    page.get_by_role("link", name="Write what this does not show.").click()
    expect(page.locator("#id_limits")).to_be_focused()
    page.goto(f"/admin/content/article/{article.pk}/publish/")
    page.get_by_role("link", name="The expiry date is past").click()
    expect(page.locator("#id_expires_on")).to_be_focused()


def test_errors_are_listed_and_lead_to_their_controls(open_page, editor):
    article = make_article()
    page = open_page()
    log_in(page)
    page.goto(f"/admin/content/article/{article.pk}/change/")
    page.locator("#id_title").fill("")
    page.get_by_role("button", name="Save the draft").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    summary.get_by_role("link", name="Give the article a working title").click()
    expect(page.locator("#id_title")).to_be_focused()


# -- every page in both schemes ------------------------------------------------------------------------------------


def fail_in_the_background():
    """Let a task fail, and a rendition of a figure be given up."""
    DBTaskResult.objects.create(
        status="FAILED", args_kwargs={"args": [PICTURE], "kwargs": {}}, task_path="content.tasks.encode_picture",
        backend_name="default", run_after=days_ago(1), finished_at=days_ago(1), traceback="OSError: It is gone",
    )  # fmt: skip
    Rendition.objects.create(picture=PICTURE, width=360, height=180, format="avif", state="failed", problem="Gone")


def a_desk_with_everything():
    """Fill the desk, and return the addresses of its pages."""
    edition = publish(questions=2, topics=("Transplant", "Registry"))
    version = InstrumentVersion.objects.get()
    for _ in range(2):
        learner = make_learner()
        record_steps(learner=learner, edition=edition, kinds=OF_THE_PAGE, at=days_ago(1))
        passed(edition, learner, wrong=1)
        ratings = {
            statement.pk: RatingText(value=2 + place) for place, statement in enumerate(version.statements.all())
        }
        submit_evaluation(learner=learner, edition=edition, version=version, ratings=ratings, at=days_ago(1))
    open_version = begin_version(latest=version)
    draft = make_article(limits="", title="A draft that improved much")
    add_question(draft, "first", options=1)
    someone = Contributor.objects.first()
    disclosure = someone.disclosures.create(disclosed_on=days_ago(1).date())
    disclosure.relationships.create(company="Fictional Pharma", nature="Fees")
    article = edition.release.article_id
    content = [f"content_{name}" for name in ("article", "contributor", "topic", "disclosure")]
    fail_in_the_background()
    models = [*content, "learners_user", "auth_group"]
    records = ["progress_step", "assessment_attempt", "assessment_answer", "evaluation_rating", "content_edition"]
    user = User.objects.get(username="editor").pk
    return [
        reverse("admin:index"),
        reverse("admin:password_change"),
        *(reverse(f"admin:{name}_changelist") for name in [*models, *records, "evaluation_instrumentversion"]),
        *(reverse(f"admin:{name}_add") for name in models),
        *(
            reverse(f"admin:content_article_{name}", args=[article])
            for name in ("change", "questions", "publish", "outcomes", "versions")
        ),
        *(
            reverse(f"admin:content_article_{name}", args=[draft.pk])
            for name in ("change", "review", "publish", "outcomes", "delete")
        ),
        page_of("history", article),
        reverse("admin:django_tasks_database_dbtaskresult_changelist"),
        reverse("admin:content_disclosure_change", args=[disclosure.pk]),
        reverse("admin:evaluation_instrumentversion_change", args=[open_version.pk]),
        reverse("admin:evaluation_instrumentversion_change", args=[version.pk]),
        reverse("admin:learners_user_change", args=[user]),
        reverse("admin:auth_user_password_change", args=[user]),
        reverse("admin:assessment_attempt_change", args=[passed(edition, make_learner()).pk]),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_has_a_fault(open_page, editor, axe_in_both_schemes, width):
    editor.is_superuser = True
    editor.save()
    addresses = a_desk_with_everything()
    page = open_page(width=width, height=TALL)
    faults = []
    page.goto("/admin/login/")
    faults += [f"log-in: {fault}" for fault in axe_in_both_schemes(page)]
    log_in(page)
    for address in addresses:
        answer = page.goto(address)
        page.wait_for_load_state("networkidle")
        assert answer.status == 200, address
        faults += [f"{address}: {fault}" for fault in axe_in_both_schemes(page)]
        if not fits_its_window(page):
            faults.append(f"{address}: wider than the window")
    assert not faults, "\n".join(faults)


@pytest.mark.slow
def test_pages_with_errors_and_conflicts_have_no_fault(open_page, editor, axe):
    article = make_article()
    add_question(article)
    page = open_page(height=TALL)
    log_in(page)
    for name in ("change", "questions"):
        page.goto(page_of(name, article.pk))
        page.evaluate("document.querySelector('[name=_version]').value = 77")
        page.get_by_role("button", name="Save the", exact=False).first.click()
        expect(page.get_by_role("alert")).to_be_focused()
        assert axe(page) == []
    page.goto(page_of("questions", article.pk))
    page.locator("#id_q-0-o-0-text").fill("x" * 301)
    page.get_by_role("button", name="Save the questions").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert axe(page) == []


def test_links_that_sort_the_articles_can_be_seen_on_a_phone(open_page, editor):
    """What takes the focus is where it seems to be (WCAG 2.4.7)."""
    make_article()
    page = open_page(width=360)
    log_in(page)
    page.goto(reverse("admin:content_article_changelist"))
    link = page.locator("#result_list thead a", has_text="State")
    link.focus()
    assert link.evaluate("""link => {
        const box = link.getBoundingClientRect();
        return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === link;
    }""")
