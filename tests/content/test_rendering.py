"""Golden cases: what the Markdown of an article becomes."""

from contextlib import nullcontext

import pytest

from content.rendering import MOST_BRACKETS, MOST_CELLS, RenderRefused, trusted_json
from tests.content.markup import faults_of
from tests.content.sources import body_of, make_figure, make_reference, render

CITED = '<sup class="cite"><a href="#ref-{0}" id="cite-{0}-{1}" aria-label="Reference {0}">{0}</a></sup>'


def three_references() -> list[dict]:
    return [make_reference(key) for key in ("first", "second", "third")]


# -- tables ------------------------------------------------------------------------------------------------------


def test_table_becomes_a_labelled_region_with_caption_headings_and_labelled_cells():
    html = body_of(
        "Table: Survival by arm\n\n| End point | Arm A | Arm B |\n|:--|--:|---|\n| OS | 85% | |\n| EFS | | 3 |\n"
    )
    assert html == (
        '<div tabindex="0" role="region" aria-label="Survival by arm" class="scroll">\n<table>\n'
        "<caption>Survival by arm</caption>\n"
        '<thead>\n<tr>\n<th scope="col">End point</th>\n<th scope="col">Arm A</th>\n<th scope="col">Arm B</th>\n'
        "</tr>\n</thead>\n"
        "<tbody>\n"
        '<tr>\n<th scope="row">OS</th>\n<td data-of="Arm A">85%</td>\n<td data-of="Arm B">not reported</td>\n</tr>\n'
        '<tr>\n<th scope="row">EFS</th>\n<td data-of="Arm A">not reported</td>\n<td data-of="Arm B">3</td>\n</tr>\n'
        "</tbody>\n</table>\n</div>"
    )


def test_table_is_called_table_when_it_has_no_caption():
    html = body_of("| A | B |\n|---|---|\n| 1 | 2 |\n")
    assert 'aria-label="Table"' in html
    assert "<caption>" not in html


def test_caption_stands_without_an_empty_line_too():
    assert "<caption>Survival</caption>" in body_of("Table: Survival\n| A | B |\n|---|---|\n| 1 | 2 |\n")


def test_paragraph_that_begins_like_a_caption_stays_when_no_table_follows():
    assert body_of("Table: Survival\n\nText") == "<p>Table: Survival</p>\n<p>Text</p>"


def test_only_the_paragraph_directly_before_the_table_is_its_caption():
    html = body_of("Table: Survival\n\nText\n\n| A | B |\n|---|---|\n| 1 | 2 |\n")
    assert html.startswith("<p>Table: Survival</p>\n<p>Text</p>\n<div")


def test_row_with_cells_left_out_says_not_reported_for_each():
    html = body_of("| A | B | C |\n|---|---|---|\n| OS |\n")
    assert html.count("not reported") == 2


@pytest.mark.parametrize(
    ("before", "caption"),
    [
        ("Table: Survival *at last*\n\n", "Survival <em>at last</em>. 95% CI: not reported."),
        ("Table: All arms.\n", "All arms. 95% CI: not reported."),
        ("Before\n\n", "95% CI: not reported."),
        ("", "95% CI: not reported."),
    ],
)
def test_column_that_no_row_fills_is_said_once_in_the_caption(before: str, caption: str):
    html = body_of(before + "| End point | HR | 95% CI |\n|---|---|---|\n| OS | 0.7 | |\n| EFS | 0.5 | |\n")
    assert f"<caption>{caption}</caption>" in html
    assert html.count("not reported") == 2  # the caption names the region too
    assert html.count("<td") == 2
    assert '<th scope="col">95%' not in html
    assert ("<p>Before</p>" in html) == before.startswith("Before")


def test_columns_stay_where_a_row_fills_them_where_there_is_one_row_or_nothing_else():
    one_filled = body_of("| A | B | C |\n|---|---|---|\n| 1 | 2 | |\n| 1 | | 3 |\n")
    assert one_filled.count("not reported") == 2
    assert body_of("| A | B | C |\n|---|---|---|\n| 1 | 2 | |\n").count("not reported") == 1
    assert body_of("| A | B |\n|---|---|\n| 1 | |\n| 2 | |\n").count("not reported") == 2


def test_first_cell_of_a_row_stays_empty_when_it_is():
    """A heading is not a measurement, so nothing was left unreported."""
    html = body_of("| A | B |\n|---|---|\n| | 2 |\n")
    assert '<th scope="row"></th>' in html


def test_second_table_counts_its_columns_anew():
    html = body_of("| A | B |\n|---|---|\n| 1 | 2 |\n\n| C | D |\n|---|---|\n| 3 | 4 |\n")
    assert '<td data-of="D">4</td>' in html
    assert html.count('scope="row"') == 2


def test_labels_of_cells_and_region_are_plain_text_when_heading_and_caption_have_marks():
    html = body_of(
        "Table: *Survival* by `arm`[@paper]\n\n| End point | **Arm A**[@paper] | [B](https://b.example) |\n"
        "|---|---|---|\n| OS | 1 | 2 |\n"
    )
    assert 'aria-label="Survival by arm"' in html
    assert 'data-of="Arm A"' in html
    assert 'data-of="B"' in html
    assert f"<caption><em>Survival</em> by <code>arm</code>{CITED.format(1, 1)}</caption>" in html


# -- citations ---------------------------------------------------------------------------------------------------


def test_citations_are_numbered_by_first_citation_in_reading_order():
    html, reading = render(
        "Body.[@first]",
        key_data="Data.[@third]",
        key_learning="Learning.[@second]",
        limits="Limits.[@third]",
        references=three_references(),
    )
    assert reading.numbers == {"third": 1, "second": 2, "first": 3}
    assert html["key_data"] == f"<p>Data.{CITED.format(1, 1)}</p>\n"
    assert html["limits"] == f"<p>Limits.{CITED.format(1, 2)}</p>\n"
    assert html["body"] == f"<p>Body.{CITED.format(3, 1)}</p>\n"


def test_references_stand_in_the_order_of_citation_with_those_never_cited_last():
    html, _ = render(
        "[@third] [@second]",
        references=[make_reference(key, title=key.upper()) for key in ("first", "second", "third")],
    )
    places = [html["references"].index(word) for word in ("THIRD", "SECOND", "FIRST")]
    assert places == sorted(places)
    assert [f'<li id="ref-{number}" tabindex="-1">' in html["references"] for number in (1, 2, 3, 4)] == [
        True, True, True, False,
    ]  # fmt: skip


def test_reference_cited_once_has_one_way_back():
    html, _ = render("Text.[@paper]")
    assert html["references"] == (
        '<li id="ref-1" tabindex="-1">Litzow MR, et al. A paper. N Engl J Med. 2024;391(4):320-33.'
        ' <a class="outside" href="https://doi.org/10.1056/NEJMoa2312948" rel="external">doi:10.1056/NEJMoa2312948</a>'
        ' <a class="back" href="#cite-1-1" aria-label="Back to reference 1 in the text">Back</a></li>'
    )


def test_reference_cited_in_several_places_has_a_way_back_to_each():
    html, _ = render("One.[@paper] Two.[@paper]", key_data="Three.[@paper]")
    for turn in (1, 2, 3):
        link = f'href="#cite-1-{turn}" aria-label="Back to reference 1, place {turn} in the text">Back {turn}</a>'
        assert link in html["references"]
    assert html["key_data"] == f"<p>Three.{CITED.format(1, 1)}</p>\n"


def test_reference_never_cited_has_no_way_back():
    assert 'class="back"' not in render("Text.")[0]["references"]


def test_two_references_share_a_superscript_when_cited_together():
    for text in ("[@first; @second]", "[@first;@second]"):
        html = body_of(text, references=three_references())
        assert html == (
            '<p><sup class="cite"><a href="#ref-1" id="cite-1-1" aria-label="Reference 1">1</a>,'
            '<a href="#ref-2" id="cite-2-1" aria-label="Reference 2">2</a></sup></p>'
        )


def test_citation_without_reference_is_shown_as_typed_and_counts_nothing():
    html, reading = render("Text.[@nobody] and [@paper; @nobody]")
    assert html["body"] == "<p>Text.[@nobody] and [@paper; @nobody]</p>\n"
    assert reading.unknown_citations == ["nobody", "nobody"]
    assert reading.numbers == {}
    assert 'class="back"' not in html["references"]


def test_citation_in_code_is_text():
    html, reading = render("`[@paper]`\n\n```\n[@paper]\n```\n")
    assert html["body"] == "<p><code>[@paper]</code></p>\n<pre><code>[@paper]\n</code></pre>\n"
    assert reading.numbers == {}


def test_escaped_citation_is_text():
    assert body_of(r"\[@paper]") == "<p>[@paper]</p>"


# -- abbreviations -----------------------------------------------------------------------------------------------

OS = '<abbr title="overall survival">OS</abbr>'
DEFINED = "\n\n*[OS]: overall survival\n"


def test_abbreviation_is_written_out_at_its_first_use_only_across_all_parts():
    html, _ = render(f"OS fell.{DEFINED}", key_data="OS rose.", limits="OS again, OS.")
    assert html["key_data"] == f"<p>Overall survival ({OS}) rose.</p>\n"
    assert html["limits"] == f"<p>{OS} again, {OS}.</p>\n"
    assert html["body"] == f"<p>{OS} fell.</p>\n"


@pytest.mark.parametrize(
    "text",
    [
        "The overall survival (OS) rose.",
        "Overall survival (OS) rose.",
        "The **overall survival** (OS) rose.",
        "The overall\nsurvival (OS) rose.",
        "The overall survival\n(OS) rose.",
        "The overall survival[@paper] (OS) rose.",
    ],
)
def test_abbreviation_is_not_written_out_twice_when_the_editor_did(text):
    html = body_of(text + DEFINED)
    seen = html.lower().replace("\n", " ").replace("<strong>", "").replace("</strong>", "")
    assert seen.count("overall survival") == 2
    assert html.count(f"({OS})") == 1


def test_abbreviation_is_not_written_out_in_a_heading():
    html = body_of(f"## OS by arm\n\nOS rose.{DEFINED}")
    assert html == f"<h3>{OS} by arm</h3>\n<p>Overall survival ({OS}) rose.</p>"


def test_abbreviation_is_written_out_with_a_capital_where_a_sentence_begins():
    text = "Survival fell. OS rose, and RFS rose.\n\n*[OS]: overall survival\n*[RFS]: relapse-free survival\n"
    html = body_of(text)
    assert "fell. Overall survival (<abbr" in html
    assert "and relapse-free survival (<abbr" in html


@pytest.mark.parametrize("written", ["P < 0.005", "HR = 0.41", "n = 75", "age ≥ 10"])
def test_sign_and_number_stay_on_one_line(written):
    assert written.replace("<", "&lt;").replace(" ", "&nbsp;") in body_of(f"There was {written} here.")


def test_abbreviation_inside_a_word_or_code_is_left_alone():
    assert body_of(f"DOS and OSS `OS`{DEFINED}") == "<p>DOS and OSS <code>OS</code></p>"


def test_longer_of_two_abbreviations_wins():
    html = body_of("HSCT2 and HSCT\n\n*[HSCT]: transplantation\n*[HSCT2]: second transplantation\n")
    assert html == (
        '<p>Second transplantation (<abbr title="second transplantation">HSCT2</abbr>) and '
        'transplantation (<abbr title="transplantation">HSCT</abbr>)</p>'
    )


def test_longer_of_two_abbreviations_wins_when_it_goes_on_with_a_sign():
    html = body_of("In C++\n\n*[C]: carbon\n*[C++]: a language\n")
    assert html == '<p>In a language (<abbr title="a language">C++</abbr>)</p>'


def test_abbreviation_with_signs_of_a_pattern_is_taken_as_written():
    html = body_of("C++ and (a|b)*\n\n*[C++]: a language\n*[(a|b)*]: words\n")
    assert '<abbr title="a language">C++</abbr>' in html
    assert '<abbr title="words">(a|b)*</abbr>' in html


def test_abbreviation_without_a_word_is_no_abbreviation():
    assert "<abbr" not in body_of("a. b - c\n\n*[ ]: nothing\n")


def test_abbreviation_defined_with_windows_line_ends_has_a_clean_expansion():
    assert body_of("OS.\r\n\r\n*[OS]: overall survival\r\n") == f"<p>Overall survival ({OS}).</p>"


def test_abbreviation_defined_in_any_part_holds_in_all():
    html, _ = render("OS.", limits=f"Nothing.{DEFINED}")
    assert html["body"] == f"<p>Overall survival ({OS}).</p>\n"
    assert html["limits"] == "<p>Nothing.</p>\n"


def test_abbreviations_that_are_used_are_listed_in_order_of_the_alphabet():
    html = render("OS and EFS.\n\n*[OS]: overall survival\n*[EFS]: event-free survival\n*[CR]: remission\n")[0]
    assert html["abbreviations"] == (
        "<div><dt>EFS</dt><dd>event-free survival</dd></div><div><dt>OS</dt><dd>overall survival</dd></div>"
    )


# -- callouts and notes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "label"),
    [("key-data", "Key data"), ("key-learning", "Key learning"), ("practice-point", "Practice point")],
)
def test_callout_is_a_note_with_its_label(name, label):
    html, _ = render(f"::: {name}\nText.[@paper]\n:::\n\nAfter.", limits="::: key-data\nMore.\n:::")
    assert html["body"].startswith(
        f'<div class="callout is-{name}" role="note" aria-labelledby="callout-2">\n'
        f'<p class="label" id="callout-2">{label}</p>'
    )
    assert 'id="callout-1"' in html["limits"]
    assert faults_of(html) == []


@pytest.mark.parametrize("outer", [":::", "::::"])
@pytest.mark.parametrize("inner", [":::", "::::"])
def test_callout_stands_in_a_passage(outer, inner):
    html, reading = render(
        f"{outer} passage a\nOne.\n\n{inner} practice-point\nTwo.\n{inner}\nThree.\n{outer}\n\nFour."
    )
    body = html["body"]
    assert reading.passages == {"a": ""}
    assert (
        body.index("Two.")
        < body.index("</div>")
        < body.index("Three.")
        < body.index("</section>")
        < body.index("Four.")
    )


def test_container_left_open_ends_with_the_text():
    assert body_of("::: key-data\nText.").endswith("<p>Text.</p>\n</div>")
    assert body_of(":::: passage a\n::: key-data\nText.\n::::\n\nAfter.").endswith("</section>\n<p>After.</p>")


def test_note_is_marked_and_written_at_the_end_with_a_way_back_from_each_place():
    html, reading = render(
        "One.[^dose] Two.[^other] Three.[^dose]\n\n"
        "[^dose]: As *given*.[@paper]\n[^other]: See[^third].\n[^third]: Last.",
        limits="Before.[^dose]\n\n[^dose]: Of its own.",
    )
    body = html["body"]
    assert '<a href="#note-1" aria-label="Note a" id="noted-1-1">a</a>' in html["limits"].replace(' rel=""', "")
    assert '<ol class="notes" start="2" aria-label="Notes">' in body
    assert body.count('aria-label="Note b"') == 2
    for words in (
        "Back to note b, place 1 in the text",
        "Back to note b, place 2 in the text",
        "Back to note c in the",
    ):
        assert words in body
    assert body.index("given") < body.index("See") < body.index("Last.")
    assert reading.notes == 4
    assert faults_of(html) == []


def test_note_that_is_not_written_is_text_and_said():
    html, reading = render("One.[^lost]")
    assert html["body"].strip() == "<p>One.[^lost]</p>"
    assert reading.unknown_notes == ["lost"]


# -- passages ----------------------------------------------------------------------------------------------------


def test_passage_becomes_an_anchor_that_names_its_objective():
    html, reading = render("::: passage who-did-worse objective=survival\nText.\n\n- one\n:::\n\nAfter.")
    assert html["body"] == (
        '<section class="passage" id="p-who-did-worse" data-objective="survival"><p>Text.</p>\n'
        "<ul>\n<li>one</li>\n</ul>\n</section>\n<p>After.</p>\n"
    )
    assert reading.passages == {"who-did-worse": "survival"}


def test_passage_without_objective_is_an_anchor_too():
    html, reading = render("::: passage aside\nText.\n:::")
    assert '<section class="passage" id="p-aside" data-objective="">' in html["body"]
    assert reading.passages == {"aside": ""}


def test_passage_takes_every_word_that_a_key_may_be():
    """Keys of objectives are slugs: letters of both cases, digits, hyphens and underscores."""
    html, reading = render("::: passage Who_did-1 objective=Survival_5\nText.\n:::")
    assert 'id="p-Who_did-1" data-objective="Survival_5"' in html["body"]
    assert reading.passages == {"Who_did-1": "Survival_5"}


def test_passage_named_twice_is_an_anchor_once():
    html, reading = render("::: passage a\nOne.\n:::\n\n::: passage a\nTwo.\n:::")
    assert html["body"].count('id="p-a"') == 1
    assert reading.repeated_passages == ["a"]


def test_passage_with_a_name_that_is_none_is_text():
    html, reading = render('::: passage "x" onclick=1\nText.\n:::')
    assert "<section" not in html["body"]
    assert reading.passages == {}


# -- figures -----------------------------------------------------------------------------------------------------


def test_figure_has_its_size_caption_number_and_credit():
    html, reading = render(
        '![Two curves](figure:curve "By arm, n = 75")\n\n![](figure:other)',
        figures=[make_figure(credit="CC BY 4.0, the authors"), make_figure("other", alt="Bars")],
    )
    assert html["body"] == (
        '<figure><img src="/figures/curve.png" alt="Two curves" width="640" height="480" loading="lazy">'
        '<figcaption>Figure 1. By arm, n = 75<span class="credit"> CC BY 4.0, the authors</span></figcaption>'
        "</figure>\n"
        '<figure><img src="/figures/other.png" alt="Bars" width="640" height="480" loading="lazy">'
        '<figcaption>Figure 2. <span class="credit"></span></figcaption></figure>\n'
    )
    assert reading.figures_shown == [("curve", "Two curves"), ("other", "Bars")]


def test_figure_without_a_file_is_shown_as_its_key():
    html, reading = render("![x](figure:nobody)")
    assert html["body"] == "<figure>[figure nobody]</figure>\n"
    assert reading.unknown_figures == ["nobody"]


@pytest.mark.parametrize(
    "text", ["Text ![alt](figure:curve)", "![alt](https://elsewhere.example/a.png)", "![alt](/figures/curve.png)"]
)
def test_picture_that_is_no_figure_on_its_own_line_leaves_its_alternative_text(text):
    """No request to another site (S4)."""
    html, reading = render(text)
    assert "<img" not in html["body"]
    assert "alt</p>" in html["body"]
    assert len(reading.pictures_left_out) == 1


# -- headings, links, quotation marks, blocks --------------------------------------------------------------------


def test_headings_stand_below_the_heading_of_their_part():
    assert body_of("# a\n\n## b\n\n### c\n\n#### d\n\n##### e\n\n###### f") == (
        "<h3>a</h3>\n<h3>b</h3>\n<h4>c</h4>\n<h5>d</h5>\n<h6>e</h6>\n<h6>f</h6>"
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "[out](https://a.example/x?a=1&b=2)",
            '<a href="https://a.example/x?a=1&amp;b=2" class="outside" rel="external">out</a>',
        ),
        ("<https://a.example>", '<a href="https://a.example" class="outside" rel="external">https://a.example</a>'),
        ("[in](/topics/)", '<a href="/topics/">in</a>'),
        ("[here](#p-who)", '<a href="#p-who">here</a>'),
        ("[mail](mailto:a@b.example)", '<a href="mailto:a@b.example">mail</a>'),
    ],
)
def test_links_that_leave_the_site_are_labelled(text, html):
    """A4."""
    assert body_of(text) == f"<p>{html}</p>"


def test_straight_quotation_marks_become_typographic():
    assert body_of("\"One\" and 'two', it's \"so 'nested' too\"") == "<p>“One” and ‘two’, it’s “so ‘nested’ too”</p>"


def test_quotation_marks_in_code_stay():
    assert body_of('`"a"`') == '<p><code>"a"</code></p>'


def test_blocks_of_commonmark_come_through():
    text = "1. a\n2. b\n\n3) c\n\n> quote\n\n```\nif a < b\n```\n\n---\n\na  \nb\n\n*em* **strong**"
    assert body_of(text) == (
        '<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n<ol start="3">\n<li>c</li>\n</ol>\n'
        "<blockquote>\n<p>quote</p>\n</blockquote>\n<pre><code>if a &lt; b\n</code></pre>\n<hr>\n"
        "<p>a<br>\nb</p>\n<p><em>em</em> <strong>strong</strong></p>"
    )


def test_raw_html_is_shown_as_text():
    assert body_of("<b>a</b> <!-- b -->\n\n<div>c</div>") == (
        "<p>&lt;b&gt;a&lt;/b&gt; &lt;!-- b --&gt;</p>\n<p>&lt;div&gt;c&lt;/div&gt;</p>"
    )


def test_text_renders_alike_when_lines_end_as_on_windows():
    text = "## A\n\nTable: T\n\n| A | B |\n|---|---|\n| 1 | |\n\n::: passage x objective=y\nText.[@paper]\n:::\n"
    assert body_of(text.replace("\n", "\r\n")) == body_of(text)


def test_json_cannot_end_the_script_element_it_stands_in():
    assert trusted_json('{"a": "</script>&<!--"}') == '{"a": "\\u003c/script\\u003e\\u0026\\u003c!--"}'


@pytest.mark.parametrize(("brackets", "is_refused"), [(MOST_BRACKETS, False), (MOST_BRACKETS + 1, True)])
def test_paragraph_with_more_brackets_than_the_parser_can_close_in_time_is_refused(brackets, is_refused):
    with pytest.raises(RenderRefused, match="brackets") if is_refused else nullcontext():
        render("[" * brackets)


@pytest.mark.parametrize(("rows", "is_refused"), [(MOST_CELLS // 2 - 1, False), (MOST_CELLS // 2, True)])
def test_tables_with_more_cells_than_can_be_labelled_in_time_are_refused(rows, is_refused):
    with pytest.raises(RenderRefused, match="cells") if is_refused else nullcontext():
        render("|a|b|\n|-|-|\n" + "|c|d|\n" * rows)
