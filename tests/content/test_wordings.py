"""Approved wordings: shown once a person approved all that belongs together, void when the English changes."""

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from cme.desk.wordings import texts_at
from cme.learners.models import User
from content.approved_wordings import Text, newest_approval_in, proposals_in, shown_in
from content.models import ApprovedWording
from content.services.wordings import WordingRefused, approve_wording
from tests.factories import NOW

pytestmark = pytest.mark.django_db
ONE, TWO = Text("gate.statement", "I am a nurse."), Text("gate.profession.nurse", "a nurse")


def editor(**names: str) -> User:
    return User.objects.create(username="ada", **({"first_name": "Ada", "last_name": "Example"} | names))


def approve(text: Text, wording: str, actor: User, language: str = "de") -> ApprovedWording:
    return approve_wording(text=text, language=language, wording=wording, actor=actor, at=NOW)


def test_readers_see_english_until_all_of_it_is_approved(django_assert_num_queries):
    actor = editor()
    assert [row.language for row in shown_in("de", [ONE, TWO])] == ["en", "en"]
    approve(ONE, "Ich bin Pflegefachperson.", actor)
    assert [row.text for row in shown_in("de", [ONE, TWO])] == ["I am a nurse.", "a nurse"]
    second = approve(TWO, "  eine Pflegefachperson\n", actor)
    with django_assert_num_queries(1):
        shown = shown_in("de", [ONE, TWO])
    assert [(row.text, row.language) for row in shown] == [
        ("Ich bin Pflegefachperson.", "de"),
        ("eine Pflegefachperson", "de"),
    ]
    assert shown[1].wording == second.pk
    assert [row.language for row in shown_in("ar", [ONE, TWO])] == ["en", "en"]
    with django_assert_num_queries(0):
        assert [row.wording for row in shown_in("en", [ONE, TWO])] == [None, None]


def test_later_approval_takes_the_place_of_the_first_and_the_first_stays():
    actor = editor()
    first = approve(ONE, "Eins", actor)
    second = approve(ONE, "Zwei", actor)
    (shown,) = shown_in("de", [ONE])
    assert (shown.text, shown.wording) == ("Zwei", second.pk)
    assert ApprovedWording.objects.get(pk=first.pk).wording == "Eins"
    assert newest_approval_in("de") == second.pk
    assert newest_approval_in("ar") == newest_approval_in("en") == 0


def test_approval_is_void_when_the_english_changes():
    approve(ONE, "Eins", editor())
    (shown,) = shown_in("de", [Text(ONE.name, "I am a nurse or a physician.")])
    assert (shown.text, shown.language) == ("I am a nurse or a physician.", "en")


def test_approval_of_another_text_with_the_same_words_does_not_count():
    approve(ONE, "Eins", editor())
    assert shown_in("de", [Text("support.giving", ONE.english)])[0].language == "en"


@pytest.mark.parametrize(
    ("wording", "language", "names", "refusal"),
    [
        (" \n", "de", {}, "Write the wording first"),
        ("Eins", "en", {}, "English"),
        ("Eins", "de", {"first_name": "", "last_name": ""}, "has no name"),
    ],
)
def test_approval_is_refused_without_words_language_or_name(wording, language, names, refusal):
    with pytest.raises(WordingRefused, match=refusal):
        approve(ONE, wording, editor(**names), language)
    assert not ApprovedWording.objects.exists()


def test_database_refuses_to_change_an_approval_and_one_without_a_name():
    row = approve(ONE, "Eins", editor())
    assert row.approver == "Ada Example"
    for change in ({"wording": "Zwei"}, {"approver": "Bo"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ApprovedWording.objects.filter(pk=row.pk).update(**change)
    row.pk, row.approver = None, ""
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.parametrize("language", ["de", "ar"])
def test_site_proposes_a_wording_for_each_of_its_texts(language):
    proposed = proposals_in(settings.LOCALE_PATHS[0] / language / "wordings.yaml")
    texts = [text for group in texts_at(NOW).values() for text in group]
    assert [text.name for text in texts if text.hash not in proposed] == []
    assert set(proposed) == {text.hash for text in texts}, "a proposal is left of a text that is gone"
    assert all(wording.strip() == wording for wording in proposed.values())


def test_nothing_is_proposed_in_a_language_without_a_file(tmp_path):
    assert proposals_in(tmp_path / "none.yaml") == {}
