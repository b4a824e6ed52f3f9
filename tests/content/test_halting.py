"""Retraction and urgent correction: never blocked by what is missing, never without halting test and credit (S1)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cme.assessment.services import AttemptRefused, open_attempt
from content.halts import PAUSED, why_halted
from content.models import Article, Edition, Pause, Reappearance, Retraction, SignOff
from content.services.halting import lift_pause, publish_urgently
from content.services.publishing import (
    Correction,
    PublishRefused,
    cancel_schedule,
    publish_article,
    retire_article,
)
from tests import factories
from tests.content.people import make_reviewed_article, make_user, sign
from tests.factories import NOW, correct, make_edition, make_learner, take_test

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def retract(edition: Edition, **fields) -> Retraction:
    return factories.retract(edition, **{"at": NOW + HOUR} | fields)


def reviewed_edition() -> Edition:
    """Return what readers see of an article that is no demonstration, after its draft was reworded unsigned."""
    article = make_reviewed_article()
    edition = publish_article(article=article, actor=None, at=NOW)
    Article.objects.filter(pk=article.pk).update(limits="The dose is 5 mg.")
    return edition


def go_out(edition: Edition, **fields) -> Edition:
    known = {"what_changed": "The dose.", "reason": "A dose was ten times too high.", "at": NOW + HOUR}
    return publish_urgently(article=edition.release.article, actor=make_user(), **known | fields)


def refuses(act, sentence: str) -> bool:
    with pytest.raises((PublishRefused, AttemptRefused), match=sentence):
        act()
    return True


# -- retraction --------------------------------------------------------------------------------------------------------
def test_retraction_is_a_row_and_leaves_the_edition_as_it_is() -> None:
    edition = make_edition()
    before = Edition.objects.values("source_hash", "superseded_at", "what_changed").get()
    made = retract(edition, actor=make_user())
    assert (made.reason, made.retracted_at, made.retracted_by.username) == (
        "The registry withdrew the data.",
        NOW + HOUR,
        "editor",
    )
    assert Edition.objects.values("source_hash", "superseded_at", "what_changed").get() == before
    assert Edition.objects.get().changed_at == NOW + HOUR


def test_nothing_that_is_missing_blocks_a_retraction() -> None:
    """S1: neither checklist, nor sign-off, nor disclosures."""
    edition = reviewed_edition()
    Article.objects.filter(pk=edition.release.article_id).update(limits="", body="[@lost]", expires_on="2020-01-01")
    edition.release.article.contributions.all().delete()
    SignOff.objects.all().delete()
    assert retract(edition).pk


def test_retraction_is_never_changed_at_the_database() -> None:
    retract(make_edition())
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Retraction.objects.update(reason="Another.")


@pytest.mark.parametrize("reason", ["", " \n", "x" * 401])
def test_retraction_needs_a_reason_that_fits(reason: str) -> None:
    edition = make_edition()
    assert refuses(lambda: retract(edition, reason=reason), "Say why")
    assert not Retraction.objects.exists()


def test_retracting_twice_or_what_nobody_ever_saw_is_refused() -> None:
    edition = make_edition()
    retract(edition)
    assert refuses(lambda: retract(edition), "retracted already")
    unseen = make_edition(at=NOW + 2 * HOUR)
    assert refuses(lambda: retract(unseen), "nothing to retract")
    cancel_schedule(article=unseen.release.article, at=NOW)
    assert refuses(lambda: retract(unseen, at=NOW + 3 * HOUR), "nothing to retract")


def test_retired_article_is_retracted_where_readers_look_for_it() -> None:
    """S1: never blocked. What was seen last comes back under the notice, and when it was away stays known."""
    edition = make_edition()
    anew = correct(edition, Correction.MATERIAL)
    article = edition.release.article
    retire_article(article=article, at=NOW + HOUR)
    Article.objects.filter(pk=article.pk).update(limits="Not what was read.")
    publish_article(article=article, actor=None, at=NOW + HOUR, released_at=NOW + 9 * HOUR)
    assert retract(edition, at=NOW + 2 * HOUR, release=2).release == anew.release
    for moment in (NOW + 2 * HOUR, NOW + 10 * HOUR):
        assert Edition.objects.current_at(moment).get() == anew
    away = Reappearance.objects.get()
    assert (away.edition, away.retired_at, away.reappeared_at) == (anew, NOW + HOUR, NOW + 2 * HOUR)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Reappearance.objects.update(retired_at=NOW)
    assert refuses(lambda: retract(edition, at=NOW + 3 * HOUR), "retracted already")
    ending = {"at": NOW + 3 * HOUR, "what_changed": "New data.", "ends_retraction": True}
    assert publish_article(article=article, actor=None, **ending).release.number == 3  # the scheduled one nobody saw


def test_retraction_hits_no_release_that_was_published_meanwhile() -> None:
    edition = make_edition()
    correct(edition, Correction.MATERIAL)
    assert refuses(lambda: retract(edition, release=1), "Another edition was published")
    assert retract(edition, release=2).release.number == 2


def test_retraction_withdraws_what_is_scheduled() -> None:
    edition = make_edition()
    correct(edition, Correction.MINOR)
    article = edition.release.article
    Article.objects.filter(pk=article.pk).update(limits="Later.")
    publish_article(article=article, actor=None, at=NOW, released_at=NOW + 2 * HOUR, what_changed="Later.")
    retract(edition)
    assert Edition.objects.current_at(NOW + 3 * HOUR).get().correction == 1


def test_no_test_of_a_retracted_release_begins_and_an_open_one_ends() -> None:
    """House idea 3: an open attempt finishes on its own edition."""
    edition, learner = make_edition(), make_learner()
    opened = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    retract(edition)
    assert open_attempt(learner=learner, edition=edition, role="post", at=NOW + HOUR).pk == opened.pk
    for role in ("post", "pre"):
        with pytest.raises(AttemptRefused, match="was retracted on 22 November 2026"):
            open_attempt(learner=make_learner(), edition=edition, role=role, at=NOW + HOUR)
    assert take_test(edition, learner, at=NOW + HOUR).submitted_at


def test_only_a_new_release_by_somebody_who_knows_follows_a_retraction() -> None:
    edition = make_edition()
    retract(edition)
    article = edition.release.article
    for kind in Correction:
        assert refuses(lambda kind=kind: correct(edition, kind, at=NOW + 2 * HOUR), "The article is retracted")
    assert refuses(lambda: retire_article(article=article, at=NOW + 2 * HOUR), "keeps its address")
    publish = {"article": article, "actor": None, "at": NOW + 2 * HOUR, "ends_retraction": True}
    assert refuses(lambda: publish_article(**publish), "Say what changed")
    assert refuses(
        lambda: publish_article(**publish, correction=Correction.MINOR, what_changed="x"), "The article is retracted"
    )
    anew = publish_article(**publish, what_changed="It was retracted by mistake.")  # in the same words
    assert (anew.release.number, anew.correction, why_halted(anew.release_id)) == (2, 0, "")
    assert Retraction.objects.get().release.number == 1
    assert take_test(anew, at=NOW + 3 * HOUR).submitted_at


# -- urgent correction -------------------------------------------------------------------------------------------------
def test_urgent_correction_goes_out_unsigned_and_pauses_its_test() -> None:
    edition, learner = reviewed_edition(), make_learner()
    opened = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    article = edition.release.article
    assert refuses(
        lambda: publish_article(article=article, actor=None, at=NOW + HOUR, what_changed="The dose."), "is missing"
    )
    article.contributions.first().contributor.disclosures.all().delete()
    urgent = go_out(edition)
    assert (urgent.release.number, urgent.correction, urgent.released_at) == (2, 0, NOW + HOUR)
    pause = Pause.objects.get()
    assert [pause.release, pause.reason, pause.paused_by.username] == [
        urgent.release,
        "A dose was ten times too high.",
        "editor",
    ]
    assert len(pause.missing) == 2
    assert why_halted(urgent.release_id) == PAUSED
    assert not SignOff.objects.filter(release=urgent.release).exists()
    with pytest.raises(AttemptRefused, match="corrected in haste"):
        open_attempt(learner=make_learner(), edition=urgent, role="post", at=NOW + HOUR)
    assert opened.submitted_at is None
    assert take_test(edition, learner, at=NOW + HOUR).submitted_at  # the one that was open


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"body": "A claim.[@lost]"}, "2 things are missing"),
        ({"expires_on": "2099-01-01"}, "One thing is missing"),
        ({"has_pre_test": True}, "One thing is missing"),
    ],
)
def test_what_the_page_or_its_test_cannot_do_without_stops_even_an_urgent_correction(change, sentence) -> None:
    edition = reviewed_edition()
    Article.objects.filter(pk=edition.release.article_id).update(**change)
    assert refuses(lambda: go_out(edition), sentence)
    assert not Pause.objects.exists()


def test_urgent_is_refused_where_it_is_not_needed_or_has_no_notice() -> None:
    edition = reviewed_edition()
    assert refuses(lambda: go_out(edition, reason=" "), "cannot wait")
    assert refuses(lambda: go_out(edition, what_changed=" "), "Say what changed")
    sign(edition.release.article, at=NOW + HOUR)
    assert refuses(lambda: go_out(edition), "Nothing is missing that others owe")
    assert refuses(lambda: publish_urgently(article=make_reviewed_article(slug="new"), actor=None, at=NOW,
                                            what_changed="x", reason="y"), "nothing to correct")  # fmt: skip
    retract(edition)
    Article.objects.filter(pk=edition.release.article_id).update(limits="Other.")
    assert refuses(lambda: go_out(edition), "The article is retracted")
    assert not Pause.objects.exists()


def test_pause_is_lifted_once_everything_is_there() -> None:
    edition = reviewed_edition()
    urgent = go_out(edition)
    article = edition.release.article
    lift = {"article": article, "actor": make_user("lead"), "at": NOW + 3 * HOUR}
    assert refuses(lambda: lift_pause(**lift), "One thing is missing")
    signed = sign(article, at=NOW + 2 * HOUR)
    pause = lift_pause(**lift)
    assert (pause.lifted_at, pause.lifted_by.username, why_halted(urgent.release_id)) == (NOW + 3 * HOUR, "lead", "")
    signed.refresh_from_db()
    assert signed.release == urgent.release  # the next release needs another
    assert refuses(lambda: lift_pause(**lift), "Nothing is paused")
    assert take_test(urgent, at=NOW + 4 * HOUR).submitted_at


def test_pause_is_not_lifted_for_words_that_readers_do_not_see() -> None:
    edition = reviewed_edition()
    go_out(edition)
    article = edition.release.article
    Article.objects.filter(pk=article.pk).update(limits="Better words.")
    sign(article, at=NOW + 2 * HOUR)
    assert refuses(lambda: lift_pause(article=article, actor=None, at=NOW + 3 * HOUR), "says something else")
    publish_article(article=article, actor=None, at=NOW + 3 * HOUR, correction=Correction.MINOR)
    assert lift_pause(article=article, actor=None, at=NOW + 3 * HOUR).lifted_at


def test_complete_new_release_ends_a_pause() -> None:
    edition = reviewed_edition()
    urgent = go_out(edition)
    article = edition.release.article
    Article.objects.filter(pk=article.pk).update(limits="Better words.")
    sign(article, at=NOW + 2 * HOUR)
    anew = publish_article(article=article, actor=None, at=NOW + 3 * HOUR, what_changed="Better words.")
    assert (why_halted(anew.release_id), why_halted(urgent.release_id)) == ("", PAUSED)


def test_pause_is_lifted_once_and_its_words_never_change() -> None:
    edition = reviewed_edition()
    go_out(edition)
    for change in ({"reason": "x"}, {"missing": []}, {"paused_at": NOW}):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            Pause.objects.update(**change)
    Pause.objects.update(lifted_at=NOW + 2 * HOUR)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Pause.objects.update(lifted_at=NOW + 3 * HOUR)
