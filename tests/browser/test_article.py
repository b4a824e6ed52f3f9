"""The article in a browser: steps, the rail, references, passages, sharing, paper and narrow screens."""

import pytest
from playwright.sync_api import expect

from cme.learners.models import Learner
from cme.progress.models import Step
from tests.browser.scene import focused, follow, passed, publish, publish_demonstration
from tests.factories import make_learner

STEPS = [Step.Kind.DISCLOSURE_SHOWN, Step.Kind.STARTED, Step.Kind.FINISHED]
SMALL = {"width": 360, "height": 640}
BETWEEN = "A paragraph between the two.\n\n" * 30
TWICE = (
    f"::: passage who-did-worse objective=survival\nSurvival was low.[@paper]\n\n{BETWEEN}It stayed low.[@paper]\n:::\n"
)


@pytest.fixture
def edition():
    return publish_demonstration()


def address(edition, fragment=""):
    return f"/articles/{edition.slug}/{fragment}"


def kinds():
    return list(Step.objects.order_by("pk").values_list("kind", flat=True))


def scroll_to(page, selector):
    page.locator(selector).first.evaluate("part => part.scrollIntoView({ block: 'center' })")


def told(page, act):
    """Do something and wait until the page has told the server of a step."""
    with page.expect_response("**/steps/"):
        act()


# -- steps and the rail ------------------------------------------------------------------------------------------------
def test_steps_are_recorded_once_each_when_the_reader_comes_past(open_reader, edition):
    """S2, F5: disclosures shown, text begun, end reached, in that order and only once seen."""
    page = open_reader(**SMALL)
    sent = []
    page.on("request", lambda request: sent.append(request.post_data) if request.url.endswith("/steps/") else None)
    page.goto(address(edition))
    page.wait_for_load_state("networkidle")
    assert kinds() == []

    told(page, lambda: scroll_to(page, "[data-step=disclosure-shown]"))
    assert kinds() == STEPS[:1]
    told(page, lambda: scroll_to(page, ".learning"))  # the offer of the pre-test has gone by
    assert kinds() == STEPS[:2]
    scroll_to(page, ".limits")
    page.wait_for_timeout(300)  # long enough for a step that should not come
    assert kinds() == STEPS[:2]
    told(page, lambda: scroll_to(page, "[data-end]"))
    assert kinds() == STEPS

    for selector in ("h1", "[data-step=disclosure-shown]", "#key-data", "[data-end]"):
        scroll_to(page, selector)
    page.wait_for_timeout(300)  # long enough for a step that should not come
    assert len(sent) == 3
    with page.expect_response("**/steps/"):  # the page may come back scrolled to its end
        page.reload()
        scroll_to(page, "[data-end]")
    assert kinds() == STEPS
    assert Step.objects.values("learner").distinct().count() == 1


def test_one_reader_is_recorded_when_all_steps_come_at_once(open_reader, edition):
    """F5: whoever jumps to the end is one learner, also where the browser had no key yet."""
    page = open_reader(height=20_000)  # taller than the article, whatever fonts there are
    page.goto(address(edition), wait_until="networkidle")
    expect(page.locator("[data-stage=read].done")).to_have_count(1)
    assert set(kinds()) == set(STEPS)
    assert Learner.objects.count() == 1


def test_nothing_is_recorded_when_an_article_is_only_opened(open_reader, edition):
    """F5: on a wide screen the disclosures may be in sight at once; the text has not been begun."""
    page = open_reader()
    page.goto(address(edition))
    page.wait_for_load_state("networkidle")
    assert kinds() in ([], STEPS[:1])


def test_step_is_told_again_when_the_connection_is_back(open_reader, edition):
    page = open_reader(**SMALL, tolerates=["ERR_INTERNET_DISCONNECTED"])
    page.goto(address(edition))
    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        scroll_to(page, "[data-end]")
    assert kinds() == []
    page.context.set_offline(False)
    expect(page.locator("[data-stage=read].done")).to_have_count(1)
    assert STEPS[2] in kinds()


def test_rail_shows_where_the_reader_is_when_they_scroll(open_reader, edition):
    page = open_reader(height=400)
    page.goto(address(edition))
    here = page.locator("[data-way] .here")
    expect(here).to_have_text("Read5 min")
    assert page.locator("[data-way] [aria-current=step]").inner_text() == "Read"
    scroll_to(page, "[data-end]")
    expect(page.locator("[data-stage=read].done")).to_have_count(1)
    page.locator("#take-the-test").evaluate("part => part.scrollIntoView()")
    expect(here).to_have_text("Test4 questions")
    page.locator("#rate").evaluate("part => part.scrollIntoView()")
    expect(here).to_have_text("Rate4 taps")
    assert page.locator("[data-way] [aria-current=step]").inner_text() == "Rate"
    scroll_to(page, "footer")
    expect(here).to_have_text("Rate4 taps")
    scroll_to(page, "h1")
    expect(here).to_have_text("Read5 min")


def test_rail_knows_what_is_done_when_the_reader_comes_back(open_reader, edition):
    learner = make_learner()
    passed(edition, learner, wrong=1)
    page = open_reader(learner)
    page.goto(address(edition))
    told(page, lambda: scroll_to(page, "[data-end]"))
    expect(page.locator("[data-stage=test].done")).to_contain_text("3 of 4")
    assert page.locator("[data-stage=rate].done").count() == 0


# -- references and passages -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_focus_goes_to_the_reference_and_back_when_followed_by_keyboard(open_reader, scripts):
    """UX 14: the focus really moves, and each of two citations has a way back of its own."""
    edition = publish(body=TWICE)
    page = open_reader(scripts=scripts)
    page.goto(address(edition))
    second = page.get_by_role("link", name="Reference 1").nth(1)
    second.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#ref-1")).to_be_focused()
    expect(page.locator("#ref-1")).to_be_in_viewport()
    assert page.locator("#ref-1").evaluate("row => row.matches(':target')")

    names = []
    while "Back 2" not in "".join(names[-1:]):
        page.keyboard.press("Tab")
        names.append(focused(page).get_attribute("aria-label") or focused(page).inner_text())
    assert names[-2:] == [f"Back {place}: to reference 1 in the text" for place in (1, 2)]
    page.keyboard.press("Enter")
    expect(second).to_be_focused()
    expect(second).to_be_in_viewport()
    page.go_back()
    expect(page.locator("#ref-1")).to_be_in_viewport()


@pytest.mark.parametrize("prefix", ["", "/de", "/ar"])
def test_names_of_links_hold_the_words_that_are_seen(open_reader, axe, prefix):
    """WCAG 2.5.3: axe reads the names as a browser makes them, and the words as they are seen."""
    page = open_reader()
    page.goto(prefix + address(publish(body=TWICE)))
    assert page.locator(".refs .back").count() == 2
    assert axe(page, ".text") == []


def test_back_link_has_a_plain_name_when_a_reference_is_cited_once(open_reader):
    page = open_reader()
    page.goto(address(publish()))
    assert page.locator(".back").get_attribute("aria-label") == "Back to reference 1 in the text"


def test_passage_stands_out_when_a_result_leads_to_it(open_reader, edition):
    """The thread: question, objective, passage."""
    learner = make_learner()
    passed(edition, learner, wrong=3)
    page = open_reader(learner)
    page.goto(f"/articles/{edition.slug}/test/results/1/")
    link = page.locator(".again a").first
    name = link.get_attribute("href").partition("#")[2]
    follow(link)
    passage = page.locator(f"#{name}")
    expect(passage).to_be_in_viewport()
    ground = "part => getComputedStyle(part).backgroundColor"
    plain = page.locator(f".passage:not(#{name})").first.evaluate(ground)
    assert passage.evaluate(ground) != plain


# -- sharing -----------------------------------------------------------------------------------------------------------
def test_link_is_copied_when_asked_for(open_reader, edition, live_server):
    page = open_reader(permissions=["clipboard-read", "clipboard-write"])
    page.goto(address(edition, "#p-using-the-figures"))
    page.get_by_role("button", name="Copy link").click()
    status = page.locator("[data-share-status]")
    expect(status).to_have_text("The link is copied.")
    assert status.get_attribute("role") == "status"
    assert page.evaluate("navigator.clipboard.readText()") == f"{live_server.url}/articles/{edition.slug}/"
    page.get_by_role("button", name="Copy citation").click()
    expect(status).to_have_text("The citation is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator(".citation").inner_text()
    assert (
        page.get_by_role("link", name="E-mail").get_attribute("href").startswith("mailto:?subject=Second%20allogeneic")
    )
    assert page.get_by_role("button", name="Save as PDF").is_visible()
    assert not page.get_by_role("button", name="Share…").is_visible()  # no such thing on this system


def test_link_is_shown_when_copying_is_not_allowed(open_reader, edition, live_server):
    page = open_reader()
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed'))")
    page.goto(address(edition))
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("[data-share-status]")).to_contain_text(f"{live_server.url}/articles/{edition.slug}/")


def test_share_sheet_is_offered_when_the_system_has_one(open_reader, edition):
    page = open_reader()
    page.add_init_script("navigator.share = (what) => { window.shared = what; return Promise.reject(new Error()); }")
    page.goto(address(edition))
    page.get_by_role("button", name="Share…").click()
    assert page.evaluate("shared.title") == edition.teaser["title"]


# -- paper -------------------------------------------------------------------------------------------------------------
def test_paper_holds_what_matters_when_printed(open_reader):
    """UX 15: no navigation and no forms; addresses of references, disclosures and expiry; black on white."""
    edition = publish()
    page = open_reader(scheme="dark")
    page.goto(address(edition))
    page.emulate_media(media="print", color_scheme="dark")

    seen = page.locator("body").inner_text()
    for kept in ("Disclosures", "Support", "Expires", "What this does not show", "References", edition.teaser["title"]):
        assert kept in seen, kept
    for gone in ("nav", ".rail", "form", ".share", ".onward", "button", ".back", ".skip"):
        assert page.locator(gone).locator("visible=true").count() == 0, gone
    assert page.locator("details.activity dl").is_visible()
    after = "link => getComputedStyle(link, '::after').content"
    assert page.locator(".refs .outside").first.evaluate(after) == '" <https://doi.org/10.1056/NEJMoa2312948>"'
    colors = "part => [getComputedStyle(part).color, getComputedStyle(part).backgroundColor]"
    assert page.locator("body").evaluate(colors) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


def test_paper_has_links_of_references_alone_when_saved_as_pdf(open_reader):
    """UX 15: what the PDF links to tells what stands on it."""
    edition = publish()
    page = open_reader()
    page.goto(address(edition))
    pdf = page.pdf()
    assert b"/URI (https://doi.org/10.1056/NEJMoa2312948)" in pdf
    for path in ("/topics/)", "/editorial-policy/)", "/test/)"):
        assert path.encode() not in pdf


# -- narrow screens ----------------------------------------------------------------------------------------------------
def test_tables_stand_as_labelled_blocks_when_the_screen_is_narrow(open_reader, edition):
    page = open_reader(**SMALL)
    page.goto(address(edition))
    table = page.locator(".data table")
    display = "part => getComputedStyle(part).display"
    assert table.locator("tbody tr").first.evaluate(display) == "block"
    cell = table.locator("tbody td").first
    assert cell.evaluate(display) == "block"
    assert cell.evaluate("part => getComputedStyle(part, '::before').content") == '"OS: "'
    assert all(text.strip() for text in table.locator("td").all_inner_texts())
    holder = page.locator(".data .scroll")
    assert holder.evaluate("part => part.scrollWidth <= part.clientWidth")

    page.set_viewport_size({"width": 1280, "height": 800})
    assert table.locator("tbody tr").first.evaluate(display) == "table-row"
    assert table.locator("thead").is_visible()


def test_wide_table_scrolls_within_itself_when_it_does_not_fit(open_reader):
    """UX 7: in a named region that the keyboard reaches; the first column stays."""
    columns = 9
    rows = ["| " + " | ".join(["A long heading"] * columns) + " |", "|---" * columns + "|"]
    rows += ["| " + " | ".join(["123.4 (95% CI 100.0 to 150.0)"] * columns) + " |"]
    page = open_reader(width=900, height=700)
    page.goto(address(publish(key_data="Table: Many end points\n\n" + "\n".join(rows) + "\n")))
    region = page.get_by_role("region", name="Many end points")
    region.focus()
    assert region.evaluate("part => part.scrollWidth > part.clientWidth")
    first = region.locator("tbody th").first
    before = first.bounding_box()["x"]
    assert region.evaluate("part => { part.scrollLeft = 200; return part.scrollLeft; }") > 0
    assert first.bounding_box()["x"] == pytest.approx(before, abs=1)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def test_lines_are_easy_to_read_when_the_screen_is_wide(open_reader, edition):
    """UX 13: 18 px or more, lines of 1.5 or more, about 66 to 75 characters; disclosures before the text."""
    page = open_reader()
    page.goto(address(edition))
    size, height = page.locator(".body p").first.evaluate(
        "part => ['fontSize', 'lineHeight'].map((name) => parseFloat(getComputedStyle(part)[name]))"
    )
    assert size >= 18
    assert height / size >= 1.5
    characters, lines = page.evaluate(
        """() => [...document.querySelectorAll(".body p")].reduce(([characters, lines], part) => [
          characters + part.textContent.length,
          lines + Math.round(part.getBoundingClientRect().height / parseFloat(getComputedStyle(part).lineHeight)),
        ], [0, 0])"""
    )
    assert 55 <= characters / lines <= 80
    order = [page.locator(part).bounding_box()["y"] for part in ("h1", ".facts", ".imprint", ".objectives", "#text")]
    assert order == sorted(order)
