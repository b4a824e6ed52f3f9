r"""Accepted wordings: ``*`` stands for anything, ``\*`` for a star, in every format and wherever they are shown."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.accepted_wordings import (
    accepts,
    compared_pieces,
    literal,
    pieces_of,
    said,
    shape_of,
    share_answers,
    takes_anything,
)
from content.formats import gift, moodlexml, qti
from content.formats.neutral import Kind, NeutralOption, NeutralQuestion
from tests.content.formats.qtifiles import MATCH, declared, item

ALLELE = "HLA-B\\*57:01"
TYPED = ["".join(letters) for length in range(7) for letters in product("ab", repeat=length)]
PATTERNS = st.text(st.sampled_from("ab*"), max_size=3)
WORDS = st.text(st.sampled_from("ab*\\ -"), max_size=8)


def test_wildcards_beside_what_nobody_sees_take_anything():
    assert takes_anything("\u200b*")
    assert takes_anything(" * *")
    assert not takes_anything("a*")
    assert not takes_anything("\\*")


@pytest.mark.parametrize(
    ("accepted", "pieces", "shape"),
    [(ALLELE, ["HLA-B*57:01"], "HLA-B*57:01"), ("graft*", ["graft", ""], "graft…"), ("a\\b", ["a\\b"], "a\\b"),
     ("HLA-A\\*02*", ["HLA-A*02", ""], "HLA-A*02…"), ("\\\\*", ["\\*"], "\\*"), ("*\\", ["", "\\"], "…\\")],
)  # fmt: skip
def test_star_of_its_own_is_told_from_a_wildcard(accepted, pieces, shape):
    assert (pieces_of(accepted), shape_of(accepted)) == (pieces, shape)
    assert said("short", accepted) == shape
    assert said("single", accepted) == accepted


@pytest.mark.parametrize(
    ("accepted", "is_any"),
    [("*", True), ("**", True), ("* *", True), ("\\*", False), ("*\\*", False), ("", False), ("a*", False)],
)
def test_wildcards_alone_take_anything(accepted, is_any):
    assert takes_anything(accepted) is is_any


@given(WORDS, WORDS)
def test_literal_wording_accepts_its_own_text_alone(text, typed):
    is_same = " ".join(text.split()) == " ".join(typed.split())
    assert accepts(literal(text), typed, is_case_sensitive=True) is is_same


@given(PATTERNS, PATTERNS)
def test_wordings_share_an_answer_where_one_is_found(one, other):
    found = any(
        accepts(one, typed, is_case_sensitive=True) and accepts(other, typed, is_case_sensitive=True) for typed in TYPED
    )
    pieces = [compared_pieces(accepted, is_case_sensitive=True) for accepted in (one, other)]
    assert share_answers(*pieces) is share_answers(*pieces[::-1]) is found


SHORT = NeutralQuestion(Kind.SHORT, "Which allele?", (NeutralOption(ALLELE, Fraction(1)),), name="Allele")


@pytest.mark.parametrize(
    ("form", "written"),
    [(gift, b"=HLA-B\\\\*57\\:01"), (moodlexml, b"<text>HLA-B\\*57:01</text>"), (qti, b"<value>HLA-B*57:01</value>")],
    ids=["gift", "moodlexml", "qti"],
)
def test_star_is_written_as_each_format_writes_it_and_reads_back(form, written):
    data = form.write([SHORT])
    assert written in data
    assert [row.text for row in form.parse(data).questions[0].options] == [ALLELE]


def test_star_of_other_files_is_one():
    body = "<p>Which allele?</p><p><textEntryInteraction responseIdentifier='RESPONSE'/></p>"
    file = item(body, declared=declared("HLA-B*57:01", base_type="string"), rules=MATCH)
    for form, data in ((qti, file), (gift, b"Which allele?{=HLA-B\\*57\\:01}")):
        (row,) = form.parse(data).questions[0].options
        assert accepts(row.text, "hla-b*57:01", is_case_sensitive=False)
        assert not accepts(row.text, "HLA-B\\*57:01", is_case_sensitive=False)
        assert not accepts(row.text, "HLA-B and 57:01", is_case_sensitive=False)
