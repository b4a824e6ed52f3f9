"""The questions page in a browser: every kind by keyboard, without scripts, at once with them, and without a fault."""

import pytest
from playwright.sync_api import expect

from content.models import Article, DraftItem
from content.services.questions import OptionText, PartText, QuestionText, save_question, text_of
from tests.browser.scene import fits_its_window
from tests.browser.test_desk import TALL, editor, log_in  # noqa: F401 (a fixture)
from tests.desk.desks import page as page_of
from tests.factories import NOW, add_question, make_article

WHY = "As the paper says."


def reach(page, target, *, most=160):
    """Press Tab until a control has the focus; the mouse is not used."""
    for _ in range(most):
        if page.evaluate("selector => document.activeElement.matches(selector)", target):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{target} cannot be reached by keyboard")


def type_into(page, target, words):
    reach(page, target)
    page.keyboard.type(words)


def press(page, target):
    """Press the button that has the focus once it is reached, and wait for the page that answers."""
    reach(page, target)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page, target, letters):
    """Choose from a list by typing, as a keyboard does."""
    reach(page, target)
    page.keyboard.type(letters)


@pytest.mark.slow
def test_kprim_and_matching_are_written_by_keyboard_without_scripts(open_page, editor):  # noqa: F811
    article = make_article()
    page = open_page(scripts=False)
    log_in(page)
    page.goto(page_of("questions", article.pk))
    press(page, "#add-question")
    expect(page.locator("#id_q-0-stem")).to_be_focused()
    type_into(page, "#id_q-0-stem", "Judge each statement.")
    choose(page, "#id_q-0-kind", "K-prim")
    press(page, "[name=_act][value='q-0.kind']")
    expect(page.locator("#id_q-0-kind")).to_be_focused()
    for place, word in enumerate(("True", "False", "False", "True")):
        type_into(page, f"#id_q-0-p-{place}-text", f"Statement {place + 1}")
        type_into(page, f"#id_q-0-p-{place}-rationale", WHY)
        choose(page, f"#id_q-0-p-{place}-key", word)
    press(page, "#add-question")
    expect(page.locator("#id_q-1-stem")).to_be_focused()
    type_into(page, "#id_q-1-stem", "Which reason fits?")
    choose(page, "#id_q-1-kind", "extended")
    press(page, "[name=_act][value='q-1.kind']")
    for place, reason in enumerate(("Relapse", "Graft failure")):
        type_into(page, f"#id_q-1-o-{place}-text", reason)
    for place, letter in enumerate("BA"):
        type_into(page, f"#id_q-1-p-{place}-text", f"Vignette {place + 1}")
        type_into(page, f"#id_q-1-p-{place}-rationale", WHY)
        choose(page, f"#id_q-1-p-{place}-key", letter)
    press(page, ".submit-row .default")
    expect(page.get_by_text("The questions are saved.")).to_be_visible()
    kprim, matching = map(text_of, DraftItem.objects.all())
    assert [(part.text, part.key, part.rationale) for part in kprim.parts] == [
        (f"Statement {place}", key, WHY) for place, key in zip(range(1, 5), (0, 1, 1, 0), strict=True)
    ]
    assert [option.text for option in matching.options] == ["Relapse", "Graft failure"]
    assert [part.key for part in matching.parts] == [1, 0]


def test_another_kind_shows_its_fields_at_once_and_hidden_ones_keep_their_values(open_page, editor):  # noqa: F811
    article = make_article()
    add_question(article)
    page = open_page(tolerates=["beforeunload"])
    log_in(page)
    page.goto(page_of("questions", article.pk))
    kind = page.locator("#id_q-0-kind")
    expect(page.get_by_role("button", name="Show the fields of this kind")).to_be_hidden()
    expect(page.locator("#id_q-0-o-0-share")).to_be_hidden()
    kind.select_option("multiple")
    page.locator("#id_q-0-scoring").select_option("partial")
    expect(page.locator("#id_q-0-o-0-share")).to_be_visible()
    page.locator("#id_q-0-o-0-share").fill("50%")
    kind.select_option("numeric")
    expect(page.locator("#id_q-0-unit")).to_be_visible()
    expect(page.get_by_text("accepted numbers", exact=True)).to_be_visible()
    kind.select_option("matching")
    expect(page.locator("#id_q-0-p-1-text")).to_be_visible()
    expect(page.locator("#id_q-0-o-0-rationale")).to_be_hidden()
    assert page.locator("#id_q-0-p-0-key option").all_text_contents()[1] == "A: Option 0 of question 1"
    page.locator("#id_q-0-o-1-text").fill("Another")
    page.locator("#id_q-0-o-1-text").blur()
    page.locator("#id_q-0-p-0-key").select_option(label="B: Another")
    page.locator("#id_q-0-p-0-text").fill("Vignette")
    kind.select_option("kprim")
    expect(page.locator("#id_q-0-o-0-text")).to_be_hidden()
    assert page.locator("#id_q-0-p-0-key option").all_text_contents() == ["choose", "True", "False"]
    kind.select_option("matching")
    assert page.locator("#id_q-0-p-0-key").input_value() == "1"
    kind.select_option("multiple")
    assert page.locator("#id_q-0-o-0-share").input_value() == "50%"
    assert page.locator("#id_q-0-o-3-rationale").input_value().startswith("Rationale 3")


def test_kprim_is_written_with_scripts_and_saved(open_page, editor):  # noqa: F811
    article = make_article()
    page = open_page()
    log_in(page)
    page.goto(page_of("questions", article.pk))
    page.get_by_role("button", name="Add a question").click()
    page.locator("#id_q-0-stem").wait_for()
    page.wait_for_load_state()  # or no script would see what is chosen
    page.locator("#id_q-0-stem").fill("Judge each.")
    page.locator("#id_q-0-kind").select_option("kprim")
    for place in range(4):
        page.locator(f"#id_q-0-p-{place}-text").fill(f"Statement {place}")
        page.locator(f"#id_q-0-p-{place}-key").select_option(label="False")
    page.get_by_role("button", name="Save the questions").click()
    expect(page.get_by_text("The questions are saved.")).to_be_visible()
    assert [part.key for part in text_of(DraftItem.objects.get()).parts] == [1, 1, 1, 1]


def with_every_kind() -> Article:
    """Return a draft with a question of each kind, some with doubts."""
    article = make_article()
    options = [OptionText("40.0", True, WHY), OptionText("48", False, WHY), OptionText("always 57", False, WHY)]
    parts = [PartText(f"Statement {place}", place % 2, WHY) for place in range(4)]
    kinds = "single multiple true_false kprim matching ordering numeric short confidence"
    for position, kind in enumerate(kinds.split(), start=1):
        scoring = "partial" if kind in {"multiple", "numeric"} else "all"
        pair = [OptionText("True"), OptionText("False")]
        question = QuestionText(
            key=kind, stem="Which of the following is not true?", kind=kind, scoring=scoring, position=position,
            options=pair if kind == "kprim" else options, parts=parts if kind in {"kprim", "matching"} else [],
            objective=article.objectives.get(), passage="who-did-worse",
        )  # fmt: skip
        save_question(article=article, text=question, at=NOW)
    return article


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 1280])
def test_page_with_every_kind_has_no_fault(open_page, editor, axe_in_both_schemes, width):  # noqa: F811
    article = with_every_kind()
    page = open_page(width=width, height=TALL)
    log_in(page)
    page.goto(page_of("questions", article.pk))
    for fold in page.locator("main details").all():
        fold.evaluate("fold => (fold.open = true)")
    assert axe_in_both_schemes(page) == []
    assert fits_its_window(page)


@pytest.mark.slow
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_folded_question_opens_by_keyboard_and_where_a_link_leads(open_page, editor, scripts):  # noqa: F811
    article = with_every_kind()
    page = open_page(scripts=scripts)
    log_in(page)
    page.goto(page_of("questions", article.pk) + "#question-kprim")
    expect(page.locator("#id_q-3-stem")).to_be_visible()
    expect(page.locator("#id_q-4-stem")).to_be_hidden()
    reach(page, "[data-question='4'] summary")
    page.keyboard.press("Enter")
    expect(page.locator("#id_q-4-stem")).to_be_visible()
    page.locator("#id_q-4-o-0-text").fill("x" * 301)
    press(page, ".submit-row .default")
    expect(page.locator("#id_q-4-o-0-text")).to_be_visible()
    expect(page.locator("#id_q-5-stem")).to_be_hidden()
    expect(page.locator("#id_q-3-stem")).to_be_visible(visible=scripts)  # what was opened here stays open
