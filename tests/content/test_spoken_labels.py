"""Labels that an edition froze in English, in the language of the page."""

import lxml.html
import pytest
from django.utils.translation import override

from content import containers
from content.reference_notices import references_with_notices
from content.rendering import PARTS, render_source
from content.spoken_labels import CALLOUTS, with_spoken_labels
from tests.pages import words

BODY = """Dose[@trial] and again[@trial], or not[^why].

::: practice-point
Ask.
:::

| a | b |
|---|---|
| 1 | 2 |

He wrote: `<a href="#ref-1" id="cite-1-1" aria-label="Reference 1">`.

[^why]: Because.
"""
SOURCE = dict.fromkeys(PARTS, "") | {
    "body": BODY, "figures": [], "references": [{"key": "trial", "text": "A trial", "doi": "10.1000/x"}],
}  # fmt: skip


def labels_in(html: str) -> list[tuple[str | None, str | None, str]]:
    """Return language, label and words of everything that has a label, and of labels of callouts."""
    named = [
        row
        for row in lxml.html.document_fromstring(html).iter()
        if row.get("aria-label") or row.get("class") == "label"
    ]
    return [(row.get("lang"), row.get("aria-label"), words(row) if row.tag in {"a", "p"} else "") for row in named]


@pytest.fixture(scope="module")
def html() -> dict[str, str]:
    return render_source(SOURCE)[0]


def test_labels_speak_the_language_of_the_page_within_an_english_text(html) -> None:
    with override("de"):
        assert labels_in(with_spoken_labels(html["body"])) == [
            ("de", "Quelle 1", "1"), ("de", "Quelle 1", "1"), ("de", "Anmerkung a", "a"),
            ("de", None, "Für die Praxis"), ("de", "Tabelle", ""), ("de", "Anmerkungen", ""),
            ("de", "Zurück zu Anmerkung a im Text", "Zurück"),
        ]  # fmt: skip
        assert labels_in(with_spoken_labels(html["references"])) == [
            ("de", "Zurück 1: zu Quelle 1 im Text", "Zurück 1"),
            ("de", "Zurück 2: zu Quelle 1 im Text", "Zurück 2"),
        ]


def test_what_labels_name_is_marked_with_the_language_of_the_text_again(html) -> None:
    with override("ar"):
        said = with_spoken_labels(html["body"])
    assert (
        '<ol class="notes" start="1" lang="ar" aria-label="الملاحظات"><li id="note-1" lang="en" tabindex="-1">' in said
    )
    assert '<table lang="en">' in said
    assert '<a class="back" href="#noted-1-1" lang="ar" dir="rtl"' in said


def test_labels_are_unmarked_in_a_text_of_the_same_language_and_marked_in_another(html) -> None:
    with override("de"):
        assert {row[0] for row in labels_in(with_spoken_labels(html["body"], within="de"))} == {None}
    translated = with_spoken_labels(html["body"], within="de")  # read on the English page
    assert labels_in(translated)[0] == ("en", "Reference 1", "1")


def test_english_page_and_words_of_the_article_stay_to_the_letter(html) -> None:
    assert with_spoken_labels(html["body"]) == html["body"]
    typed = '&lt;a href="#ref-1" id="cite-1-1" aria-label="Reference 1"&gt;'
    assert typed in html["body"]
    with override("de"):
        assert typed in with_spoken_labels(html["body"])
        assert (
            with_spoken_labels('<p>Back</p><p class="label">Key data</p>') == '<p>Back</p><p class="label">Key data</p>'
        )


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_way_back_is_named_by_the_words_that_are_seen_of_it(language) -> None:
    """WCAG 2.5.3: who says "click Back 2" is understood, also on pages of editions that were frozen before."""
    twice = SOURCE | {"body": "One.[@trial] Two.[@trial] Three[^a] and four[^a], five[^b].\n\n[^a]: A.\n\n[^b]: B."}
    parts = render_source(twice)[0]
    with override(language):
        rows = labels_in(with_spoken_labels(parts["body"])) + labels_in(with_spoken_labels(parts["references"]))
    back = [(said, seen) for _, said, seen in rows if said and seen]
    assert len({said for said, _ in back}) == 8  # two marks of a reference and three notes share their names
    assert [row for row in back if row[1] not in row[0]] == []
    assert language != "en" or [said for said, _ in back][-2:] == [
        "Back 1: to reference 1 in the text", "Back 2: to reference 1 in the text",
    ]  # fmt: skip


def test_way_back_is_named_by_the_words_of_a_translator() -> None:
    frozen = '<a class="back" href="#noted-1-2" aria-label="Back to note a, place 2 in the text">'
    with override("ar"):
        said = with_spoken_labels(f"{frozen}عودة <bdi>2</bdi></a> <a>Back 2</a>", within="ar")
    assert said == (
        '<a class="back" href="#noted-1-2" aria-label="عودة 2: إلى الملاحظة a في النص">عودة <bdi>2</bdi></a> '
        "<a>Back 2</a>"
    )


def test_every_callout_has_words() -> None:
    assert set(CALLOUTS) == set(containers.CALLOUTS.values())


def test_notice_beside_an_english_reference_is_marked_with_its_language(html) -> None:
    told = {"kind": "retraction", "reference": "trial", "dated_on": "", "doi": "", "pmid": "", "url": "", "reason": ""}
    with override("ar"):
        shown = references_with_notices(html["references"], SOURCE["references"], [told])
    assert '<span class="work-notice is-retraction"><span lang="ar" dir="rtl"><strong>' in shown
    assert "<span lang" not in references_with_notices(html["references"], SOURCE["references"], [told])
