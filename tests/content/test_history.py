"""The history of a draft: what each save leaves, what changed, and bringing a version back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from content.draft_changes import changes_between
from content.draft_copy import copy_of
from content.models import Article, DraftVersion, Question, QuestionVersion
from content.services.bank import put_into_article
from content.services.drafts import DraftConflict, save_draft, touch_article
from content.services.history import keep_version
from content.services.publishing import publish_article
from content.services.questions import remove_question
from content.services.restoring import duplicate_article, restore_version
from content.source import hash_of
from content.word_marks import ADDED, KEPT, REMOVED, Effort, mark_words
from tests.factories import NOW, add_question, make_article, reword
from tests.racing import faults, race

LATER = NOW + timedelta(minutes=5)


def save(article, at=NOW, **values):
    """Save as the form does: the draft's own fields, then the version."""
    draft = Article.objects.get(pk=article.pk)
    for name, value in values.items():
        setattr(draft, name, value)
    save_draft(article=draft, version=draft.version, actor=None, at=at)
    return keep_version(article_id=article.pk, actor=None, at=at)


def restore(kept):
    version = Article.objects.get(pk=kept.article_id).version
    return restore_version(kept=kept, version=version, actor=None, at=LATER)


def says(article):
    return copy_of(Article.objects.get(pk=article.pk))


@pytest.mark.django_db
def test_first_change_keeps_what_was_there_before():
    article = make_article(title="Before")
    save(article, title="After")
    assert [(row.number, row.draft["fields"]["title"]) for row in article.draft_versions.all()] == [
        (2, "After"),
        (1, "Before"),
    ]


@pytest.mark.django_db
def test_save_that_changes_nothing_leaves_no_version():
    article = make_article()
    save(article, title="After")
    assert save(article) is None
    assert article.draft_versions.count() == 2


@pytest.mark.django_db
def test_copy_takes_as_many_queries_for_many_rows_as_for_one():
    article = make_article()
    add_question(article)
    counts = []
    for turn in range(2):
        with CaptureQueriesContext(connection) as queries:
            copy_of(article)
        counts.append(len(queries))
        for place in range(4):
            add_question(article, f"more-{turn}-{place}")
            article.references.create(key=f"more-{turn}-{place}")
    assert counts[0] == counts[1] <= 11


@pytest.mark.django_db
def test_version_comes_back_with_all_its_rows_and_questions():
    article = make_article()
    add_question(article, "first", in_pre_test=True)
    add_question(article, "second")
    article.figures.create(key="curve", image="figures/gone.png", width=4, height=3, alt="A curve")
    before = says(article)
    first = save(article, title="Another title") and article.draft_versions.last()
    article.figures.all().delete()
    article.objectives.all().delete()
    article.references.update(key="renamed")
    article.references.create(key="paper", title="Took the name")
    article.key_figures.create(value="1", label="new")
    article.topics.clear()
    remove_question(item=article.draft_items.get(key="second"))
    add_question(article, "second", stem="Another question of this name")
    save(article, body="Nothing is left.")
    kept = restore(first)
    after = says(article)
    assert Question.objects.count() == 2
    assert [row.pop("version") and row.pop("question") for row in after["questions"]]
    assert [row.pop("version") and row.pop("question") for row in before["questions"]]
    assert after == before
    assert kept.note.startswith("Brings back version 1, of ")
    assert kept.number == Article.objects.get(pk=article.pk).version


@pytest.mark.django_db
def test_rows_that_stand_are_changed_and_swap_their_keys_and_the_mark_of_the_paper():
    article = make_article()
    paper = article.references.get()
    other = article.references.create(key="other")
    save(article, title="Before")
    kept = article.draft_versions.latest("number")
    before = says(article)
    paper.delete()
    article.references.update(key="paper", is_source=True)
    article.references.create(key="other", title="Took the key")
    save(article, title="Between")
    restore(kept)
    assert says(article) == before
    assert {row.pk for row in article.references.all()} == {paper.pk or before["rows"]["references"][0]["id"], other.pk}


@pytest.mark.django_db
def test_column_that_is_younger_than_the_version_keeps_its_value():
    article = make_article()
    save(article, title="Before")
    draft = article.draft_versions.latest("number").draft
    for row in draft["rows"]["references"]:
        del row["note"]
    del draft["fields"]["audience"]
    old = DraftVersion.objects.create(article=article, number=9, draft=draft, digest="old", saved_at=NOW)
    article.references.update(note="Younger", title="Changed")
    Article.objects.filter(pk=article.pk).update(audience="Younger")
    restore(old)
    reference = article.references.get()
    assert (reference.note, reference.title) == ("Younger", "A paper")
    assert Article.objects.get(pk=article.pk).audience == "Younger"


@pytest.mark.django_db
def test_frozen_question_is_named_again_and_stays_as_it_was():
    article = make_article()
    add_question(article)
    edition = publish_article(article=article, actor=None, at=NOW)
    frozen = article.draft_items.get().version
    save(article, title="Another title")
    reword(edition)
    assert article.draft_items.get().version != frozen
    save(article)
    restore(article.draft_versions.get(number=1))
    assert article.draft_items.get().version == frozen
    assert QuestionVersion.objects.count() == 1  # the wording that nobody was asked lives on in the history


@pytest.mark.django_db
def test_words_that_were_edited_away_come_back_as_the_next_version_of_a_frozen_question():
    article = make_article()
    add_question(article)
    edition = publish_article(article=article, actor=None, at=NOW)
    reword(edition)
    save(article, title="Reworded")
    second = article.draft_versions.latest("number")
    restore(article.draft_versions.earliest("number"))  # the same words under another title
    frozen = edition.items.get(role="post").version
    article.draft_items.update(version=frozen)
    article.draft_items.get().version.question.versions.exclude(pk=frozen.pk).delete()
    restore(second)
    version = article.draft_items.get().version
    assert (version.question, version.stem) == (frozen.question, "Reworded")
    frozen.refresh_from_db()
    assert frozen.stem != "Reworded"


@pytest.mark.django_db
def test_people_and_support_stay_as_they_are():
    """S4: no version brings a sign-off back."""
    article = make_article()
    person = article.contributions.get()
    person.role, person.confirmed_on = "reviewer", NOW.date()
    person.save()
    save(article, title="Confirmed")
    person.delete()
    save(article, title="Gone")
    restore(article.draft_versions.get(number=2))
    assert not article.contributions.exists()


@pytest.mark.django_db
def test_restoring_what_somebody_else_saved_meanwhile_is_refused():
    article = make_article()
    save(article, title="Second")
    kept = article.draft_versions.get(number=1)
    save(article, title="Third")
    with pytest.raises(DraftConflict):
        restore_version(kept=kept, version=2, actor=None, at=LATER)
    assert Article.objects.get(pk=article.pk).title == "Third"


@pytest.mark.django_db
def test_every_door_leaves_a_version():
    article, other = make_article(), make_article()
    add_question(other)
    question = Question.objects.get()
    put_into_article(question=question, article=article, at=NOW, actor=None)
    assert [len(row.draft["questions"]) for row in article.draft_versions.all()] == [1, 0]


@pytest.mark.django_db
def test_copy_of_an_article_shares_its_questions_and_not_its_reviews():
    article = make_article(expires_on=NOW.date())
    add_question(article)
    article.contributions.create(contributor=article.contributions.get().contributor, role="reviewer")
    copy = duplicate_article(article=article, slug="another", actor=None, at=NOW)
    mine, yours = says(copy), says(article)
    assert copy.title == f"Copy of {article.title}"
    assert (copy.version, copy.expires_on) == (1, None)
    assert [row["role"] for row in mine["rows"]["contributions"]] == ["author"]
    assert mine["questions"][0]["version"] == yours["questions"][0]["version"]
    assert copy.draft_items.get().objective == copy.objectives.get()
    assert copy.draft_items.get().reference == copy.references.get()
    assert says(article) == yours
    assert copy.draft_versions.get().digest == hash_of(mine)


@pytest.mark.django_db(transaction=True)
def test_of_versions_brought_back_at_once_one_succeeds():
    article = make_article()
    save(article, title="Second")
    save(article, title="Third")
    kept = list(article.draft_versions.filter(number__lt=3))
    results = race(*[lambda row=row: restore_version(kept=row, version=3, actor=None, at=LATER) for row in kept * 2])
    assert {type(fault) for fault in faults(results)} == {DraftConflict}
    (won,) = [row for row in results if isinstance(row, DraftVersion)]
    assert won.draft == says(article)


@pytest.mark.django_db(transaction=True)
def test_saves_without_a_version_would_overwrite_each_other():
    """The negative control: what the condition on the version is for."""
    article = make_article()

    def save_blindly(place):
        touch_article(article_id=article.pk, version=None, actor=None, at=NOW)
        Article.objects.filter(pk=article.pk).update(title=f"Title {place}")
        return place

    assert sorted(race(*[lambda place=place: save_blindly(place) for place in range(3)])) == [0, 1, 2]
    assert Article.objects.get(pk=article.pk).version == 4  # three saves, and the words of one


# -- what changed ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_changes_are_told_place_by_place():
    article = make_article()
    add_question(article, "first")
    before = says(article)
    article.title = "Another title"
    article.save()
    article.references.update(year=2025)
    article.references.create(key="new", title="New")
    article.key_figures.all().delete()
    item = article.draft_items.get()
    item.version.options.filter(position=1).update(text="Another option")
    changes = {change.label: change for change in changes_between(before, says(article))}
    assert {label: change.what for label, change in changes.items()} == {
        "Title": "changed",
        "Key figure 40.0%": "removed",
        "Reference paper": "changed",
        "Reference new": "added",
        "Question first": "changed",
    }
    marked = {(piece.mark, piece.text) for piece in changes["Reference paper"].pieces}
    assert {(REMOVED, "2024"), (ADDED, "2025")} <= marked


@pytest.mark.django_db
def test_rows_are_told_in_the_words_of_the_form():
    """No brackets of a programming language, no name of a column, no line that says that something is not so."""
    article = make_article()
    before = says(article)
    names = [{"family": "Momm", "given": "Felix"}, {"literal": "The group"}]
    article.references.create(key="new", title="New", doi="10.1000/x", names=names)
    add_question(article, "first")
    after = says(article)
    after["rows"]["figures"].append({"id": 1, "key": "curve", "image": "figures/0123456789abcdef.png"})
    changes = {change.label: change for change in changes_between(before, after)}
    said = {label: "".join(piece.text for piece in change.pieces) for label, change in changes.items()}
    assert "Kind: article" in said["Reference new"]
    assert "DOI: 10.1000/x" in said["Reference new"]
    assert "Momm Felix; The group" in said["Reference new"]
    assert "summarised" not in said["Reference new"]
    assert ": file 01234567" in said["Figure curve"]
    assert "Scoring: all" not in said["Question first"].splitlines()
    assert "{" not in "".join(said.values())


WORDS = st.text(st.sampled_from("ab1. \n"), max_size=40)


@given(WORDS, WORDS, st.sampled_from([0, 20, 10_000]))
def test_pieces_make_both_texts(before, after, most):
    pieces = mark_words(before, after, Effort(most))
    assert "".join(piece.text for piece in pieces if piece.mark != ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.mark != REMOVED) == after
    assert before != after or {piece.mark for piece in pieces} <= {KEPT}


def test_number_is_marked_as_one_word():
    pieces = mark_words("It was 40.0% then.", "It was 41.0% then.", Effort())
    assert [(piece.mark, piece.text) for piece in pieces] == [
        (KEPT, "It was "), (REMOVED, "40.0%"), (ADDED, "41.0%"), (KEPT, " then."),
    ]  # fmt: skip


def test_hostile_texts_of_100_kilobytes_are_compared_within_the_bound():
    effort = Effort()
    pieces = mark_words("a b " * 25_000, "b a " * 25_000, effort)
    assert {piece.mark for piece in pieces} <= {KEPT, ADDED, REMOVED}
    lines = mark_words("x\n" * 50_000, "y\nx\n" * 25_000, effort)
    assert lines
    assert effort.left >= 0
