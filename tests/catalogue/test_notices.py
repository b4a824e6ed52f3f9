"""Dated notices: what everybody sees of a correction or a retraction, and what returning readers are told."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cme.catalogue.reviewed import late_review_of
from cme.progress.models import OF_THE_PAGE, Step
from cme.progress.services import record_steps
from content.models import Article, Contribution, Contributor, Edition
from content.services.halting import lift_pause, publish_urgently
from content.services.publishing import Correction, publish_article
from tests.content.people import disclose, make_reviewed_article, make_user, sign
from tests.factories import (
    BEFORE,
    NOW,
    copy_edition,
    correct,
    make_alias,
    make_edition,
    make_learner,
    retract,
    take_test,
)
from tests.pages import parse
from tests.visitors import client_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
RETRACTED = "Retracted on 22 November 2026: The registry withdrew the data."
TOPIC = "/topics/transplant/"


@pytest.fixture
def edition() -> Edition:
    return make_edition()


def address(edition: Edition, rest: str = "") -> str:
    return f"/articles/{edition.slug}/{rest}"


def text(client: Client, path: str, **headers: str) -> str:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    main = next(parse(answer).iter("main"))
    return " ".join("".join(main.itertext()).split())


def structured(client: Client, path: str) -> dict:
    page = client.get(path).content.decode()
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])


def read(edition: Edition, learner, *kinds: str, at=BEFORE + DAY) -> None:
    record_steps(learner=learner, edition=edition, kinds=kinds or OF_THE_PAGE, at=at)


def told(learner, edition: Edition) -> str:
    """Return what the page's script is told of this reader, as text."""
    answer = client_of(learner).get(address(edition, "changes/"), headers={"accept": "application/json"})
    html = json.loads(answer.content)["html"]
    return " ".join(re.sub(r"<[^>]+>", " ", html).split()).replace(" :", ":")


# -- everybody ---------------------------------------------------------------------------------------------------------
def test_retraction_is_seen_by_everybody_at_once(client, edition: Edition) -> None:
    reader = client_of()
    assert "Take the test" in text(reader, address(edition))  # stores the page
    retract(edition)
    for visitor in (client, reader):
        said = text(visitor, address(edition))
        assert said.index("Retracted A study") < said.index(RETRACTED)
        assert "Retracted: A study" in visitor.get(address(edition)).content.decode().split("</title>")[0]
        data = structured(visitor, address(edition))
        assert (data["creativeWorkStatus"], data["dateModified"]) == ("Retracted", "2026-11-22")
        assert data["headline"].startswith("Retracted: A study")
        assert data["correction"][0]["text"] == "The registry withdrew the data."
    said = text(reader, address(edition))
    assert "Who did worse" in said  # the text stays
    assert [
        stage.get("data-stage") for stage in parse(reader.get(address(edition))).iter("li") if stage.get("data-stage")
    ] == ["read"]
    for gone in ("Take the test", "Take the pre-test", "Was this useful?"):
        assert gone not in said
    assert "No test can be started; the notice at the top of this page tells why." in said


@pytest.mark.parametrize("path", ["/", "/articles/", TOPIC])
def test_lists_mark_what_was_retracted_and_corrected(client, edition: Edition, path: str) -> None:
    retract(edition)
    correct(make_edition(), Correction.MINOR)
    correct(make_edition(), Correction.MATERIAL)
    said = text(client, path)
    assert "Retracted 22 Nov 2026" in said
    assert "Wording corrected 22 Nov 2026" in said
    assert re.search(r"(?<!Wording )Corrected 22 Nov 2026", said)
    assert "One word." not in said


def test_neighbour_that_was_retracted_is_recommended_no_more_below_a_stored_article(edition: Edition) -> None:
    """The moment is that of the last change of all, so the time alone would not tell."""
    other, reader = make_edition(at=NOW), client_of()
    assert other.teaser["title"] in text(reader, address(edition))
    retract(other, at=NOW)
    assert other.teaser["title"] not in text(reader, address(edition))
    assert "Retracted 22 Nov 2026" in text(reader, "/articles/")


def test_feed_brings_a_retraction_even_of_an_old_article(client, edition: Edition) -> None:
    old = copy_edition(edition, 30)[-1]
    assert old.slug not in client.get("/feed/").content.decode()
    retract(old)
    entry = next(part for part in client.get("/feed/").content.decode().split("<entry ") if f"/{old.slug}/" in part)
    assert f"<title>Retracted: Copy {old.slug}" in entry
    assert "<updated>2026-11-22T12:00:00+00:00</updated>" in entry
    assert "Demonstration article. Retracted on 22 November 2026: The registry withdrew the data." in entry


def test_sitemap_says_when_an_article_was_retracted(client) -> None:
    edition = publish_article(article=make_reviewed_article(), actor=None, at=NOW - DAY)
    assert "<lastmod>2026-11-21</lastmod>" in client.get("/sitemap.xml").content.decode()
    retract(edition)
    assert "<lastmod>2026-11-22</lastmod>" in client.get("/sitemap.xml").content.decode()


def test_material_notice_outlives_minor_corrections(client, edition: Edition) -> None:
    """F3: the release goes on, and so does the notice with which it began."""
    correct(edition, Correction.MATERIAL, at=NOW - 3 * DAY)
    latest = correct(edition, Correction.MINOR, at=NOW - 2 * DAY)
    correct(edition, Correction.MINOR, at=NOW - DAY)
    said = text(client_of(), address(latest))
    wordings = [f"Wording corrected on {day} November 2026: One word." for day in (20, 21)]
    places = [said.index(notice) for notice in ("Corrected on 19 November 2026: One word.", *wordings)]
    assert places == sorted(places)
    said = text(client, address(latest))
    assert "Corrected on 19 November 2026: One word." in said
    assert "Wording corrected on 21 November 2026." in said
    data = structured(client, address(latest))
    assert [row["datePublished"] for row in data["correction"]] == ["2026-11-19", "2026-11-21"]
    assert "Wording corrected on 21 November 2026." in client.get("/feed/").content.decode()


def test_minor_correction_without_notice_says_nothing(client, edition: Edition) -> None:
    article = edition.release.article
    Article.objects.filter(pk=article.pk).update(limits="Other words.")
    publish_article(article=article, actor=None, at=NOW, correction=Correction.MINOR)
    assert "orrected" not in text(client, address(edition)) + text(client_of(), address(edition))


def test_pause_is_told_until_it_is_lifted(client) -> None:
    article = make_reviewed_article()
    edition, reader = publish_article(article=article, actor=None, at=NOW - DAY), client_of()
    Article.objects.filter(pk=article.pk).update(limits="The dose is 5 mg.")
    publish_urgently(article=article, actor=None, at=NOW, what_changed="The dose.", reason="Ten times too high.")
    for visitor in (client, reader):
        said = text(visitor, address(edition))
        assert "No test or credit for now, since 22 November 2026" in said
        assert "Corrected on 22 November 2026: The dose." in said
        assert "Ten times too high" not in said
    assert "Take the test" not in text(reader, address(edition))
    refused = reader.post(address(edition, "test/start/"))
    assert refused.status_code == 409
    assert "corrected in haste" in refused.content.decode()
    assert "corrected in haste" in text(reader, address(edition, "test/"))
    sign(article)
    lift_pause(article=article, actor=make_user(), at=NOW)
    assert "Take the test" in text(reader, address(edition))


def test_urgent_correction_names_a_reviewer_only_once_somebody_signed_its_words(client) -> None:
    """S0: the frozen edition stays as it is; whoever signed the words before is not named for the new ones."""
    article = make_reviewed_article()
    publish_article(article=article, actor=None, at=NOW - DAY)
    second = Contributor.objects.create(name="Second Reader")
    disclose(second)
    Contribution.objects.create(article=article, contributor=second, role="reviewer", position=4, started_on=NOW)
    Article.objects.filter(pk=article.pk).update(limits="The dose is 5 mg.")
    hasty = publish_urgently(article=article, actor=None, at=NOW, what_changed="The dose.", reason="It is wrong.")
    assert hasty.source["reviewers"] == []
    legacy = hasty.source | {"reviewers": [{"name": "Reviewing team", "credentials": "", "confirmed_on": "2026-11-21"}]}
    for source in (hasty.source, legacy):
        hasty.main_source, hasty.hurried_at, hasty.review_signed_at = source, NOW, None
        assert (source | late_review_of(hasty))["reviewers"] == []
    reader = client_of()
    said = imprint(reader, hasty)
    assert "the review of its words is pending" in said
    assert "Reviewing team, 2" not in said
    assert "Pending: this correction was urgent" in client.get(address(hasty)).content.decode()
    sign(article, at=NOW + DAY, reviewer=second)
    assert "the review of its words is pending" in imprint(reader, hasty), "readers are told when the pause is lifted"
    lift_pause(article=article, actor=make_user(), at=NOW + DAY)
    said = imprint(reader, hasty)
    assert "Reviewed Second Reader, 23 November 2026" in said
    assert "Reviewing team, 2" not in said
    for visitor in (client, reader):
        assert '<dt>Last review</dt><dd><time datetime="2026-11-23">' in visitor.get(address(hasty)).content.decode()


def test_retracted_article_offers_no_attempts(client, edition: Edition) -> None:
    visitors = (client, client_of())
    for visitor in visitors:
        assert "As many attempts as you need" in visitor.get(address(edition)).content.decode()
    retract(edition)
    for visitor in visitors:
        said = visitor.get(address(edition)).content.decode()
        assert "As many attempts as you need" not in said
        assert "To complete it" not in said


def test_corrections_name_those_who_signed_their_words() -> None:
    """S0."""
    article = make_reviewed_article()
    publish_article(article=article, actor=None, at=NOW - DAY)
    second = Contributor.objects.create(name="Second Reader")
    disclose(second)
    Contribution.objects.create(article=article, contributor=second, role="reviewer", position=4, started_on=NOW)
    Article.objects.filter(pk=article.pk).update(limits="One word.")
    minor = publish_article(article=article, actor=None, at=NOW, correction=Correction.MINOR)
    assert [row["name"] for row in minor.source["reviewers"]] == ["Reviewing team"], "its release rests on that"
    Article.objects.filter(pk=article.pk).update(limits="The dose is 5 mg.")
    sign(article, at=NOW + DAY, reviewer=second)
    material = publish_article(article=article, actor=None, at=NOW + DAY, what_changed="The dose.")
    assert [row["name"] for row in material.source["reviewers"]] == ["Second Reader"]


def imprint(reader: Client, edition: Edition) -> str:
    (section,) = parse(reader.get(address(edition))).find_class("imprint")
    return " ".join(" ".join(section.itertext()).split())


def test_test_of_a_retracted_article_is_refused_in_a_sentence(edition: Edition) -> None:
    retract(edition)
    refused = client_of().post(address(edition, "test/start/"))
    assert refused.status_code == 409
    sentence = "This article was retracted on 22 November 2026, so its test can no longer be started"
    assert sentence in refused.content.decode()
    assert sentence in text(client_of(), address(edition, "test/"))


# -- returning readers -------------------------------------------------------------------------------------------------
def test_returning_reader_is_told_all_that_changed_since(edition: Edition) -> None:
    learner = make_learner()
    read(edition, learner, Step.Kind.STARTED)
    correct(edition, Correction.MINOR, at=NOW - 3 * DAY)
    correct(edition, Correction.MATERIAL, at=NOW - 2 * DAY)
    retract(edition, at=NOW - DAY)
    assert told(learner, edition) == (
        "This article has changed since you read it on 13 November 2026: "
        "wording corrected on 19 November 2026: One word. corrected on 20 November 2026: One word. "
        "retracted on 21 November 2026: The registry withdrew the data."
    )
    assert "retracted on 21 November 2026" in text(client_of(learner), address(edition, "changes/"))


def test_reader_who_finished_the_new_text_is_told_no_more(edition: Edition) -> None:
    learner = make_learner()
    read(edition, learner)
    corrected = correct(edition, Correction.MATERIAL)
    read(corrected, learner, Step.Kind.STARTED, at=NOW)
    assert "corrected on 22 November 2026" in told(learner, edition)  # has begun to read it
    read(corrected, learner, at=NOW)
    assert told(learner, edition) == ""


def test_test_taken_counts_as_reading_and_so_does_an_alias(edition: Edition) -> None:
    learner = make_learner()
    take_test(edition, make_alias(learner), at=BEFORE + DAY)
    corrected = correct(edition, Correction.MATERIAL, at=NOW - DAY)
    assert "since you read it on 13 November 2026" in told(learner, edition)
    take_test(corrected, learner, at=NOW)
    assert told(learner, edition) == ""


def test_who_read_nothing_before_or_only_saw_the_disclosures_is_told_nothing(edition: Edition) -> None:
    stranger, seer = make_learner(), make_learner()
    read(edition, seer, Step.Kind.DISCLOSURE_SHOWN)
    correct(edition, Correction.MATERIAL)
    assert told(stranger, edition) == told(seer, edition) == ""
    assert "was not read on this device" in text(client_of(), address(edition, "changes/"))


def test_asking_writes_nothing_and_takes_few_queries(edition: Edition) -> None:
    """House idea 7."""
    learner = make_learner()
    read(edition, learner)
    for day in (4, 3, 2):
        correct(edition, Correction.MATERIAL, at=NOW - day * DAY)
    with CaptureQueriesContext(connection) as captured:
        assert told(learner, edition)
    assert len(captured) <= 5
    assert all(query["sql"].startswith("SELECT") for query in captured)


def test_article_is_the_same_for_those_who_return_and_asks_only_if_it_changed(edition: Edition) -> None:
    learner = make_learner()
    read(edition, learner)
    assert "changes" not in client_of(learner).get(address(edition)).content.decode()
    correct(edition, Correction.MATERIAL)
    pages = [client_of(who).get(address(edition)).content.decode() for who in (learner, None)]
    masked = {re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", page) for page in pages}
    assert len(masked) == 1
    assert f'<a href="{address(edition, "changes/")}">' in pages[0]  # the way without scripts


def test_result_of_an_old_release_and_the_start_of_the_new_one_tell_what_changed(edition: Edition) -> None:
    learner = make_learner()
    take_test(edition, learner, at=BEFORE + DAY)
    client, result = client_of(learner), address(edition, "test/results/1/")
    assert "has changed" not in text(client, result)
    correct(edition, Correction.MINOR, at=NOW - DAY)
    correct(edition, Correction.MATERIAL)
    changed = "wording corrected on 21 November 2026: One word. corrected on 22 November 2026: One word."
    assert f"since you took this test on 13 November 2026: {changed}" in text(client, f"{result}?release=1")
    assert f"since you read it on 13 November 2026: {changed}" in text(client, address(edition, "test/"))
    retract(edition)
    assert "retracted on 22 November 2026" in text(client, f"{result}?release=1")


def test_result_of_a_retracted_release_says_so(edition: Edition) -> None:
    learner = make_learner()
    take_test(edition, learner, at=BEFORE + DAY)
    retract(edition)
    assert "retracted on 22 November 2026" in text(client_of(learner), address(edition, "test/results/1/"))


def test_changes_are_asked_in_one_query_however_many(edition: Edition) -> None:
    learner, counts = make_learner(), []
    take_test(edition, learner, at=BEFORE + DAY)
    for day in (4, 3, 2):
        correct(edition, Correction.MINOR, at=NOW - day * DAY)
        with CaptureQueriesContext(connection) as captured:
            client_of(learner).get(address(edition, "test/results/1/"))
        counts.append(len(captured))
    assert counts[1] == counts[2]
