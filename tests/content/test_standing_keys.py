"""A corrected key and the versions after it: what they restate, and what the next wording begins with."""

from dataclasses import replace

import pytest

from content.bank_checks import changed_keys, check_corrected_keys
from content.corrected_text import as_next_wording
from content.models import Article, DraftItem, KeyCorrection, QuestionVersion
from content.question_text import OptionText, PartText, QuestionText
from content.services.publishing import Correction, what_blocks
from content.services.questions import save_question, text_of, wording_as_text
from tests.content.test_corrections import version_like
from tests.corrections import CORRECTED, REASON, correct, option_of, version_of
from tests.factories import BEFORE, NOW, make_article, make_edition, publish_article

pytestmark = pytest.mark.django_db


def statements(*keys: int) -> list[PartText]:
    """Return the statements of a K-prim question with these keys: 0 is true."""
    return [PartText(f"Statement {place}", key, f"Why {place}.") for place, key in enumerate(keys)]


def published(**fields: object) -> tuple[Article, DraftItem]:
    """Return a published article that asks one such question, and the item of its draft."""
    article = make_article()
    ties = {"objective": article.objectives.first(), "passage": "who-did-worse"}
    text = QuestionText(**{"key": "only", "stem": "Which is right?"} | ties | fields)
    save_question(article=article, text=text, at=BEFORE)
    publish_article(article=article, actor=None, at=BEFORE)
    return article, DraftItem.objects.get(article=article)


def kprim() -> tuple[Article, DraftItem]:
    """Return a published article with a K-prim question whose second statement was corrected to false."""
    options = [OptionText("True"), OptionText("False")]
    article, item = published(kind="kprim", options=options, parts=statements(0, 0, 1, 1))
    parts, (true, false) = list(item.version.parts.all()), list(item.version.options.all())
    key = {str(part.pk): (true if place == 0 else false).pk for place, part in enumerate(parts)}
    correct(item.version, key={"parts": key}, rationales={parts[1].pk: "It is false."})
    return article, DraftItem.objects.get()


def reworded(item: DraftItem, **fields: object) -> DraftItem:
    """Save a question of a draft with other words."""
    return save_question(article=item.article, text=replace(text_of(item), **fields), at=NOW, item=item)


def next_of(version: QuestionVersion) -> QuestionText:
    """Return what the next wording of a version begins with."""
    corrections = list(KeyCorrection.objects.filter(version=version).order_by("number"))
    return as_next_wording(version, wording_as_text(version), corrections)


def said(article: Article) -> list[tuple[str, str]]:
    """Return what the checklist says of corrected and changed keys, with how much it stops."""
    found = [*check_corrected_keys(article), *changed_keys(article, list(article.draft_items.all()))]
    return [(row.stops or row.severity.value, row.message) for row in found]


def test_wording_that_restates_the_superseded_key_cannot_be_published() -> None:
    article, item = kprim()
    reworded(item, stem="Which of these hold?")
    (again, changed) = said(article)
    assert again[0] == "must"
    assert f"has the key again that was corrected on {CORRECTED:%-d %B %Y} (“{REASON}”)" in again[1]
    assert (changed[0], "is a material one" in changed[1]) == ("minor", True)
    assert len(what_blocks(article, at=NOW, correction=Correction.MATERIAL)) == 1
    assert len(what_blocks(article, at=NOW, correction=Correction.MINOR)) == 2


def test_wording_that_carries_the_corrected_key_is_no_change_of_the_key() -> None:
    article, item = kprim()
    text = next_of(item.version)
    assert [part.key for part in text.parts] == [0, 1, 1, 1]
    assert [part.rationale for part in text.parts] == ["Why 0.", "It is false.", "Why 2.", "Why 3."]
    reworded(item, stem="Which of these hold?", parts=text.parts)
    assert item.version.number == 2
    assert said(article) == []


def test_earlier_key_goes_out_knowingly_with_a_reason_of_its_own() -> None:
    article, item = kprim()
    parts = [replace(part, rationale="True of this trial.") if place == 1 else part
             for place, part in enumerate(text_of(item).parts)]  # fmt: skip
    reworded(item, stem="Which of these hold in this trial?", parts=parts)
    assert [row[0] for row in said(article)] == ["should", "minor"]
    reworded(item, parts=statements(0, 0, 1, 1))
    assert [row[0] for row in said(article)] == ["must", "minor"]
    # The reason that was written for the corrected key says the contrary.
    reworded(item, parts=[*statements(0), PartText("Statement 1", 0, "It is false."), *statements(1, 1, 1, 1)[2:]])
    assert [row[0] for row in said(article)] == ["must", "minor"]


def test_answers_that_are_others_since_are_looked_at() -> None:
    article, item = kprim()
    others = [replace(part, text=f"Another {place}") for place, part in enumerate(text_of(item).parts)]
    reworded(item, parts=others)
    (unclear, changed) = said(article)
    assert (unclear[0], "its answers are others since" in unclear[1]) == ("should", True)
    assert changed[0] == "minor"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([("A", False), ("B", True)], []),  # carried
        ([("B", True), ("A", False)], []),  # and moved
        ([("A", True), ("B", False)], ["must", "minor"]),
        ([("B", False), ("A", True)], ["must"]),  # moved: the right answer stands at the place of the corrected one
        ([("A", False), ("B, reworded", True)], []),
        ([("A", True), ("C", False)], ["must", "minor"]),
    ],
)
def test_options_are_known_by_their_words(options: list[tuple[str, bool]], expected: list[str]) -> None:
    article, item = published(options=[OptionText("A", True, "It is."), OptionText("B", False, "It is not.")])
    correct(item.version, 1)
    rows = [OptionText(text, is_key, "It is." if is_key else "It is not.") for text, is_key in options]
    reworded(item, stem="Which one?", options=rows)
    assert [row[0] for row in said(article)] == expected


def test_correction_of_a_correction_supersedes_both_earlier_keys() -> None:
    edition = make_edition(questions=1)
    article, version = edition.release.article, version_of(edition)
    correct(version, 1)
    correct(version, 2)
    item = article.draft_items.get()
    for key, expected in ((0, ["must", "minor"]), (1, ["must", "minor"]), (2, [])):
        options = [replace(row, is_key=place == key) for place, row in enumerate(wording_as_text(version).options)]
        reworded(item, stem=f"Which, {key}?", options=options)
        assert [row[0] for row in said(article)] == expected, key


def test_question_of_which_every_answer_counts_needs_another_wording() -> None:
    edition = make_edition(questions=1)
    article, version = edition.release.article, version_of(edition)
    correct(version, key={"is_void": True})
    begun = next_of(version)
    assert not any(row.is_key for row in begun.options)
    assert [row.rationale for row in begun.options] == [row.rationale for row in wording_as_text(version).options]
    item = article.draft_items.get()
    reworded(item, hint="Look at the table.")
    assert [row[0] for row in said(article)] == ["must", "minor"]
    reworded(item, stem="Which of them is right in adults?")
    assert [row[0] for row in said(article)] == ["must", "minor"]
    options = [replace(row, rationale=f"In adults {row.text}.") for row in wording_as_text(version).options]
    reworded(item, stem="Which of them is right in adults?", options=options)
    assert [row[0] for row in said(article)] == ["should", "minor"]


@pytest.mark.parametrize("kind", ["numeric", "short", "ordering"])
def test_answers_that_were_wrong_do_not_come_back_with_another_stem(kind: str) -> None:
    options = [OptionText(text, kind != "ordering", "Why.") for text in ("4", "40", "50")]
    article, item = published(kind=kind, options=options)
    correct(item.version, key={"is_void": True})
    reworded(item, stem="Again?", options=next_of(item.version).options)
    assert [row[0] for row in said(article)] == ["must", "minor"]
    reworded(item, options=[replace(row, rationale=f"Because of {row.text}.") for row in options])
    assert [row[0] for row in said(article)] == ["should", "minor"]


def test_shares_of_a_corrected_multiple_response_are_marked_as_they_hold() -> None:
    options = [OptionText(name, name in "AB", "Why.") for name in "ABCD"]
    article, item = published(kind="multiple", scoring="partial", options=options)
    correct(item.version, 0, 1, 2)
    reworded(item, stem="Which ones?", options=next_of(item.version).options)
    assert said(article) == []
    reworded(item, options=options)
    assert [row[0] for row in said(article)] == ["must", "minor"]


def test_order_and_accepted_answers_are_compared_with_what_holds() -> None:
    for kind, key in (
        ("ordering", lambda version: {"order": [option_of(version, place) for place in (1, 0, 2)]}),
        ("numeric", lambda version: {"accepted": [{"text": "41", "tolerance": "0.5"}]}),
    ):
        options = [OptionText(text, kind == "numeric", "Why.") for text in ("4", "40", "50")]
        article, item = published(kind=kind, options=options)
        version = item.version
        rationales = {} if kind == "numeric" else {option_of(version, place): f"Now {place}." for place in (0, 1)}
        correct(version, key=key(version), rationales=rationales)
        begun = next_of(version)
        reworded(item, stem="Again?")
        assert [row[0] for row in said(article)] == ["must", "minor"], kind
        reworded(item, options=begun.options)
        assert said(article) == [], kind


def test_version_that_was_corrected_itself_is_not_said_to_restate() -> None:
    edition = make_edition(questions=1)
    article, version = edition.release.article, version_of(edition)
    correct(version, 1)
    (finding,) = said(article)
    assert (finding[0], "was corrected after it was published" in finding[1]) == ("should", True)


def test_checklist_takes_as_many_queries_for_three_corrected_keys_as_for_one(django_assert_num_queries) -> None:
    for count in (1, 3):
        edition = make_edition(questions=count)
        article = edition.release.article
        for place, item in enumerate(article.draft_items.all()):
            correct(version_of(edition, place), 1)
            reworded(item, stem=f"Which, {place}?")
        with django_assert_num_queries(8):
            assert len(list(check_corrected_keys(article))) == count


@pytest.mark.parametrize(
    "kind", ["single", "multiple", "true_false", "kprim", "matching", "ordering", "numeric", "short"]
)
def test_next_wording_of_a_void_question_of_every_kind_can_be_written(kind: str) -> None:
    version = version_like(kind)
    correct(version, key={"is_void": True})
    begun = next_of(version)
    assert len(begun.options) == version.options.count()
    assert not any(part.key is not None for part in begun.parts)
