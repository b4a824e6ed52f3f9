"""What is always true of plain-language pages: clean data breaks nothing, and each fault is seen."""

import pytest

from tests.content.twins import make_reviewed, make_twin, publish, sign, write
from tests.desk.test_invariants import broken, copy_row, run, unguard

pytestmark = pytest.mark.django_db


def reviewed_twin():
    article = make_reviewed()
    write(article)
    sign(article)
    return publish(article)


def test_clean_pages_break_nothing():
    make_twin()
    reviewed_twin()
    assert broken() == set()


def test_second_page_of_an_article_is_seen():
    twin = make_twin()
    unguard("content_twinedition")
    copy_row("content_twinedition", twin.pk)
    assert broken() == {"one-twin-goes-on"}


@pytest.mark.parametrize("sql", ["source_hash = 'x'", "slug = 'elsewhere'"])
def test_page_that_is_not_as_frozen_is_seen(sql):
    make_twin()
    unguard("content_twinedition")
    run(f"UPDATE content_twinedition SET {sql}")
    assert broken() == {"twins-are-as-frozen"}


@pytest.mark.parametrize("what", ["nobody", "author"])
def test_page_that_nobody_else_reviewed_is_seen(what):
    reviewed_twin()
    unguard("content_twinedition", "content_twinsignoff")
    if what == "nobody":
        run("UPDATE content_twinedition SET sign_off_id = NULL")
    else:
        run("UPDATE content_twinsignoff SET name = 'Editorial team'")
    assert broken() == {"twins-are-reviewed-by-another"}
