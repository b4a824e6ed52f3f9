"""Answers checked one by one: fixed, shown with their key, and only where the rules say so."""

import json

import pytest
import time_machine
from django.http import QueryDict

from cme.assessment.models import Attempt, AttemptStep, Marking
from cme.assessment.responses import EMPTY, Response, asked_number, fields_of, is_complete, read_response
from cme.assessment.services import AttemptRefused, open_attempt, save_answer, submit_attempt
from cme.assessment.services.refusals import ALREADY_CHECKED, ANSWER_FIRST, NO_CHECKS, ORDER_FIRST
from cme.assessment.serving import ServedItem, ServedOption, served_items
from cme.catalogue.way import way_of
from content.models import Edition
from content.models.question import Role
from tests.factories import NOW, make_edition, make_learner
from tests.kinds import KINDS, publish_kinds, right_response, wrong_response
from tests.pages import fields_of as fields_in
from tests.pages import form_to, parse, words
from tests.visitors import client_of

pytestmark = pytest.mark.django_db
SCRIPT = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


def begin(edition: Edition, role: str = "post") -> tuple[Attempt, list[ServedItem]]:
    attempt = open_attempt(learner=make_learner(), edition=edition, role=role, at=NOW)
    return attempt, list(served_items(edition.pk, role).values())


def sent(attempt: Attempt, item: ServedItem, response: Response, **more: object) -> dict[str, object]:
    values: dict[str, object] = {"attempt": attempt.pk, **more}
    for name, value in fields_of(item, response):
        values.setdefault(name, []).append(value)  # type: ignore[attr-defined]
    return values


# -- how many answers a stem asks for ----------------------------------------------------------------------------------
def item_asking(stem: str, *, kind: str = "multiple", options: int = 4) -> ServedItem:
    return ServedItem(
        id=1, version=1, question=1, stem=stem, kind=kind, is_partial=False, worth=1, denominator=1, objective="",
        passage="", reference="", options=tuple(ServedOption(pk, "x", False, "") for pk in range(1, options + 1)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("stem", "number"),
    [
        ("Which matter? Choose two.", 2), ("Select the three that apply", 3), ("Pick exactly 2", 2),
        ("CHOOSE TWO answers", 2), ("Choose two or more.", None), ("Choose two to four.", None),
        ("Choose all that apply.", None), ("Which two matter?", None), ("Choose six.", None),
        ("Choose at least two", None),
    ],
)  # fmt: skip
def test_number_is_asked_for_where_the_stem_says_so(stem: str, number: int | None) -> None:
    assert asked_number(item_asking(stem)) == number
    assert asked_number(item_asking(stem, kind="single")) is None


def test_other_number_than_asked_for_is_not_complete() -> None:
    item = item_asking("Choose two.")
    complete = [is_complete(item, Response(options=frozenset(range(1, n + 1)))) for n in range(5)]
    assert complete == [False, False, True, False, False]
    assert is_complete(item_asking("Choose all."), Response(options=frozenset({1})))
    assert is_complete(item, Response(is_dont_know=True))


@pytest.mark.parametrize("kind", KINDS)
def test_answer_is_read_from_what_a_form_sends_for_it(kind: str) -> None:
    _, (item, *_) = begin(
        publish_kinds(kind, *(["single"] if kind == "confidence" else []))
    )  # a test of confidence alone has nothing to mark
    for response in (right_response(item), wrong_response(item), EMPTY):
        data = QueryDict(mutable=True)
        for name, value in fields_of(item, response):
            data.appendlist(name, value)
        assert read_response(item, data) == response


# -- the rule ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("role", "feedback", "may"),
    [
        ("post", "item", True), ("post", "passed", False), ("post", "attempt", False), ("post", "never", False),
        ("pre", "item", False), ("self", "never", True), ("text", "never", True),
    ],
)  # fmt: skip
def test_answer_is_checked_where_the_rules_show_keys_after_each(role: str, feedback: str, may: bool) -> None:
    where = {f"in_{name}": True for name in ("pre_test", "text", "self_check")}
    edition = publish_kinds("single", where=where, has_pre_test=True, feedback=feedback)
    attempt, (item,) = begin(edition, role)
    if may:
        save_answer(attempt=attempt, item_id=item.id, response=right_response(item), at=NOW, checks=True)
    else:
        with pytest.raises(AttemptRefused, match=str(NO_CHECKS)):
            save_answer(attempt=attempt, item_id=item.id, response=right_response(item), at=NOW, checks=True)
    assert AttemptStep.objects.filter(kind="checked").count() == may


def test_question_left_open_is_not_checked() -> None:
    attempt, (item,) = begin(publish_kinds("multiple", feedback="item"))
    one = Response(options=frozenset([min(item.option_ids)]))
    for response in (EMPTY, one):
        with pytest.raises(AttemptRefused, match=str(ANSWER_FIRST)):
            save_answer(attempt=attempt, item_id=item.id, response=response, at=NOW, checks=True)


@pytest.mark.parametrize(("kind", "said"), [("kprim", ANSWER_FIRST), ("ordering", ORDER_FIRST)])
def test_only_an_order_left_open_is_told_of_the_button_that_takes_it(kind, said) -> None:
    attempt, (item,) = begin(publish_kinds(kind, feedback="item"))
    with pytest.raises(AttemptRefused) as refusal:
        save_answer(attempt=attempt, item_id=item.id, response=EMPTY, at=NOW, checks=True)
    assert str(refusal.value) == str(said)


def test_checked_answer_is_fixed() -> None:
    attempt, (item,) = begin(publish_kinds("single", feedback="item"))
    number = save_answer(attempt=attempt, item_id=item.id, response=wrong_response(item), at=NOW, checks=True)
    with pytest.raises(AttemptRefused, match=str(ALREADY_CHECKED)):
        save_answer(attempt=attempt, item_id=item.id, response=right_response(item), at=NOW)
    assert save_answer(attempt=attempt, item_id=item.id, response=wrong_response(item), at=NOW, checks=True) == number


# -- the page ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "confidence"])
def test_question_of_any_kind_is_checked_without_scripts(kind: str) -> None:
    edition = publish_kinds(*dict.fromkeys([kind, "single"]), feedback="item")
    attempt, (item, *_) = begin(edition)
    client, path = client_of(attempt.learner), f"/articles/{edition.slug}/test/"
    before = client.get(path).content.decode()
    assert "Because the registry" not in before
    assert f'name="check" value="{item.id}" formaction="{path}check/"' in before
    response = client.post(path + "check/", sent(attempt, item, wrong_response(item), check=item.id))
    assert (response.status_code, response["Location"]) == (302, f"{path}#question-1")
    page = parse(client.get(path))
    shown = next(row for row in page.iter("section") if row.get("id") == "question-1")
    assert "Because the registry says so." in words(shown)
    assert not [row for row in page.iter() if (row.get("name") or "").startswith(f"item-{item.id}")]
    if kind != "single":
        assert words(page).count("Because the registry") == words(shown).count("Because the registry")


def test_key_of_one_question_comes_alone_to_a_script() -> None:
    attempt, (first, second) = begin(publish_kinds("single", "picture", feedback="item"))
    path = f"/articles/{attempt.edition.slug}/test/check/"
    client = client_of(attempt.learner)
    response = client.post(path, sent(attempt, first, right_response(first), check=first.id), headers=SCRIPT)
    told = json.loads(response.content)
    assert "Your answer, correct" in told["html"]
    assert second.stem not in told["html"]
    again = client.post(path, sent(attempt, first, wrong_response(first), check=first.id), headers=SCRIPT)
    assert (again.status_code, json.loads(again.content)["message"]) == (409, ALREADY_CHECKED)


def test_check_keeps_the_other_answers_of_the_page() -> None:
    attempt, (first, second) = begin(publish_kinds("single", "short", feedback="item"))
    data = sent(attempt, first, right_response(first), check=first.id) | {second.field: "nelarabine"}
    client_of(attempt.learner).post(f"/articles/{attempt.edition.slug}/test/check/", data)
    kinds = dict(AttemptStep.objects.values_list("item", "kind"))
    assert kinds == {first.id: "checked", second.id: "saved"}


def test_refused_check_names_the_question_and_shows_no_key() -> None:
    attempt, (item,) = begin(publish_kinds("single", feedback="item"))
    response = client_of(attempt.learner).post(
        f"/articles/{attempt.edition.slug}/test/check/", {"attempt": attempt.pk, "check": item.id}
    )
    page = parse(response)
    assert response.status_code == 409
    assert words(next(page.iter("title"))).startswith("Error: ")
    assert f"#id_item-{item.id}_0" in {row.get("href") for row in page.iter("a")}
    assert "Because" not in words(page)


def test_test_is_submitted_when_all_is_checked() -> None:
    attempt, items = begin(publish_kinds("single", "short", feedback="item"))
    for item in items:
        save_answer(attempt=attempt, item_id=item.id, response=right_response(item), at=NOW, checks=True)
    path = f"/articles/{attempt.edition.slug}/test/"
    client = client_of(attempt.learner)
    form = fields_in(form_to(parse(client.get(path)), path + "submit/"))
    assert client.post(path + "submit/", form).status_code == 302
    assert Marking.objects.get().is_passed


def test_check_button_is_not_there_under_other_rules() -> None:
    edition = make_edition()
    attempt, _ = begin(edition)
    page = client_of(attempt.learner).get(f"/articles/{edition.slug}/test/").content.decode()
    assert "data-check" not in page


# -- two tabs ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["single", "kprim", "ordering", "short"])
def test_stale_page_is_told_both_answers_and_loses_nothing(kind: str) -> None:
    attempt, (item, other) = begin(publish_kinds(kind, "picture"))
    client, path = client_of(attempt.learner), f"/articles/{attempt.edition.slug}/test/"
    number = save_answer(attempt=attempt, item_id=item.id, response=right_response(item), at=NOW)
    mine = sent(attempt, item, wrong_response(item))
    told = json.loads(client.post(path + "save/", mine | {"item": item.id, "seen": 0}).content)
    assert told["is_stale"]
    assert told["sequence"] == number
    assert [tuple(pair) for pair in told["pairs"]] == fields_of(item, right_response(item))
    assert told["saved"] != told["mine"]

    whole = mine | sent(attempt, other, right_response(other)) | {f"seen-{item.id}": 0, f"seen-{other.id}": 0}
    response = client.post(path + "submit/", whole)
    page = parse(response)
    assert response.status_code == 409
    assert f"This page had: {told['mine']}" in words(page)
    kept = fields_in(form_to(page, path + "submit/"))
    assert kept[other.field] == [str(*right_response(other).options)]
    assert kept[f"seen-{item.id}"] == [str(number)]


@pytest.mark.parametrize("known", [None, "", "x", "0", "-1", "9" * 12])
@pytest.mark.parametrize("door", ["save by script", "save", "submit", "check", "check by script", "self-check"])
def test_page_that_does_not_say_what_it_knew_overwrites_nothing(known: str | None, door: str) -> None:
    role, name = (Role.SELF, "self-check") if door == "self-check" else (Role.POST, "test")
    where = {"in_post_test": role == Role.POST, "in_self_check": role == Role.SELF}
    attempt, (item,) = begin(publish_kinds("single", where=where, feedback="item"), role)
    client, path = client_of(attempt.learner), f"/articles/{attempt.edition.slug}/{name}/"
    save_answer(attempt=attempt, item_id=item.id, response=right_response(item), at=NOW)
    mine, verb = sent(attempt, item, wrong_response(item)), door.partition(" ")[0]
    field = "seen" if door == "save by script" else f"seen-{item.id}"
    mine |= {} if known is None else {field: known}
    mine |= {"check": item.id} if "check" in door else {"save": 1} if door == "save" else {"item": item.id}
    verb = {"save": "submit", "self-check": "check"}.get(door, verb)
    response = client.post(f"{path}{verb}/", mine, headers=SCRIPT if "script" in door else {})
    assert response.status_code == 409
    assert [step.kind for step in attempt.steps.all()] == ["saved"]
    attempt.refresh_from_db()
    assert attempt.submitted_at is None


def test_way_tells_points_not_shares() -> None:
    attempt, (item,) = begin(publish_kinds("ordering"))
    submit_attempt(attempt=attempt, responses={item.id: right_response(item)}, at=NOW)
    assert way_of(attempt.learner, attempt.edition)["test"]["text"] == "1 of 1"
