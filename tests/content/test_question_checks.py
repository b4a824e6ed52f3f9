"""What the checklist asks of each kind of question and of the rules of a test, and which answers count as changed."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from content.checklist import check_article
from content.findings import Severity
from content.models import Article, QuestionVersion
from content.question_text import OptionText, PartText, QuestionText
from content.services.publishing import publish_article
from content.services.questions import save_question, text_of
from tests.factories import NOW, add_question, make_article

pytestmark = pytest.mark.django_db
MUST, SHOULD = Severity.MUST, Severity.SHOULD


def options(*texts, rights=(0,), why="So.", shares=None, tolerance=None):
    shares = shares or [None] * len(texts)
    return [OptionText(text, place in rights, why, shares[place], tolerance) for place, text in enumerate(texts)]


def parts(count=4, key=0, why="So."):
    return [PartText(f"Part {place}", key, why) for place in range(count)]


PAIR = options("True", "False", rights=(), why="")
SOUND = {
    "single": {"options": options("Relapse", "Graft failure")},
    "multiple": {"options": options("Relapse", "Graft failure", "Unclear", rights=(0, 1))},
    "true_false": {"options": options("True", "False")},
    "kprim": {"options": PAIR, "parts": parts()},
    "matching": {"options": options("Relapse", "Graft failure", rights=(), why=""), "parts": parts(2)},
    "ordering": {"options": options("First", "Second", "Third", rights=())},
    "numeric": {"options": options("40.0", tolerance=Decimal("0.5")), "unit": "%"},
    "short": {"options": options("graft*")},
    "confidence": {"options": options("Sure", "Unsure", rights=(), why="")},
}
SHARES = [Fraction(1, 2), Fraction(1, 4), Fraction(0)]


def with_question(kind: str, **fields) -> Article:
    """Return a draft with a sound question and one of a kind."""
    article = make_article()
    add_question(article, "sound")
    ties = {"objective": article.objectives.get(), "passage": "who-did-worse"}
    text = QuestionText(
        **{"key": "asked", "stem": "What is it?", "kind": kind, "position": 2} | SOUND[kind] | ties | fields
    )
    save_question(article=article, text=text, at=NOW)
    return article


def found(article: Article) -> list[tuple[Severity, str]]:
    return [(row.severity, row.message) for row in check_article(Article.objects.get(pk=article.pk), at=NOW)]


@pytest.mark.parametrize("kind", SOUND)
def test_sound_question_of_each_kind_has_no_finding(kind):
    assert found(with_question(kind)) == []


FAULTS = {
    "true or false with three options": (
        "true_false", {"options": options("True", "False", "Perhaps")}, "is true or false and has 3 options"),
    "three statements": ("kprim", {"parts": parts(3)}, "needs exactly four statements; it has 3"),
    "five statements": ("kprim", {"parts": parts(5)}, "needs exactly four statements; it has 5"),
    "a statement without answer": ("kprim", {"parts": parts(key=None)}, "has a statement without its right answer"),
    "a statement without rationale": ("kprim", {"parts": parts(why=" ")}, "lacks a rationale for a statement"),
    "K-prim with three answers": ("kprim", {"options": options("A", "B", "C")}, "needs the two answers true and false"),
    "one vignette": ("matching", {"parts": parts(1)}, "needs at least two vignettes"),
    "matching with one option": ("matching", {"options": options("A", why="")}, "needs at least two options"),
    "a vignette without answer": ("matching", {"parts": parts(2, None)}, "has a vignette without its right answer"),
    "a vignette without rationale": ("matching", {"parts": parts(2, why="")}, "lacks a rationale for a vignette"),
    "a vignette without text": (
        "matching", {"parts": [*parts(2), PartText(" ", 0, "So.")]}, "has a vignette without a text"),
    "two things to order": ("ordering", {"options": options("A", "B", rights=())}, "needs at least 3 things to order"),
    "an option twice": ("single", {"options": options("A", "B", "A ")}, "has an option twice, “A”"),
    "an answer of vignettes twice": (
        "matching", {"options": options("A", "B", "A", rights=(), why="")}, "has an option twice, “A”"),
    "an answer without points twice": (
        "confidence", {"options": options("Sure", "Sure", rights=(), why="")}, "has an option twice, “Sure”"),
    "a thing twice": ("ordering", {"options": options("A", "B", "A ", rights=())}, "lists the same thing twice"),
    "ordering without rationale": (
        "ordering", {"options": options("A", "B", "C", rights=(), why="")}, "lacks a rationale"),
    "no number": ("numeric", {"options": []}, "accepts no number"),
    "a number read in two ways": ("numeric", {"options": options("1,000")}, "can be read in two ways"),
    "a word for a number": ("numeric", {"options": options("forty")}, "accepts “forty”, which is no number"),
    "a number without rationale": ("numeric", {"options": options("40", why="")}, "lacks a rationale"),
    "no right number": ("numeric", {"options": options("40", rights=())}, "marks no answer as right"),
    "no wording": ("short", {"options": []}, "accepts no wording"),
    "every wording": ("short", {"options": options("*")}, "accepts everything"),
    "confidence without options": ("confidence", {"options": []}, "needs at least two options"),
    "shares of a multiple response": (
        "multiple", {"scoring": "partial", "options": options("A", "B", "C", rights=(0, 1), shares=SHARES)},
        "cannot earn full points: its shares come to 75 % at most"),
    "shares of a number": (
        "numeric", {"scoring": "partial", "options": options("40", "48", shares=SHARES[:2])}, "cannot earn full"),
    "in the text without a passage": ("single", {"in_text": True, "passage": ""}, "asked in the text at its passage"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_question_is_held_for(name):
    kind, fields, words = FAULTS[name]
    musts = [message for severity, message in found(with_question(kind, **fields)) if severity is MUST]
    assert len(musts) == 1
    assert words in musts[0]
    assert musts[0].startswith("Question 2")


def test_star_alone_is_one_wording():
    assert found(with_question("short", options=options("\\*"))) == []


def test_picture_without_alternative_text_stops_publication():
    """W1."""
    article = with_question("single")
    QuestionVersion.objects.filter(draft_items__key="asked").update(
        image="figures/x.png", image_width=1, image_height=1
    )
    ((severity, message),) = found(article)
    assert severity is MUST
    assert "picture without alternative text" in message
    QuestionVersion.objects.update(image_alt="Two curves")
    assert found(article) == []


def test_picture_of_a_vignette_without_alternative_text_stops_publication():
    """W1."""
    article = make_article()
    parts = [PartText("A child", 0, "Why."), PartText("A man", 1, "Why.")]
    question = QuestionText(
        key="asked",
        stem="Which drug fits which patient?",
        kind="matching",
        scoring="partial",
        options=options("A", "B"),
        parts=parts,
        objective=article.objectives.first(),
        passage="who-did-worse",
    )
    item = save_question(article=article, text=question, at=NOW)
    item.version.parts.filter(position=1).update(image="figures/x.png", image_width=1, image_height=1)
    messages = [message for _, message in found(article) if "alternative text" in message]
    assert len(messages) == 1
    assert "vignette 1 has a picture without alternative text" in messages[0]
    item.version.parts.update(image_alt="A rash")
    assert not [message for _, message in found(article) if "alternative text" in message]


def test_shares_that_reward_choosing_all_are_doubted():
    shares = [Fraction(1, 2), Fraction(1, 2), Fraction(0)]
    fields = {"scoring": "partial", "options": options("A", "B", "C", rights=(0, 1), shares=shares)}
    ((severity, message),) = found(with_question("multiple", **fields))
    assert (severity, "chooses every option of Question 2 (“What is it?”)" in message) == (SHOULD, True)
    shares[2] = Fraction(-1, 2)
    fields["options"] = options("A", "B", "C", rights=(0, 1), shares=shares)
    assert found(with_question("multiple", **fields)) == []


def test_flawed_wording_is_a_should_that_names_the_question():
    ((severity, message),) = found(with_question("single", stem="Which is not a reason?"))
    assert severity is SHOULD
    assert message.startswith("Question 2 (“Which is not a reason?”) asks in the negative")


# -- the rules of the test ---------------------------------------------------------------------------------------

RULES = {
    "more drawn than there are": ({"items_drawn": 3}, MUST, "Each attempt is to ask 3 questions, but the test has 2"),
    "as many drawn as there are": ({"items_drawn": 2}, None, ""),
    "fewer drawn than pairs": ({"items_drawn": 1, "has_pre_test": True}, MUST, "Draw at least 2 questions"),
    "fewer drawn without a pre-test": ({"items_drawn": 1}, None, ""),
    "more right than asked": ({"pass_mark_items": 3}, MUST, "3 questions must be right to pass"),
    "more right than drawn": ({"pass_mark_items": 2, "items_drawn": 1}, MUST, "may ask only 1 that are marked"),
    "as many right as asked": ({"pass_mark_items": 2}, None, ""),
    "a wait without a second attempt": ({"wait_hours": 24, "attempts_allowed": 1}, SHOULD, "has no effect"),
    "a wait": ({"wait_hours": 24, "attempts_allowed": 2}, None, ""),
    "a time limit": ({"time_limit_minutes": 30}, SHOULD, "no time limit without need"),
    "I don’t know without a pre-test": ({"offers_dont_know": True}, SHOULD, "but there is none"),
}


@pytest.mark.parametrize("name", RULES)
def test_rule_of_the_test_is_doubted_or_held(name):
    """C3."""
    fields, severity, words = RULES[name]
    article = make_article(**fields)
    for _ in range(2):
        add_question(article, in_pre_test=article.has_pre_test)
    said = found(article)
    assert [row[0] for row in said] == ([severity] if severity else [])
    assert words in " ".join(row[1] for row in said)


def test_confidence_is_not_counted_among_what_can_be_right():
    article = with_question("confidence")
    Article.objects.filter(pk=article.pk).update(pass_mark_items=2)
    assert [message for _, message in found(article)] == [
        "2 questions must be right to pass, but an attempt may ask only 1 that are marked."
    ]


def test_confidence_is_not_counted_among_what_is_drawn():
    """It is asked besides: one question is drawn, and it can be right."""
    article = with_question("confidence")
    Article.objects.filter(pk=article.pk).update(pass_mark_items=1, items_drawn=1)
    assert found(article) == []
    Article.objects.filter(pk=article.pk).update(pass_mark_items=1, items_drawn=2)
    assert [message for _, message in found(article)] == [
        "Each attempt is to ask 2 questions, but the test has 1 that are marked."
    ]


def test_test_of_confidence_alone_has_nothing_to_mark():
    article = with_question("confidence")
    article.draft_items.filter(key="sound").update(in_post_test=False)
    assert (MUST, "The test asks for confidence alone, so there is nothing to mark. Add a question.") in found(article)


def test_question_of_a_pre_test_that_is_not_offered_is_doubted():
    article = make_article()
    add_question(article, in_pre_test=True)
    assert [severity for severity, _ in found(article)] == [SHOULD]


# -- other answers -----------------------------------------------------------------------------------------------

SWAPPED = [PartText("Part 0", 1, "So."), *parts()[1:]]
ORDER = options("First", "Second", "Third", rights=())
CHANGES = {
    "a statement turned": ("kprim", {"parts": SWAPPED}, "right answer"),
    "a statement reworded": ("kprim", {"parts": [replace(parts()[0], text="Better"), *parts()[1:]]}, ""),
    "a vignette's answer": ("matching", {"parts": [PartText("Part 0", 1, "So."), parts()[1]]}, "right answer"),
    "options of matching moved with their keys": (
        "matching", {"options": SOUND["matching"]["options"][::-1], "parts": parts(2, 1)}, ""),
    "another order": ("ordering", {"options": [ORDER[1], ORDER[0], ORDER[2]]}, "right answer"),
    "a thing reworded": ("ordering", {"options": [ORDER[0], replace(ORDER[1], text="Then"), ORDER[2]]}, ""),
    "a thing more": ("ordering", {"options": [*ORDER, replace(ORDER[1], text="Last")]}, "right answer"),
    "another number": ("numeric", {"options": options("41", tolerance=Decimal("0.5"))}, "right answer"),
    "the same number": ("numeric", {"options": options("40", tolerance=Decimal("0.50"))}, ""),
    "another tolerance": ("numeric", {"options": options("40.0", tolerance=Decimal("1"))}, "right answer"),
    "another unit": ("numeric", {"unit": "months"}, "right answer"),
    "another rationale": ("numeric", {"options": options("40.0", tolerance=Decimal("0.5"), why="As said.")}, ""),
    "a wording more": ("short", {"options": options("graft*", "GF", rights=(0, 1))}, "right answer"),
    "capitals": ("short", {"is_case_sensitive": True}, "right answer"),
    "another kind": ("ordering", {"kind": "single", "options": options("First", "Second", "Third")}, "right answer"),
    "partial credit": ("multiple", {"scoring": "partial"}, "marked otherwise"),
    "no credit any more": ("single", {"kind": "confidence"}, "marked otherwise"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_changed_answer_makes_a_correction_material(name):
    """F3."""
    kind, fields, words = CHANGES[name]
    article = with_question(kind)
    publish_article(article=article, actor=None, at=NOW)
    item = article.draft_items.get(key="asked")
    save_question(article=article, text=replace(text_of(item), **fields), at=NOW, item=item)
    stops = [row for row in check_article(Article.objects.get(pk=article.pk), at=NOW) if row.stops == "minor"]
    assert [words in row.message for row in stops] == ([True] if words else [])


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ({"in_post_test"}, []),
        ({"in_post_test", "in_pre_test"}, []),
        ({"in_text", "in_self_check"}, []),
        ({"in_post_test", "in_text"}, ["in the test and in the text, where its answer is shown before the test"]),
        ({"in_post_test", "in_self_check"}, ["in the test and in the self-check, where"]),
        ({"in_post_test", "in_text", "in_self_check"}, ["in the test and in the text and in the self-check, where"]),
        (set(), ["is asked nowhere. Tick where, or remove it."]),
    ],
)
@pytest.mark.parametrize("kind", ["single", "confidence"])
def test_question_whose_answer_is_seen_before_the_test_or_that_is_asked_nowhere_is_told(kind, places, said):
    ticked = {name: name in places for name in ("in_pre_test", "in_post_test", "in_text", "in_self_check")}
    article = with_question(kind, **ticked)
    Article.objects.filter(pk=article.pk).update(feedback="never")
    told = [row for row in found(article) if "is asked in the test and" in row[1] or "is asked nowhere" in row[1]]
    expected = [] if kind == "confidence" and places else said
    assert [severity for severity, _ in told] == [SHOULD] * len(expected)
    assert all(words in message for words, (_, message) in zip(expected, told, strict=True))
