"""The page about funders: who gave, by level and agreement, and what funders were shown."""

from datetime import timedelta

import pytest
import time_machine

from cme.learners.models import User
from cme.support.funders import Agreement, levels_at
from content.models import Funder, Showing, Support
from content.services.publishing import Correction, retire_article
from tests.factories import BEFORE, NOW, correct, make_article, make_edition

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def fund(article, name: str, level: str = "gold", *, signed: bool = True, **fields: object) -> Support:
    funder, _ = Funder.objects.get_or_create(name=name)
    day = TODAY - timedelta(days=30) if signed else None
    return Support.objects.create(article=article, funder=funder, level=level, agreement_signed_on=day, **fields)


def test_funders_stand_by_level_as_text_once_the_agreement_is_signed(client) -> None:
    """S3."""
    edition = make_edition(questions=1, title="A published study")
    draft = make_article(title="A draft that nobody may see")
    fund(edition.release.article, "Foundation <b>One</b>", "silver", in_kind="translation")
    fund(draft, "Company Two", "platinum")
    named = f'<a href="/articles/{edition.slug}/">A published study</a>'
    assert named not in client.get("/funders/").content.decode()  # nor does the article name the funder yet
    correct(edition, Correction.MINOR, at=NOW)
    fund(edition.release.article, "Unsigned Three", signed=False)
    Support.objects.create(
        article=edition.release.article, funder=Funder.objects.create(name="Tomorrow Four"), level="gold",
        agreement_signed_on=TODAY + timedelta(days=1),
    )  # fmt: skip
    page = client.get("/funders/").content.decode()
    assert page.index("Platinum</h3>") < page.index("Company Two") < page.index("Silver</h3>")
    assert "Foundation &lt;b&gt;One&lt;/b&gt;" in page
    assert "in kind: translation" in page
    assert named in page
    assert '<span lang="en" dir="ltr">translation</span>' in client.get("/ar/funders/").content.decode()
    for hidden in ("nobody may see", "Unsigned Three", "Tomorrow Four", "Gold</h3>", "<img"):
        assert hidden not in page


def test_funders_page_says_what_articles_say_whatever_is_written_into_drafts_later(client) -> None:
    """S3: one page and the other never contradict each other."""
    edition = make_edition(questions=1, title="A published study")
    support = fund(edition.release.article, "Foundation One", "gold")
    correct(edition, Correction.MINOR, at=NOW)
    article = f'<a href="/articles/{edition.slug}/">A published study</a>'

    def rows() -> dict[str, str]:
        page = client.get("/funders/").content.decode().partition("What a level means")[0]
        levels = page.split('<section aria-labelledby="level-')[1:]
        return {level.split("</h3>")[0].rpartition(">")[2]: level for level in levels}

    Funder.objects.update(name="Foundation Renamed")
    assert list(rows()) == ["Gold"]
    assert "Foundation Renamed" in rows()["Gold"]
    assert article in rows()["Gold"]
    Funder.objects.update(name="Foundation One")
    Support.objects.filter(pk=support.pk).update(level="platinum", in_kind="a draft's own")
    assert list(rows()) == ["Gold"]
    assert article in rows()["Gold"]
    assert "Agreement signed" in rows()["Gold"]
    assert "a draft" not in rows()["Gold"]
    Support.objects.filter(pk=support.pk).update(level="gold", agreement_signed_on=None)
    assert article in rows()["Gold"]
    assert "Agreement signed" not in rows()["Gold"]


def test_each_agreement_stands_with_its_own_day_help_and_articles(client) -> None:
    """S3: a day and help in kind are never told of another agreement."""
    told = []
    for title, day, in_kind in (("A first study", 1, "a room"), ("A second study", 1, "a room"), ("A third", 9, "")):
        edition = make_edition(questions=1, title=title)
        support = fund(edition.release.article, "Foundation One", "bronze", in_kind=in_kind)
        Support.objects.filter(pk=support.pk).update(agreement_signed_on=TODAY.replace(day=day))
        correct(edition, Correction.MINOR, at=NOW)
        told.append((edition.slug, title))
    (level,) = levels_at(NOW)
    assert [(given.name, given.agreements) for given in level.funders] == [
        (
            "Foundation One",
            [
                Agreement(TODAY.replace(day=1), "a room", told[:2]),
                Agreement(TODAY.replace(day=9), "", told[2:]),
            ],
        )
    ]
    page = client.get("/funders/").content.decode()
    days = [page.index(words) for words in ("1 November 2026</time>; in kind: a room.", "9 November 2026</time>.")]
    assert page.count("Agreement signed") == 2
    assert days[0] < page.index("A first study") < page.index("A second study") < days[1] < page.index("A third")


def test_support_without_a_record_of_its_signature_stands_under_no_day_of_another(client) -> None:
    for title, signed in (("A dated study", True), ("An undated study", False)):
        edition = make_edition(questions=1, title=title)
        support = fund(edition.release.article, "Foundation One")
        correct(edition, Correction.MINOR, at=NOW)
        if not signed:
            Support.objects.filter(pk=support.pk).update(agreement_signed_on=None)
    page = client.get("/funders/").content.decode()
    assert page.index("An undated study") < page.index("Agreement signed") < page.index("A dated study")


def test_independence_log_says_what_was_shown_and_nothing_of_who_was_there(client) -> None:
    user = User.objects.create(username="the-lead")
    Showing.objects.create(
        funder=Funder.objects.create(name="Company Two"), what="report", description="Totals of the first half year",
        how="In a meeting", shown_at=BEFORE, shown_by=user, recorded_at=NOW,
    )  # fmt: skip
    page = client.get("/funders/").content.decode()
    assert "A report of aggregates: Totals of the first half year" in page
    assert "12 Nov 2026" in page
    assert "the-lead" not in page


def test_independence_log_names_the_article_that_readers_saw_and_no_draft(client, clock) -> None:
    user, funder = User.objects.create(username="the-lead"), Funder.objects.create(name="Company Two")
    edition = make_edition(questions=1, title="A published study")
    draft = make_article(title="A draft that nobody may see")
    for article in (edition.release.article, draft, None):
        Showing.objects.create(
            funder=funder, article=article, what="edition", description="Its text", how="By e-mail",
            shown_at=BEFORE, shown_by=user, recorded_at=NOW,
        )  # fmt: skip
    edition.release.article.title = "A new title of the draft"
    edition.release.article.save()
    page = client.get("/funders/").content.decode()
    assert f'<td data-of="Article"><a href="/articles/{edition.slug}/">A published study</a></td>' in page
    assert page.count('<td data-of="Article">–</td>') == 2
    assert "nobody may see" not in page
    assert "A new title" not in page
    retire_article(article=edition.release.article, at=NOW + timedelta(minutes=1))
    clock.shift(timedelta(minutes=2))
    assert '<td data-of="Article">A published study</td>' in client.get("/funders/").content.decode()


def test_funders_take_the_same_number_of_queries_for_one_and_many(client, django_assert_num_queries) -> None:
    edition = make_edition(questions=1)
    fund(edition.release.article, "Funder 0")
    with django_assert_num_queries(3):
        client.get("/funders/")
    for number in range(1, 4):
        fund(edition.release.article, f"Funder {number}")
    with django_assert_num_queries(3):
        client.get("/funders/")
