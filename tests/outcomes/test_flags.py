"""What numbers say in words, at the thresholds themselves."""

import pytest

from cme.outcomes.flags import ENOUGH, Facts, flags_of
from cme.outcomes.measures import Measure, not_estimable

CHANCE = Measure(4, 0.25)


def option(letter, *, is_key=False, both=30, pb=(None, None), upper=0.2):
    return Facts(letter, is_key, both, 100, Measure(100, 0.1, *pb), upper)


def names(facility=0.6, *, n=ENOUGH, low=None, before=None, discrimination=None, chance=CHANCE, **more):
    found = flags_of(
        facility=Measure(n, facility, low, low and 1.0),
        before=before,
        discrimination=discrimination or Measure(n, 30.0, 10.0, 50.0),
        chance=chance,
        **more,
    )
    return {flag.name: flag.words for flag in found}


def test_sound_question_has_no_flag():
    options = [option("A", is_key=True, upper=0.9), option("B"), option("C")]
    assert names(options=options, is_single=True) == {}


def test_few_answers_say_nothing_else():
    assert names(0.99, n=ENOUGH - 1) == {"too-few": "not enough answers to say: 29 of 30"}
    assert list(flags_of(facility=not_estimable(0, "n = 0"), before=None, discrimination=CHANCE, chance=CHANCE))


@pytest.mark.parametrize(
    ("facility", "low", "expected"),
    [
        (0.95, 0.8, ["too-easy"]),
        (0.949, 0.8, []),
        (0.5, 0.26, []),
        (0.5, 0.25, ["at-chance"]),
        (0.2, None, ["at-chance"]),
    ],
)
def test_facility_is_flagged_from_its_thresholds_on(facility, low, expected):
    assert list(names(facility, low=low)) == expected


def test_hard_question_above_chance_is_too_hard():
    assert list(names(0.2, low=0.12, chance=Measure(10, 0.1))) == ["too-hard"]
    assert list(names(0.2, chance=not_estimable(0, "no choice"))) == ["too-hard"]
    assert list(names(0.201, chance=not_estimable(0, "no choice"))) == []


@pytest.mark.parametrize(("n", "value", "is_known"), [(30, 0.8, True), (30, 0.79, False), (29, 0.9, False)])
def test_known_before_needs_enough_pre_tests(n, value, is_known):
    assert ("known-before" in names(before=Measure(n, value))) is is_known


def test_negative_discrimination_misleads_where_its_interval_lies_below_nought():
    assert "misleads" in names(discrimination=Measure(30, -40.0, -60.0, -1.0))
    assert names(discrimination=Measure(30, -10.0, -40.0, 20.0)) == {}


def test_distractor_of_good_learners_misleads():
    key = option("A", is_key=True, upper=0.9)
    lure = option("C", pb=(0.01, 0.5), upper=0.05)
    assert names(options=[key, option("B"), lure]) == {"misleads": "misleads good learners: they pick C"}
    assert names(options=[key, option("B"), option("C", pb=(0.01, 0.5), upper=0.04)]) == {}
    assert names(options=[key, option("B"), option("C", pb=(-0.01, 0.5))]) == {}


def test_distractor_that_beats_the_key_among_the_best_questions_the_key():
    options = [option("A", is_key=True, upper=0.4), option("B", upper=0.6), option("C")]
    assert names(options=options, is_single=True) == {"key-wrong": "key possibly wrong: the upper group prefers B"}
    assert names(options=options) == {}
    level = [option("A", is_key=True, upper=0.4), option("B", upper=0.4), option("C")]
    assert names(options=level, is_single=True) == {}


def test_distractors_without_work_are_named():
    key = option("A", is_key=True, upper=0.9)
    idle = [option("B", both=0), option("C", both=4), option("D", both=5), option("E", both=0)]
    assert names(options=[key, *idle]) == {
        "nobody-picks": "nobody picks B or E",
        "hardly-picked": "hardly anybody picks C",
    }
    assert names(options=[key, option("B", both=0)]) == {}
