"""The kinds of article: what each freezes, what the checklist asks of it, and that a draft's versions keep it."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from content.checklist import check_article
from content.draft_changes import changes_between
from content.draft_copy import copy_of
from content.findings import Severity
from content.kind_checks import TELLING_WHO
from content.kinds import ArticleKind, kind_of, needs_of
from content.models import Article, Contribution, Contributor, Disclosure, Edition, Video
from content.rendering import render_source
from content.reviewed import reviewed_hash
from content.services.history import keep_version
from content.services.publishing import Correction, PublishRefused, publish_article
from content.services.restoring import duplicate_article, restore_version
from content.signoffs import reviewers_of
from content.source import hash_of, source_of, teaser_of
from tests.content.pictures import make_figure
from tests.content.videos import WEBM_MS, make_video
from tests.factories import BEFORE, NOW, add_question, make_article, make_edition

pytestmark = pytest.mark.django_db
CONGRESS = {
    "congress_name": "57th ASH Annual Meeting", "congress_place": "Orlando",
    "congress_begins_on": date(2015, 12, 5), "congress_ends_on": date(2015, 12, 8),
}  # fmt: skip


def musts(article: Article) -> dict[str, str]:
    """Return what stops an article, by the field to mend it in."""
    return {row.field: row.message for row in check_article(article, at=NOW) if row.severity is Severity.MUST}


def shoulds(article: Article) -> list[str]:
    return [row.message for row in check_article(article, at=NOW) if row.severity is Severity.SHOULD]


def make_kind(kind: str, **fields) -> Article:
    """Return a draft of a kind that lacks nothing."""
    article = make_article(kind=kind, **fields)
    if kind == "congress":
        Article.objects.filter(pk=article.pk).update(**CONGRESS)
        article.references.update(kind="abstract")
    if kind == "opinion":
        expert = Contributor.objects.get_or_create(name="An expert", credentials="MD")[0]
        Contribution.objects.create(article=article, contributor=expert, role="expert")
    if kind == "case":
        Article.objects.filter(pk=article.pk).update(case_basis="invented")
        add_question(article, in_post_test=False, in_text=True)
    if kind == "visual":
        make_figure(article, "one-picture")
        Article.objects.filter(pk=article.pk).update(visual_figure="one-picture")
    if kind == "video":
        make_video(article)
    return Article.objects.get(pk=article.pk)


# -- freezing ------------------------------------------------------------------------------------------------------
def test_summary_freezes_nothing_so_that_older_hashes_hold():
    source = source_of(make_article())
    assert set(source) & {"kind", "congress", "experts", "case_basis", "visual", "video"} == set()
    assert kind_of(source) is kind_of(teaser_of(source)) is ArticleKind.SUMMARY


@pytest.mark.parametrize("kind", ArticleKind)
def test_every_kind_can_be_published_with_what_it_needs_and_is_told_in_its_teaser(kind):
    edition = publish_article(article=make_kind(kind), actor=None, at=BEFORE)
    assert kind_of(edition.source) is kind_of(edition.teaser) is kind


def test_only_what_the_kind_needs_is_frozen():
    article = make_kind("opinion", **CONGRESS, case_basis="consent", visual_figure="x")
    source = source_of(article)
    assert source["experts"] == [{"name": "An expert", "credentials": "MD", "affiliation": ""}]
    assert set(source) & {"congress", "case_basis", "visual", "video"} == set()


def test_congress_is_public_with_its_days():
    told = {"name": "57th ASH Annual Meeting", "place": "Orlando", "begins_on": "2015-12-05", "ends_on": "2015-12-08"}
    assert teaser_of(source_of(make_kind("congress")))["congress"] == told


def test_teaser_tells_of_a_video_nothing_but_its_length():
    source = source_of(make_kind("video"))
    assert source["video"]["address"].startswith("/videos/")
    assert source["video"]["captions"].endswith(".vtt")
    teaser = teaser_of(source)
    assert teaser["duration_ms"] == WEBM_MS
    assert "/videos/" not in str(teaser)


def test_older_edition_is_a_summary_and_changing_the_kind_makes_another_one():
    edition = make_edition()
    article = edition.release.article
    assert (edition.source_hash, "kind" in edition.source) == (hash_of(edition.source), False)
    article.kind, article.case_basis = "case", "invented"
    article.save()
    add_question(article, in_post_test=False, in_text=True)
    changed = publish_article(
        article=article, actor=None, at=NOW, correction=Correction.MATERIAL, what_changed="It is a case."
    )
    assert kind_of(changed.source) is ArticleKind.CASE
    assert kind_of(Edition.objects.get(pk=edition.pk).source) is ArticleKind.SUMMARY


def test_sign_off_is_about_the_kind_and_its_fields():
    article = make_kind("congress")
    before = reviewed_hash(article)
    article.congress_place = "San Diego"
    article.save()
    assert reviewed_hash(article) != before


# -- the checklist -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ArticleKind)
def test_kind_that_lacks_what_it_needs_is_stopped_by_a_sentence_for_each(kind):
    article = make_article(kind=kind)
    found = musts(article)
    for field, sentence in needs_of(kind).fields.items():
        assert found[field] == sentence
    other = {"congress": "references", "opinion": "contributions", "case": "questions:", "video": "videos"}.get(kind)
    assert other is None or other in found
    if kind != "summary":
        with pytest.raises(PublishRefused):
            publish_article(article=article, actor=None, at=NOW)


@pytest.mark.parametrize("kind", ArticleKind)
def test_kind_with_all_that_it_needs_has_no_finding_of_its_own(kind):
    assert musts(make_kind(kind)) == {}


def test_report_waits_for_its_congress():
    article = make_kind("congress")
    article.congress_begins_on = article.congress_ends_on = date(2030, 1, 1)
    article.save()
    assert musts(article) == {"congress_begins_on": "The congress has not begun; a report can only follow it."}


@pytest.mark.parametrize("kind", ["opinion", "case"])
def test_opinion_and_case_need_no_paper_and_no_key_figures(kind):
    article = make_kind(kind)
    article.references.update(is_source=False)
    article.key_figures.all().delete()
    Article.objects.filter(pk=article.pk).update(key_data="")
    assert musts(Article.objects.get(pk=article.pk)) == {}


def test_expert_of_a_site_says_what_makes_one_and_is_no_reviewer():
    article = make_kind("opinion", is_demonstration=False)
    expert = Contributor.objects.get(name="An expert")
    Contributor.objects.filter(pk=expert.pk).update(credentials="")
    assert any("what makes An expert an expert" in row.message for row in check_article(article, at=NOW))
    Contribution.objects.create(article=article, contributor=expert, role="reviewer")
    assert reviewers_of(article) == []


def test_disclosure_of_the_expert_is_asked_for_like_any_other():
    article = make_kind("opinion", is_demonstration=False)
    assert "An expert has not disclosed financial relationships." in [
        row.message for row in check_article(article, at=NOW)
    ]
    Disclosure.objects.create(
        contributor=Contributor.objects.get(name="An expert"), disclosed_on=NOW.date(), has_nothing_to_disclose=True
    )
    row = next(row for row in source_of(article)["disclosures"] if row["role"] == "expert")
    assert (row["name"], row["is_collected"], row["relationships"]) == ("An expert, MD", True, [])


@pytest.mark.parametrize(
    "words",
    [
        "on 3 May",
        "on May 3rd",
        "on 2024-05-03",
        "a 93-year-old woman",
        "Mrs Miller",
        "chart number 4711",
        "initials A.B.",
    ],
)
def test_words_that_tell_who_a_patient_is_are_named(words):
    article = make_kind("case")
    Article.objects.filter(pk=article.pk).update(body=f"{article.body}\n\nSeen {words} here.")
    assert any("may tell who the patient is" in message for message in shoulds(Article.objects.get(pk=article.pk)))


@pytest.mark.parametrize("words", ["a man of 51", "in May", "2 years", "MRD below 0.01%", "Dr. no", "an 85-year-old"])
def test_words_that_tell_nobody_are_let_be(words):
    assert TELLING_WHO.search(words) is None


def test_question_of_a_case_stands_at_a_passage():
    article = make_kind("case")
    article.draft_items.update(passage="")
    assert "questions:" in musts(article)


def test_picture_of_a_visual_abstract_is_one_of_the_figures_with_words_and_licence():
    article = make_kind("visual")
    article.figures.update(alt="", credit="")
    found = [row.message for row in check_article(article, at=NOW) if row.field == "figures"]
    assert [message[:30] for message in found] == ["Write the alternative text of ", "Name source and licence of the"]
    article.visual_figure = "another"
    assert musts(article)["visual_figure"] == "No figure has the key another. Keys of figures: one-picture."


def test_captions_belong_to_their_video():
    article = make_kind("video")
    Video.objects.update(captions_end_ms=WEBM_MS + 5000)
    assert musts(article)["videos"].startswith("The captions end at 0:46, after the video, which lasts 0:41.")
    Video.objects.update(captions_end_ms=WEBM_MS // 3)
    assert "The captions end at 0:13 of 0:41. Is nothing said after that?" in shoulds(article)


def test_transcript_says_all_that_the_captions_say():
    article = make_kind("video")
    Video.objects.update(captions_words=500)
    assert any(message.endswith("Write down all that is said.") for message in shoulds(article))


def test_video_needs_captions_language_and_licence():
    article = make_article(kind="video")
    video = make_video(article, captions=b"", credit="")
    found = [row.message for row in check_article(article, at=NOW) if row.field == "videos"]
    assert found == [
        "Name source and licence of the video, also where it is your own.",
        "Add the captions of the video, as a WebVTT file.",
    ]
    Video.objects.filter(pk=video.pk).update(captions="videos/x.vtt", language="", captions_end_ms=WEBM_MS)
    assert "Say in which language the captions are." in [row.message for row in check_article(article, at=NOW)]


# -- history -------------------------------------------------------------------------------------------------------
def test_copy_of_a_draft_has_the_kind_but_each_case_is_confirmed_for_itself():
    article = make_kind("video", case_basis="consent")
    copy = duplicate_article(article=article, slug="a-copy", actor=None, at=NOW)
    assert (copy.kind, copy.case_basis) == ("video", "")
    assert copy.videos.get().file.name == article.videos.get().file.name


def test_copy_of_an_opinion_names_its_expert():
    copy = duplicate_article(article=make_kind("opinion"), slug="a-copy", actor=None, at=NOW)
    assert {row.role for row in copy.contributions.all()} == {"author", "expert"}


def test_change_of_kind_is_told_and_can_be_brought_back():
    article = make_kind("congress")
    kept = keep_version(article_id=article.pk, actor=None, at=BEFORE)
    before = copy_of(article)
    Article.objects.filter(pk=article.pk).update(kind="video", congress_name="", version=2)
    make_video(article)
    changed = Article.objects.get(pk=article.pk)
    labels = {change.label for change in changes_between(before, copy_of(changed))}
    assert {"Kind", "Congress", "Video"} <= labels
    restore_version(kept=kept, version=2, actor=None, at=NOW)
    restored = Article.objects.get(pk=article.pk)
    assert (restored.kind, restored.congress_name) == ("congress", CONGRESS["congress_name"])
    assert restored.congress_begins_on == CONGRESS["congress_begins_on"]
    assert not restored.videos.exists()


def test_version_from_before_there_were_kinds_leaves_the_video_alone():
    article = make_kind("video")
    kept = keep_version(article_id=article.pk, actor=None, at=BEFORE)
    draft = kept.draft
    del draft["rows"]["videos"], draft["fields"]["kind"]
    restore_version(kept=kept, version=article.version, actor=None, at=NOW)
    assert (Article.objects.get(pk=article.pk).kind, article.videos.count()) == ("video", 1)


# -- the database --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "fields",
    [{"kind": "poem"}, {"congress_begins_on": date(2015, 12, 8), "congress_ends_on": date(2015, 12, 5)}],
)
def test_database_refuses_unknown_kinds_and_congresses_that_end_before_they_begin(fields):
    article = make_article()
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(**fields)


def test_database_holds_one_video_of_an_article_and_none_without_a_file_or_length():
    article = make_kind("video")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_video(article)
    for fields in ({"file": ""}, {"duration_ms": 0}, {"width": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            article.videos.update(**fields)


# -- rendering -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("kind", "first"), [("summary", "key_learning"), ("case", "body")])
def test_abbreviation_is_written_out_where_it_is_read_first(kind, first):
    body = "::: passage who-did-worse objective=survival\nOS was low.\n:::\n\n*[OS]: overall survival\n"
    html, _ = render_source(source_of(make_kind(kind, body=body, key_data="", key_learning="OS is low.")))
    assert [part for part in ("key_learning", "body") if "verall survival (" in html[part]] == [first]
