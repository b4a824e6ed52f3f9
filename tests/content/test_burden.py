"""What an article asks, and how long it takes: reckoned from words and questions alone."""

import pytest

from content.burden import Asked, Burden, burden_of

POST = Asked(words=238, in_pre_test=True, in_post_test=True, in_text=False)  # a minute of reading
SURE = Asked(words=238, in_pre_test=False, in_post_test=True, in_text=False, is_scored=False)
TEXT = Asked(words=119, in_pre_test=False, in_post_test=False, in_text=True)


@pytest.mark.parametrize(
    ("questions", "statements", "fields", "expected"),
    [
        ([], [], {}, Burden(0, 0)),
        ([POST], [], {}, Burden(1, 70)),
        ([POST], [], {"has_pre_test": True}, Burden(2, 140)),
        ([POST, TEXT], [], {}, Burden(2, 110)),
        ([POST] * 4, [], {"drawn": 2}, Burden(2, 140)),
        ([POST], [], {"drawn": 5}, Burden(1, 70)),
        ([POST, POST, SURE], [], {"drawn": 1}, Burden(2, 140)),
        ([], ["word " * 238], {}, Burden(1, 60)),
        ([], ["word"], {}, Burden(1, 4)),
    ],
)
def test_burden_is_the_sum_of_what_is_asked(questions, statements, fields, expected):
    assert burden_of(questions, statements, **{"has_pre_test": False, "drawn": None} | fields) == expected


@pytest.mark.parametrize(
    ("burden", "words"),
    [
        (Burden(0, 0), "This article asks nothing yet."),
        (Burden(1, 4), "This article asks 1 thing, about 4 s."),
        (Burden(9, 160), "This article asks 9 things, about 2 min 40 s."),
        (Burden(9, 120), "This article asks 9 things, about 2 min."),
    ],
)
def test_burden_is_told_in_a_sentence(burden, words):
    assert str(burden) == words
