"""Presses at the same moment: references come once, notices come once, and of two merges one is told."""

import pytest

from cme.learners.models import User
from content.asking import Manners
from content.models import EditionNotices, Reference, ReferencePaste, WorkNotice
from content.services.drafts import DraftConflict
from content.services.reference_checks import check_references
from content.services.references import ReferenceRefused, add_references, keep_paste, merge_references
from tests.content.registry import QUICK, crossref_work, serving, update
from tests.factories import NOW, make_article, make_edition
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)
PAPER = "10.1056/nejmoa2312948"  # of the article that the factory makes
BOOK = "@book{b, title={Tests}, author={Doe, Jo}, year=2020}"
PATIENT = Manners(seconds=10, tries=3, pause=0)


def test_same_work_of_four_pastes_is_added_once():
    article, ada = make_article(), User.objects.create(username="ada")
    pastes = [keep_paste(article=article, text=BOOK, at=NOW, actor=ada, manners=QUICK) for _ in range(4)]

    def add(paste: ReferencePaste):
        return lambda: len(add_references(paste=paste, chosen={0}, at=NOW, actor=ada))

    assert sorted(race(*map(add, pastes))) == [0, 0, 0, 1]
    assert article.references.filter(title="Tests").count() == 1


def test_one_paste_pressed_four_times_is_added_once():
    article, ada = make_article(), User.objects.create(username="ada")
    paste = keep_paste(article=article, text=BOOK, at=NOW, actor=ada, manners=QUICK)
    results = race(*[lambda: len(add_references(paste=paste, chosen={0}, at=NOW, actor=ada))] * 4)
    assert results.count(1) == 1
    assert sum(isinstance(result, ReferenceRefused) for result in results) == 3


def test_of_two_merges_at_once_one_is_told():
    article, ada = make_article(), User.objects.create(username="ada")
    for key in ("one", "two"):
        Reference.objects.create(article=article, key=key, doi=PAPER)

    def merge(gone: str):
        return lambda: merge_references(article=article, kept="paper", gone=gone, version=1, actor=ada, at=NOW).key

    results = race(merge("one"), merge("two"))
    assert results.count("paper") == 1
    assert sum(isinstance(result, DraftConflict) for result in results) == 1
    assert article.references.count() == 2


def test_checks_at_once_find_each_notice_once(settings):
    edition = make_edition()
    with serving(settings) as registry:
        updates = [update(), update("correction", "10.5555/cor")]
        registry.works = {PAPER: crossref_work(PAPER, **{"updated-by": updates})}
        results = race(*[lambda: check_references(at=NOW, manners=PATIENT).failures] * 3)
    assert results == [[], [], []]
    assert WorkNotice.objects.count() == 2
    assert len(EditionNotices.objects.get(edition=edition).notices) == 2
