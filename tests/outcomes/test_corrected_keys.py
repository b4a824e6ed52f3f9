"""Measures after a key was corrected: answers count by the key that holds, whatever points were kept for them."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from cme.assessment.responses import EMPTY, Response
from cme.assessment.services import open_attempt, regrade, submit_attempt
from cme.assessment.serving import served_items
from cme.outcomes.analyses import analysis_of
from cme.outcomes.answer_counts import items_in
from cme.outcomes.difficulty import facilities, facilities_by_edition
from cme.outcomes.export import ANSWERS, answers_of
from cme.outcomes.marks import marks_of
from cme.outcomes.measures import Measure
from cme.outcomes.services import analyse_release, stale_releases
from content.services.publishing import Correction, publish_article
from tests.corrections import CORRECTED, correct, correct_and_regrade, version_of, whys
from tests.factories import BEFORE, NOW, add_question, make_article, make_edition, make_learner, reword
from tests.factories import correct as correct_article
from tests.kinds import publish_kinds, right_response
from tests.outcomes.test_item_report import analyse, answer

pytestmark = pytest.mark.django_db


def pairs(edition, *letters):
    """Let a learner answer the pre-test and then the test for each pair."""
    for before, after in letters:
        learner = make_learner()
        answer(edition, before, role="pre", learner=learner)
        answer(edition, after, learner=learner, at=NOW + timedelta(minutes=5))
    return edition


def test_points_that_were_kept_are_no_knowledge():
    edition = pairs(make_edition(questions=1), "AA", "AB", "AA", "BB")
    correct_and_regrade(version_of(edition), 1)
    assert marks_of(edition.release).tests["post"].values.tolist() == [[0.0], [1.0], [0.0], [1.0]]
    (item,) = analyse(edition)["items"]
    assert (item["before"]["facility"].value, item["after"]["facility"].value) == (0.25, 0.5)
    cells = [item["change"][name] for name in ("improved", "reinforced", "lost", "missed")]
    assert cells == [1, 1, 0, 2]
    assert [row["is_key"] for row in item["wordings"][0]["options"]] == [False, True, False, False]
    assert item["corrected_at"] == item["wordings"][0]["corrected_at"] == CORRECTED


def test_other_questions_and_blanks_stay_as_they_were():
    edition = make_edition(questions=2, pre_test=False)
    for letters in ("AA", "B-", "-B", "AB"):
        answer(edition, letters)
    correct_and_regrade(version_of(edition, 1), 1)
    first, second = analyse(edition)["items"]
    assert (first["after"]["facility"].value, first["corrected_at"]) == (0.5, None)
    assert second["after"]["facility"].value == 0.5  # of four: one A, one blank, two B
    assert second["wordings"][0]["options"][-1]["count"] == 1


def test_void_question_counts_as_right_for_all_who_were_asked():
    edition = make_edition(questions=1, pre_test=False)
    for letter in "AB-":
        answer(edition, letter)
    correct(version_of(edition), key={"is_void": True})  # not even marked anew yet
    (item,) = analyse(edition)["items"]
    assert item["after"]["facility"].value == 1.0


def test_partial_credit_is_shared_among_the_new_keys():
    article = make_article()
    add_question(article, scoring="partial", rights={0, 1})
    edition = publish_article(article=article, actor=None, at=BEFORE)
    for letter in "ABC":
        answer(edition, letter)
    correct_and_regrade(version_of(edition), 0, 2)
    assert marks_of(edition.release).tests["post"].values.tolist() == [[0.5], [0.0], [0.5]]


def other_key(version):
    """Return a key that is right where the one until now is wrong, and the answer that it asks for."""
    options = [option.pk for option in version.options.all()]
    if version.kind == "ordering":
        return {"order": options[::-1]}, list(zip(options[::-1], range(1, 5), strict=True))
    other = dict(zip(options, options[::-1], strict=True))
    parts = {part.pk: other[part.key_id] for part in version.parts.all()}
    return {"parts": {str(part): option for part, option in parts.items()}}, list(parts.items())


@pytest.mark.parametrize("kind", ["kprim", "ordering"])
def test_other_kinds_are_measured_by_the_new_key(kind):
    edition = publish_kinds(kind)
    item, version = edition.items.get(), version_of(edition)
    key, given = other_key(version)
    for _ in range(2):
        attempt = open_attempt(learner=make_learner(), edition=edition, role="post", at=NOW)
        submit_attempt(attempt=attempt, responses={item.pk: Response(pairs=tuple(sorted(given)))}, at=NOW)
    assert marks_of(edition.release).tests["post"].values.tolist() == [[0.0], [0.0]]
    correct(version, key=key, rationales=whys(version, key))
    assert marks_of(edition.release).tests["post"].values.tolist() == [[1.0], [1.0]]


def test_marks_take_as_many_queries_for_many_attempts_as_for_few(django_assert_num_queries):
    edition = pairs(make_edition(questions=1), "AA")
    correct_and_regrade(version_of(edition), 1)
    marks_of(edition.release)
    for _ in range(2):
        with django_assert_num_queries(7):
            marks_of(edition.release)
        pairs(edition, *["AB"] * 5)


def test_kept_analysis_is_old_once_a_key_is_corrected_though_nothing_was_marked_anew():
    edition = make_edition(questions=1, pre_test=False)
    answer(edition, "A")
    analyse_release(release=edition.release, at=NOW)
    asked = {"choice": "first", "population": "all", "at_once": 0}
    assert not analysis_of(edition.release, **asked).is_old
    assert stale_releases() == []
    assert correct_and_regrade(version_of(edition), 1) == 0
    assert analysis_of(edition.release, **asked).is_old
    assert stale_releases() == [edition.release]
    analyse_release(release=edition.release, at=NOW)
    kept = analysis_of(edition.release, **asked)
    assert (kept.is_old, kept.report["items"][0]["corrected_at"]) == (False, CORRECTED)
    assert stale_releases() == []


def test_difficulty_in_lists_is_by_the_key_that_holds():
    edition = make_edition(questions=1, pre_test=False)
    for letter in "AAAB-":
        answer(edition, letter)
    question = version_of(edition).question_id
    assert facilities()[question] == Measure(5, 0.6)
    correct_and_regrade(version_of(edition), 1)
    cache.clear()
    assert facilities()[question] == Measure(5, 0.2)
    assert facilities_by_edition(version_of(edition).question) == {edition.pk: Measure(5, 0.2)}


def test_exported_answers_are_right_by_the_key_that_holds_and_keep_their_points():
    edition = make_edition(questions=1, pre_test=False)
    for letter in "AB":
        answer(edition, letter)
    correct_and_regrade(version_of(edition), 1)
    rows = [dict(zip(ANSWERS, row, strict=True)) for row in answers_of(edition.release)]
    assert [(row["right"], row["points"]) for row in rows] == [(False, 1), (True, 1)]


# -- a question that was withdrawn: every answer counts ------------------------------------------------------------


def withdrawn(*letters):
    edition = pairs(make_edition(questions=1), *letters)
    withdraw(version_of(edition))
    return edition


def withdraw(version):
    regrade(correction=correct(version, key={"is_void": True}), actor=None, at=CORRECTED)


def test_withdrawn_question_says_so_and_nothing_else():
    edition = withdrawn(*["AB"] * 20, *["BA"] * 11)
    (item,) = analyse(edition)["items"]
    assert item["flags"] == [["withdrawn", "withdrawn: every answer counts since 22 Nov 2026"]]
    assert item["withdrawn_at"] == CORRECTED
    assert item["change"] is None
    assert {test: one.value for test, one in item["right"].items()} == {"post": None, "pre": None}
    assert item["right"]["post"].reason == "not estimable: every answer counts as right"


def test_withdrawn_question_has_no_right_option_and_blanks_stay_blank():
    edition = withdrawn("AB", "B-", "--")
    (wording,) = analyse(edition)["items"][0]["wordings"]
    rows = [(row["text"][:8], row["is_key"], row["count_before"], row["count"]) for row in wording["options"]]
    assert rows == [
        ("Option 0", False, 1, 0), ("Option 1", False, 1, 1), ("Option 2", False, 0, 0), ("Option 3", False, 0, 0),
        ("no answe", False, 1, 2),
    ]  # fmt: skip


def test_withdrawn_question_is_no_test_among_those_that_are_adjusted_together():
    edition = pairs(make_edition(questions=2), *[("AA", "BA")] * 6, *[("BB", "AA")] * 7)
    second = analyse(edition)["items"][1]["change"]
    assert second["holm"] == pytest.approx(2 * second["gain"].p_value)  # the smaller of two
    withdraw(version_of(edition))
    first, second = (item["change"] for item in analyse(edition)["items"])
    assert first is None
    assert second["holm"] == pytest.approx(second["gain"].p_value)


def test_pairs_that_met_a_withdrawn_wording_are_not_counted_in_the_next():
    edition = pairs(make_edition(questions=1), "AA", "AA")
    reword(edition)
    later = correct_article(edition, Correction.MINOR, at=NOW + timedelta(hours=1))
    learner = make_learner()
    answer(later, "B", role="pre", learner=learner, at=NOW + timedelta(hours=2))
    answer(later, "A", learner=learner, at=NOW + timedelta(hours=3))
    withdraw(version_of(edition))
    (item,) = analyse(later)["items"]
    assert (item["change"]["n"], item["change"]["improved"], item["withdrawn_at"]) == (1, 1, None)
    assert [wording["is_void"] for wording in item["wordings"]] == [False, True]
    assert item["flags"][0] == ["withdrawn", "an earlier wording was withdrawn: every answer to it counts"]


@pytest.mark.parametrize("kind", ["kprim", "ordering", "numeric"])
def test_withdrawn_question_of_another_kind_has_no_right_answer(kind):
    edition = publish_kinds(kind)
    (item,) = served_items(edition.pk, "post").values()
    for response in (right_response(item), EMPTY):
        attempt = open_attempt(learner=make_learner(), edition=edition, role="post", at=NOW)
        submit_attempt(attempt=attempt, responses={item.id: response}, at=NOW)
    withdraw(version_of(edition))
    report = analyse(edition)
    (wording,) = report["items"][0]["wordings"]
    rows = wording["typed"]["rows"] if kind == "numeric" else [c for r in wording["grid"]["rows"] for c in r["cells"]]
    assert [row["is_key"] for row in rows] == [False] * len(rows)
    shown = items_in(report)[0].tables[0].rows
    if kind == "numeric":
        assert [(row.text, row.key, row.after) for row in shown][1:] == [("nothing typed", "", 1)]
    else:
        assert {row["right"].value for row in wording["grid"]["rows"]} == {None}
        assert {(row.key, row.after) for row in shown} == {("every answer counts", 1)}
