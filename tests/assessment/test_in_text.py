"""Questions in the text and self-checks: asked where they stand, their keys shown to those who answered."""

import json
from dataclasses import replace

import pytest
import time_machine

from cme.assessment.models import Answer, Attempt, AttemptStep, Marking
from cme.assessment.results import has_passed
from cme.assessment.services.intext import answer_in_text
from cme.assessment.serving import served_items
from cme.catalogue.intext import pieces_of
from cme.outcomes.knowledge import takers_of
from content.models import Edition, QuestionVersion
from content.passages import split_at_passages
from content.services.corrections import correct_key
from content.services.publishing import Correction
from content.services.questions import save_question, text_of
from content.services.rerendering import rerender_edition
from tests.factories import NOW, correct, make_learner
from tests.kinds import KINDS, publish_kinds, right_response, wrong_response
from tests.pages import fields_of, form_to, parse, words
from tests.visitors import client_of

pytestmark = pytest.mark.django_db
SCRIPT = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


def publish(*kinds: str, **fields) -> Edition:
    return publish_kinds(*kinds, where={"in_text": True, "in_post_test": False}, **fields)


def forms_in(client, edition: Edition):
    page = parse(client.get(f"/articles/{edition.slug}/"))
    return page, [form for form in page.iter("form") if (form.get("action") or "").endswith("/in-text/")]


def answers_to(item, response) -> dict[str, list[str]]:
    """Return what the article's form sends: it knows a question by its version."""
    sent: dict[str, list[str]] = {}
    name = f"item-{item.version}"
    if item.is_typed:
        return {name: [response.text]}
    for left, right in response.pairs:
        sent[f"{name}-{left}"] = [str(right)]
    return sent or {name: [str(pk) for pk in response.options]}


@pytest.mark.parametrize("kind", KINDS)
def test_question_of_any_kind_stands_after_its_passage_without_its_key(kind: str) -> None:
    edition = publish(kind)
    item = next(iter(served_items(edition.pk, "text").values()))
    page, forms = forms_in(client_of(), edition)
    assert len(forms) == 1
    assert item.stem in words(forms[0])
    body = next(row for row in page.iter("section") if row.get("aria-labelledby") == "summary")
    order = [row.get("id") or row.get("class") for row in body if row.tag in ("section", "form")]
    assert order == ["p-who-did-worse", f"in-text-{item.version}"]
    text = client_of().get(f"/articles/{edition.slug}/").content.decode()
    for secret in ("Because the registry", "That was survival", "is_key", *(["40.5", "nelarabine"])):
        assert secret not in text


def test_things_to_order_do_not_stand_in_the_right_order() -> None:
    edition = publish("ordering")
    _, (form,) = forms_in(client_of(), edition)
    texts = [words(row) for row in form.iter("p") if row.get("class") == "part-text"]
    assert texts == sorted(texts)


@pytest.mark.parametrize("kind", KINDS)
def test_answer_shows_key_and_leads_back_without_scripts(kind: str) -> None:
    edition = publish(kind, "short" if kind != "short" else "single")
    item = next(iter(served_items(edition.pk, "text").values()))
    learner = make_learner()
    client = client_of(learner)
    _, (form, _) = forms_in(client, edition)
    response = client.post(form.get("action"), fields_of(form) | answers_to(item, wrong_response(item)), follow=True)
    page = parse(response)
    assert "Question in the text" in words(next(page.iter("h1")))
    assert "Because the registry says so." in words(page)
    assert f"/articles/{edition.slug}/#p-who-did-worse" in {row.get("href") for row in page.iter("a")}
    attempt = Attempt.objects.get()
    assert (attempt.kind, attempt.submitted_at, attempt.learner) == ("text", None, learner)
    stranger = client_of(make_learner()).get(f"/articles/{edition.slug}/in-text/?item={item.version}")
    assert stranger.status_code == 302


def test_answer_comes_in_place_to_a_script_and_the_first_one_stands() -> None:
    edition = publish("single", "short")
    item = next(iter(served_items(edition.pk, "text").values()))
    client = client_of(make_learner())
    base = {"edition": edition.pk, "item": item.version}
    path = f"/articles/{edition.slug}/in-text/"
    first = client.post(path, base | answers_to(item, wrong_response(item)), headers=SCRIPT)
    assert "Your answer, not correct" in json.loads(first.content)["html"]
    second = json.loads(client.post(path, base | answers_to(item, right_response(item)), headers=SCRIPT).content)
    assert "Your first answer stands" in second["message"]
    assert "Your answer, not correct" in second["html"]
    plain = client.post(path, base | answers_to(item, right_response(item)), follow=True)  # without scripts
    assert "Your first answer stands" in words(parse(plain))
    same = client.post(path, base | answers_to(item, wrong_response(item)), follow=True)
    assert "Your first answer stands" not in words(parse(same))


def test_answers_are_there_again_after_a_reload_for_their_learner_alone(django_assert_num_queries) -> None:
    edition = publish("single", "short", "kprim")
    items, learner = list(served_items(edition.pk, "text").values()), make_learner()
    path, client = f"/articles/{edition.slug}/in-text/", client_of(learner)
    for answered, item in enumerate(items, start=1):
        answer_in_text(learner=learner, edition=edition, item=item, response=wrong_response(item), at=NOW)
        before = (Attempt.objects.count(), AttemptStep.objects.count())
        with django_assert_num_queries(5):
            told = json.loads(client.get(path, headers=SCRIPT).content)["answers"]
        assert [row["item"] for row in told] == [row.version for row in items[:answered]]
        assert all("Because the registry says so." in row["html"] for row in told)
        assert (Attempt.objects.count(), AttemptStep.objects.count()) == before
    page = words(parse(client.get(path)))
    assert all(item.stem in page for item in items)
    assert json.loads(client_of(make_learner()).get(path, headers=SCRIPT).content) == {"answers": []}
    assert json.loads(client_of().get(path, headers=SCRIPT).content) == {"answers": []}


def test_link_without_scripts_leads_to_the_answer_or_back_to_the_question() -> None:
    edition = publish("single", "short")
    first, second = served_items(edition.pk, "text").values()
    client = client_of(learner := make_learner())
    answer_in_text(learner=learner, edition=edition, item=first, response=wrong_response(first), at=NOW)
    page, _ = forms_in(client, edition)
    links = [row.get("href") for row in page.iter("a") if "/in-text/?item=" in (row.get("href") or "")]
    assert [link.rpartition("=")[2] for link in links] == [str(first.version), str(second.version)]
    assert "Your answer, not correct" in words(parse(client.get(links[0])))
    assert client.get(links[1])["Location"] == f"/articles/{edition.slug}/#in-text-{second.version}"


def test_corrected_key_is_explained_by_its_own_rationale() -> None:
    edition, learner = publish("single"), make_learner()
    (item,) = served_items(edition.pk, "text").values()
    answer_in_text(learner=learner, edition=edition, item=item, response=right_response(item), at=NOW)
    was, becomes, *_ = (option.id for option in item.options)
    version = QuestionVersion.objects.get(pk=item.version)
    texts = {was: "It was not looked at.", becomes: "This is what was looked at."}
    key = {"keys": [becomes]}
    correct_key(version=version, key=key, reason="Read wrongly.", actor=None, at=NOW, rationales=texts)
    page = words(parse(client_of(learner).get(f"/articles/{edition.slug}/in-text/")))
    assert all(text in page for text in texts.values())
    assert page.count("Because the registry says so.") == 2  # of the options that stayed wrong


def test_question_left_open_is_asked_again() -> None:
    edition = publish("multiple")
    item = next(iter(served_items(edition.pk, "text").values()))
    one = {f"item-{item.version}": [str(min(item.option_ids))]}
    base = {"edition": edition.pk, "item": item.version}
    path = f"/articles/{edition.slug}/in-text/"
    client = client_of(make_learner())
    response = client.post(path, base | one)
    page = parse(response)
    assert response.status_code == 409
    assert words(next(page.iter("title"))).startswith("Error: ")
    assert fields_of(form_to(page, path))[f"item-{item.version}"] == one[f"item-{item.version}"]
    assert client.post(path, base, headers=SCRIPT).status_code == 409
    assert client.post(path, {"edition": edition.pk, "item": 10**9}).status_code == 404
    assert not Attempt.objects.exists()


def test_attempt_ends_by_itself_when_all_is_answered() -> None:
    edition, learner = publish("single", "short"), make_learner()
    first, second = served_items(edition.pk, "text").values()
    for item in (first, second, second):
        answer_in_text(learner=learner, edition=edition, item=item, response=right_response(item), at=NOW)
    attempt = Attempt.objects.get()
    assert attempt.submitted_at == NOW
    assert (Answer.objects.count(), Marking.objects.get().points) == (2, 2)
    assert takers_of(edition.release)["attempts"] == 0
    assert not has_passed(learner, edition.release_id)


def test_answer_stands_when_a_correction_keeps_the_words() -> None:
    edition, learner = publish("single", "short"), make_learner()
    first = next(iter(served_items(edition.pk, "text").values()))
    answer_in_text(learner=learner, edition=edition, item=first, response=wrong_response(first), at=NOW)
    newer = correct(edition, Correction.MINOR)
    again, other = served_items(newer.pk, "text").values()
    held = answer_in_text(learner=learner, edition=newer, item=again, response=right_response(again), at=NOW)[1]
    assert held.id == first.id
    answer_in_text(learner=learner, edition=newer, item=other, response=right_response(other), at=NOW)
    assert Attempt.objects.get().submitted_at == NOW
    assert Marking.objects.get().points == 1


def test_new_words_are_asked_anew_and_the_rest_is_not() -> None:
    edition, learner = publish("single", "short"), make_learner()
    first = next(iter(served_items(edition.pk, "text").values()))
    answer_in_text(learner=learner, edition=edition, item=first, response=right_response(first), at=NOW)
    article = edition.release.article
    draft = article.draft_items.get(key="short")
    text = replace(text_of(draft), stem="Which drug came first?")
    save_question(article=article, text=text, at=NOW, item=draft)
    newer = correct(edition, Correction.MINOR)
    asked = next(item for item in served_items(newer.pk, "text").values() if item.stem == text.stem)
    attempt, _ = answer_in_text(learner=learner, edition=newer, item=asked, response=right_response(asked), at=NOW)
    assert (attempt.number, attempt.served, attempt.submitted_at) == (2, [asked.id], NOW)
    assert Attempt.objects.get(number=1).submitted_at == NOW


def test_nothing_is_asked_once_the_activity_has_expired(clock) -> None:
    edition = publish("single")
    clock.move_to(NOW.replace(year=2031))
    assert forms_in(client_of(), edition)[1] == []


def test_stored_page_with_questions_takes_as_few_queries(django_assert_num_queries) -> None:
    edition = publish()
    for count in (2, 1):
        with django_assert_num_queries(count):
            client_of().get(f"/articles/{edition.slug}/")


def test_rendering_anew_leaves_the_questions_where_they_are() -> None:
    edition = publish("single")
    assert not rerender_edition(edition=edition, at=NOW)
    assert len(forms_in(client_of(), edition)[1]) == 1


def test_question_whose_passage_the_text_lacks_stands_at_the_end() -> None:
    """Publishing refuses one; a page made from whatever an edition froze still loses none."""
    edition = publish_kinds("single", where={"in_text": True})
    (row,) = [row for row in edition.source["items"] if row["in_text"]]
    frozen = {"stem": "?", "kind": "single", "options": [], "parts": [], "hint": "", "unit": "", "picture": None} | row
    parts = pieces_of(edition.html, [frozen | {"passage": "gone"}])
    assert [len(piece.questions) for piece in parts["end"]] == [1]
    assert not any(piece.questions for name, pieces in parts.items() for piece in pieces if name != "end")


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ("", [""]),
        ("<p>a</p>", [""]),
        ('<section class="passage" id="p-a" data-objective="x"><p>1</p></section><p>2</p>', ["a", ""]),
        ('<section id="p-a"><section><p>1</p></section></section><section id="p-b"></section>', ["a", "b", ""]),
        ('<section id="p-a"><section id="p-b"></section></section>', ["a", ""]),
        ("<section></section>x</section>", [""]),
    ],
)
def test_html_is_cut_after_passages_and_nothing_is_lost(html: str, names: list[str]) -> None:
    pieces = split_at_passages(html)
    assert "".join(text for text, _ in pieces) == html
    assert [name for _, name in pieces] == names


# -- self-check --------------------------------------------------------------------------------------------------------
def test_self_check_is_linked_taken_again_and_counts_nowhere() -> None:
    edition = publish_kinds("single", "short", where={"in_self_check": True})
    learner = make_learner()
    client, path = client_of(learner), f"/articles/{edition.slug}/self-check/"
    assert path in {row.get("href") for row in parse(client.get(f"/articles/{edition.slug}/")).iter("a")}
    for number in (1, 2):
        response = client.post(path + "start/", {"edition": edition.pk}, follow=True)
        form = fields_of(form_to(parse(response), path + "submit/"))
        for item in served_items(edition.pk, "self").values():
            form[item.field] = [right_response(item).text or str(*right_response(item).options)]
        done = client.post(path + "submit/", form)
        assert (done.status_code, done["Location"]) == (302, f"{path}results/{number}/")
    page = words(parse(client.get(f"{path}results/2/")))
    assert "2 of 2" in page
    assert "not graded" in page
    assert "Because the registry says so." in page
    assert "You passed" not in page
    assert not has_passed(learner, edition.release_id)
    assert takers_of(edition.release)["attempts"] == 0


def test_self_check_is_not_there_without_questions() -> None:
    edition = publish_kinds("single")
    assert client_of().get(f"/articles/{edition.slug}/self-check/").status_code == 404
    assert "self-check" not in client_of().get(f"/articles/{edition.slug}/").content.decode()
