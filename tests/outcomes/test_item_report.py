"""The item analysis of stored attempts: which count, what an item was asked of, and numbers worked out by hand."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from io import StringIO

import numpy as np
import pytest
from django.core.management import call_command

from cme.assessment.models import Marking
from cme.assessment.responses import EMPTY, Response
from cme.assessment.results import shown_item
from cme.assessment.services import open_attempt, submit_attempt
from cme.assessment.serving import served_items
from cme.outcomes.analyses import analysis_of
from cme.outcomes.answer_counts import items_in
from cme.outcomes.item_report import matrix_of, report_of
from cme.outcomes.knowledge import scores_of
from cme.outcomes.marks import Choice, Population, choose, marks_of
from cme.outcomes.models import AnalysisSnapshot
from cme.outcomes.picks import picks_of
from cme.outcomes.services import EVERY, analyse_release, has_more, stale_releases
from cme.outcomes.snapshots import pack, unpack
from content.services.publishing import Correction, publish_article
from content.services.questions import OptionText, QuestionText, save_question
from tests.answers import submit_picks
from tests.factories import (
    BEFORE,
    NOW,
    add_question,
    correct,
    make_alias,
    make_article,
    make_edition,
    make_learner,
    reword,
    take_test,
)
from tests.kinds import publish_kinds

pytestmark = pytest.mark.django_db


def items_of(edition, role="post"):
    """Return the items of a test with the options of each, in order."""
    items = edition.items.filter(role=role).order_by("position").prefetch_related("version__options")
    return {item.pk: [option.pk for option in item.version.options.all()] for item in items}


def answer(edition, letters, *, role="post", learner=None, at=NOW):
    """Let a learner answer one letter an item, A for the first option; "-" leaves it blank."""
    learner = learner or make_learner()
    attempt = open_attempt(learner=learner, edition=edition, role=role, at=at)
    options = items_of(edition, role)
    asked = [pk for pk in options if pk in attempt.served]
    picks = {
        item: {options[item]["ABCDE".index(letter)]}
        for item, letter in zip(asked, letters, strict=True)
        if letter != "-"
    }
    return submit_picks(attempt=attempt, picks=picks, at=at + timedelta(minutes=1))


def analyse(edition, choice="first", population="all"):
    release = edition.release
    loaded = marks_of(release)
    return report_of(loaded, picks_of(release, loaded.pool), choice, population)


def test_numbers_are_those_worked_out_by_hand():
    """Six learners, three questions, A is right in all: totals 3, 2, 2, 1, 1, 0."""
    edition = make_edition(questions=3, pre_test=False)
    for letters in ("AAA", "AAB", "ABA", "ABB", "BA-", "BBB"):
        answer(edition, letters)
    report = analyse(edition)
    test = report["tests"]["post"]
    assert (test["n"], test["unit"], test["maximum"]) == (6, "points", 3)
    assert test["scores"]["mean"].value == pytest.approx(9 / 6)
    # Squares about 1.5: 2.25 + .25 + .25 + .25 + .25 + 2.25 = 5.5, over n - 1 = 5.
    assert test["scores"]["sd"].value == pytest.approx((5.5 / 5) ** 0.5)
    # Items: 4, 3, 2 of 6 right, so variances 6/5 p q: .26667, .3, .26667; alpha = 3/2 (1 - .83333 / 1.1).
    assert test["scores"]["alpha"].value == pytest.approx(1.5 * (1 - (4 / 15 + 0.3 + 4 / 15) / 1.1))
    first, second, third = report["items"]
    assert [item["measures"]["facility"].value for item in report["items"]] == pytest.approx([4 / 6, 3 / 6, 2 / 6])
    # x = 1 1 1 1 0 0 and T - x = 2 1 1 0 1 0: cov sum = 4 - 4 * 5 / 6 = 2/3; squares 4/3 and 7 - 25/6 = 17/6.
    assert first["measures"]["discrimination"].value == pytest.approx(100 * (2 / 3) / (4 / 3 * 17 / 6) ** 0.5)
    # A group has 0.27 * 6 = 1.62, so 2 places: 3 and one of the two 2s; both have the first question right.
    assert first["measures"]["upper_lower"].value == pytest.approx(100 * (1 - 0.5 * 0.5))
    assert first["measures"]["chance"].value == 0.25
    assert second["measures"]["intended_weight"].value == pytest.approx(100 / 3)
    (wording,) = third["wordings"]
    assert [(row["letter"], row["count"], row["is_key"]) for row in wording["options"]] == [
        ("A", 2, True),
        ("B", 3, False),
        ("C", 0, False),
        ("D", 0, False),
        ("", 1, False),
    ]
    assert wording["options"][-1]["text"] == "no answer"
    assert wording["options"][0]["upper"] == pytest.approx((1 + 0.5) / 2)
    assert wording["places"] == 2


def test_learners_before_and_after_make_four_cells_and_holm_counts_all_items():
    edition = make_edition(questions=2)
    for before, after in [("BB", "AA"), ("BB", "AB"), ("AB", "AB"), ("AA", "BA")]:
        learner = make_learner()
        answer(edition, before, role="pre", learner=learner)
        answer(edition, after, learner=learner, at=NOW + timedelta(hours=1))
    answer(edition, "AA")  # without a pre-test: no pair
    first, second = (item["change"] for item in analyse(edition)["items"])
    assert [first[name] for name in ("improved", "reinforced", "lost", "missed", "n")] == [2, 1, 1, 0, 4]
    assert [second[name] for name in ("improved", "reinforced", "lost", "missed", "n")] == [1, 1, 0, 2, 4]
    assert first["gain"].value == 0.25
    assert first["gain"].p_value == 1.0  # 2 against 1
    assert (first["holm"], second["holm"]) == (1.0, 1.0)
    assert first["other_wording"] == 0


@pytest.mark.parametrize(("choice", "facility"), [("first", 0.0), ("last", 0.25), ("highest", 0.5), ("all", 0.25)])
def test_attempts_that_count_are_those_chosen(choice, facility):
    edition = make_edition(questions=4, pre_test=False)
    learner = make_learner()
    for turn, letters in enumerate(("BBBB", "AABB", "ABBB")):
        answer(edition, letters, learner=learner, at=NOW + timedelta(hours=turn))
    marks = choose(marks_of(edition.release).tests["post"], choice)
    assert marks.scores.mean() == pytest.approx(facility)


def test_merged_learners_are_one_whose_earliest_attempt_is_the_first():
    edition = make_edition(questions=1, pre_test=False)
    learner = make_learner()
    answer(edition, "B", learner=make_alias(learner), at=NOW)
    answer(edition, "A", learner=learner, at=NOW + timedelta(hours=1))
    loaded = marks_of(edition.release).tests["post"]
    assert choose(loaded, Choice.FIRST).values.tolist() == [[0.0]]
    assert choose(loaded, Choice.LAST).values.tolist() == [[1.0]]
    assert len(set(loaded.people)) == 1


def test_simulated_learners_are_switched_apart():
    edition = make_edition(questions=1, pre_test=False)
    answer(edition, "A")
    answer(edition, "B", learner=make_learner(is_simulated=True))
    found = {one: analyse(edition, population=one)["tests"]["post"] for one in Population.values}
    assert {one: (test["n"], test["simulated"]) for one, test in found.items()} == {
        "all": (2, 1),
        "real": (1, 0),
        "simulated": (1, 1),
    }


def test_latest_marking_counts():
    edition = make_edition(questions=1, pre_test=False)
    old = answer(edition, "B").markings.get()
    Marking.objects.create(
        attempt=old.attempt, number=2, points=1, maximum_points=1, item_points=[1], items_right=1,
        pass_mark_percent=75, is_passed=True, marked_at=NOW,
    )  # fmt: skip
    assert marks_of(edition.release).tests["post"].values.tolist() == [[1.0]]


def test_partial_credit_is_a_fraction_of_a_point():
    article = make_article()
    add_question(article, scoring="partial", rights={0, 1})
    edition = publish_article(article=article, actor=None, at=BEFORE)
    answer(edition, "A")
    answer(edition, "B")
    report = analyse(edition)
    assert report["items"][0]["measures"]["facility"].value == 0.5
    assert report["items"][0]["measures"]["chance"].reason == "not estimable: several options may be chosen"
    assert report["tests"]["post"]["scores"]["mean"].value == 0.5


def test_question_that_an_attempt_was_not_asked_is_no_blank():
    article = make_article(items_drawn=2)
    for _ in range(4):
        add_question(article)
    edition = publish_article(article=article, actor=None, at=BEFORE)
    for _ in range(40):  # so many that chance leaves no question to fewer than two
        answer(edition, "A-")
    loaded = marks_of(edition.release)
    marks = loaded.tests["post"]
    assert (marks.items > 0).sum(axis=1).tolist() == [2] * 40
    report = report_of(loaded, picks_of(edition.release, loaded.pool), "first", "all")
    test = report["tests"]["post"]
    assert (test["is_same_for_all"], test["unit"], test["scores"]["mean"].value) == (False, "%", 50.0)
    assert test["scores"]["alpha"].reason == "not estimable: attempts were asked different questions"
    asked = [item["measures"]["facility"].n for item in report["items"]]
    assert asked == (marks.items > 0).sum(axis=0).tolist()
    assert sum(asked) == 80
    right = [item["measures"]["facility"].value * n for item, n in zip(report["items"], asked, strict=True)]
    assert sum(right) == pytest.approx(40)
    assert matrix_of(loaded, "post", "first", "all") is None


def test_wordings_are_kept_apart_and_pairs_over_them_are_said():
    edition = make_edition(questions=1)
    learner = make_learner()
    answer(edition, "A", role="pre", learner=learner)
    answer(edition, "C")
    reword(edition)
    corrected = correct(edition, Correction.MINOR, at=NOW + timedelta(hours=1))
    answer(corrected, "B", learner=learner, at=NOW + timedelta(hours=2))
    (item,) = analyse(corrected)["items"]
    assert item["stem"] == "Reworded"
    latest, old = item["wordings"]
    assert [row["count"] for row in latest["options"]] == [0, 1, 0, 0]
    assert [row["count"] for row in old["options"]] == [0, 0, 1, 0]
    assert [row["count_before"] for row in old["options"]] == [1, 0, 0, 0]
    assert (latest["n"], old["n"], item["measures"]["facility"].n) == (1, 1, 2)
    assert item["change"]["other_wording"] == 1


def test_question_in_the_pre_test_alone_is_measured_there():
    article = make_article(has_pre_test=True)
    add_question(article)
    add_question(article, in_pre_test=True, in_post_test=False)
    edition = publish_article(article=article, actor=None, at=BEFORE)
    answer(edition, "A", role="pre")
    answer(edition, "B", role="pre")
    item = analyse(edition)["items"][1]
    assert (item["main"], item["after"], item["change"]) == ("pre", None, None)
    assert item["measures"]["facility"].value == 0.5
    assert [row["count"] for row in item["wordings"][0]["options"]] == [1, 1, 0, 0]


def test_release_without_attempts_is_not_estimable():
    report = analyse(make_edition(questions=2))
    assert report["tests"]["post"]["scores"]["mean"].reason == "not estimable: n = 0"
    assert report["items"][0]["measures"]["facility"].reason == "not estimable: n = 0"
    assert report["items"][0]["flags"] == [["too-few", "not enough answers to say: 0 of 30"]]


def test_pre_test_submitted_once_the_test_was_opened_counts_nowhere():
    """docs/decisions/0007: whoever has seen the test no longer tells what was known before; an alias is the person."""
    edition, learner = make_edition(questions=1), make_learner()
    in_time, late = make_learner(), make_alias(learner)
    for person in (in_time, late):
        open_attempt(learner=person, edition=edition, role="pre", at=NOW)
    answer(edition, "B", role="pre", learner=in_time)
    for person in (in_time, learner):
        answer(edition, "A", learner=person, at=NOW + timedelta(minutes=2))
    answer(edition, "A", role="pre", learner=late, at=NOW + timedelta(minutes=3))
    (item,) = analyse(edition)["items"]
    assert (item["change"]["n"], item["change"]["improved"]) == (1, 1)
    assert analyse(edition, choice="all")["tests"]["pre"]["n"] == 1
    assert (scores_of(edition.release, "pre").n, scores_of(edition.release, "post").n) == (1, 2)
    assert items_in(analyse(edition))[0].before.n == 1


# -- snapshots -----------------------------------------------------------------------------------------------------


def test_snapshot_gives_back_the_analysis():
    edition = make_edition(questions=2)
    for letters in ("AA", "AB", "CB", "-A"):
        learner = make_learner()
        answer(edition, letters, role="pre", learner=learner, at=NOW - timedelta(hours=1))
        answer(edition, letters[::-1], learner=learner)
    report = analyse(edition)
    assert unpack(pack(report)) == report
    assert analyse_release(release=edition.release, at=NOW) == 8
    kept = AnalysisSnapshot.objects.get(choice="first", population="all")
    assert unpack(kept.values) == report
    assert kept.attempts == 8
    assert AnalysisSnapshot.objects.count() == len(EVERY)


def test_kept_analysis_is_old_when_its_own_release_is_marked_and_not_when_another_is():
    edition, other = make_edition(questions=1), make_edition(questions=1)
    take_test(edition)
    analyse_release(release=edition.release, at=NOW)
    asked = {"choice": "first", "population": "all", "at_once": 0}
    take_test(other)
    fresh = analysis_of(edition.release, **asked)
    take_test(edition)
    old = analysis_of(edition.release, **asked)
    assert (fresh.is_old, fresh.attempts, old.is_old, old.attempts) == (False, 1, True, 1)
    assert fresh.report == old.report
    assert fresh.made_at == NOW
    assert analysis_of(other.release, **asked).attempts == 1  # none is kept: all that there are


def test_release_is_large_above_its_limit_and_not_at_it():
    edition = make_edition(questions=1)
    take_test(edition)
    open_attempt(edition=edition, learner=make_learner(), role="post", at=NOW)  # not submitted, so it does not count
    assert has_more(edition.release, 0)
    assert not has_more(edition.release, 1)
    take_test(edition)
    assert has_more(edition.release, 1)


def test_marks_are_the_same_however_many_are_read_at_a_time(monkeypatch):
    edition = make_edition(questions=2)
    for letters in ("AA", "AB", "CB", "-A", "BB"):
        answer(edition, letters)
    whole = marks_of(edition.release).tests["post"]
    monkeypatch.setattr("cme.outcomes.marks.CHUNK", 2)
    parts = marks_of(edition.release).tests["post"]
    for name in ("values", "items", "attempts", "people", "is_simulated", "scores"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(parts, name))
    assert whole.values.shape == (5, 2)
    assert marks_of(edition.release).tests["pre"].values.shape == (0, 2)


def test_command_analyses_what_is_new_and_nothing_twice():
    edition = make_edition(questions=1)
    make_edition(questions=1)  # nobody took it
    take_test(edition)

    def run(*options):
        out = StringIO()
        call_command("analyse_items", *options, stdout=out)
        return out.getvalue().splitlines()[-1]

    assert run() == "Releases analysed: 1."
    assert run() == "Releases analysed: 0."
    take_test(edition)
    assert stale_releases() == [edition.release]
    assert run() == "Releases analysed: 1."
    correct(edition, Correction.MINOR)
    assert run() == "Releases analysed: 1."
    assert run("--all") == "Releases analysed: 2."
    AnalysisSnapshot.objects.filter(choice="last").update(form=0)
    assert run() == "Releases analysed: 1."
    assert AnalysisSnapshot.objects.filter(release=edition.release).count() == len(EVERY)


def test_typed_number_is_accepted_however_its_unit_is_counted():
    """Units keep small letters and capitals apart; answers that differ by them alone are counted together."""
    article = make_article()
    options = [OptionText("12", True, "Why.", tolerance=Decimal("0.5"))]
    ties = {"key": "dose", "objective": article.objectives.first(), "passage": "who-did-worse"}
    text = QuestionText(stem="How much?", kind="numeric", unit="Gy", options=options, **ties)
    save_question(article=article, text=text, at=BEFORE)
    edition = publish_article(article=article, actor=None, at=BEFORE)
    (item,) = edition.items.filter(role="post").values_list("pk", flat=True)
    for text in ("11.5 Gy", "11.5 Gy", "30 Gy"):
        attempt = open_attempt(learner=make_learner(), edition=edition, role="post", at=NOW)
        submit_attempt(attempt=attempt, responses={item: Response(text=text)}, at=NOW + timedelta(minutes=1))
    rows = analyse(edition)["items"][0]["wordings"][0]["typed"]["rows"]
    assert [(row["text"], row["is_key"], row["count"]) for row in rows] == [("11.5 gy", True, 2), ("30 gy", False, 1)]


def test_typed_number_that_brings_a_part_is_called_partly_right():
    article = make_article()
    options = [
        OptionText("5", True, "Near.", Fraction(1), Decimal("0.5")),
        OptionText("5", False, "Far.", Fraction(1, 2), Decimal(1)),
    ]
    ties = {"key": "dose", "objective": article.objectives.first(), "passage": "who-did-worse"}
    text = QuestionText(stem="How much?", kind="numeric", scoring="partial", unit="mg", options=options, **ties)
    save_question(article=article, text=text, at=BEFORE)
    edition = publish_article(article=article, actor=None, at=BEFORE)
    (item,) = edition.items.filter(role="post").values_list("pk", flat=True)
    for text in ("5.2", "5.9", "9"):
        attempt = open_attempt(learner=make_learner(), edition=edition, role="post", at=NOW)
        submit_attempt(attempt=attempt, responses={item: Response(text=text)}, at=NOW + timedelta(minutes=1))
    rows = analyse(edition)["items"][0]["wordings"][0]["typed"]["rows"]
    said = {row["text"]: (row["is_key"], row["brings_part"]) for row in rows}
    assert said == {"5.2": (True, False), "5.9": (False, True), "9": (False, False)}
    reasons = shown_item(next(iter(served_items(edition.pk, "post").values())), Response(text="5.9"))["rationales"]
    assert [row["text"] for row in reasons] == ["5 ± 0.5 mg", "5 ± 1 mg"]


def test_who_said_not_to_know_a_number_did_not_leave_it_blank():
    edition = publish_kinds("numeric", where={"in_pre_test": True}, has_pre_test=True, offers_dont_know=True)
    ((item, _),) = served_items(edition.pk, "pre").items()
    for response in (Response(text="40.5"), Response(is_dont_know=True), Response(is_dont_know=True), EMPTY):
        attempt = open_attempt(learner=make_learner(), edition=edition, role="pre", at=NOW)
        submit_attempt(attempt=attempt, responses={item: response}, at=NOW + timedelta(minutes=1))
    typed = analyse(edition)["items"][0]["wordings"][0]["typed"]
    assert {name: typed[f"{name}_before"] for name in ("others_count", "unknown", "blank")} == {
        "others_count": 0,
        "unknown": 2,
        "blank": 1,
    }
