"""References into a draft, two made one, and works that were retracted."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cme.desk.cited_works import drafts_citing, editions_showing
from cme.learners.models import User
from content.citing.notices import crossref_notices, pubmed_notices
from content.models import Edition, EditionNotices, Reference, ReferencePaste, WorkCheck, WorkNotice
from content.reference_notices import references_with_notices
from content.services.drafts import DraftConflict
from content.services.publishing import Correction, PublishRefused, publish_article, retire_article
from content.services.reference_checks import check_references
from content.services.references import (
    ReferenceRefused,
    add_references,
    duplicates_of,
    judged,
    keep_paste,
    merge_references,
    renamed_citations,
)
from content.source import hash_of, source_of
from tests.content.registry import QUICK, crossref_work, serving, summary, update
from tests.factories import NOW, add_question, correct, make_article, make_edition

pytestmark = pytest.mark.django_db
PAPER = "10.1056/nejmoa2312948"  # of the article that the factory makes


@pytest.fixture
def registry(settings):
    with serving(settings) as running:
        running.works = {"10.5555/one": crossref_work(), PAPER: crossref_work(PAPER)}
        yield running


@pytest.fixture
def ada() -> User:
    return User.objects.create(username="ada", is_staff=True)


def paste(article, text, actor) -> ReferencePaste:
    return keep_paste(article=article, text=text, at=NOW, actor=actor, manners=QUICK)


def add(kept, actor, *chosen):
    return add_references(paste=kept, chosen=set(chosen), at=NOW, actor=actor)


def test_what_is_chosen_is_added_once_and_duplicates_never(registry, ada):
    article = make_article()
    kept = paste(
        article,
        f"10.5555/one\nhttps://doi.org/{PAPER.upper()}\n10.5555/ONE\n@book{{b, title={{Tests}}, year=2020}}\nfoo",
        ada,
    )
    rows = judged(article, kept.works)
    assert [row["twin"] for row in rows] == ["", "paper", "line 1", ""]
    assert kept.faults[0]["text"] == "foo"
    version = article.version
    made = add(kept, ada, 0, 1, 2, 3, 99)
    assert [row.key for row in made] == ["ash2024", "tests"]
    assert made[0].names[0]["family"] == "Ash"
    article.refresh_from_db()
    assert article.version == version + 1
    with pytest.raises(ReferenceRefused, match="added already"):
        add(kept, ada, 0)
    with pytest.raises(ReferenceRefused, match="at least one"):
        add(kept, ada)
    assert article.references.count() == 3


def test_what_is_at_fault_is_kept_whole(ada):
    text = "@book{a,\n  title {Broken},\n  year = 2020\n}\n\nfoo\n@book{b, title={Sound}}\nTY  - JOUR\njunk\nER  - "
    kept = paste(make_article(), text, ada)
    assert [fault["text"] for fault in kept.faults] == [
        "@book{a,\n  title {Broken},\n  year = 2020\n}", "foo", "TY  - JOUR\njunk\nER  -",
    ]  # fmt: skip


def test_what_became_a_duplicate_meanwhile_is_left_out(registry, ada):
    article = make_article()
    first, second = (paste(article, "10.5555/one", ada) for _ in range(2))
    add(first, ada, 0)
    assert add(second, ada, 0) == []
    assert article.references.count() == 2


def test_keys_are_told_apart(registry, ada):
    registry.works["10.5555/two"] = crossref_work("10.5555/two", title=["Another"])
    article = make_article()
    made = add(paste(article, "10.5555/one\n10.5555/two", ada), ada, 0, 1)
    assert [row.key for row in made] == ["ash2024", "ash2024-2"]


def test_without_network_the_number_alone_can_be_added(registry, ada, settings):
    registry.acts = [(500, {}, b"")] * 9
    article = make_article()
    kept = paste(article, "10.5555/one", ada)
    (row,) = judged(article, kept.works)
    assert row["is_bare"]
    assert "by hand" in row["why"]
    (made,) = add(kept, ada, 0)
    assert (made.doi, made.title) == ("10.5555/one", "")


def test_old_pastes_go_with_the_next_one(registry, ada):
    article = make_article()
    old = paste(article, "@book{a, title={x}}", ada)
    keep_paste(article=article, text="PMID: 5", at=NOW + timedelta(days=2), actor=ada, manners=QUICK)
    assert not ReferencePaste.objects.filter(pk=old.pk).exists()


def test_two_made_one_take_text_and_questions_along(ada):
    article = make_article(body="One.[@paper; @twin] Two.[@twin] [@twins]")
    twin = Reference.objects.create(article=article, key="twin", doi=PAPER.upper(), pmid="5", year=2024)
    add_question(article, "q", reference=twin)
    assert duplicates_of(list(article.references.all())) == [(article.references.get(key="paper"), twin)]
    stays = merge_references(article=article, kept="paper", gone="twin", version=article.version, actor=ada, at=NOW)
    article.refresh_from_db()
    assert article.body == "One.[@paper] Two.[@paper] [@twins]"
    assert article.draft_items.get().reference == stays
    assert (stays.pmid, stays.is_source, article.references.count()) == ("5", True, 1)


def test_paper_summarised_stays_marked_when_its_twin_is_kept(ada):
    article = make_article()
    Reference.objects.create(article=article, key="twin", doi=PAPER)
    stays = merge_references(article=article, kept="twin", gone="paper", version=1, actor=ada, at=NOW)
    assert stays.is_source
    article.refresh_from_db()
    assert "[@twin]" in article.body


def test_merge_is_refused_on_an_older_version_and_writes_nothing(ada):
    article = make_article()
    Reference.objects.create(article=article, key="twin")
    with pytest.raises(DraftConflict):
        merge_references(article=article, kept="paper", gone="twin", version=99, actor=ada, at=NOW)
    for kept, gone in (("paper", "paper"), ("paper", "none")):
        with pytest.raises(ReferenceRefused):
            merge_references(article=article, kept=kept, gone=gone, version=1, actor=ada, at=NOW)
    article.refresh_from_db()
    assert (article.version, article.references.count()) == (1, 2)


def test_citations_are_renamed_in_brackets_alone():
    assert renamed_citations("[@a;@b] @a [@ab] [@b]", old="a", new="b") == "[@b] @a [@ab] [@b]"


def test_source_of_an_article_keeps_its_hash_and_holds_what_is_new(settings):
    article = make_article()
    before = source_of(article)
    assert "kind" not in before["references"][0]
    assert "reference_style" not in before
    article.references.update(kind="book", publisher="Press", accessed_on="2024-05-03")
    after = source_of(article)
    assert after["references"][0]["kind"] == "book"
    assert after["references"][0]["accessed_on"] == "2024-05-03"
    settings.REFERENCE_STYLE = "ama"
    assert len({hash_of(before), hash_of(after), hash_of(source_of(article))}) == 3


# -- retracted works ---------------------------------------------------------------------------------------------------
def test_notices_of_crossref_are_read_by_kind_and_source():
    rows = [update(), update("expression_of_concern", "10.5555/eoc"), update("corrigendum", "10.5555/cor"),
            update("new_version"), update("retraction", "10.5555/rw", "retraction-watch"), None,
            {"type": 7}]  # fmt: skip
    told = crossref_notices(crossref_work(**{"updated-by": rows}))
    assert [(row.kind, row.by) for row in told] == [
        ("retraction", "crossref"), ("concern", "crossref"), ("correction", "crossref"),
        ("retraction", "retraction-watch"),
    ]  # fmt: skip
    assert str(told[0].dated_on) == "2025-02-01"
    assert [row.kind for row in crossref_notices(crossref_work(title=["RETRACTED: A trial"]))] == ["retraction"]
    assert crossref_notices(crossref_work(**{"updated-by": "x"})) == []


def test_notices_of_pubmed_are_read():
    where = "J Tests. 2025 Feb 1;4(1):2. doi: 10.5555/notice."
    rows = [{"refsource": where, "reftype": "Retraction in", "pmid": 5, "note": ""},
            {"refsource": "J Tests. 2025;4:3", "reftype": "Erratum in", "pmid": 6},
            {"reftype": "Comment in", "pmid": 7}]  # fmt: skip
    told = pubmed_notices(summary(references=rows, pubtype=["Journal Article", "Retracted Publication"]))
    assert [(row.kind, row.doi, row.pmid) for row in told] == [
        ("retraction", "10.5555/notice", "5"),
        ("correction", "", "6"),
    ]
    assert [row.kind for row in pubmed_notices(summary(pubtype=["Retracted Publication"]))] == ["retraction"]
    assert pubmed_notices({"references": [None], "pubtype": 3}) == []


def check(at=NOW, **values):
    return check_references(at=at, manners=QUICK, **values)


def retract(registry) -> None:
    registry.works[PAPER] = crossref_work(PAPER, **{"updated-by": [update()]})


def test_check_marks_works_and_editions_and_may_run_twice(registry):
    edition, other = make_edition(), make_edition()
    Reference.objects.filter(article=other.release.article).update(doi="10.5555/one")
    retract(registry)
    report = check()
    assert (len(report.new), report.editions, report.failures) == (1, 2, [])
    shown = EditionNotices.objects.get(edition=edition).notices
    assert [(row["reference"], row["kind"], row["dated_on"], row["doi"]) for row in shown] == [
        ("paper", "retraction", "2025-02-01", "10.5555/notice")
    ]
    asked = len(registry.asked)
    again = check(NOW + timedelta(hours=1))
    assert (again.checked, again.new, again.editions, len(registry.asked)) == (0, [], 0, asked)
    assert WorkNotice.objects.count() == 1


def test_notice_that_is_taken_back_goes(registry):
    edition = make_edition()
    retract(registry)
    check()
    registry.works[PAPER] = crossref_work(PAPER)
    later = NOW + timedelta(days=8)
    assert check(later).editions == 1
    assert not WorkNotice.objects.exists()
    assert EditionNotices.objects.get(edition=edition).notices == []
    assert Edition.objects.get(pk=edition.pk).changed_at == later


def test_registry_that_fails_leaves_marks_and_is_asked_again(registry):
    make_edition()
    retract(registry)
    check()
    registry.acts = [(500, {}, b"")] * 9
    report = check(NOW + timedelta(days=8))
    assert report.failures
    assert WorkNotice.objects.count() == 1
    assert WorkCheck.objects.get().failure
    registry.acts = []
    assert check(NOW + timedelta(days=9)).checked == 1
    assert not WorkCheck.objects.get().failure


def test_two_registries_telling_of_one_retraction_show_it_once(registry):
    edition = make_edition()
    Reference.objects.filter(article=edition.release.article).update(pmid="111111")
    registry.summaries = {("pubmed", "111111"): summary(pubtype=["Retracted Publication"])}
    retract(registry)
    check()
    article = edition.release.article
    Reference.objects.filter(article=article).update(retracted_reason="It shows how the error arose.")
    new = publish_article(article=article, actor=None, at=NOW, correction=Correction.MINOR)
    (shown,) = EditionNotices.objects.get(edition=new).notices
    assert (shown["doi"], shown["reason"]) == ("10.5555/notice", "It shows how the error arose.")


def test_work_with_a_pmcid_alone_is_checked_by_the_numbers_that_go_with_it(registry):
    edition = make_edition()
    Reference.objects.create(article=edition.release.article, key="lone", title="Lone", pmcid="PMC111111", year=2024)
    edition = correct(edition, Correction.MINOR)
    registry.summaries[("pmc", "111111")] = summary(
        articleids=[{"idtype": "pmid", "value": "222222"}, {"idtype": "doi", "value": "10.5555/One"}]
    )
    registry.summaries[("pubmed", "222222")] = summary("222222", pubtype=["Retracted Publication"])
    report = check()
    assert (report.checked, len(report.new), report.editions, report.failures) == (4, 1, 1, [])
    shown = EditionNotices.objects.get(edition=edition).notices
    assert [(row["reference"], row["kind"]) for row in shown] == [("lone", "retraction")]
    with pytest.raises(PublishRefused, match="One thing is missing"):
        correct(edition, Correction.MINOR)
    asked = len(registry.asked)
    assert (check(NOW + timedelta(hours=1)).checked, len(registry.asked)) == (0, asked)
    (notice,) = WorkNotice.objects.all()
    assert [row.article_id for row in drafts_citing([notice])["222222"]] == [edition.release.article_id]
    assert editions_showing(NOW)["222222"] == [{"slug": edition.slug, "number": "1.1"}]


def test_retracted_work_stops_publishing_until_a_reason_is_given(registry):
    article = make_article()
    retract(registry)
    check()
    with pytest.raises(PublishRefused) as refused:
        publish_article(article=article, actor=None, at=NOW)
    assert refused.value.findings[0].message.startswith("[@paper] was retracted. Take it out")
    article.references.update(retracted_reason="It shows how the error arose.")
    edition = publish_article(article=article, actor=None, at=NOW)
    assert edition.source["references"][0]["retracted_reason"] == "It shows how the error arose."
    assert len(EditionNotices.objects.get(edition=edition).notices) == 1
    retire_article(article=article, at=NOW)  # never blocked


@pytest.mark.parametrize(
    ("kind", "words"), [("correction", "was corrected"), ("expression_of_concern", "expression of")]
)
def test_correction_and_concern_stop_nothing(registry, kind, words):
    article = make_article()
    registry.works[PAPER] = crossref_work(PAPER, **{"updated-by": [update(kind)]})
    check()
    assert EditionNotices.objects.filter(edition=publish_article(article=article, actor=None, at=NOW)).exists()


def test_command_tells_what_is_new_and_fails_where_nobody_answered(registry):
    make_edition()
    retract(registry)
    out = StringIO()
    call_command("check_references", stdout=out)
    assert "Retracted: 10.1056/nejmoa2312948" in out.getvalue()
    assert "Numbers checked: 1. New notices: 1. Editions that show them: 1." in out.getvalue()
    call_command("check_references", stdout=StringIO())
    registry.acts = [(403, {}, b"")] * 9
    with pytest.raises(CommandError, match="could not be checked"):
        call_command("check_references", "--days=0", stdout=StringIO())


def test_notice_stands_at_its_reference_alone():
    references = [
        {"key": "a", "doi": "10.5555/a<b", "pmid": "", "url": ""},
        {"key": "b", "doi": "10.5555/a", "pmid": "", "url": ""},
    ]  # fmt: skip
    html = '<li id="ref-1"><a href="https://doi.org/10.5555/a%3Cb">x</a></li><li id="ref-2"><a href="https://doi.org/10.5555/a">y</a></li>'
    notice = {
        "reference": "b",
        "kind": "retraction",
        "dated_on": "2025-02-01",
        "doi": "10.5555/n",
        "pmid": "",
        "reason": "<b>",
    }
    shown = references_with_notices(html, references, [notice, notice | {"reference": "gone"}])
    first, second = shown.split('<li id="ref-2">')
    assert "Retracted" not in first
    assert "Retracted on 1 February 2025" in second
    assert "&lt;b&gt;" in second
    assert second.endswith("</span></li>")
    assert references_with_notices(html, references, []) == html
