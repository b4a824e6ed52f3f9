"""Numbers of editions: readers count what they saw, whatever was scheduled and withdrawn before."""

from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.db import connection

from content.edition_numbers import nobody_saw, number_of
from content.models import AccreditationFile, Article, Edition, Release
from content.release_numbers import numbers_in
from content.services.filing import make_accreditation_file
from content.services.publishing import Correction, cancel_schedule, publish_article, retire_article
from tests.factories import NOW, add_question, make_article, reword
from tests.racing import race

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = NOW + 9 * DAY
SECOND = timedelta(seconds=1)


def ready() -> Article:
    article = make_article()
    add_question(article)
    return article


def withdrawn(article: Article, *, at=NOW, released_at=LATER) -> Edition:
    """Schedule an edition and withdraw it."""
    edition = publish_article(
        article=article, actor=None, at=NOW, released_at=released_at, what_changed="The dose.",
    )  # fmt: skip
    cancel_schedule(article=article, at=at)
    return edition


def numbers(article: Article) -> list[str]:
    rows = Edition.objects.filter(release__article=article).select_related("release").order_by("pk")
    return [number_of(row) for row in rows]


def test_first_edition_that_anybody_sees_is_the_first_whatever_was_withdrawn():
    article = ready()
    first, second = withdrawn(article), withdrawn(article)
    seen = publish_article(article=article, actor=None, at=NOW)
    assert numbers(article) == [f"withdrawn-{first.release_id}", f"withdrawn-{second.release_id}", "1.0"]
    assert seen.release.number == 1
    again = Edition.objects.get(pk=first.pk)
    assert (again.source_hash, again.released_at, again.correction) == (first.source_hash, LATER, 0)


def test_withdrawn_edition_keeps_its_number_until_another_needs_it():
    article = ready()
    withdrawn(article)
    assert numbers(article) == ["1.0"]


def test_retired_before_it_was_seen_gives_its_number_up_as_well():
    article = ready()
    publish_article(article=article, actor=None, at=NOW, released_at=LATER)
    retire_article(article=article, at=NOW + DAY)
    assert publish_article(article=article, actor=None, at=NOW + 2 * DAY).release.number == 1


@pytest.mark.parametrize("before", [0, 1, 59])
def test_edition_withdrawn_in_its_last_minute_keeps_its_number(before):
    """A request on its way may have shown it."""
    article = ready()
    withdrawn(article, at=LATER - max(before, 1) * SECOND)
    assert publish_article(article=article, actor=None, at=LATER).release.number == 2


def test_edition_that_was_seen_keeps_its_number_when_retired():
    article = ready()
    publish_article(article=article, actor=None, at=NOW)
    retire_article(article=article, at=NOW)
    assert publish_article(article=article, actor=None, at=NOW + DAY).release.number == 2


def test_edition_that_an_accreditation_file_names_keeps_its_number():
    article = ready()
    edition = withdrawn(article)
    make_accreditation_file(edition=edition, actor=None, at=NOW)[1].close()
    publish_article(article=article, actor=None, at=NOW)
    assert numbers(article) == ["1.0", "2.0"]


def test_correction_that_was_withdrawn_keeps_its_number():
    """The column of it is frozen with the edition."""
    article = ready()
    first = publish_article(article=article, actor=None, at=NOW)
    for _ in range(2):
        reword(first)
        publish_article(
            article=article, actor=None, at=NOW, released_at=LATER, correction=Correction.MINOR, what_changed="x"
        )
        cancel_schedule(article=article, at=NOW)
    assert not nobody_saw(article).exists()
    assert numbers(article) == ["1.0", "1.1", "1.2"]


def test_file_of_a_release_that_gave_its_number_up_is_made_by_its_key(tmp_path):
    article = ready()
    edition = withdrawn(article)
    publish_article(article=article, actor=None, at=NOW)
    said = f"withdrawn-{edition.release_id}"
    call_command("accreditation_file", article.slug, edition=said, to=tmp_path)
    assert [said in path.name for path in tmp_path.iterdir()] == [True]
    assert numbers_in("withdrawn-") is numbers_in("2") is numbers_in("a.1") is None


@pytest.mark.django_db(transaction=True)
def test_file_that_was_being_made_when_the_number_went_is_made_anew():
    article = ready()
    edition, published = withdrawn(article), []

    def publish_meanwhile(execute, sql, *args):
        if 'FROM "content_showing"' in sql and not published:
            published.append(True)
            publish_article(article=article, actor=None, at=NOW)
        return execute(sql, *args)

    with connection.execute_wrapper(publish_meanwhile):
        _, out = make_accreditation_file(edition=edition, actor=None, at=NOW)
    with out, ZipFile(out) as file:
        assert f"edition withdrawn-{edition.release_id}\n" in file.read("README.txt").decode()
    assert AccreditationFile.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_publishing_and_making_files_at_once_never_give_a_filed_number_to_another():
    article = ready()
    edition = withdrawn(article)

    def file() -> str:
        record, out = make_accreditation_file(edition=edition, actor=None, at=NOW)
        with out:
            return number_of(record.edition)

    said, _ = race(file, lambda: publish_article(article=article, actor=None, at=NOW))
    rows = dict(Release.objects.values_list("pk", "number"))
    assert said == number_of(Edition.objects.select_related("release").get(pk=edition.pk))
    assert sorted(rows.values())[0] == 1
    assert len(set(rows.values())) == 2
