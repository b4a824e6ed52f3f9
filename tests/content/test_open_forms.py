"""Unsaved words are kept apart from the article, for their writer alone, and never come back after the save."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from content.models import Article, FormDraft
from content.services import open_forms
from content.services.drafts import save_draft
from content.services.open_forms import (
    AT_ONCE,
    EACH,
    MOST_CHARACTERS,
    MOST_NEW,
    FormKey,
    KeepRefused,
    KeptMeanwhile,
    KeptTooOften,
    drop_form,
    keep_form,
    kept_form,
    note_presence,
    others_at,
    remove_old_forms,
)
from tests.content.test_drafts import make_user
from tests.factories import NOW, make_article
from tests.racing import faults, race


def keep(user, article=None, number=0, words="Typed", base=1, at=NOW, token="abc"):
    key = FormKey.of("article", article.pk if article else None, token)
    return keep_form(user=user, form=key, fields={"title": [words]}, base_version=base, number=number, at=at)


@pytest.mark.django_db
def test_words_are_kept_apart_from_the_article_and_for_their_writer_alone():
    article, anna, ben = make_article(title="Saved"), make_user("anna"), make_user("ben")
    keep(anna, article)
    keep(anna, article, number=1, words="Typed more")
    key = FormKey.of("article", article.pk)
    assert kept_form(anna, key).fields == {"title": ["Typed more"]}
    assert kept_form(ben, key) is None
    assert (Article.objects.get().title, Article.objects.get().version) == ("Saved", 1)


@pytest.mark.django_db
@pytest.mark.parametrize("number", [0, 7])
def test_words_of_another_window_are_not_overwritten(number):
    article, anna = make_article(), make_user("anna")
    keep(anna, article, words="First window")
    with pytest.raises(KeptMeanwhile):
        keep(anna, article, number=number, words="Second window")
    assert FormDraft.objects.get().fields == {"title": ["First window"]}


@pytest.mark.django_db
@pytest.mark.parametrize("number", [0, 1])
def test_words_that_come_after_their_own_save_are_refused(number):
    article, anna = make_article(), make_user("anna")
    keep(anna, article)
    save_draft(article=article, version=1, actor=anna, at=NOW)
    drop_form(user=anna, form=FormKey.of("article", article.pk))
    with pytest.raises(KeptMeanwhile):
        keep(anna, article, number=number)
    assert not FormDraft.objects.exists()


@pytest.mark.django_db
def test_words_go_on_being_kept_when_somebody_else_saved():
    article, anna, ben = make_article(), make_user("anna"), make_user("ben")
    save_draft(article=article, version=1, actor=ben, at=NOW)
    assert keep(anna, article, base=1).base_version == 1


@pytest.mark.django_db
def test_too_many_words_and_too_many_forms_are_refused():
    anna = make_user("anna")
    with pytest.raises(KeepRefused):
        keep(anna, words="x" * MOST_CHARACTERS)
    for place in range(MOST_NEW):
        keep(anna, token=f"t{place}")
    with pytest.raises(KeepRefused, match="Too many"):
        keep(anna, token="another")
    keep(make_user("ben"), token="another")


@pytest.mark.django_db
def test_old_words_are_removed_and_younger_ones_stay():
    anna = make_user("anna")
    keep(anna, token="old", at=NOW - timedelta(days=31))
    keep(anna, token="new", at=NOW - timedelta(days=29))
    assert [remove_old_forms(at=NOW) for _ in range(2)] == [1, 0]
    assert FormDraft.objects.get().form == "article:new:new"
    call_command("remove_form_drafts", days=0, stdout=StringIO())
    assert not FormDraft.objects.exists()


@pytest.mark.django_db
def test_others_are_told_until_a_minute_after_their_last_sign():
    article, anna, ben = make_article(), make_user("anna"), make_user("ben")
    note_presence(user=anna, article_id=article.pk, at=NOW)
    note_presence(user=anna, article_id=article.pk, at=NOW + timedelta(seconds=30))
    note_presence(user=ben, article_id=make_article().pk, at=NOW)

    def told(seconds, user=ben):
        rows = others_at(user=user, article_id=article.pk, at=NOW + timedelta(seconds=seconds))
        return [(row.user, row.since) for row in rows]

    assert told(89) == [(anna, NOW)]
    assert told(90) == []
    assert told(31, anna) == []
    note_presence(user=anna, article_id=article.pk, at=NOW + timedelta(hours=1))
    assert told(3_601) == [(anna, NOW + timedelta(hours=1))]


@pytest.mark.django_db(transaction=True)
def test_words_under_way_while_the_form_is_saved_never_come_back():
    article, anna = make_article(), make_user("anna")
    draft = Article.objects.get(pk=article.pk)

    def save():
        save_draft(article=draft, version=1, actor=anna, at=NOW)
        drop_form(user=anna, form=FormKey.of("article", article.pk))

    save_at_once = race(save, *[lambda: keep(anna, article)] * 4)
    assert {type(fault) for fault in faults(save_at_once)} <= {KeptMeanwhile}
    assert not FormDraft.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_windows_that_keep_at_once_one_succeeds():
    article, anna = make_article(), make_user("anna")
    results = race(*[lambda: keep(anna, article)] * 5)
    assert [type(fault) for fault in faults(results)] == [KeptMeanwhile] * 4


@pytest.mark.django_db
def test_all_that_one_person_keeps_stays_within_bounds(monkeypatch):
    monkeypatch.setattr(open_forms, "MOST_FORMS", 2)
    monkeypatch.setattr(open_forms, "MOST_KEPT", 100)
    anna, ben = make_user("anna"), make_user("ben")
    first, second, third = (make_article() for _ in range(3))
    keep(anna, first, words="x" * 40)
    keep(anna, second, words="x" * 40)
    keep(ben, third, words="x" * 90)
    with pytest.raises(KeepRefused, match="too much unsaved work elsewhere"):
        keep(anna, third, words="x")
    with pytest.raises(KeepRefused, match="too much unsaved work elsewhere"):
        keep(anna, second, number=1, words="x" * 60)
    assert keep(anna, second, number=1, words="x" * 45).size == 50


@pytest.mark.django_db
def test_keeping_too_often_is_refused_and_possible_again_later():
    anna, article = make_user("anna"), make_article()
    for number in range(AT_ONCE):
        keep(anna, article, number=number)
    with pytest.raises(KeptTooOften):
        keep(anna, article, number=AT_ONCE)
    assert keep(anna, article, number=AT_ONCE, at=NOW + EACH)
    assert keep(make_user("ben"), article)


@pytest.mark.django_db(transaction=True)
def test_forms_kept_at_once_are_no_more_than_may_be_kept(monkeypatch):
    monkeypatch.setattr(open_forms, "MOST_FORMS", 3)
    anna, articles = make_user("anna"), [make_article() for _ in range(8)]
    results = race(*[lambda article=article: keep(anna, article) for article in articles])
    assert {type(fault) for fault in faults(results)} == {KeepRefused}
    assert FormDraft.objects.count() == 3
