"""The copy of what is recorded under a learner's key (G3)."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cme.access.services import record_attestation
from cme.assessment.responses import Response
from cme.assessment.services import open_attempt, submit_attempt
from cme.assessment.serving import ServedItem, served_items
from cme.evaluation.models import InstrumentVersion
from cme.evaluation.services import RatingText, submit_evaluation
from cme.learners.models import Learner
from cme.progress.models import Step
from cme.progress.services import follow_topic, keep_place, record_steps, save_article, see_news
from content.models import Edition, Topic
from tests.answers import save_picks
from tests.factories import NOW, make_alias, make_edition, make_learner, right_picks, take_test
from tests.kinds import publish_kinds, wrong_response
from tests.visitors import client_of

pytestmark = pytest.mark.django_db
COPY = "/your-reading/copy.json"


@pytest.fixture
def learner() -> Learner:
    return make_learner()


@pytest.fixture
def client(learner: Learner) -> Client:
    return client_of(learner)


def in_words(item: ServedItem, response: Response) -> list[str]:
    """Return what a person would say who answered so."""
    options = {option.id: option.text for option in item.options}
    if item.kind == "ordering":
        return [f"{place}: {options[pk]}" for place, pk in sorted((place, pk) for pk, place in response.pairs)]
    if item.is_paired:
        given = dict(response.pairs)
        return [f"{part.text}: {options[given[part.id]]}" for part in item.parts]
    return [response.text] if item.is_typed else [options[pk] for pk in sorted(response.options)]


def rate(learner: Learner, edition: Edition, value: int) -> None:
    version = InstrumentVersion.objects.get()
    ratings = {row.pk: RatingText(value) for row in version.statements.all() if row.kind == row.Kind.AGREEMENT}
    submit_evaluation(learner=learner, edition=edition, version=version, ratings=ratings, at=NOW)


def test_copy_holds_all_that_is_recorded_of_a_person_and_no_key_of_a_test(client: Client, learner: Learner) -> None:
    edition = publish_kinds("single", "ordering", "matching", "numeric")
    topic = Topic.objects.get()
    record_attestation(learner=learner, profession="nurse", at=NOW)
    alias = make_alias(learner)
    save_article(learner=learner, article=edition.release.article, at=NOW)
    record_steps(learner=alias, edition=edition, kinds=Step.Kind.values, at=NOW)
    follow_topic(learner=learner, topic=topic, at=NOW)
    keep_place(learner=learner, edition=edition, anchor="p-who-did-worse", seen_at=NOW, at=NOW)
    see_news(learner=learner, up_to=NOW, at=NOW)
    attempt = open_attempt(learner=alias, edition=edition, role="post", at=NOW)
    items = served_items(edition.pk, "post")
    responses = {item.id: wrong_response(item) for item in items.values()}
    submit_attempt(attempt=attempt, responses=responses, at=NOW)
    rate(learner, edition, 4)
    answer = client.get(COPY)
    assert answer["Content-Disposition"] == 'attachment; filename="what-is-recorded.json"'
    assert answer["Cache-Control"] == "private, no-store"
    told = answer.json()
    assert [row["article"] for row in told["reading_list"]] == [edition.slug]
    assert [row["topic"] for row in told["followed_topics"]] == [topic.name]
    assert [row["passage"] for row in told["places"]] == ["p-who-did-worse"]
    assert {row["step"] for row in told["steps"]} == set(Step.Kind.labels)
    assert told["news_seen_up_to"] == NOW.isoformat(timespec="seconds").replace("+00:00", "Z")
    (shown,) = told["attempts"]
    assert (shown["test"], shown["passed"]) == ("post-test", False)
    read = [*told["attempts"], *told["places"], *told["steps"], *told["ratings"]]
    assert {(row["article"], row["edition"]) for row in read} == {(edition.slug, "1.0")}
    said = {row["question"]: row["answer"] for row in shown["answers"]}
    assert said == {item.stem: in_words(item, responses[item.id]) for item in items.values()}
    assert {row["answer"] for row in told["ratings"][0]["ratings"]} == {4}
    assert {row["article_read_in"] for name in ("attempts", "places", "ratings") for row in told[name]} == {"en"}
    (attested,) = told["attestations"]
    assert attested["profession"] == "a nurse or nurse practitioner"
    assert (bool(attested["statement_version"]), attested["statement_language"]) == (True, "en")
    text = answer.content.decode()
    for hidden in (learner.key, alias.key, "rationale", "Why."):
        assert hidden not in text


def test_copy_holds_answers_that_wait_and_nothing_of_others(client: Client, learner: Learner) -> None:
    edition = make_edition(questions=2)
    for who in (make_learner(), learner):
        attempt = open_attempt(learner=who, edition=edition, role="post", at=NOW)
        for item, picks in reversed(right_picks(attempt).items()):
            save_picks(attempt=attempt, item_id=item, option_ids=picks, at=NOW)
    (told,) = client.get(COPY).json()["attempts"]
    assert "points" not in told
    assert told["submitted_at"] == ""
    assert [row["answer"] for row in told["answers"]] == [["Option 0 of question 1"], ["Option 0 of question 2"]]


def test_copy_is_as_many_queries_however_much_there_is(client: Client, learner: Learner) -> None:
    counts = []
    for number in range(2):
        take_test(make_edition(title=f"Article {number}"), learner)
        rate(learner, make_edition(title=f"Rated {number}"), 5)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(COPY).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_who_has_no_key_is_led_to_the_page() -> None:
    client = client_of()
    answer = client.get(COPY)
    assert (answer.status_code, answer["Location"]) == (302, "/your-reading/")
