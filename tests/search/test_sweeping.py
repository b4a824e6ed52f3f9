"""What the index knows: after sweeps, twice, at once, killed in the middle; and what is found before the next one."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from cme.search import engine, services
from cme.search.models import Document, Index, Reach, Word
from cme.search.searching import Wish, search
from cme.search.services import sweep_search
from content.models import Edition
from content.services.publishing import Correction, retire_article
from tests.factories import BEFORE, NOW, correct, make_edition, retract
from tests.search.library import add, index_faults, look, model, titles

pytestmark = pytest.mark.django_db


def words() -> set[tuple[str, str, int]]:
    return set(Word.objects.values_list("reach", "word", "documents"))


def test_sweep_follows_publishing_correcting_scheduling_and_retiring() -> None:
    first = make_edition(questions=1, title="A study of apples", at=BEFORE)
    assert titles(look("apples")) == ["A study of apples"]
    known = words()
    second = correct(first, Correction.MATERIAL, title="A study of pears", question="Were there pears?")
    sweep_search(at=NOW)
    assert set(Document.objects.values_list("edition", "reach")) == {(second.pk, reach) for reach in Reach.values}
    assert (look("apples").counted.matched, titles(look("pears"))) == (0, ["A study of pears"])
    assert not Word.objects.filter(word="apples").exists()
    assert index_faults() == []
    retire_article(article=second.release.article, at=NOW)
    sweep_search(at=NOW)
    assert (Document.objects.count(), words(), engine.unindexed()) == (0, set(), [])
    assert known
    make_edition(questions=1, title="A study of plums", at=NOW + timedelta(days=1))
    assert sweep_search(at=NOW).added == 0
    assert sweep_search(at=NOW + timedelta(days=1)).added == 2


def test_retracted_article_is_found_and_has_no_test() -> None:
    edition = make_edition(questions=1, title="A study of apples")
    assert titles(look("apples", chosen={"test": "yes"})) == ["A study of apples"]
    retract(edition, at=NOW)
    results = look("apples")
    assert (titles(results), list(results.counted.choices["test"])) == (["A study of apples"], [])
    assert results.found[0].edition.retracted_at
    assert look("apples", chosen={"test": "yes"}).counted.total == 0
    assert index_faults() == []


def test_what_was_retired_is_found_no_more_before_the_next_sweep() -> None:
    edition = make_edition(questions=1, title="A study of apples")
    sweep_search(at=NOW - timedelta(minutes=1))
    retire_article(article=edition.release.article, at=NOW)
    results = search(Wish("apples", Reach.TEASER, {}), at=NOW)
    assert (results.counted.matched, results.counted.choices["topic"], list(results.found)) == (0, [], [])


def test_sweeps_and_rebuilding_may_run_twice(capsys) -> None:
    edition = model()
    for number in range(3):
        add(edition, f"Study {number}", "apples")
    call_command("sweep_search")
    first, known = list(Document.objects.values_list("edition", "reach")), words()
    call_command("sweep_search")
    assert "0 documents added to the search, 0 removed." in capsys.readouterr().out
    call_command("rebuild_search")
    assert (sorted(Document.objects.values_list("edition", "reach")), words()) == (sorted(first), known)
    assert index_faults() == []


def test_sweep_goes_on_where_a_killed_one_stopped(monkeypatch) -> None:
    monkeypatch.setattr(services, "BATCH", 2)
    edition = model()
    for number in range(5):
        add(edition, f"Study {number}", "apples")
    put, calls = engine.put, []

    def dies(documents) -> None:
        calls.append(documents)
        if len(calls) > 1:
            raise KeyboardInterrupt
        put(documents)

    monkeypatch.setattr(engine, "put", dies)
    with pytest.raises(KeyboardInterrupt):
        sweep_search(at=NOW)
    assert Document.objects.count() == 4
    assert Index.objects.get().swept_at is None
    monkeypatch.setattr(engine, "put", put)
    assert sweep_search(at=NOW).added == 6
    assert len(titles(look("apples"))) == 5
    assert index_faults() == []


def test_index_is_made_anew_when_the_analysis_changed(monkeypatch) -> None:
    add(model(), "Study", "apples")
    sweep_search(at=NOW)
    monkeypatch.setattr(services, "ANALYSIS", 99)
    assert sweep_search(at=NOW) == services.Swept(added=2, removed=2)
    assert sweep_search(at=NOW) == services.Swept()


def test_page_that_was_rendered_again_is_read_again() -> None:
    edition = add(model(), "Study", "apples")
    sweep_search(at=NOW)
    html = edition.html | {"body": "<p>Pears</p>"}
    Edition.objects.filter(pk=edition.pk).update(html=html, changed_at=NOW)
    assert titles(look("pears")) == ["Study"]
    assert look("apples").counted.matched == 0


def test_invariants_notice_a_lost_a_foreign_and_a_talkative_document() -> None:
    """Negative control of the invariants."""
    edition = add(model(), "Study", "apples")
    other = add(model(), "Other", "pears", columns={"superseded_at": NOW - timedelta(hours=1)})
    sweep_search(at=NOW + timedelta(hours=1))
    assert index_faults() == []
    teaser = Document.objects.get(edition=edition, reach=Reach.TEASER)
    teaser.text.body = ["apples"]
    teaser.text.save()
    Document.objects.filter(edition=edition, reach=Reach.FULL).update(edition=other)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("UPDATE search_teaser SET body = 'apple' WHERE rowid = %s", [teaser.pk])
        else:
            cursor.execute("UPDATE search_teaser SET vector = 'apple:1C' WHERE rowid = %s", [teaser.pk])
        cursor.execute("DELETE FROM search_full")
    assert index_faults() == [
        "current-editions-have-two-documents",
        "current-editions-have-two-documents",
        "documents-are-indexed",
        "teaser-documents-hold-teasers",
        "teaser-documents-hold-teasers",
    ]
