"""Journal-based activities: the learner says that the paper was read, and only then comes the test (F4)."""

import pytest

from cme.assessment.models import Attempt
from cme.desk.invariants import find_broken
from cme.learners.models import Learner
from cme.outcomes.reach import reach_of
from cme.progress.models import Step
from content.models import ActivityFormat, Edition
from content.services.publishing import Correction
from tests.answers import submit_picks
from tests.factories import NOW, correct, make_alias, make_edition, make_learner, retract, take_test
from tests.pages import fields_of, form_to, parse, words
from tests.visitors import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(clock) -> Edition:
    return make_edition(format=ActivityFormat.objects.get(code="journal-based"))


@pytest.fixture
def learner() -> Learner:
    return make_learner()


def say_read(client, edition: Edition, names: object = None):
    sent = {"edition": edition.pk if names is None else names}
    return client.post(f"/articles/{edition.slug}/paper/", sent)


def start(client, edition: Edition):
    return client.post(f"/articles/{edition.slug}/test/start/", {"edition": edition.pk})


def test_learner_without_scripts_reads_the_paper_and_then_takes_the_test(edition: Edition, learner: Learner) -> None:
    client, own = client_of(learner), f"/articles/{edition.slug}/paper/"
    refused = start(client, edition)
    assert refused.status_code == 409
    assert not Attempt.objects.exists()
    assert "Read the paper first." in words(parse(refused))
    assert own in {link.get("href") for link in parse(refused).iter("a")}
    offered = parse(client.get(f"/articles/{edition.slug}/test/"))
    assert "Start the test" not in words(offered)

    article = parse(client.get(f"/articles/{edition.slug}/"))
    assert "Read the paper and the text, pass the test, rate the article." in words(article)
    (link,) = [row for row in article.iter("a") if row.get("href") == "https://doi.org/10.1056/NEJMoa2312948"][:1]
    assert "(leaves this site)" in words(link)
    led = client.post(own, fields_of(form_to(article, own)))
    assert led["Location"] == own
    page = parse(client.get(own))
    assert "You said on 22 November 2026 that you have read this paper." in words(page)
    assert all(form.get("action") != own for form in page.iter("form"))
    assert start(client, edition)["Location"] == f"/articles/{edition.slug}/test/"
    told = client.post(f"/articles/{edition.slug}/steps/", {"edition": edition.pk}).json()
    assert told["way"]["paper"] == {"state": "done", "text": ""}


def test_statement_is_recorded_once_with_its_first_moment(edition: Edition, learner: Learner, clock) -> None:
    say_read(client_of(learner), edition)
    clock.move_to(NOW.replace(hour=20))
    say_read(client_of(learner), edition)
    step = Step.objects.get(kind=Step.Kind.SOURCE_READ)
    assert (step.learner, step.edition, step.taken_at) == (learner, edition, NOW)
    assert {head.label: head.n for head in reach_of(edition.release)}["Paper read"] == 1


def test_nothing_but_the_statement_itself_counts_as_one(edition: Edition, learner: Learner) -> None:
    """Not the page's own steps, not a rating, not a forged kind, and no statement about another edition."""
    client = client_of(learner)
    steps = f"/articles/{edition.slug}/steps/"
    assert client.post(steps, {"edition": edition.pk, "kind": "source-read"}).status_code == 400
    client.post(steps, {"edition": edition.pk, "kind": ["disclosure-shown", "started", "finished"]})
    for sent in ("", "x", "9" * 30, make_edition().pk):
        assert say_read(client, edition, names=sent).status_code == 409
    assert start(client, edition).status_code == 409
    assert not Step.objects.filter(kind=Step.Kind.SOURCE_READ).exists()


def test_activity_that_asks_for_no_paper_has_no_such_page(learner: Learner, clock) -> None:
    edition = make_edition()
    assert say_read(client_of(learner), edition).status_code == 404
    assert client_of(learner).get(f"/articles/{edition.slug}/paper/").status_code == 404
    assert "paper" not in client_of(learner).post(f"/articles/{edition.slug}/steps/", {"edition": edition.pk}).json()
    assert not Step.objects.exists()
    assert "Paper read" not in {head.label for head in reach_of(edition.release)}


def test_statement_holds_for_the_release_and_for_whoever_turned_out_to_be_the_same(
    edition: Edition, learner: Learner, clock
) -> None:
    say_read(client_of(make_alias(learner)), edition)
    minor = correct(edition, Correction.MINOR, at=NOW)
    assert start(client_of(learner), minor).status_code == 302
    submit_picks(attempt=Attempt.objects.get(), picks={}, at=NOW)
    material = correct(minor, Correction.MATERIAL, at=NOW, key_learning="Anew.")
    assert start(client_of(learner), material).status_code == 409
    assert say_read(client_of(learner), material, names=edition.pk).status_code == 409


def test_paper_of_a_retracted_article_is_not_asked_for(edition: Edition, learner: Learner) -> None:
    retract(edition)
    page = parse(client_of(learner).get(f"/articles/{edition.slug}/paper/"))
    assert "I have read the paper" not in words(page)
    assert "no credit" in words(parse(start(client_of(learner), edition)))


def test_submitted_test_without_a_statement_breaks_an_invariant(edition: Edition, learner: Learner) -> None:
    say_read(client_of(learner), edition)
    attempt = take_test(edition, learner)
    assert list(find_broken()) == []
    Step.objects.filter(kind=Step.Kind.SOURCE_READ).delete()
    names = [(broken.invariant, broken.row) for broken in find_broken()]
    assert ("no-test-of-an-unread-paper-was-submitted", f"attempt {attempt.pk}") in names
