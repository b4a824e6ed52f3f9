"""Corrected keys in a question as written, for each kind of key."""

from fractions import Fraction

import pytest

from content.corrected_text import as_corrected, with_corrected_key
from content.models import QuestionVersion
from content.question_text import Kind, OptionText
from content.services.questions import wording_as_text
from tests.content.test_corrections import make, version_like

pytestmark = pytest.mark.django_db


def corrected(kind, key, **fields):
    """Return a question of a kind as written, before and after its key was corrected."""
    version = version_like(kind, **fields)
    before = wording_as_text(version)
    return before, with_corrected_key(version, before, key(version))


def pks(version):
    return [option.pk for option in version.options.all()]


def test_order_of_the_key_is_the_order_of_the_options():
    before, after = corrected(Kind.ORDERING, lambda version: {"order": pks(version)[::-1]})
    assert [row.text for row in after.options] == [row.text for row in before.options][::-1]


def test_each_part_gets_its_new_answer():
    def key(version: QuestionVersion):
        return {"parts": {str(part.pk): pks(version)[1] for part in version.parts.all()}}

    _, after = corrected(Kind.KPRIM, key)
    assert {part.key for part in after.parts} == {1}


def test_accepted_answers_stand_beside_those_of_the_version():
    before, after = corrected(Kind.NUMERIC, lambda _: {"accepted": [{"text": "9", "tolerance": "0.5"}]})
    assert list(after.options[:-1]) == list(before.options)
    assert (after.options[-1].text, str(after.options[-1].tolerance), after.options[-1].is_key) == ("9", "0.5", True)


def test_points_of_several_answers_are_shared_among_the_new_ones():
    options = [OptionText(word, place < 2) for place, word in enumerate(("one", "two", "three"))]
    _, after = corrected(Kind.MULTIPLE, lambda version: {"keys": pks(version)[1:3]}, scoring="partial", options=options)
    assert [row.share for row in after.options if row.is_key] == [Fraction(1, 2)] * 2
    assert [place for place, row in enumerate(after.options) if row.is_key] == [1, 2]


def test_answer_that_is_right_no_longer_is_written_with_its_penalty():
    shares = (Fraction(1, 2), Fraction(1, 2), Fraction(-1, 2))
    options = [
        OptionText(word, share > 0, share=share) for word, share in zip(("one", "two", "three"), shares, strict=True)
    ]
    _, after = corrected(
        Kind.MULTIPLE, lambda version: {"keys": pks(version)[:1], "lost": -1}, scoring="partial", options=options
    )
    assert [row.share for row in after.options] == [1, Fraction(-1, 2), Fraction(-1, 2)]


def test_rationales_are_those_of_the_corrected_key():
    texts = ("one", "two", "three")
    options = [OptionText(word, place == 0, f"Old {word}") for place, word in enumerate(texts)]
    version = version_like(Kind.SINGLE, options=options)
    first, second, _ = pks(version)
    made = [make(version, {"keys": [second]}, rationales={first: "Now wrong", second: "Now right"})]
    after = as_corrected(version, wording_as_text(version), made)
    assert [row.rationale for row in after.options] == ["Now wrong", "Now right", "Old three"]
    assert [row.is_key for row in after.options] == [False, True, False]
