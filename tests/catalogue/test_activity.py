"""The block "About this activity", made from fields (F1)."""

from datetime import timedelta

import pytest
import time_machine

from content.models import ActivityFormat
from content.services.publishing import publish_article
from tests.content.people import TODAY, make_reviewed_article
from tests.factories import NOW, make_edition
from tests.pages import parse, words
from tests.visitors import client_of

pytestmark = pytest.mark.django_db


def rows_of(response) -> dict[str, str]:
    """Return what the block says, by its terms; the first list of rows on the page is the block's on both pages."""
    lists = [row for row in parse(response).iter("dl") if any(words(term) == "Format" for term in row.iter("dt"))]
    return {words(row[0]): words(row[1]) for row in lists[0]}


@pytest.fixture
def _clock():
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        yield


@pytest.mark.usefixtures("_clock")
@pytest.mark.parametrize("is_attested", [False, True], ids=["teaser", "article"])
def test_block_names_what_is_shown_before_the_start(is_attested):
    chosen = ActivityFormat.objects.create(code="brief", name="Brief", description="A short text", position=9)
    edition = publish_article(article=make_reviewed_article(format=chosen, minutes=6), actor=None, at=NOW)
    rows = rows_of(client_of(is_attested=is_attested).get(f"/articles/{edition.slug}/"))
    assert rows["For"] == "Hematologists"
    assert rows["Format"] == "Brief: A short text, 6 minutes"
    assert "75% of the points to pass." in rows["Test"]
    assert rows["To complete it"] == "Read the text, pass the test, rate the article. No account is needed."
    assert rows["Credit"] == "No credit is offered"
    assert (rows["Released"], rows["Last review"], rows["Expires"]) == (
        "22 November 2026", "22 November 2026", "22 November 2029",
    )  # fmt: skip


@pytest.mark.usefixtures("_clock")
def test_format_is_the_first_of_the_list_where_none_was_chosen_and_frozen_with_the_edition():
    edition = make_edition(questions=1, at=NOW)
    assert edition.source["format"]["code"] == "enduring-material"
    ActivityFormat.objects.update(name="Renamed")
    rows = rows_of(client_of().get(f"/articles/{edition.slug}/"))
    assert rows["Format"].startswith("Enduring Material: ")
    assert rows["Last review"] == "Not medically reviewed"


def test_format_of_a_new_site_is_described_in_the_language_of_the_page(client):
    path = f"/de/articles/{make_edition(questions=1, at=NOW).slug}/"
    assert "Enduring Material: Eine Zusammenfassung einer Studie zum Lesen auf" in rows_of(client.get(path))["Format"]
    chosen = ActivityFormat.objects.create(code="brief", name="Brief", description="A <short> text", position=9)
    path = f"/de/articles/{make_edition(questions=1, at=NOW, format=chosen).slug}/"
    assert '<span lang="en" dir="ltr">A &lt;short&gt; text</span>' in client.get(path).content.decode()


def test_expired_activity_says_so_and_stays_readable():
    """F2."""
    edition = make_edition(questions=1, at=NOW, expires_on=TODAY + timedelta(days=1))
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        answer = client_of().get(f"/articles/{edition.slug}/")
    assert rows_of(answer)["Expired"] == "23 November 2026; nothing can be started any more, the text stays"
    assert "40.0%" in answer.content.decode()
