"""Which rationale holds after corrections of a key: the newest that was written for what the answer is now."""

import pytest

from content.rationales import left_unexplained, rationales_that_hold

OWN = ({"keys": [1]}, {1: "right, since", 2: "wrong, since", 3: ""})


def test_rationales_without_a_correction_are_the_own_ones():
    assert rationales_that_hold([OWN]) == OWN[1]


def test_rationale_of_an_answer_that_became_another_is_left_out_until_one_is_written():
    assert rationales_that_hold([OWN, ({"keys": [2]}, {2: "now right"})]) == {1: "", 2: "now right", 3: ""}
    assert left_unexplained([OWN, ({"keys": [2]}, {2: "now right"})]) == [1]
    assert left_unexplained([OWN, ({"keys": [3]}, {1: "now wrong"})]) == []  # 3 had none before


def test_rationale_holds_again_when_the_answer_is_again_what_it_was_written_for():
    there_and_back = [OWN, ({"keys": [2]}, {1: "now wrong", 2: "now right"}), ({"keys": [1]}, {})]
    assert rationales_that_hold(there_and_back) == OWN[1]
    once_more = [*there_and_back, ({"keys": [2, 1]}, {})]
    assert rationales_that_hold(once_more) == {1: "right, since", 2: "now right", 3: ""}


def test_newer_rationale_replaces_one_of_an_answer_that_stayed_what_it_was():
    assert rationales_that_hold([OWN, ({"keys": [1, 3]}, {2: "still wrong"})])[2] == "still wrong"


def test_nothing_holds_where_every_answer_counts_but_what_was_written_for_that():
    voided = [OWN, ({"is_void": True}, {2: "so does this"})]
    assert rationales_that_hold(voided) == {1: "", 2: "so does this", 3: ""}
    assert rationales_that_hold([*voided, ({"keys": [1]}, {})]) == OWN[1]


@pytest.mark.parametrize(
    ("own", "corrected", "held"),
    [
        (({"parts": {"1": 8, "2": 8}}, {1: "a", 2: "b"}), {"parts": {"1": 8, "2": 9}}, {1: "a", 2: ""}),
        (({"order": [1, 2, 3]}, {1: "a", 2: "b", 3: "c"}), {"order": [1, 3, 2]}, {1: "a", 2: "", 3: ""}),
        (({"accepted": []}, {1: "a", 2: "b"}), {"accepted": [{"text": "x"}]}, {1: "a", 2: "b"}),
    ],
)
def test_what_an_answer_is_depends_on_its_kind(own, corrected, held):
    assert rationales_that_hold([own, (corrected, {})]) == held
