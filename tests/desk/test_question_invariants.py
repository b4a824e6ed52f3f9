"""The invariants of pinned questions: clean data breaks none, and every change of what was asked is seen."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from content.models import Option, Part, QuestionVersion
from content.services.publishing import Correction, publish_article
from content.version_hashes import hash_of_version
from tests.corrections import correct, version_of
from tests.desk.test_invariants import broken, run, unguard
from tests.factories import NOW, add_question, make_article, make_edition
from tests.kinds import KINDS, publish_kinds

pytestmark = pytest.mark.django_db
HASHED = "pinned-version-is-what-was-hashed"
KEYED = "pinned-version-has-the-keys-of-its-kind"


def test_questions_of_every_kind_break_nothing():
    publish_kinds()
    assert QuestionVersion.objects.exclude(content_hash="").count() == len(KINDS)
    assert broken() == set()


def test_draft_has_no_hash_and_may_change():
    add_question(make_article())
    assert QuestionVersion.objects.get().content_hash == ""
    QuestionVersion.objects.update(stem="Another?")
    assert broken() == set()


def test_hash_is_taken_once_and_a_corrected_key_leaves_it():
    edition = make_edition(questions=1)
    taken = version_of(edition).content_hash
    article = edition.release.article
    article.title = "A study of second transplants, again"
    article.save()
    publish_article(
        article=article, actor=None, at=NOW, correction=Correction.MINOR, released_at=NOW + timedelta(days=1)
    )
    correct(version_of(edition), 1)
    assert version_of(edition).content_hash == taken == hash_of_version(version_of(edition))
    assert broken() == set()


def test_database_refuses_another_hash_and_a_frozen_version_without_one():
    version = version_of(make_edition(questions=1))
    add_question(make_article())
    loose = QuestionVersion.objects.get(frozen_at=None)
    for pk, change in ((version.pk, {"content_hash": "x"}), (loose.pk, {"frozen_at": NOW})):
        with pytest.raises(IntegrityError), transaction.atomic():
            QuestionVersion.objects.filter(pk=pk).update(**change)


@pytest.mark.parametrize(
    "change",
    [
        "content_questionversion SET stem = 'Which is wrong?' WHERE kind = 'single'",
        "content_questionversion SET hint = 'It stands elsewhere.' WHERE kind = 'numeric'",
        "content_questionversion SET unit = 'mg' WHERE kind = 'numeric'",
        "content_questionversion SET scoring = 'partial' WHERE kind = 'kprim'",
        "content_questionversion SET points = 2 WHERE kind = 'kprim'",
        "content_questionversion SET is_case_sensitive = TRUE WHERE kind = 'short'",
        "content_questionversion SET image_alt = 'A curve' WHERE image_alt <> ''",
        "content_questionversion SET question_id = question_id + 1",
        "content_option SET rationale = 'Because.' WHERE text = '60'",
        "content_option SET tolerance = 0.6 WHERE text = '40.5'",
        "content_option SET shares = shares + 1 WHERE text = 'Conditioning'",
        "content_option SET position = 9 - position",
        "content_option SET id = id + 1000 WHERE text = 'nelarabin'",
        "content_part SET text = 'Another patient' WHERE position = 1",
        "content_part SET rationale = 'Because.' WHERE position = 2",
    ],
)
def test_change_of_a_pinned_question_is_seen(change):
    publish_kinds("single", "numeric", "kprim", "short", "ordering", "matching", "picture")
    unguard("content_questionversion", "content_option", "content_part")
    run(f"UPDATE {change}")
    assert broken() == {HASHED}


def test_texts_of_key_and_distractor_that_changed_places_are_seen():
    version = version_of(publish_kinds("single"))
    key, other = version.options.all()[:2]
    unguard("content_option")
    run(f"UPDATE content_option SET text = '{other.text}' WHERE id = {key.pk}")
    run(f"UPDATE content_option SET text = '{key.text}' WHERE id = {other.pk}")
    assert broken() == {HASHED}


def test_key_of_a_statement_that_was_turned_is_seen():
    part = Part.objects.filter(version=version_of(publish_kinds("kprim"))).first()
    other = part.version.options.exclude(pk=part.key_id).get()
    unguard("content_part")
    run(f"UPDATE content_part SET key_id = {other.pk} WHERE id = {part.pk}")
    assert broken() == {HASHED}


def test_option_that_was_deleted_from_a_pinned_question_is_seen():
    """No guard refuses a delete."""
    version = version_of(publish_kinds("single"))
    Option.objects.filter(version=version, is_key=False).first().delete()
    assert broken() == {HASHED}


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("single", "content_option SET is_key = TRUE WHERE position > 0"),
        ("true_false", "content_option SET is_key = FALSE WHERE position > 0"),
        ("multiple", "content_option SET is_key = FALSE WHERE position > 0"),
        ("numeric", "content_option SET is_key = FALSE WHERE position > 0"),
        ("short", "content_option SET is_key = FALSE WHERE position > 0"),
        ("matching", "content_part SET key_id = NULL WHERE position > 0"),
        ("matching", "content_part SET key_id = {foreign} WHERE position > 0"),
        ("matching", "content_part SET version_id = {other} WHERE position > 0"),
        ("kprim", "content_part SET version_id = {other} WHERE position = 4"),
        ("ordering", "content_option SET version_id = {other} WHERE position > 1"),
    ],
)
def test_pinned_question_without_the_keys_of_its_kind_is_seen_whatever_its_hash(kind, change):
    add_question(make_article())
    other = QuestionVersion.objects.get()
    version = version_of(publish_kinds(kind))
    unguard("content_questionversion", "content_option", "content_part")
    names = {"other": other.pk, "foreign": other.options.first().pk}
    run(f"UPDATE {change.format(**names)} AND version_id = {version.pk}")
    assert broken() == {HASHED, KEYED}
    forged = hash_of_version(QuestionVersion.objects.get(pk=version.pk))
    run(f"UPDATE content_questionversion SET content_hash = '{forged}' WHERE id = {version.pk}")
    assert broken() == {KEYED}
