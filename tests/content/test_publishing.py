"""Publishing: editions and their numbers, what readers see at which moment, what stays as it was."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import override_settings

from content.models import (
    Article,
    Contribution,
    Contributor,
    Edition,
    EditionItem,
    EditionTopic,
    Funder,
    Option,
    PlanningRecord,
    QuestionVersion,
    Release,
    SignOff,
    Support,
)
from content.models.question import Role
from content.rendering import RENDERER_VERSION, render_source
from content.services.halting import publish_urgently
from content.services.publishing import (
    Correction,
    PublishRefused,
    cancel_schedule,
    publish_article,
    retire_article,
)
from content.services.questions import OptionText, QuestionText, save_question
from content.source import TEASER, hash_of, source_of, teaser_of
from tests.content.people import TODAY, disclose, make_reviewed_article, make_user, sign, tie
from tests.factories import BEFORE, NOW, add_question, make_article, make_edition, make_topic

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
LATER = NOW + 10 * DAY


def publish(article: Article, at: datetime = NOW, **fields) -> Edition:
    return publish_article(**{"article": article, "actor": None, "at": at} | fields)


def reword(article: Article, text: str = "Other words.") -> None:
    """Change something that readers see."""
    article.refresh_from_db()
    Article.objects.filter(pk=article.pk).update(limits=f"{article.limits} {text}")


def published(**fields) -> tuple[Article, Edition]:
    article = make_article(**fields)
    add_question(article)
    return article, publish(article)


def seen_at(article: Article, moment: datetime) -> str:
    """Return the number of what readers see, such as 2.1."""
    editions = Edition.objects.of_article(article.slug).current_at(moment)
    return " ".join(number_of(edition) for edition in editions)


def number_of(edition: Edition) -> str:
    return f"{edition.release.number}.{edition.correction}"


# -- the first edition -------------------------------------------------------------------------------------------


def test_first_edition_is_one_point_nought_and_holds_all_that_readers_see():
    editor = make_user()
    article = make_article(topics=("Transplant", "Adult ALL"), has_pre_test=True)
    add_question(article, in_pre_test=True)
    add_question(article)
    edition = publish(article, actor=editor)
    edition.refresh_from_db()
    source = source_of(article)
    assert number_of(edition) == "1.0"
    assert (edition.slug, edition.source, edition.source_hash) == (article.slug, source, hash_of(source))
    assert edition.teaser == teaser_of(source)
    assert edition.html == render_source(source)[0]
    assert edition.renderer_version == RENDERER_VERSION
    assert (edition.listed_at, edition.released_at, edition.changed_at) == (NOW, NOW, NOW)
    assert edition.superseded_at is None
    assert edition.published_by == editor
    assert edition.is_demonstration
    assert edition.pass_mark_percent == 75
    assert [topic.topic.name for topic in edition.edition_topics.all()] == ["Transplant", "Adult ALL"]
    assert edition.items.filter(role=Role.PRE).count() == 1
    assert [item.position for item in edition.items.filter(role=Role.POST)] == [1, 2]


def test_edition_pins_what_each_question_tests():
    article = make_article()
    add_question(article)
    item = publish(article).items.get()
    assert (item.objective_key, item.passage, item.reference_key) == ("survival", "who-did-worse", "paper")
    assert item.version.frozen_at == NOW


def test_publishing_is_refused_with_what_stops_it_when_something_is_missing():
    """F1."""
    article = make_article(audience="", key_learning="", title="A promising study")
    with pytest.raises(PublishRefused, match="2 things are missing") as refused:
        publish(article)
    assert [finding.field for finding in refused.value.findings] == ["audience", "key_learning"]
    assert not Edition.objects.exists()
    assert not Release.objects.exists()


def test_publishing_goes_on_when_only_shoulds_are_found():
    assert publish(make_article(title="A promising study"))


def test_demonstration_needs_no_disclosure_and_any_other_article_does():
    """S1."""
    article = make_article(is_demonstration=False)
    with pytest.raises(PublishRefused) as refused:
        publish(article)
    assert {finding.rule for finding in refused.value.findings if finding.field == "contributions"} == {"S0", "S1"}
    assert not publish(make_reviewed_article()).is_demonstration


@pytest.mark.parametrize(("own", "site", "mark"), [(None, 75, 75), (80, 75, 80), (None, 60, 60)])
def test_pass_mark_is_the_articles_own_or_that_of_the_site(own, site, mark):
    """C3."""
    article = make_article(pass_mark_percent=own)
    with override_settings(PASS_MARK_PERCENT=site):
        edition = publish(article)
    assert edition.pass_mark_percent == edition.source["pass_mark_percent"] == mark


# -- what is never in the teaser ---------------------------------------------------------------------------------


def test_teaser_holds_what_the_public_may_see_and_no_more():
    """A3."""
    edition = published(canary="zebra-canary")[1]
    assert set(edition.teaser) == set(TEASER)
    assert "zebra-canary" in str(edition.source)
    assert "zebra-canary" not in str(edition.teaser)


def test_source_holds_no_key_and_no_rationale():
    article = make_article()
    add_question(article, canary="zebra-canary")
    edition = publish(article)
    assert "zebra-canary" not in str(edition.source)
    assert "Option 0" not in str(edition.source)
    assert "is_key" not in str(edition.source)


# -- corrections -------------------------------------------------------------------------------------------------


def test_minor_correction_keeps_the_release_and_its_place_in_lists():
    article, first = published()
    reword(article)
    second = publish(article, LATER, correction=Correction.MINOR)
    first.refresh_from_db()
    assert number_of(second) == "1.1"
    assert second.release == first.release
    assert second.listed_at == first.listed_at == NOW
    assert second.released_at == first.superseded_at == first.changed_at == LATER
    assert Release.objects.count() == 1


def test_minor_correction_needs_no_notice_and_may_have_one():
    article, _ = published()
    reword(article)
    assert publish(article, LATER, correction=Correction.MINOR, what_changed=" Spelling. ").what_changed == "Spelling."


def test_material_correction_opens_a_release_and_moves_to_the_top_of_lists():
    article, first = published()
    reword(article)
    second = publish(article, LATER, what_changed="The survival figure was wrong.")
    assert number_of(second) == "2.0"
    assert second.release.opened_at == second.listed_at == LATER
    assert second.what_changed == "The survival figure was wrong."
    first.refresh_from_db()
    assert first.listed_at == NOW


@pytest.mark.parametrize("notice", ["", " \n"])
def test_material_correction_is_refused_without_a_notice(notice):
    article, first = published()
    reword(article)
    with pytest.raises(PublishRefused, match="Say what changed"):
        publish(article, LATER, what_changed=notice)
    assert seen_at(article, LATER) == number_of(first)


def test_numbers_go_on_within_and_across_releases():
    article, _ = published()
    numbers = []
    for step, correction in enumerate(["minor", "minor", "material", "minor", "material"], start=1):
        reword(article)
        edition = publish(article, NOW + step * DAY, correction=Correction(correction), what_changed="x")
        numbers.append(number_of(edition))
    assert numbers == ["1.1", "1.2", "2.0", "2.1", "3.0"]


def test_publishing_is_refused_when_nothing_changed():
    article, _ = published()
    for correction in Correction:
        with pytest.raises(PublishRefused, match="Nothing has changed"):
            publish(article, LATER, correction=correction, what_changed="x")
    assert Edition.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda article: Article.objects.filter(pk=article.pk).update(minutes=5),
        lambda article: article.topics.add(make_topic("Another")),
        lambda article: article.references.update(note="A note"),
        lambda article: article.objectives.update(text="Name more factors."),
        lambda article: article.key_figures.update(interval="95% CI 1 to 2"),
        lambda article: article.draft_items.update(passage=""),
        lambda article: article.draft_items.update(in_pre_test=True),
        lambda article: article.contributions.create(
            contributor=Contributor.objects.create(name="Another"), role="author"
        ),
        lambda article: Support.objects.create(
            article=article, funder=Funder.objects.create(name="F"), level="gold", agreement_signed_on=TODAY
        ),
    ],
)  # fmt: skip
def test_every_change_that_readers_see_can_be_published(change):
    article, _ = published()
    change(article)
    assert number_of(publish(article, LATER, correction=Correction.MINOR)) == "1.1"


def test_change_that_readers_do_not_see_is_no_change():
    article, _ = published()
    PlanningRecord.objects.create(article=article, need="Another need", updated_at=NOW)
    with pytest.raises(PublishRefused, match="Nothing has changed"):
        publish(article, LATER, correction=Correction.MINOR)


# -- expiry ------------------------------------------------------------------------------------------------------


def test_edition_expires_36_months_after_release_unless_told_otherwise():
    """F2."""
    assert published()[1].expires_on == date(2029, 11, 22)
    article = make_article(expires_on=date(2027, 1, 1))
    assert publish(article).expires_on == date(2027, 1, 1)


def test_minor_correction_does_not_lengthen_the_life_of_its_release():
    """F2: 36 months after release or last review, and a minor correction is neither."""
    article, first = published()
    reword(article)
    second = publish(article, NOW + 500 * DAY, correction=Correction.MINOR)
    assert second.expires_on == first.expires_on
    reword(article)
    third = publish(article, NOW + 500 * DAY, what_changed="Renewed.")
    assert third.expires_on == date(2031, 4, 5)


def test_edition_is_expired_from_the_day_after():
    """F2."""
    edition = published()[1]
    assert not edition.is_expired_on(edition.expires_on)
    assert edition.is_expired_on(edition.expires_on + DAY)


def test_scheduling_is_refused_when_the_article_expires_before_its_release():
    """F2: the checklist is about the moment of release."""
    article = make_article(expires_on=TODAY + 5 * DAY)
    with pytest.raises(PublishRefused) as refused:
        publish(article, released_at=LATER)
    assert refused.value.findings[0].field == "expires_on"
    assert publish(article, released_at=NOW + 4 * DAY)


def test_scheduling_is_refused_when_a_disclosure_will_be_out_of_date():
    """S1: current when readers see it."""
    article = make_reviewed_article()
    for row in article.contributions.all():
        row.contributor.disclosures.update(disclosed_on=TODAY - 360 * DAY)
    with pytest.raises(PublishRefused, match="2 things are missing"):
        publish(article, released_at=LATER)
    assert publish(article)


# -- what readers see at which moment ----------------------------------------------------------------------------


def test_edition_is_seen_from_its_very_second_on():
    article, _ = published()
    assert seen_at(article, NOW - SECOND) == ""
    assert seen_at(article, NOW - timedelta(microseconds=1)) == ""
    assert seen_at(article, NOW) == "1.0"


def test_successor_takes_over_in_the_second_that_the_predecessor_ends():
    article, _ = published()
    reword(article)
    publish(article, LATER, correction=Correction.MINOR)
    assert seen_at(article, LATER - SECOND) == "1.0"
    assert seen_at(article, LATER) == "1.1"


def test_moments_are_compared_as_moments_whatever_the_zone():
    article, _ = published()
    west = datetime.fromisoformat("2026-11-22T07:00:00-05:00")
    assert west == NOW
    assert seen_at(article, west) == "1.0"
    assert seen_at(article, west - SECOND) == ""


def test_scheduled_edition_is_seen_from_its_moment_on():
    article = make_article()
    edition = publish(article, released_at=LATER)
    assert (edition.released_at, edition.listed_at, edition.changed_at) == (LATER, LATER, NOW)
    assert seen_at(article, LATER - SECOND) == ""
    assert seen_at(article, LATER) == "1.0"


def test_scheduled_correction_leaves_what_readers_see_until_its_moment():
    article, _ = published()
    reword(article)
    publish(article, NOW + DAY, released_at=LATER, correction=Correction.MINOR)
    assert seen_at(article, NOW + DAY) == "1.0"
    assert seen_at(article, LATER - SECOND) == "1.0"
    assert seen_at(article, LATER) == "1.1"


def test_publishing_is_refused_while_an_edition_is_scheduled():
    article = make_article()
    publish(article, released_at=LATER)
    reword(article)
    for correction in Correction:
        with pytest.raises(PublishRefused, match="scheduled for 2 December 2026, 12:00 UTC"):
            publish(article, LATER - SECOND, correction=correction, what_changed="x")
    assert number_of(publish(article, LATER, correction=Correction.MINOR)) == "1.1"


def test_withdrawing_a_schedule_brings_back_what_readers_saw():
    article, first = published()
    reword(article)
    publish(article, NOW + DAY, released_at=LATER, what_changed="x")
    cancel_schedule(article=article, at=LATER - SECOND)
    first.refresh_from_db()
    assert first.superseded_at is None
    assert first.changed_at == LATER - SECOND
    assert seen_at(article, LATER) == seen_at(article, LATER + 100 * DAY) == "1.0"


def test_withdrawing_the_schedule_of_a_first_publication_leaves_nothing_to_see():
    article = make_article()
    publish(article, released_at=LATER)
    cancel_schedule(article=article, at=NOW + SECOND)
    assert seen_at(article, LATER) == seen_at(article, LATER + DAY) == ""


def test_withdrawing_is_refused_when_nothing_is_scheduled():
    article, _ = published()
    with pytest.raises(PublishRefused, match="No edition is scheduled"):
        cancel_schedule(article=article, at=LATER)
    reword(article)
    publish(article, NOW + DAY, released_at=LATER, correction=Correction.MINOR)
    with pytest.raises(PublishRefused, match="No edition is scheduled"):
        cancel_schedule(article=article, at=LATER)
    assert seen_at(article, LATER) == "1.1"


@pytest.mark.parametrize(
    ("withdrawn", "next_one", "number"),
    [
        ("minor", "minor", "1.2"),
        ("material", "minor", "1.1"),
        ("minor", "material", "2.0"),
        ("material", "material", "2.0"),
    ],
)
def test_article_can_be_published_again_after_a_withdrawn_schedule(withdrawn, next_one, number):
    article, _ = published()
    reword(article)
    publish(article, NOW + DAY, released_at=LATER, correction=Correction(withdrawn), what_changed="x")
    cancel_schedule(article=article, at=NOW + 2 * DAY)
    edition = publish(article, NOW + 3 * DAY, correction=Correction(next_one), what_changed="x")
    assert number_of(edition) == number
    assert seen_at(article, NOW + 3 * DAY - SECOND) == "1.0"
    assert seen_at(article, NOW + 3 * DAY) == seen_at(article, LATER + DAY) == number


def test_schedule_can_be_made_and_withdrawn_again_and_again():
    article, _ = published()
    reword(article)
    for step in (1, 2, 3):
        publish(article, NOW + step * DAY, released_at=LATER, correction=Correction.MINOR)
        cancel_schedule(article=article, at=NOW + step * DAY + SECOND)
    assert seen_at(article, LATER + DAY) == "1.0"


# -- retiring ----------------------------------------------------------------------------------------------------


def test_retired_article_is_seen_up_to_its_last_second():
    article, edition = published()
    retire_article(article=article, at=LATER)
    edition.refresh_from_db()
    assert edition.superseded_at == edition.changed_at == LATER
    assert seen_at(article, LATER - SECOND) == "1.0"
    assert seen_at(article, LATER) == ""
    assert edition.items.count() == 1


def test_retiring_ends_the_scheduled_edition_too():
    article, _ = published()
    reword(article)
    publish(article, NOW + DAY, released_at=LATER, correction=Correction.MINOR)
    retire_article(article=article, at=NOW + 2 * DAY)
    assert seen_at(article, NOW + 2 * DAY) == seen_at(article, LATER) == seen_at(article, LATER + DAY) == ""


def test_retiring_is_refused_when_there_is_nothing_to_retire():
    article = make_article()
    with pytest.raises(PublishRefused, match="nothing to retire"):
        retire_article(article=article, at=NOW)
    publish(article)
    retire_article(article=article, at=LATER)
    with pytest.raises(PublishRefused, match="nothing to retire"):
        retire_article(article=article, at=LATER + DAY)


def test_retired_article_comes_back_as_a_new_release_even_unchanged():
    article, _ = published()
    retire_article(article=article, at=LATER)
    edition = publish(article, LATER + DAY)
    assert number_of(edition) == "2.0"
    assert seen_at(article, LATER + DAY - SECOND) == ""
    assert seen_at(article, LATER + DAY) == "2.0"


# -- frozen ------------------------------------------------------------------------------------------------------


def text_of(article: Article, **fields) -> QuestionText:
    """Return the article's only question as an editor has it, with some fields changed."""
    item = article.draft_items.get()
    options = [OptionText(row.text, row.is_key, row.rationale) for row in item.version.options.all()]
    known = {
        "key": item.key, "stem": item.version.stem, "kind": item.version.kind, "level": item.version.level,
        "options": options, "objective": item.objective, "passage": item.passage, "reference": item.reference,
    }  # fmt: skip
    return QuestionText(**known | fields)


def test_rewording_a_published_question_makes_version_two_and_the_edition_keeps_one():
    article, first = published()
    item = article.draft_items.get()
    save_question(article=article, text=text_of(article, stem="Reworded?"), at=NOW + DAY, item=item)
    second = publish(article, LATER, correction=Correction.MINOR)
    old, new = first.items.get().version, second.items.get().version
    assert old.question == new.question
    assert [(old.number, old.frozen_at), (new.number, new.frozen_at)] == [(1, NOW), (2, LATER)]
    assert old.stem == "Question 1: which is right?"
    assert new.stem == "Reworded?"
    assert old.options.count() == new.options.count() == 4


def test_question_published_again_unchanged_keeps_its_version_and_its_first_moment():
    article, first = published()
    reword(article)
    second = publish(article, LATER, correction=Correction.MINOR)
    assert first.items.get().version == second.items.get().version
    assert second.items.get().version.frozen_at == NOW


def test_edition_stays_as_it_was_whatever_becomes_of_the_draft():
    article, first = published()
    before = Edition.objects.filter(pk=first.pk).values().get()
    article.references.update(title="Another title")
    article.objectives.update(text="Name something else.")
    article.topics.clear()
    Contributor.objects.update(name="Somebody else")
    article.draft_items.all().delete()
    assert Edition.objects.filter(pk=first.pk).values().get() == before
    assert first.items.count() == 1
    assert first.edition_topics.count() == 1


def test_disclosures_are_frozen_with_relevant_companies_by_name():
    """S2."""
    article = make_reviewed_article()
    author = article.contributions.get(role="author").contributor
    article.contributions.filter(contributor=author).update(started_on=TODAY)
    disclosure = disclose(author, on=TODAY, nothing=False)
    tie(disclosure, company="Shown", decision="relevant", mitigation="Peer review", mitigated_on=TODAY)
    tie(disclosure, company="Left out", decision="not-relevant")
    edition = publish(article)
    author_row, reviewer_row = edition.source["disclosures"]
    assert author_row == {
        "name": str(author), "role": "author, planner", "is_collected": True, "disclosed_on": "2026-11-22",
        "relationships": [{"company": "Shown", "nature": "Consulting fee", "is_mitigated": True}],
    }  # fmt: skip
    assert reviewer_row["relationships"] == []
    assert edition.source["reviewers"][0]["confirmed_on"] == "2026-11-22"
    disclose(author, on=TODAY + DAY)
    edition.refresh_from_db()
    assert edition.source["disclosures"][0]["relationships"][0]["company"] == "Shown"


def test_disclosures_of_a_demonstration_are_never_said_to_be_collected():
    article = make_article()
    disclose(article.contributions.get().contributor)
    assert publish(article).source["disclosures"][0]["is_collected"] is False


def test_supporters_are_frozen_once_their_agreement_is_signed():
    """S3."""
    article = make_article()
    for name, signed in (("Signed Foundation", TODAY), ("Unsigned Foundation", None)):
        funder = Funder.objects.create(name=name)
        Support.objects.create(article=article, funder=funder, level="gold", agreement_signed_on=signed)
    source = publish(article).source
    assert source["support"] == [{"name": "Signed Foundation", "level": "gold", "in_kind": ""}]
    assert source["is_support_pending"] is True


@time_machine.travel(LATER, tick=False)
def test_agreement_of_a_day_to_come_is_not_named_even_by_an_urgent_correction():
    """S3: whatever others still owe."""
    article, _ = published()
    funder = Funder.objects.create(name="Tomorrow Foundation")
    row = Support.objects.create(
        article=article, funder=funder, level="gold", agreement_signed_on=TODAY + timedelta(days=40)
    )
    with pytest.raises(PublishRefused, match="missing"):
        publish(article, LATER, correction=Correction.MATERIAL, what_changed="All.")
    edition = publish_urgently(article=article, actor=None, at=LATER, what_changed="All.", reason="It harms.")
    assert (edition.source["support"], edition.source["is_support_pending"]) == ([], True)
    row.delete()
    assert "is_support_pending" not in publish(article, LATER + DAY, correction=Correction.MINOR).source


# -- the hash ----------------------------------------------------------------------------------------------------


def test_hash_is_the_same_for_the_same_source_in_any_order_of_names():
    source = {"b": [1, {"d": "é", "c": None}], "a": "x"}
    assert hash_of(source) == hash_of({"a": "x", "b": [1, {"c": None, "d": "é"}]})
    assert hash_of(source) == "bc4a533ea7fdd2890ede3c8ae0b66a7f5458d0744935ed8059ee9ed36418e34e"


def test_hash_of_an_edition_can_be_checked_against_what_the_database_gives_back():
    edition = published()[1]
    edition.refresh_from_db()
    assert hash_of(edition.source) == edition.source_hash
    assert render_source(edition.source)[0] == edition.html


def test_hash_is_stable_while_nothing_changes():
    article, edition = published()
    assert hash_of(source_of(Article.objects.get(pk=article.pk))) == edition.source_hash
    article.topics.set(list(article.topics.all()))
    assert hash_of(source_of(Article.objects.get(pk=article.pk))) == edition.source_hash


# -- constraints: what must never be true, whatever the door -----------------------------------------------------


def copy_of(edition: Edition, **fields) -> Edition:
    kept = {field.attname: getattr(edition, field.attname) for field in Edition._meta.concrete_fields}
    return Edition(**kept | {"id": None} | fields)


def refuses(act) -> bool:
    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize(
    ("fields", "is_refused"),
    [
        ({"correction": 1}, True),  # a second edition that goes on at this address
        ({"correction": 1, "superseded_at": LATER}, False),
        ({"correction": 0, "superseded_at": LATER}, True),  # the same number
        ({"correction": 1, "superseded_at": NOW - SECOND}, True),  # ends before it begins
        ({"correction": 1, "superseded_at": NOW}, False),  # withdrawn: ends as it begins
        ({"correction": 1, "superseded_at": LATER, "pass_mark_percent": 0}, True),
        ({"correction": 1, "superseded_at": LATER, "pass_mark_percent": 101}, True),
        ({"correction": 1, "superseded_at": LATER, "pass_mark_percent": 100}, False),
        ({"correction": 1, "slug": "another"}, False),
    ],
)
def test_database_has_the_last_word_on_editions(fields, is_refused):
    edition = published()[1]
    assert refuses(copy_of(edition, **fields).save) is is_refused


def test_database_refuses_a_second_release_of_one_number():
    article, _ = published()
    assert refuses(lambda: Release.objects.create(article=article, number=1, opened_at=NOW))
    assert not refuses(lambda: Release.objects.create(article=article, number=2, opened_at=NOW))


def test_database_refuses_a_question_or_a_place_twice_in_one_test():
    edition = published()[1]
    item = edition.items.get()
    fresh = QuestionVersion.objects.create(question=item.version.question, number=2)

    def add(version, role, position):
        return lambda: EditionItem.objects.create(edition=edition, version=version, role=role, position=position)

    assert refuses(add(item.version, "post", 2))
    assert refuses(add(fresh, "post", 1))
    assert not refuses(add(item.version, "pre", 1))
    assert not refuses(add(fresh, "post", 2))


def test_database_refuses_a_topic_twice_on_an_edition():
    edition = published()[1]
    assert refuses(lambda: EditionTopic.objects.create(edition=edition, topic=make_topic(), position=2, listed_at=NOW))


@pytest.mark.parametrize(
    ("fields", "is_refused"),
    [
        ({"minutes": 0}, True),
        ({"minutes": 1}, False),
        ({"pass_mark_percent": 0}, True),
        ({"pass_mark_percent": 101}, True),
        ({"pass_mark_percent": None}, False),
    ],
)
def test_database_has_the_last_word_on_articles(fields, is_refused):
    article = make_article()
    assert refuses(lambda: Article.objects.filter(pk=article.pk).update(**fields)) is is_refused


def test_database_refuses_two_of_what_an_article_has_once():
    article = make_article()
    author = article.contributions.get()
    funder = Funder.objects.create(name="Example Foundation")
    Support.objects.create(article=article, funder=funder, level="gold")
    assert refuses(lambda: article.objectives.create(key="survival", text="Again."))
    assert refuses(lambda: article.references.create(key="paper"))
    assert refuses(lambda: article.references.create(key="other", is_source=True))
    assert refuses(lambda: Contribution.objects.create(article=article, contributor=author.contributor))
    assert refuses(lambda: Support.objects.create(article=article, funder=funder, level="silver"))
    assert refuses(lambda: Article.objects.create(slug=article.slug, title="x", created_at=NOW, updated_at=NOW))
    assert not refuses(lambda: article.references.create(key="other"))
    assert not refuses(
        lambda: Contribution.objects.create(article=article, contributor=author.contributor, role="editor")
    )


def test_database_refuses_two_questions_of_one_key_and_one_version_twice():
    article = make_article()
    add_question(article, "first")
    item = article.draft_items.get()
    other = QuestionVersion.objects.create(question=item.version.question, number=2)
    assert refuses(lambda: article.draft_items.create(key="first", version=other))
    assert refuses(lambda: article.draft_items.create(key="second", version=item.version))
    assert refuses(lambda: QuestionVersion.objects.create(question=item.version.question, number=2))
    assert refuses(lambda: QuestionVersion.objects.create(question=item.version.question, number=3, points=0))
    assert refuses(lambda: Option.objects.create(version=item.version, position=1, text="x"))


@pytest.mark.parametrize("missing", ["decided_by", "decided_on", "reason"])
def test_database_refuses_a_decision_without_who_when_and_why(missing):
    """S1."""
    article = make_reviewed_article()
    disclosure = disclose(article.contributions.first().contributor)
    empty = "" if missing == "reason" else None
    for decision in ("relevant", "not-relevant"):
        assert refuses(lambda decision=decision: tie(disclosure, decision=decision, **{missing: empty}))
    assert not refuses(lambda: tie(disclosure, **{missing: empty}))


def test_published_history_cannot_be_deleted_from_under_its_readers():
    article, edition = published()
    for rows in (
        Article.objects.filter(pk=article.pk),
        Release.objects.filter(article=article),
        QuestionVersion.objects.filter(edition_items__edition=edition),
        EditionTopic.objects.get(edition=edition).topic,
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.delete()


@pytest.mark.django_db
def test_an_expired_article_can_still_be_corrected_and_stays_expired() -> None:
    """F2, S1: a correction is never blocked by the expiry date that readers see already."""
    expires_on = (BEFORE + timedelta(days=3)).date()
    edition = make_edition(expires_on=expires_on)
    article = edition.release.article
    Article.objects.filter(pk=article.pk).update(key_learning="Corrected.")
    corrected = publish_article(article=article, actor=None, at=NOW, correction=Correction.MINOR)
    assert corrected.expires_on == expires_on
    assert corrected.is_expired_on(NOW.date())


@pytest.mark.django_db
def test_a_new_release_needs_a_new_sign_off_and_a_minor_correction_does_not() -> None:
    """S0: a named reviewer other than the author signs off each release."""
    article = make_reviewed_article()
    first = publish_article(article=article, actor=None, at=NOW)
    assert SignOff.objects.get().release == first.release
    Article.objects.filter(pk=article.pk).update(key_learning="Another sentence.")
    material = {"article": article, "actor": None, "correction": Correction.MATERIAL, "what_changed": "A number."}
    with pytest.raises(PublishRefused) as refusal:
        publish_article(**material, at=NOW)
    assert "No reviewer has signed off" in str([finding.message for finding in refusal.value.findings])
    minor = publish_article(article=article, actor=None, at=NOW, correction=Correction.MINOR)
    assert (minor.release.number, minor.correction) == (1, 1)
    Article.objects.filter(pk=article.pk).update(key_learning="A third sentence.")
    signed = sign(article, at=NOW + DAY)
    second = publish_article(**material, at=NOW + DAY)
    signed.refresh_from_db()
    assert (second.release.number, signed.release) == (2, second.release)


@pytest.mark.django_db
def test_publishing_again_after_retiring_needs_a_new_sign_off() -> None:
    """S0: it opens a new release, whatever was signed off for the last one."""
    article = make_reviewed_article()
    publish_article(article=article, actor=None, at=NOW)
    retire_article(article=article, at=NOW + DAY)
    with pytest.raises(PublishRefused) as refusal:
        publish_article(article=article, actor=None, at=NOW + DAY)
    assert "older than the latest release" in refusal.value.findings[0].message
    sign(article, at=NOW + DAY)
    assert publish_article(article=article, actor=None, at=NOW + DAY).release.number == 2


@pytest.mark.django_db
def test_a_sign_off_is_free_again_when_the_schedule_is_withdrawn() -> None:
    article = make_reviewed_article()
    publish_article(article=article, actor=None, at=NOW, released_at=LATER)
    assert SignOff.objects.get().release.number == 1
    cancel_schedule(article=article, at=NOW)
    assert SignOff.objects.get().release is None
    edition = publish_article(article=article, actor=None, at=NOW)
    assert SignOff.objects.get().release == edition.release


@pytest.mark.django_db
def test_a_changed_address_is_refused_once_published() -> None:
    edition = make_edition()
    article = edition.release.article
    Article.objects.filter(pk=article.pk).update(slug="another-address")
    with pytest.raises(PublishRefused, match="address is fixed"):
        publish_article(article=article, actor=None, at=NOW, correction=Correction.MINOR)


@pytest.mark.django_db
def test_a_changed_key_is_a_material_correction() -> None:
    """F3: two keys in one release would be pooled in its statistics."""
    article = make_article()
    add_question(article, "which", right=0)
    publish_article(article=article, actor=None, at=NOW)
    item = article.draft_items.get()
    options = [OptionText(row.text, row.position == 2, row.rationale) for row in item.version.options.all()]
    text = QuestionText(key="which", stem=item.version.stem, options=options, objective=item.objective)
    save_question(article=article, text=text, at=NOW, item=item)
    with pytest.raises(PublishRefused) as refusal:
        publish_article(article=article, actor=None, at=NOW, correction=Correction.MINOR)
    assert "right answer of question 1 (“Question 1: which is right?”) changed" in refusal.value.findings[0].message
    material = publish_article(
        article=article, actor=None, at=NOW, correction=Correction.MATERIAL, what_changed="The key of a question."
    )
    assert (material.release.number, material.correction) == (2, 0)
