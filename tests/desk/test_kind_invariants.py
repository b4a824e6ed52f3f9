"""The invariants of the kinds: clean data breaks none, and each is seen when it is broken."""

import json

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from content.kinds import ArticleKind
from content.models import Edition, Video
from content.services.publishing import publish_article
from tests.content.test_kinds import make_kind
from tests.desk.test_invariants import broken, run, unguard
from tests.factories import BEFORE

pytestmark = pytest.mark.django_db


@pytest.fixture
def editions():
    """An edition of each kind."""
    return {kind: publish_article(article=make_kind(kind), actor=None, at=BEFORE) for kind in ArticleKind}


def change_source(edition: Edition, **values) -> None:
    """Change what can never be changed, hash and all."""
    unguard("content_edition")
    text = json.dumps(edition.source | values).replace("'", "''")
    run(f"UPDATE content_edition SET source = '{text}' WHERE id = {edition.pk}")


def test_clean_editions_break_nothing(editions):
    assert broken() == set()


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("congress", {"congress": {"name": "", "place": "x", "begins_on": "2015-12-05", "ends_on": "2015-12-08"}}),
        ("opinion", {"experts": []}),
        ("case", {"case_basis": ""}),
        ("case", {"in_text": []}),
        ("visual", {"visual": "another"}),
        ("video", {"kind": "poem"}),
    ],
)
def test_edition_that_lacks_what_its_kind_needs_is_seen(editions, kind, values):
    change_source(editions[kind], **values)
    assert "editions-have-what-their-kind-needs" in broken()


def test_video_that_is_gone_or_cut_off_is_seen(editions):
    path = Video.objects.get().file.name
    with default_storage.open(path) as file:
        content = file.read()
    default_storage.delete(path)
    assert broken() == {"videos-are-stored"}
    default_storage.save(path, ContentFile(content[:100]))
    assert broken() == {"videos-are-stored"}
    default_storage.delete(path)
    default_storage.save(path, ContentFile(content))
    assert broken() == set()
