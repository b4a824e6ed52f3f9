"""The invariants of editions: clean data breaks none, and whatever differs from the hashed source is seen."""

import json

import pytest
from django.core.management import CommandError, call_command

from content.models import Edition, EditionPicture, TwinEdition
from content.rendering import LONGEST, RENDERER_VERSION
from content.services.encoding import show_ready
from content.services.publishing import publish_article
from content.services.renditions import retry_renditions
from content.tasks import encode_picture
from tests.content.pictures import make_illustrated
from tests.content.twins import make_twin
from tests.desk.test_invariants import broken, copy_row, run, unguard
from tests.factories import BEFORE, NOW, make_edition
from tests.kinds import add_kinds, make_article

pytestmark = pytest.mark.django_db
HTML = "html-is-what-the-source-renders-to"
BY_SOURCE = "edition-goes-by-its-source"
ASKS = "edition-asks-what-its-source-names"


def change_html(**html: str) -> None:
    """Do what the database lets any hand do, with all guards in place."""
    edition = Edition.objects.get()
    Edition.objects.update(html=edition.html | html)


def test_html_of_an_edition_that_was_changed_is_seen():
    make_edition(questions=1)
    change_html(body="<p>Nothing was found.</p>")
    assert broken() == {HTML}
    call_command("rerender", all=True)
    assert broken() == set()


def test_html_of_a_plain_language_page_that_was_changed_is_seen():
    make_twin()
    TwinEdition.objects.update(html="<p>Nothing was found.</p>")
    assert broken() == {HTML}


def test_html_of_an_older_renderer_is_to_be_rebuilt(capsys):
    make_edition(questions=1)
    Edition.objects.update(renderer_version=RENDERER_VERSION - 1)
    assert broken() == set()
    change_html(body="<p>Old.</p>")
    with pytest.raises(CommandError):
        call_command("check_invariants")
    assert "made by an older renderer; run rerender, then look again" in capsys.readouterr().out
    call_command("rerender")
    assert broken() == set()


def test_html_that_the_present_renderer_refuses_may_stay_as_the_older_one_made_it():
    edition = make_edition(questions=0, pre_test=False)
    unguard("content_edition")
    long = json.dumps(edition.source | {"body": "a " * LONGEST}).replace("'", "''")
    run(f"UPDATE content_edition SET source = '{long}', renderer_version = {RENDERER_VERSION - 1}")
    assert broken() == {"edition-is-what-was-hashed"}
    run(f"UPDATE content_edition SET renderer_version = {RENDERER_VERSION}")
    assert broken() == {"edition-is-what-was-hashed", HTML}


def test_pictures_in_other_sizes_may_be_on_their_way_and_are_compared_once_shown():
    edition = publish_article(article=make_illustrated(), actor=None, at=BEFORE)
    assert broken() == set()
    picture = EditionPicture.objects.get().picture
    show_ready(at=NOW)
    html = Edition.objects.get().html
    assert "srcset" in html["body"]
    assert broken() == set()
    EditionPicture.objects.update(shown_at=None)  # as while they are made: the page still shows none of them
    Edition.objects.update(html=edition.html)
    assert broken() == set()
    change_html(body=edition.html["body"].replace("A caption", "Another caption"))
    assert broken() == {HTML}
    Edition.objects.update(html=edition.html)
    EditionPicture.objects.update(shown_at=NOW)
    assert broken() == {HTML}
    assert encode_picture.func(picture) == retry_renditions(picture=picture) == 0


@pytest.mark.parametrize(
    "change",
    ["teaser = '{}'", "slug = 'elsewhere'", "pass_mark_percent = 1", "policy = '{}'", "is_demonstration = FALSE"],
)
def test_edition_that_goes_by_something_else_than_its_source_is_seen(change):
    make_edition(questions=1)
    unguard("content_edition")
    run(f"UPDATE content_edition SET {change}")
    assert broken() == {BY_SOURCE}


def test_source_that_cannot_be_read_is_reported():
    make_edition(questions=1)
    unguard("content_edition")
    run("UPDATE content_edition SET source = '{}'")
    assert {"edition-is-what-was-hashed", HTML, BY_SOURCE, ASKS} <= broken()


def test_questions_in_every_place_are_those_of_the_source():
    article = make_article(has_pre_test=True)
    add_kinds(article, "single", in_pre_test=True)
    add_kinds(article, "multiple", in_post_test=False, in_text=True)
    add_kinds(article, "true_false", in_post_test=False, in_self_check=True)
    add_kinds(article, "numeric")
    publish_article(article=article, actor=None, at=BEFORE)
    assert broken() == set()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE content_editionitem SET position = 5 - position",
        "UPDATE content_editionitem SET passage = 'elsewhere' WHERE position = 1",
        "UPDATE content_editionitem SET objective_key = '' WHERE position = 1",
        "UPDATE content_editionitem SET role = 'self' WHERE position = 4",
        "DELETE FROM content_editionitem WHERE position = 4",
    ],
)
def test_edition_that_asks_something_else_than_its_source_is_seen(change):
    make_edition()
    unguard("content_editionitem")
    run(change)
    assert broken() == {ASKS}


def test_edition_that_asks_a_question_of_another_article_is_seen():
    edition, other = make_edition(), make_edition()
    unguard("content_editionitem")
    copy_row("content_editionitem", other.items.first().pk, edition_id=edition.pk, position=5)
    assert broken() == {ASKS}
