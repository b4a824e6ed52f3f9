"""Correcting the key of a version that editions ask: what is taken, what is refused."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction

from content.models import CorrectedRationale, EditionItem, KeyCorrection, QuestionVersion
from content.numbers import number_of, readings_of
from content.question_text import OptionText, PartText, QuestionText
from content.services.corrections import CorrectedMeanwhile, CorrectionRefused, RationaleRefused, correct_key
from content.services.freezing import freeze_versions
from content.services.questions import save_question
from tests.corrections import REASON, correct, option_of, version_of
from tests.factories import BEFORE, NOW, add_question, make_article, make_edition

pytestmark = pytest.mark.django_db

PAIR = [OptionText("true"), OptionText("false")]
KINDS = {
    "true_false": {"options": [OptionText("true", True), OptionText("false")]},
    "kprim": {"options": PAIR, "parts": [PartText(f"Statement {n}", 0) for n in range(4)]},
    "matching": {"options": PAIR, "parts": [PartText("First", 0), PartText("Second", 1)]},
    "ordering": {"options": [OptionText("one"), OptionText("two"), OptionText("three")]},
    "numeric": {"options": [OptionText("4.2", True, tolerance=Decimal("0.1"))]},
    "short": {"options": [OptionText("imatinib", True)]},
    "confidence": {"options": [OptionText("not sure"), OptionText("sure")]},
}


def version_like(kind: str, **fields) -> QuestionVersion:
    """Return a version of a kind that an edition asks, whatever a publication would want of it besides."""
    edition = make_edition(questions=1)
    text = QuestionText(**{"key": "asked", "stem": "Which is right?", "kind": kind} | KINDS.get(kind, {}) | fields)
    version = save_question(article=edition.release.article, text=text, at=BEFORE).version
    freeze_versions(versions=[version.pk], at=BEFORE)
    EditionItem.objects.create(edition=edition, version=version, role="post", position=2)
    return version


def make(version: QuestionVersion, key: dict, **fields) -> KeyCorrection:
    return correct_key(**{"version": version, "key": key, "reason": REASON, "actor": None, "at": NOW} | fields)


def test_corrections_are_numbered_and_earlier_ones_stay():
    version = version_of(make_edition())
    first, second = correct(version, 1), correct(version, 2)
    assert (first.number, second.number) == (1, 2)
    first.refresh_from_db()
    assert first.key == {"keys": [option_of(version, 1)]}


def test_several_keys_of_a_single_best_answer_are_taken():
    version = version_of(make_edition())
    assert correct(version, 1, 0).key == {"keys": sorted([option_of(version, 0), option_of(version, 1)])}


def test_version_that_no_edition_asks_is_refused():
    article = make_article()
    add_question(article)
    with pytest.raises(CorrectionRefused, match="Edit the question instead"):
        correct(article.draft_items.get().version, 1)


def test_same_key_is_refused():
    version = version_of(make_edition())
    with pytest.raises(CorrectionRefused, match="holds already"):
        correct(version, 0)
    correct(version, 1)
    with pytest.raises(CorrectionRefused, match="holds already"):
        correct(version, 1)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 401])
def test_reason_is_required_and_not_too_long(reason):
    with pytest.raises(CorrectionRefused, match="1 to 400"):
        correct(version_of(make_edition()), 1, reason=reason)


def test_number_that_is_taken_is_refused():
    version = version_of(make_edition())
    correct(version, 1, number=1)
    with pytest.raises(CorrectedMeanwhile):
        correct(version, 2, number=1)
    assert KeyCorrection.objects.count() == 1


def test_database_refuses_a_second_correction_with_a_number():
    correction = correct(version_of(make_edition()), 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        KeyCorrection.objects.create(
            version=correction.version, number=1, key={"is_void": True}, reason="twice", made_at=NOW
        )


def test_foreign_or_doubled_or_missing_options_are_refused():
    edition = make_edition()
    version, other = version_of(edition), version_of(edition, 1)
    own = option_of(version, 0)
    for keys in ([option_of(other, 0)], [own, own], []):
        with pytest.raises(CorrectionRefused):
            make(version, {"keys": keys})


def shared(*worth):
    """Return a multiple response whose answers are worth so many percent of a point each."""
    options = [
        OptionText(f"Answer {place}", share > 0, share=Fraction(share, 100)) for place, share in enumerate(worth)
    ]
    return version_like("multiple", scoring="partial", options=options)


@pytest.mark.parametrize(
    ("worth", "keys", "lost"),
    [
        ((50, 50, -50, -25), (0,), -1),  # of four shares; the mildest of two penalties
        ((50, 50, -50, -25), (0, 1, 2), None),  # nothing was lost
        ((50, 50, 0, 0), (0,), None),  # where wrong answers cost nothing
    ],
)
def test_correction_says_what_an_answer_costs_that_is_right_no_longer(worth, keys, lost):
    version = shared(*worth)
    made = correct(version, *keys)
    assert made.key == {"keys": sorted(option_of(version, place) for place in keys)} | ({"lost": lost} if lost else {})
    with pytest.raises(CorrectionRefused):
        make(version, made.key)  # which holds already


def test_correction_from_before_they_said_what_a_lost_answer_costs_can_be_made_again(monkeypatch):
    version = shared(50, 50, -50)
    with monkeypatch.context() as before:
        before.setattr("content.corrected_key._lost", lambda *_: {})
        first = correct(version, 0)
    again = correct(version, 0)
    assert (first.key, again.key) == ({"keys": [option_of(version, 0)]}, first.key | {"lost": -1})
    assert again.number == 2


@pytest.mark.parametrize("kind", ["true_false", "kprim", "matching", "ordering", "numeric", "short"])
def test_void_is_taken_of_every_scored_kind(kind):
    assert make(version_like(kind), {"is_void": True}).key == {"is_void": True}


def test_unscored_question_has_no_key():
    with pytest.raises(CorrectionRefused, match="not scored"):
        make(version_like("confidence"), {"is_void": True})


def test_statement_is_not_both_true_and_false():
    version = version_like("true_false")
    with pytest.raises(CorrectionRefused, match="either true or false"):
        correct(version, 0, 1)
    assert correct(version, 1).key == {"keys": [option_of(version, 1)]}


def test_parts_are_given_all_with_options_of_the_version():
    version = version_like("matching")
    first, second = (str(part.pk) for part in version.parts.all())
    true, false = option_of(version, 0), option_of(version, 1)
    assert make(version, {"parts": {first: false, second: true}}).key == {"parts": {first: false, second: true}}
    for parts in ({first: true}, {first: true, second: 0}, {first: true, "0": true}):
        with pytest.raises(CorrectionRefused):
            make(version, {"parts": parts})


def test_order_is_a_permutation():
    version = version_like("ordering")
    one, two, three = (option.pk for option in version.options.all())
    assert make(version, {"order": [three, one, two]}).key == {"order": [three, one, two]}
    for order in ([one, two], [one, one, two], [one, two, 0]):
        with pytest.raises(CorrectionRefused, match="a place of its own"):
            make(version, {"order": order})


def test_further_numbers_are_kept_plainly():
    key = {"accepted": [{"text": "5,0", "tolerance": "0,1"}, {"text": "-7"}]}
    assert make(version_like("numeric"), key).key == {"accepted": [{"text": "5.0", "tolerance": "0.1"}, {"text": "-7"}]}


@pytest.mark.parametrize(
    "row", [{"text": "many"}, {"text": ""}, {"text": "1", "tolerance": "-1"}, {"text": "nan"}, {"text": "1e999"}]
)
def test_what_is_no_number_is_refused(row):
    with pytest.raises(CorrectionRefused, match=re.escape("such as 4.2 ± 0.1")):
        make(version_like("numeric"), {"accepted": [row]})


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"text": "1,400", "tolerance": "1"}, "“1,400” can be read in two ways. Write 1400 or 1.4."),
        ({"text": "1.125"}, "“1.125” can be read in two ways. Write 1125 or 1.1250."),
        ({"text": "5", "tolerance": "1.000"}, "“1.000” can be read in two ways. Write 1000 or 1."),
    ],
)
def test_number_that_can_be_read_in_two_ways_is_refused(row, said):
    with pytest.raises(CorrectionRefused, match=re.escape(said)):
        make(version_like("numeric"), {"accepted": [row]})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1,400,000", "1400000"),
        ("1.1250", "1.1250"),
        ("1400e-3", "1.4000"),
    ],
)
def test_number_is_read_as_that_of_a_learner(typed, kept):
    """What is kept is read in one way, so that the page that corrects it again takes it."""
    assert make(version_like("numeric"), {"accepted": [{"text": typed}]}).key == {"accepted": [{"text": kept}]}
    assert readings_of(kept) == {number_of(typed)}


def test_further_words_are_kept_and_wildcards_alone_refused():
    version = version_like("short")
    assert make(version, {"accepted": [{"text": " Gleevec  400 "}]}).key == {"accepted": [{"text": "Gleevec 400"}]}
    assert make(version, {"accepted": [{"text": "\\*"}]}).key == {"accepted": [{"text": "\\*"}]}
    for rows in ([{"text": "**"}], [{"text": "* *"}], [{"text": "x" * 301}], [], [{"text": "a"}] * 21):
        with pytest.raises(CorrectionRefused):
            make(version, {"accepted": rows})


@pytest.mark.parametrize("key", [{"order": [1]}, {}, {"is_void": True, "keys": [1]}, {"keys": [1], "order": []}])
def test_key_of_another_shape_is_refused(key):
    with pytest.raises(CorrectionRefused):
        make(version_of(make_edition()), key)


def test_points_that_cannot_be_divided_are_refused():
    options = [OptionText(f"Option {n}", n < 2) for n in range(11)]
    version = version_like("multiple", options=options, scoring="partial")
    with pytest.raises(CorrectionRefused, match="cannot be divided among 11"):
        correct(version, *range(11))
    every = version_like("multiple", options=options, scoring="all")
    assert len(correct(every, *range(11)).key["keys"]) == 11


# -- rationales --------------------------------------------------------------------------------------------------------
def test_key_is_not_corrected_while_what_explains_it_is_of_the_old_one():
    version = version_of(make_edition())
    was, becomes, other = (option_of(version, place) for place in range(3))
    with pytest.raises(RationaleRefused) as refusal:
        correct(version, 1, rationales={becomes: "Right, since", was: "  "})
    assert refusal.value.answers == [was]
    for foreign in ({10**9: "x"}, {other: "x" * 2001}):
        with pytest.raises(RationaleRefused):
            correct(version, 1, rationales={was: "Wrong, since", becomes: "Right, since"} | foreign)
    assert not KeyCorrection.objects.exists()
    correction = correct(version, 1, rationales={was: "Wrong, since", becomes: " Right, since "})
    assert {row.option_id: row.text for row in correction.rationales.all()} == {
        was: "Wrong, since",
        becomes: "Right, since",
    }


@pytest.mark.parametrize("fields", [{}, {"option": True, "part": True}, {"option": True, "text": ""}, {"twice": True}])
def test_database_refuses_a_rationale_of_nothing_of_two_answers_empty_or_twice(fields):
    version = version_like("kprim")
    answers = {"option": version.options.first(), "part": version.parts.first()}
    correction = make(version, {"is_void": True}, rationales={answers["part"].pk: "Why"})
    wanted = {"part": True} if fields.pop("twice", False) else fields
    row = {name: answers.get(name, value) for name, value in wanted.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        CorrectedRationale.objects.create(**{"correction": correction, "text": "Why"} | row)
    with pytest.raises(IntegrityError), transaction.atomic():
        CorrectedRationale.objects.update(text="Another")
