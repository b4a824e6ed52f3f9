"""Nothing that is behind the gate, and no key, is in any answer to somebody who should not see it (A3).

A random word is planted in every part of an article that the public may not see. The walk asks for every address with
every method as every kind of visitor; the word is looked for in bodies, headers, cookies and redirects. The tables
below name who does see it: they are also the positive control that the walk can find it.
"""

import pytest

from tests.visitors import CLOSED_OUT, PLANTED, VISITORS, canary, walk

pytestmark = pytest.mark.django_db

READERS = {kind for kind in VISITORS if kind not in CLOSED_OUT}
TEXT = {("catalogue:article", kind, "GET") for kind in READERS}
OPEN_TESTS = {(f"catalogue:test {role}", "learner", "GET") for role in ("test", "pre-test")}
# A refused check shows the open test again.
OPEN_TESTS |= {(f"catalogue:test_check {role}", "learner", "POST") for role in ("test", "pre-test")}
RESULT = {("catalogue:result test", "passer", "GET")}
# Answered in the text, or in a self-check, by the passer alone.
ANSWERED = {("catalogue:in_text", "passer", "GET"), ("catalogue:result self-check", "passer", "GET")}
# What was asked of somebody, and said, is in the copy of what is recorded of that person; no key is.
COPY = {("catalogue:reading_copy", kind, "GET") for kind in ("learner", "passer")}
COPY_OF_PASSER = {place for place in COPY if "passer" in place}  # who alone answered in the text
BY_LINK = (("review:review", "GET"), ("review:article", "GET"))
PASSAGE = {("catalogue:search", kind, "GET") for kind in READERS}
TRANSLATED = {("catalogue:translated", kind, "GET") for kind in READERS}
SEEN_BY: dict[str, set[tuple[str, str, str]]] = {
    "translated": TRANSLATED,
    "body": TEXT | PASSAGE,
    "learning": TEXT,
    "limits": TEXT,
    "data": TEXT,
    "figure": TEXT,
    "note": TEXT | TRANSLATED | RESULT,  # the rationale of an answer names its reference
    "stem": OPEN_TESTS | RESULT | COPY,
    "option": OPEN_TESTS | RESULT | COPY,
    "rationale": RESULT,
    "asked": TEXT | ANSWERED | COPY_OF_PASSER | {("catalogue:test self-check", "learner", "GET")},
    "reason": ANSWERED,
    # Whoever holds the link of a draft's reviewer reads it, keys and all; nobody else does anywhere.
    "draft": {(address, kind, method) for kind in VISITORS for address, method in BY_LINK},
    "file": {("catalogue:figure", kind, "GET") for kind in READERS},
    "captions": {("catalogue:video", kind, "GET") for kind in READERS},
}


def seen(text: str) -> set[tuple[str, str, str]]:
    return {(answer.address, answer.visitor, answer.method) for answer in walk().where(lambda row: row.says(text))}


def test_table_names_every_place_where_a_canary_is_planted() -> None:
    assert set(SEEN_BY) == set(PLANTED)


def test_canary_is_in_no_answer_to_those_who_have_not_attested() -> None:
    """Anonymous, forged, expired, an older statement, staff without attestation: not a letter of it.

    A draft is another matter: its reviewer's link is the key, whoever holds it.
    """
    assert {row for row in seen(walk().word) if row[1] in CLOSED_OUT and (row[0], row[2]) not in BY_LINK} == set()


@pytest.mark.parametrize("place", SEEN_BY)
def test_canary_is_seen_where_the_table_says_and_nowhere_else(place: str) -> None:
    assert seen(canary(walk().word, place)) == SEEN_BY[place]


@pytest.mark.parametrize("mark", ["is-key", "Your answer, correct"])
def test_marks_of_the_key_are_shown_to_those_who_passed_or_answered_alone(mark: str) -> None:
    assert {row for row in seen(mark) if (row[0], row[2]) not in BY_LINK} == RESULT | ANSWERED


def test_those_who_failed_see_their_score_and_the_objective_but_no_question() -> None:
    failed = walk().where(lambda row: (row.address, row.visitor) == ("catalogue:result test", "learner"))[0]
    assert failed.says("Not passed yet")
    assert failed.says("Name the factors that shape survival.")
    assert not failed.says(canary(walk().word, "stem"))
