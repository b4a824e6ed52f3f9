"""The stored article page is the one that would be rendered now, after whatever happened.

Each test lets something happen and asks again: the answer must be the fresh page, byte for byte, and must show what
happened. docs/decisions/0006 tells how the page is kept.
"""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import caches
from django.test import Client

from cme.catalogue.reading import TOKEN
from cme.evaluation.models import InstrumentVersion
from cme.evaluation.services import begin_version, place_statements, release_version
from content.citing.identifiers import Identifier, IdKind
from content.citing.notices import Told
from content.models import Article, Edition
from content.services.publishing import Correction, cancel_schedule, publish_article, retire_article
from content.services.reference_checks import join_all, keep_notices
from content.services.rerendering import rerender_edition
from tests.factories import NOW, copy_edition, correct, make_article, make_edition, make_learner
from tests.pages import fields_of, form_to, parse
from tests.visitors import client_of

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
SOON = timedelta(minutes=30)  # less than stored pages are kept anyway


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def reader() -> Client:
    return client_of()


def address(edition: Edition) -> str:
    return f"/articles/{edition.slug}/"


def read(reader: Client, edition: Edition) -> str:
    """Return the page as it is answered now, and check that a fresh rendering is the same."""
    answered = reader.get(address(edition))
    caches["pages"].clear()
    fresh = reader.get(address(edition))
    assert (answered.status_code, masked(answered)) == (fresh.status_code, masked(fresh))
    return answered.content.decode()


def masked(response) -> str:
    return re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", response.content.decode())


# -- what happens to the article itself --------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", list(Correction))
def test_correction_is_seen_at_the_next_request(reader, edition: Edition, kind: Correction) -> None:
    assert "still a chance" not in read(reader, edition)
    correct(edition, kind, key_learning="It is still a chance.")
    page = read(reader, edition)
    assert "It is still a chance." in page
    assert "One word." in page  # what changed


def test_retired_article_is_gone_at_the_next_request(reader, edition: Edition) -> None:
    read(reader, edition)
    retire_article(article=edition.release.article, at=NOW)
    assert reader.get(address(edition)).status_code == 404


def test_scheduled_correction_is_seen_from_its_moment_on(reader, edition: Edition, clock) -> None:
    read(reader, edition)
    moment = NOW + SOON
    article = Article.objects.get(slug=edition.slug)
    article.key_learning = "Seen soon."
    article.save()
    publish_article(article=article, actor=None, at=NOW, released_at=moment, what_changed="Word.")
    assert "Seen soon." not in read(reader, edition)
    clock.move_to(moment - timedelta(microseconds=1))
    assert "Seen soon." not in read(reader, edition)
    clock.move_to(moment)
    assert "Seen soon." in read(reader, edition)


def test_cancelled_schedule_is_never_seen(reader, edition: Edition, clock) -> None:
    article = Article.objects.get(slug=edition.slug)
    article.key_learning = "Never seen."
    article.save()
    publish_article(article=article, actor=None, at=NOW, released_at=NOW + SOON, what_changed="Word.")
    read(reader, edition)
    cancel_schedule(article=article, at=NOW + SECOND)
    for later in (2 * SECOND, SOON, SOON + SECOND):
        clock.move_to(NOW + later)
        assert "Never seen." not in read(reader, edition)


def test_first_publication_is_seen_from_its_moment_on(reader, client, clock) -> None:
    article = make_article(slug="later")
    moment = NOW + SOON
    publish_article(article=article, actor=None, at=NOW, released_at=moment)
    for visitor in (reader, client):
        clock.move_to(moment - SECOND)
        assert visitor.get("/articles/later/").status_code == 404
        clock.move_to(moment)
        assert visitor.get("/articles/later/").status_code == 200


def test_expiry_is_seen_when_the_day_is_over(reader, clock) -> None:
    """F2: the text stays, the test goes."""
    edition = make_edition(expires_on=NOW.date())
    clock.move_to(datetime(2026, 11, 22, 23, 59, 59, 999_999, tzinfo=UTC))
    page = read(reader, edition)
    assert "Take the test" in page
    assert "has expired" not in page
    clock.move_to(datetime(2026, 11, 23, tzinfo=UTC))
    page = read(reader, edition)
    assert "Take the test" not in page
    assert "Take the pre-test" not in page
    assert "This activity has expired." in page
    assert "Who did worse" in page


def test_rendering_again_is_seen_at_the_next_request(reader, edition: Edition) -> None:
    """As after a mend of the sanitiser: what was stored came from the old renderer."""
    old = edition.html | {"limits": "<p>By the old renderer.</p>"}
    Edition.objects.filter(pk=edition.pk).update(html=old)
    assert "By the old renderer." in read(reader, edition)
    assert rerender_edition(edition=Edition.objects.get(pk=edition.pk), at=NOW)
    assert "By the old renderer." not in read(reader, edition)


def test_change_by_a_machine_whose_clock_is_behind_is_seen(reader, edition: Edition) -> None:
    """It is not the newest change of all, yet it is one of this row."""
    make_edition(at=NOW)
    Edition.objects.filter(pk=edition.pk).update(html=edition.html | {"limits": "<p>By the old renderer.</p>"})
    assert "By the old renderer." in read(reader, edition)
    rerender_edition(edition=Edition.objects.get(pk=edition.pk), at=NOW - SECOND)
    assert "By the old renderer." not in read(reader, edition)


# -- what happens around it --------------------------------------------------------------------------------------------
def test_new_neighbour_is_seen_at_the_next_request(reader, edition: Edition) -> None:
    read(reader, edition)
    other = make_edition(at=NOW - SECOND, title="A new neighbour")
    assert address(other) in read(reader, edition)


def test_scheduled_neighbour_is_seen_from_its_moment_on(reader, edition: Edition, clock) -> None:
    article = make_article(title="A neighbour soon")
    publish_article(article=article, actor=None, at=NOW, released_at=NOW + SOON)
    assert "A neighbour soon" not in read(reader, edition)
    clock.move_to(NOW + SOON)
    assert "A neighbour soon" in read(reader, edition)


def test_corrected_title_of_a_neighbour_is_seen_at_the_next_request(reader, edition: Edition) -> None:
    other = make_edition(title="Before the correction")
    assert "Before the correction" in read(reader, edition)
    correct(other, Correction.MINOR, title="After the correction")
    page = read(reader, edition)
    assert "After the correction" in page
    assert "Before the correction" not in page


def test_retired_neighbour_is_gone_at_the_next_request(reader, edition: Edition) -> None:
    other = make_edition(title="Soon retired")
    assert "Soon retired" in read(reader, edition)
    retire_article(article=other.release.article, at=NOW)
    assert "Soon retired" not in read(reader, edition)


def test_new_version_of_the_instrument_is_asked_at_the_next_request(reader, edition: Edition, clock) -> None:
    read(reader, edition)
    version = begin_version(latest=InstrumentVersion.objects.get())
    rows = list(version.statements.all())
    rows[0].text = "A new statement"
    place_statements(version=version, statements=rows)
    release_version(version=version, at=NOW + timedelta(minutes=1))
    assert "A new statement" not in read(reader, edition)
    clock.move_to(NOW + timedelta(minutes=1))
    assert "A new statement" in read(reader, edition)


# -- whose page it is --------------------------------------------------------------------------------------------------
def test_two_readers_get_their_own_tokens_and_the_same_page(edition: Edition) -> None:
    first, second = client_of(make_learner()), client_of()
    pages = [reader.get(address(edition)) for reader in (first, second)]
    assert masked(pages[0]) == masked(pages[1])
    tokens = [set(fields_of(form_to(parse(page), f"{address(edition)}rate/"))["csrfmiddlewaretoken"]) for page in pages]
    assert tokens[0] != tokens[1]
    assert all(TOKEN not in page.content.decode() for page in pages)
    secrets = [reader.cookies["csrf"].value for reader in (first, second)]
    assert secrets[0] != secrets[1]


def test_token_of_a_stored_page_is_good_for_its_reader_alone(edition: Edition) -> None:
    client_of().get(address(edition))  # stores the page
    reader, other = client_of(enforce_csrf_checks=True), client_of(enforce_csrf_checks=True)
    sent = fields_of(form_to(parse(reader.get(address(edition))), f"{address(edition)}test/start/"))
    other.get(address(edition))
    assert other.post(f"{address(edition)}test/start/", sent).status_code == 403
    assert reader.post(f"{address(edition)}test/start/", sent).status_code == 302


def test_every_form_of_the_page_carries_the_token(reader, edition: Edition) -> None:
    forms = [form for form in parse(reader.get(address(edition))).iter("form") if form.get("method") == "post"]
    forms = [form for form in forms if form.get("action") != "/support/invitation/"]  # stands on stored pages as well
    assert len(forms) == 5  # save for later, pre-test, test, rating, start afresh
    assert len({token for form in forms for token in fields_of(form)["csrfmiddlewaretoken"]}) == 1


def test_stored_page_tells_nothing_about_who_was_first(edition: Edition) -> None:
    learner = make_learner()
    client_of(learner).get(address(edition))
    page = client_of().get(address(edition)).content.decode()
    assert learner.key not in page


def test_each_origin_has_its_own_page(reader, edition: Edition) -> None:
    for host in ("testserver", "localhost", "127.0.0.1"):
        for secure in (False, True):
            origin = f"{'https' if secure else 'http'}://{host}"
            page = reader.get(address(edition), headers={"host": host}, secure=secure).content.decode()
            assert f'rel="canonical" href="{origin}{address(edition)}"' in page
            others = {"http://testserver/", "https://testserver/", "http://localhost/"} - {f"{origin}/"}
            assert not any(other in page for other in others)


def test_stored_pages_of_articles_do_not_mix(reader, edition: Edition) -> None:
    for other in copy_edition(edition, 3):
        assert f"<h1>Copy {other.slug}</h1>" in reader.get(address(other)).content.decode()


def test_page_is_stored_once_for_all_queries_and_methods(reader, edition: Edition, django_assert_num_queries) -> None:
    reader.get(address(edition))
    with django_assert_num_queries(1):
        reader.get(f"{address(edition)}?utm_source=mail")
    with django_assert_num_queries(1):
        assert reader.head(address(edition)).content == b""


# -- what becomes of cited works ---------------------------------------------------------------------------------------
def test_retraction_of_a_cited_work_is_seen_at_the_next_request(
    reader, edition: Edition, django_assert_num_queries
) -> None:
    """The edition was published before; its HTML stays as it is."""
    assert "Retracted" not in read(reader, edition)
    frozen = Edition.objects.get(pk=edition.pk).html
    number = Identifier(IdKind.DOI, "10.1056/nejmoa2312948")
    told = [Told("retraction", "10.5555/notice", "", date(2025, 2, 1), "crossref")]
    keep_notices(number=number, told=told, at=NOW)
    assert join_all(at=NOW) == 1
    page = read(reader, edition)
    assert page.count("Retracted on 1 February 2025") == 1 + page.count("paper summarized")
    assert 'href="https://doi.org/10.5555/notice"' in page
    assert Edition.objects.get(pk=edition.pk).html == frozen
    caches["pages"].clear()
    for queries in (2, 1):
        with django_assert_num_queries(queries):
            reader.get(address(edition))
    keep_notices(number=number, told=[], at=NOW + SECOND)
    join_all(at=NOW + SECOND)
    assert "Retracted" not in read(reader, edition)
