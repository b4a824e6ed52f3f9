"""Rendered HTML in pieces: joined they make it again, whatever it is; and no translation brings markup of its own."""

import re
from html import unescape

import nh3
import pytest
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.models import Edition
from content.rendering import RenderRefused, render_source, trusted_translation
from content.services.editions_in_blocks import blocks_in
from content.translating.blocks import Block, carried, html_in
from content.translating.segments import (
    MARK,
    Mark,
    Segment,
    clean_words,
    faults_of_marks,
    plain_segment,
    segment_html,
    split_html,
)
from tests.content.sources import make_figure, make_reference, make_source
from tests.content.test_hostile import texts
from tests.factories import make_edition
from tests.properties import examples

MANY = settings(max_examples=examples(250), deadline=None, suppress_health_check=list(HealthCheck))

CITE = '<sup class="cite"><a href="#ref-1" id="cite-1-1" aria-label="Reference 1">1</a></sup>'
SEGMENT = Segment("One {1} two {2}three{/2}.", (Mark(CITE, None), Mark("<em>", "</em>")))


def html_of(text: str) -> str:
    """Return what the renderer makes of Markdown; nothing where it refuses."""
    try:
        return render_source(make_source(text, references=[make_reference()], figures=[make_figure()]))[0]["body"]
    except RenderRefused:
        return ""


@given(texts)
@MANY
def test_pieces_make_the_html_again(text: str) -> None:
    html = html_of(text)
    pieces = split_html(html)
    again = "".join(piece if isinstance(piece, str) else segment_html(piece, piece.text) for piece in pieces)
    assert nh3.clean(again) == nh3.clean(
        html_in("body", html, lambda key, segment: segment_html(segment, segment.text))
    )
    assert words(again) == words(html)
    assert re.findall(r"<[^>]+>", again) == re.findall(r"<[^>]+>", html)


def words(html: str) -> str:
    return " ".join(unescape(nh3.clean(html, tags=set())).split())


@given(texts)
@MANY
def test_each_segment_is_a_sound_translation_of_itself(text: str) -> None:
    for piece in split_html(html_of(text)):
        if isinstance(piece, Segment):
            assert faults_of_marks(piece, piece.text) == []
            assert piece.text == piece.text.strip(" \t\r\n\f")  # what HTML takes for blanks


@MANY
@given(st.text(max_size=80))
def test_plain_text_comes_back_as_it_was(text: str) -> None:
    segment = plain_segment(text)
    assert words(segment_html(segment, segment.text)) == words(escape(text))
    assert len(segment.marks) == text.count("{")


@MANY
@given(st.text(max_size=60), st.text(max_size=60))
def test_no_translation_brings_markup(before: str, after: str) -> None:
    """Whatever somebody writes between the marks, the tags of the page are those of the original."""
    text = f"{MARK.sub('', before)}{{1}}{{2}}{MARK.sub('', after)}{{/2}}"
    if faults_of_marks(SEGMENT, text):
        return
    html = str(trusted_translation(f"<p>{segment_html(SEGMENT, text)}</p>"))
    assert re.findall(r"<(/?[a-z]+)", html) == ["p", "sup", "a", "/a", "/sup", "em", "/em", "/p"]


@pytest.mark.parametrize(
    "text",
    ["One two {2}three{/2}.", "One {1}{1} two {2}three{/2}.", "One {1} two {2}three.", "One {1} two three{/2}.",
     "One {1} two {/2}three{2}.", "One {1} two {2}three{/2} {3}.", "One {1}{/1} two {2}three{/2}.", "{0}{1}{2}{/2}"],
)  # fmt: skip
def test_marks_that_are_missing_or_wrong_are_found(text: str) -> None:
    assert faults_of_marks(SEGMENT, text)


@pytest.mark.parametrize("text", ["{2}drei{/2} {1}", "{1}{2}{/2}", "Eins {2}zwei {1} drei{/2}"])
def test_marks_may_stand_in_another_order(text: str) -> None:
    assert faults_of_marks(SEGMENT, text) == []


def test_what_is_cut() -> None:
    html = html_of(
        "## A heading\n\nA *word* of text.[@paper]\n\n- one entry\n- another\n\n"
        "Table: Arms\n\n| End point | Arm A |\n|---|---|\n| Overall survival | 40.0% |\n"
    )
    cut = [piece.text for piece in split_html(html) if isinstance(piece, Segment)]
    assert cut == [
        "A heading", "A {1}word{/1} of text.{2}", "one entry", "another", "Arms", "End point", "Arm A",
        "Overall survival",
    ]  # fmt: skip


def test_alternative_text_is_cut_and_escaped() -> None:
    pieces = split_html('<figure><img src="/figures/a.png" alt="Two &amp; curves" width="3"></figure>')
    alt = next(piece for piece in pieces if isinstance(piece, Segment))
    assert (alt.text, alt.is_attribute) == ("Two & curves", True)
    said = html_in("body", "".join(p if isinstance(p, str) else "Two &amp; curves" for p in pieces), lambda *_: "x")
    assert 'alt="x"' in said


def test_unseen_characters_are_left_out() -> None:
    assert clean_words("a\u202eb\u2066c\x00d\ue000 \n e\u200c") == "abcd e\u200c"


@pytest.mark.django_db
def test_blocks_are_the_same_each_time() -> None:
    edition = make_edition()
    first, second = (blocks_in(Edition.objects.get(pk=edition.pk), with_items=True) for _ in range(2))
    assert first == second
    assert len({block.key for block in first}) == len(first)


def test_translations_are_carried_to_where_the_words_are_now() -> None:
    blocks = [Block(f"body.{place}", plain_segment(text)) for place, text in enumerate(["New words", "Old words"])]
    before = {"body.0": (blocks[1].source_hash, "Alte Wörter"), "limits.0": (blocks[0].source_hash, "Anderswo")}
    assert carried(blocks, before) == {"body.1": "Alte Wörter"}
