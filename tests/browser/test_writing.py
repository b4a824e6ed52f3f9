"""Writing in a browser: what keys and buttons do to a text, what is pasted and dropped, verbs of objectives, hints."""

import base64

import pytest
from playwright.sync_api import expect

from content.models import Figure
from tests.browser.scene import fits_its_window
from tests.browser.test_desk import editor, log_in  # noqa: F401  # a fixture
from tests.desk.desks import picture
from tests.factories import make_article

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta name=Generator content="Microsoft Word 15"><link rel=File-List href="file:///C:/filelist.xml">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {mso-style-parent:"";margin:0cm;} @page WordSection1 {size:595.3pt 841.9pt;} --></style></head>
<body lang=EN-GB style='tab-interval:36.0pt'><!--StartFragment-->
<h1>Results<o:p></o:p></h1>
<p class=MsoNormal><b style='mso-bidi-font-weight:normal'>Overall survival </b>was <i>higher</i><o:p></o:p>
in <span style='font-weight:bold'>arm A</span>,
see <a href="https://example.org/a_(b)">the paper</a><a style='mso-comment-reference:AB_1' href="#_msocom_1"></a>.
<del>Old words.</del> Cells were 10<sup>9</sup>/L.<o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>\u00b7<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>First point<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='margin-left:72.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>o<span>&nbsp;&nbsp;</span></span><![endif]>Below it<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span
style='mso-list:Ignore'>1.<span>&nbsp;</span></span>A step</p>
<table class=MsoTableGrid border=1><tr><td><p class=MsoNormal><b>End point</b></p></td><td><p>Arm A</p></td></tr>
<tr><td><p class=MsoNormal>OS | 5 years</p></td><td><p>40.0%<o:p></o:p></p></td></tr></table>
<script>window.wasRun = true</script>
<p onclick="window.wasRun = true">Last * words<img src=x onerror="window.wasRun=true"></p>
<div style='mso-element:comment-list'><div style='mso-element:comment'><p>Do we say this?</p></div></div>
<!--EndFragment--></body></html>"""
CLEANED = """## Results

**Overall survival** was *higher* in **arm A**, see [the paper](https://example.org/a_%28b%29). Cells were 10\u2079/L.

- First point
   - Below it
1. A step

| End point | Arm A |
|---|---|
| OS \\| 5 years | 40.0% |

Last \\* words"""
TABS = "End point\tArm A\nOS\t40.0%\n"
PASTE = """(area, told) => {
  const data = new DataTransfer();
  for (const [kind, text] of Object.entries(told)) data.setData(kind, text);
  area.focus();
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
DROP = """(area, encoded) => {
  const bytes = Uint8Array.from(atob(encoded), (sign) => sign.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], "curve.png", { type: "image/png" }));
  area.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def at_desk(open_page, editor):  # noqa: F811
    """Return a function that opens the form of a draft with some text, and the text area."""

    def opened(body, **fields):
        article = make_article(body=body, **fields)
        page = open_page(tolerates=["beforeunload", r"status of 400 "])
        log_in(page)
        page.goto(f"/admin/content/article/{article.pk}/change/")
        return page, page.locator("#id_body")

    return opened


def choose(area, words):
    area.evaluate(
        "(area, words) => { area.focus(); const at = area.value.indexOf(words);"
        " area.setSelectionRange(at, at + words.length); }",
        words,
    )


def test_word_is_cleaned_plain_paste_stays_plain_and_undo_takes_it_back(at_desk):
    page, area = at_desk("")
    area.evaluate(PASTE, {"text/html": WORD, "text/plain": "Results"})
    expect(area).to_have_value(CLEANED + "\n\n")
    page.keyboard.press("Control+z")
    expect(area).to_have_value("")
    assert page.evaluate("window.wasRun") is None
    area.evaluate(PASTE, {"text/plain": TABS})
    expect(area).to_have_value("| End point | Arm A |\n|---|---|\n| OS | 40.0% |\n\n")
    area.evaluate("area => { area.value = ''; }")
    area.focus()
    area.evaluate("area => area.dispatchEvent(new KeyboardEvent('keydown', { code: 'KeyV', shiftKey: true }))")
    area.evaluate(PASTE, {"text/html": WORD, "text/plain": "Results"})
    expect(area).to_have_value("")  # left to the browser, which does not paste on a made-up event


EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table border=0 width=128><!--StartFragment-->
<col width=64 style='width:48pt'><tr height=20><td class=xl65>Arm</td><td>OS</td></tr>
<tr><td>A</td><td align=right x:num="0.4">40.0%</td></tr><!--EndFragment--></table></body></html>"""
DOCS = """<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><h2 dir="ltr"><span
style="white-space:pre-wrap;">Harms</span></h2><p><span style="font-weight:700;white-space:pre-wrap;">Bold</span><span>
and </span><span style="font-style:italic;">slanted</span></p>
<ul><li><p>One</p></li><ul><li><p>Two</p></li></ul></ul></b>"""
CODE = (
    """<meta charset='utf-8'><div style="font-family: Consolas, monospace;white-space: pre;"><span>## A</span></div>"""
)


def test_other_sources_are_cleaned_too(at_desk):
    _, area = at_desk("")
    for html, expected in (
        (EXCEL, "| Arm | OS |\n|---|---|\n| A | 40.0% |\n\n"),
        (DOCS, "### Harms\n\n**Bold** and *slanted*\n\n- One\n   - Two\n\n"),
        ("<p>a [@x] # 1</p><p># not a heading</p>", "a \\[@x] # 1\n\n\\# not a heading\n\n"),
        ("<script>1</script><a href='javascript:alert(1)'>Words</a>", "Words"),
        (CODE, ""),
    ):
        area.evaluate("area => { area.value = ''; }")
        area.evaluate(PASTE, {"text/html": html, "text/plain": "other"})
        expect(area).to_have_value(expected)


def test_keys_do_what_the_buttons_do(at_desk):
    page, area = at_desk("Alpha beta gamma")
    choose(area, "beta")
    page.keyboard.press("Control+b")
    expect(area).to_have_value("Alpha **beta** gamma")
    page.keyboard.press("Control+b")
    page.keyboard.press("Control+i")
    expect(area).to_have_value("Alpha *beta* gamma")
    page.keyboard.press("Alt+Shift+H")
    expect(area).to_have_value("## Alpha *beta* gamma")
    page.keyboard.press("Control+Shift+8")
    expect(area).to_have_value("- ## Alpha *beta* gamma")
    for _ in range(5):
        page.keyboard.press("Control+z")
    expect(area).to_have_value("Alpha beta gamma")
    choose(area, "gamma")
    page.keyboard.press("Alt+Shift+A")
    expect(area).to_have_value("Alpha beta gamma\n\n*[gamma]: what it means\n")
    choose(area, " beta")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Alt+Shift+N")
    expect(area).to_have_value("Alpha[^a] beta gamma\n\n*[gamma]: what it means\n[^a]: what it says\n")
    choose(area, " gamma")
    page.keyboard.press("Alt+Shift+O")
    expect(page.get_by_role("button", name="Key data")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert "beta\n\n::: practice-point\ngamma\n:::\n\n*[gamma]" in area.input_value()


def test_table_grows_at_the_caret(at_desk):
    page, area = at_desk("| A | B |\n|---|---|\n| 1 | 2 |")
    choose(area, "1")
    page.keyboard.press("Alt+Shift+T")
    page.get_by_role("button", name="Add a row below the caret").click()
    expect(area).to_have_value("| A | B |\n|---|---|\n| 1 | 2 |\n|  |  |")
    choose(area, "A")
    page.keyboard.press("Alt+Shift+T")
    page.get_by_role("button", name="Add a column behind the caret").click()
    expect(area).to_have_value("| A |  | B |\n|---|---|---|\n| 1 |  | 2 |\n|  |  |  |")
    page.keyboard.type("New")
    assert "| A | New | B |" in area.input_value()


def test_dropped_picture_is_asked_about_then_shown(at_desk):
    """W1."""
    page, area = at_desk("Text.")
    area.evaluate("area => area.setSelectionRange(5, 5)")
    area.evaluate(DROP, base64.b64encode(picture().read()).decode())
    dialog = page.get_by_role("dialog", name="Add a picture")
    expect(dialog.get_by_label("Alternative text")).to_be_focused()
    dialog.get_by_role("button", name="Add the picture").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Write what the picture says")
    dialog.get_by_label("Alternative text").fill("Two curves")
    dialog.get_by_label("Caption").fill('Survival in "A"')
    dialog.get_by_label("Source and licence").fill("Own work, CC BY 4.0")
    page.keyboard.press("Enter")
    expect(area).to_be_focused()
    expect(area).to_have_value('Text.\n\n![Two curves](figure:two-curves "Survival in \\"A\\"")\n\n')
    expect(page.locator("[data-preview-status]")).to_have_text("The preview is up to date.")
    expect(page.get_by_text("two-curves is added")).to_have_count(1)
    assert Figure.objects.get().credit == "Own work, CC BY 4.0"
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()  # its own picture is no conflict


def test_picture_for_a_draft_that_is_not_saved_yet_waits_and_other_files_are_refused(open_page, editor):  # noqa: F811
    page = open_page(tolerates=["beforeunload"])
    log_in(page)
    page.goto("/admin/content/article/add/")
    status = page.locator("[data-preview-status]")
    expect(status).to_have_text("The preview is up to date.")
    area = page.locator("#id_body")
    area.evaluate(DROP, base64.b64encode(picture().read()).decode())
    expect(status).to_have_text("Save the draft first. Then pictures can be added.")
    area.evaluate(DROP.replace("image/png", "image/svg+xml"), "PHN2Zy8+")
    expect(status).to_have_text("Only PNG, JPEG and WebP pictures can be dropped here.")
    expect(area).to_have_value("")


def test_verbs_and_hints_follow_what_is_typed(at_desk):
    page, area = at_desk("Text with MRD in it.")
    objective = page.locator("#id_objectives-0-text")
    objective.fill("Understand survival")
    expect(page.locator("#id_objectives-0-text_verb")).to_contain_text("“Understand” cannot be tested.")
    page.get_by_text("Verbs that can be tested").click()
    page.get_by_role("button", name="compare", exact=True).click()
    expect(objective).to_have_value("Compare survival")
    expect(page.locator("#id_objectives-0-text_verb")).to_have_text("Level: analyze.")
    advice = page.get_by_role("region", name="Length and wording")
    expect(advice).to_contain_text("Nothing says what is meant by OS, MRD.")
    area.fill("They gave Sprycel.")
    expect(advice).to_contain_text("Sprycel is a trade name. Write dasatinib.")


@pytest.mark.parametrize("width", [360, 1280])
def test_open_helpers_have_no_fault(open_page, editor, axe_in_both_schemes, width):  # noqa: F811
    article = make_article(body="Text.\n\n::: practice-point\nAsk.[^a]\n:::\n\n[^a]: Why.\n")
    page = open_page(width=width, height=6_000)
    log_in(page)
    page.goto(f"/admin/content/article/{article.pk}/change/")
    expect(page.locator("[data-preview-status]")).to_have_text("The preview is up to date.")
    page.get_by_text("Shortcuts", exact=True).click()
    page.get_by_text("Verbs that can be tested").click()
    page.locator("[data-markdown-field=body] [data-act=table]").click()
    assert axe_in_both_schemes(page) == []
    page.keyboard.press("Escape")
    page.locator("[data-markdown-field=body] [data-act=figure]").click()
    page.get_by_role("button", name="Add a picture").click()
    assert axe_in_both_schemes(page) == []
    assert fits_its_window(page)
