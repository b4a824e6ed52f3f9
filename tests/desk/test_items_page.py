"""The item analysis of an article and of a question, as editors and accreditation staff see it."""

import csv
import json
from datetime import timedelta
from io import StringIO
from itertools import pairwise

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cme.assessment.models import Attempt
from cme.assessment.responses import Response
from cme.assessment.services import open_attempt, regrade, submit_attempt
from cme.desk.traces import BOTTOM, GAP, TOP, lines_of
from cme.outcomes.measures import Measure
from content.services.publishing import Correction, publish_article
from content.services.questions import OptionText, PartText, QuestionText, save_question
from tests.corrections import CORRECTED, correct_and_regrade, version_of
from tests.corrections import correct as correct_key
from tests.desk.desks import login, make_user, page, superuser, text, tree
from tests.factories import BEFORE, NOW, add_question, correct, make_article, make_edition, make_learner, reword
from tests.outcomes.test_item_report import answer

pytestmark = pytest.mark.django_db


def items(client, edition, **query):
    return client.get(page("items", edition.release.article_id), query)


def question_of(edition, number=0):
    return edition.items.filter(role="post").order_by("position")[number].version.question_id


def item(client, edition, number=0, **query):
    return client.get(page("item", edition.release.article_id, question_of(edition, number)), query)


def taken(edition, *letters):
    for said in letters:
        answer(edition, said)
    return edition


def test_editor_sees_every_measure_of_the_questions_and_of_the_test():
    edition = taken(make_edition(questions=3, pre_test=False), "AAA", "AAB", "ABA", "ABB", "BA-", "BBB")
    said = text(items(login(), edition))
    assert (
        "Counted: first attempts of people and simulated learners; test: 6 attempts of 6 learners, 0 simulated." in said
    )
    # Worked out by hand in tests/outcomes/test_item_report.py.
    assert "1. Question 1: which is right? 0.67 0.30 to 0.90 not asked 34 −65 to 90 75" in said
    assert "not enough answers to say: 6 of 30" in said
    assert "Mean, points 1.50" in said
    assert "Cronbach’s alpha 0.36" in said
    assert "33.3" in said
    assert "Moore’s level 3 (learning), objective" in said


def test_choices_are_those_of_the_address():
    edition = make_edition(questions=2, pre_test=False)
    learner = make_learner(is_simulated=True)
    answer(edition, "BB", learner=learner)
    answer(edition, "AA", learner=learner, at=NOW + timedelta(hours=1))
    client = login()
    assert "test: 1 attempt of 1 learner, 1 simulated" in text(items(client, edition))
    assert "test: 2 attempts of 1 learner, 2 simulated" in text(items(client, edition, attempts="all"))
    last = items(client, edition, attempts="last", people="simulated")
    assert "Counted: last attempts of simulated learners; test: 1 attempt" in text(last)
    assert b"?release=1&amp;attempts=last&amp;people=simulated" in last.content
    assert "test: 0 attempts of 0 learners" in text(items(client, edition, people="real"))
    for query in ({"attempts": "best"}, {"people": "x"}, {"release": "9"}):
        assert items(client, edition, **query).status_code == 404


def test_question_shows_its_options_and_draws_their_lines():
    edition = taken(make_edition(questions=3, pre_test=False), *["AAA"] * 4, *["BAA"] * 3, *["BBA"] * 3, *["CBB"] * 4)
    answer_page = item(login(), edition)
    said = text(answer_page)
    assert "A Option 0 of question 1 right 4 29%" in said
    assert "B Option 1 of question 1 6 43%" in said
    assert "D Option 3 of question 1 0 0%" in said
    assert "not estimable: all or none chose it" in said
    assert "The groups have 4 places each" in said
    lines = [group for group in tree(answer_page).iter() if group.tag == "g"]
    assert [line.get("class") for line in lines] == ["key", "dash-2", "dash-3", "dash-4"]
    assert b"style=" not in answer_page.content.split(b"<main")[1]


def test_wordings_stand_apart_with_their_own_counts():
    edition = taken(make_edition(questions=1, pre_test=False), "C")
    reword(edition)
    corrected = correct(edition, Correction.MINOR)
    answer(corrected, "B", at=NOW + timedelta(hours=2))
    said = text(item(login(), corrected))
    assert said.index("Answers to wording 2") < said.index("Answers to wording 1")
    assert "B New option 1 1 not estimable: n = 1" in said
    assert "C Option 2 of question 1 1" in said
    assert said.count("Other wordings are counted apart.") == 2


def test_pairs_make_four_cells():
    edition = make_edition(questions=1)
    for before, after in ("BA", "BA", "AA", "AB"):
        learner = make_learner()
        answer(edition, before, role="pre", learner=learner)
        answer(edition, after, learner=learner, at=NOW + timedelta(hours=1))
    said = text(item(login(), edition))
    assert "Right 1 reinforced 1 lost Wrong 2 improved 0 missed" in said
    assert "Gain 0.25 −0.55 to 0.88" in said
    assert "McNemar, exact binomial" in said
    assert "1.000 1.000 adjusted for all questions that both tests ask (Holm)" in said
    assert "0.25" in text(items(login(), edition))


KINDS = {
    "short": (
        {"options": [OptionText(word, True, "why") for word in ("Blina", "Blin")], "kind": "short"},
        lambda found: Response(text="  blinatumomab "),
        "blinatumomab 1",
    ),
    "numeric": (
        {"options": [OptionText(word, True, "why") for word in ("40", "41")], "kind": "numeric", "unit": "%"},
        lambda found: Response(text="40"),
        "40 accepted 1",
    ),
    "ordering": (
        {"options": [OptionText(word, False, "why") for word in ("First", "Second", "Third")], "kind": "ordering"},
        lambda found: Response(pairs=tuple((option.pk, 3 - place) for place, option in enumerate(found.options.all()))),
        "First 0 right 0 1",
    ),
    "kprim": (
        {
            "options": [OptionText(word, False, "why") for word in ("True", "False")],
            "parts": [PartText(f"Statement {place}", place % 2, "why") for place in range(4)],
            "kind": "kprim",
        },
        lambda found: Response(pairs=tuple((part.pk, found.options.first().pk) for part in found.parts.all())),
        "Statement 1 1 0 right",
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_other_kinds_have_tables_of_their_own(kind):
    fields, respond, expected = KINDS[kind]
    article = make_article()
    written = QuestionText(
        key="one", stem="Which?", objective=article.objectives.first(), passage="who-did-worse",
        reference=article.references.first(), **fields,
    )  # fmt: skip
    save_question(article=article, text=written, at=BEFORE)
    edition = publish_article(article=article, actor=None, at=BEFORE)
    attempt = open_attempt(learner=make_learner(), edition=edition, role="post", at=NOW)
    row = edition.items.get()
    submit_attempt(attempt=attempt, responses={row.pk: respond(row.version)}, at=NOW)
    said = text(item(login(), edition))
    assert expected in said
    assert "the answer is not one choice out of several" in said
    assert "Answers by fifth" not in said


def test_pages_say_when_a_key_was_corrected_and_count_by_the_one_that_holds():
    edition = taken(make_edition(questions=2, pre_test=False), "AA", "AA", "BA")
    client = login()
    assert "corrected" not in text(items(client, edition)) + text(item(client, edition))
    correct_and_regrade(version_of(edition), 1)
    said = text(items(client, edition))
    assert "1. Question 1: which is right? key corrected on 22 Nov 2026 0.33" in said
    assert "results that were kept, though it calls the answer wrong, are not counted as right" in said
    assert said.count("key corrected on") == 1
    said = text(item(client, edition))
    assert "The key was corrected on 22 Nov 2026. Answers count here by the key that holds now" in said
    assert "Facility, test (n = 3) 0.33" in said
    assert "B Option 1 of question 1 right 1" in said
    assert "corrected" not in text(item(client, edition, 1))


def test_pages_say_that_a_question_was_withdrawn():
    edition = taken(make_edition(questions=2, pre_test=False), *["AA"] * 20, *["BA"] * 9, "-A")
    regrade(correction=correct_key(version_of(edition), key={"is_void": True}), actor=None, at=CORRECTED)
    client = login()
    said = text(items(client, edition))
    assert "1. Question 1: which is right? withdrawn on 22 Nov 2026 1.00" in said
    assert "withdrawn: every answer counts since 22 Nov 2026" in said
    said = text(item(client, edition))
    assert "Withdrawn: every answer counts since 22 Nov 2026. No answer is marked right" in said
    assert "Too easy" not in said
    assert "Option 0 of question 1 20 67%" in said
    assert "no answer 1 3%" in said
    assert "Every answer to it counts since 22 Nov 2026." in said
    assert "Answers count here by the key" not in said


# -- large releases ------------------------------------------------------------------------------------------------


def test_large_release_shows_what_the_command_kept(settings):
    settings.ANALYSED_AT_ONCE = 2
    edition = taken(make_edition(questions=2, pre_test=False), "AA", "AB", "BB")
    client = login()
    assert "This release has 3 attempts. Above 2" in text(items(client, edition))
    assert "run manage.py analyse_items" in text(item(client, edition))
    call_command("analyse_items", stdout=StringIO())
    said = text(items(client, edition))
    assert "test: 3 attempts of 3 learners" in said
    assert "Kept on" in said
    assert "have come since" not in said
    taken(edition, "AA")
    said = text(items(client, edition))
    assert "test: 3 attempts of 3 learners" in said
    assert "attempts, an edition or a corrected key have come since . Refresh it with manage.py analyse_items" in said
    assert "0.67 0.21 to 0.94 n = 3" in text(item(client, edition))


@pytest.mark.parametrize("limit", [5_000, 0])
def test_kept_and_fresh_analyses_read_alike(settings, limit):
    edition = taken(make_edition(questions=2, pre_test=False), "AA", "AB", "B-")
    call_command("analyse_items", stdout=StringIO())
    settings.ANALYSED_AT_ONCE = limit
    said = text(items(login(), edition))
    assert "1. Question 1: which is right? 0.67" in said
    assert "B Option 1 of question 1 1 33%" in text(item(login(), edition))


def test_page_writes_nothing_and_queries_are_as_many_for_twenty_questions_as_for_two():
    client = login()
    counts = []
    for questions in (2, 20):
        edition = taken(make_edition(questions=questions), *["AB" * (questions // 2)] * questions)
        for visit in (items, item, items, item):  # the first visit reads the wordings
            with CaptureQueriesContext(connection) as queries:
                assert visit(client, edition).status_code == 200
            counts.append(len(queries))
            assert not [one["sql"] for one in queries if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert counts[:4] == counts[4:]


# -- files ---------------------------------------------------------------------------------------------------------


def sent(response):
    return b"".join(response.streaming_content)


def test_command_on_the_exported_marks_gives_the_numbers_of_the_page(tmp_path):
    edition = taken(make_edition(questions=3, pre_test=False), "AAA", "AAB", "ABA", "ABB", "BA-", "BBB", "---")
    client = login("lee", "Accreditation lead")
    path = tmp_path / "marks.csv"
    path.write_bytes(sent(client.get(page("items_export", edition.release.article_id, "marks"))))
    out = StringIO()
    call_command("item_analysis", "--marks", str(path), "--json", stdout=out)
    found = json.loads(out.getvalue())
    report = items(client, edition).context["report"]
    for name, measures, shown in zip(found["items"], found["items"].values(), report["items"], strict=True):
        assert name == f"{shown['number']}. {shown['stem']}"
        assert measures == {key: shown["measures"][key].value for key in measures}
    test = report["tests"]["post"]
    assert found["test"] == {"n": 7} | {key: test["scores"][key].value for key in found["test"] if key != "n"}


def test_marks_of_a_kept_analysis_are_those_that_it_counts(settings, tmp_path):
    settings.ANALYSED_AT_ONCE = 0
    edition = taken(make_edition(questions=2, pre_test=False), "AA", "AB", "BA")
    client = login("lee", "Accreditation lead")
    marks = page("items_export", edition.release.article_id, "marks")
    assert client.get(marks).status_code == 404  # nothing is kept, so the page shows nothing either
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        call_command("analyse_items", stdout=StringIO())
    taken(edition, "BB")
    table = client.get(page("items_export", edition.release.article_id, "table"))
    answer_marks = client.get(marks)
    names = [row["Content-Disposition"].rsplit("-all-")[1] for row in (table, answer_marks)]
    assert names == ['table-2026-11-22-1400.csv"', 'marks-2026-11-22-1400.csv"']
    (first, _) = csv.DictReader(StringIO(sent(table).decode("utf-8-sig")))
    lines = sent(answer_marks).decode().splitlines()[2:]
    assert (first["attempts"], lines) == ("3", ["1,1", "1,0", "0,1"])


def test_marks_of_a_kept_analysis_are_those_of_before_they_were_given_anew(settings):
    settings.ANALYSED_AT_ONCE = 0
    edition = taken(make_edition(questions=2, pre_test=False), "AA", "BA")
    call_command("analyse_items", stdout=StringIO())
    attempt = Attempt.objects.order_by("pk").last()
    last = attempt.markings.get()
    last.pk, last.number, last.item_points, last._state.adding = None, 2, [1, 1], True
    last.save()
    client = login("lee", "Accreditation lead")
    marks = page("items_export", edition.release.article_id, "marks")
    assert sent(client.get(marks)).decode().splitlines()[2:] == ["1,1", "0,1"]


@pytest.mark.parametrize("what", ["an edition", "a key"])
def test_marks_wait_for_the_analysis_once_questions_changed(settings, what):
    settings.ANALYSED_AT_ONCE = 0
    edition = taken(make_edition(questions=2, pre_test=False), "AA", "AB")
    call_command("analyse_items", stdout=StringIO())
    client = login("lee", "Accreditation lead")
    marks = page("items_export", edition.release.article_id, "marks")
    assert client.get(marks).status_code == 200
    assert f'href="{marks}' in items(client, edition).content.decode()
    if what == "a key":
        correct_key(version_of(edition), 1)
    else:
        correct(edition, Correction.MINOR, at=NOW + timedelta(hours=1))
    assert client.get(marks).status_code == 404
    answer_page = items(client, edition)
    assert f'href="{marks}' not in answer_page.content.decode()
    assert "marks again once manage.py analyse_items has run" in text(answer_page)
    call_command("analyse_items", stdout=StringIO())
    assert client.get(marks).status_code == 200


def test_table_is_a_file_with_every_number():
    edition = taken(make_edition(questions=2), "AA", "AB", "BB")
    with time_machine.travel(NOW, tick=False):
        answer_page = login().get(page("items_export", edition.release.article_id, "table"))
    assert answer_page["Content-Disposition"].endswith(f'{edition.slug}-release-1-first-all-table-2026-11-22-1200.csv"')
    first, second = csv.DictReader(StringIO(sent(answer_page).decode("utf-8-sig")))
    assert float(first["facility"]) == pytest.approx(2 / 3)
    assert float(second["facility"]) == pytest.approx(1 / 3)
    assert (first["attempts"], first["chance score"], first["facility in the pre-test"]) == ("3", "0.25", "")
    assert first["flags"] == "not enough answers to say: 3 of 30"


def test_marks_of_a_test_that_draws_are_no_file():
    article = make_article(items_drawn=1)
    for _ in range(2):
        add_question(article)
    edition = publish_article(article=article, actor=None, at=BEFORE)
    taken(edition, "A", "B")
    client = login("lee", "Accreditation lead")
    assert client.get(page("items_export", article.pk, "marks")).status_code == 404
    said = text(items(client, edition))
    assert "Attempts were not all asked the same questions" in said
    assert "CSV: this table Release" in said


# -- who may -------------------------------------------------------------------------------------------------------


def test_pages_need_the_permission_of_the_outcomes():
    edition = taken(make_edition(questions=1, pre_test=False), "A")
    user = make_user("writer", "Editor")
    user.groups.clear()
    client = login("writer")
    for answer_page in (
        items(client, edition),
        item(client, edition),
        client.get(page("items_export", edition.release.article_id, "table")),
    ):
        assert answer_page.status_code == 403


@pytest.mark.parametrize("group", ["Editor", "Reviewer"])
def test_raw_marks_are_for_the_accreditation_lead_alone(group):
    edition = taken(make_edition(questions=1, pre_test=False), "A")
    client = login("ed", group)
    assert items(client, edition).status_code == 200
    assert "CSV: this table Release" in text(items(client, edition))
    assert client.get(page("items_export", edition.release.article_id, "marks")).status_code == 403


def test_what_does_not_exist_is_not_found():
    edition, other = make_edition(questions=1), make_edition(questions=1)
    client = superuser()
    draft = make_article()
    assert "Nothing has been published yet" in text(client.get(page("items", draft.pk)))
    assert client.get(page("item", draft.pk, question_of(edition))).status_code == 404
    assert client.get(page("item", edition.release.article_id, question_of(other))).status_code == 404
    assert client.get(page("items_export", edition.release.article_id, "keys")).status_code == 404
    assert client.get(page("items_export", draft.pk, "table")).status_code == 404


# -- the drawing ---------------------------------------------------------------------------------------------------


def traced(*columns):
    options = [{"letter": letter, "text": letter, "is_key": not place} for place, letter in enumerate("ABCDEF")]
    shares = list(zip(*columns, strict=True))
    fifths = [{"shares": [Measure(9, share) for share in fifth]} for fifth in shares]
    return lines_of(options[: len(columns)], fifths)


def test_letters_do_not_cover_each_other_and_stay_in_the_field():
    lines = traced(*[(0.0,) * 5] * 6)
    heights = sorted(line.label_y for line in lines)
    assert all(later - earlier >= GAP for earlier, later in pairwise(heights))
    assert TOP <= heights[0] <= heights[-1] <= BOTTOM
    lines = traced(*[(1.0,) * 5] * 6)
    assert min(line.label_y for line in lines) >= TOP


def test_line_runs_on_over_a_fifth_that_is_too_small():
    (line,) = traced((0.0, 0.5, None, 0.5, 1.0))
    assert line.path == "M44 184 L100.5 97 L213.5 97 L270 10"
    assert [y for _, y in line.dots] == [BOTTOM, 97.0, 97.0, TOP]
