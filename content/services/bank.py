"""What happens to questions in the bank: put into a draft, kept, retired, brought back, worded anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.text import slugify

from content.corrected_text import as_next_wording
from content.key_changes import is_key_changed
from content.models import Article, DraftItem, KeyCorrection, Question, QuestionVersion
from content.question_text import MOST_QUESTIONS, QuestionText
from content.services.drafts import touch_article
from content.services.history import keep_version
from content.services.questions import reword, wording_as_text, wording_of, wording_of_text, write_questions

LONGEST_KEY = 60
WORDS_OF_KEY = 5
KEY_STAYS = (
    "This changes what is right, which is done on the questions page of an article. Write other words for the same "
    "answers here."
)


class BankRefused(Exception):
    """The question stays as it is; the message is fit to show to the editor."""


@dataclass(frozen=True)
class Entry:
    """A question for the bank: what it asks, what it is called, where its file kept it."""

    text: QuestionText
    name: str = ""
    category: str = ""


@transaction.atomic
def bank_questions(*, entries: Sequence[Entry], at: datetime, actor: AbstractBaseUser | None) -> list[Question]:
    """Write new questions that no article names.

    Raises:
        QuestionRefused: The shares of one do not add up in whole numbers.
    """
    questions = [
        Question(  # type: ignore[misc]  # the site's user model
            name=entry.name, category=entry.category, banked_at=at, created_at=at, created_by=actor
        )
        for entry in entries
    ]
    write_questions(questions=questions, texts=[entry.text for entry in entries])
    return questions


@transaction.atomic
def put_into_article(
    *, question: Question, article: Article, at: datetime, actor: AbstractBaseUser | None
) -> DraftItem:
    """Let a draft name the newest version of a question, as its last one, asked in the test.

    The draft counts one version up, so an editor who has its questions open is told and loses nothing.

    Raises:
        BankRefused: The question is retired, or the draft has it already, or as many as it may have.
    """
    article = touch_article(article_id=article.pk, version=None, actor=actor, at=at)
    question = Question.objects.select_for_update().get(pk=question.pk)
    if question.retired_at:
        raise BankRefused("This question is retired. Bring it back before you put it into an article.")
    if article.draft_items.filter(version__question=question).exists():
        raise BankRefused(f"“{article.title}” has this question already.")
    version = question.versions.order_by("-number").first()
    if version is None:
        raise BankRefused("This question has no wording yet.")
    _refuse_too_many(article, more=1)
    taken = dict(article.draft_items.values_list("key", "position"))
    item = DraftItem.objects.create(
        article=article,
        version=version,
        key=_free_key(question.name or version.stem, taken),
        position=max(taken.values(), default=0) + 1,
    )
    keep_version(article_id=article.pk, actor=actor, at=at)
    return item


@transaction.atomic
def put_all_into_article(
    *, questions: Sequence[Question], article: Article, at: datetime, actor: AbstractBaseUser | None
) -> list[DraftItem]:
    """Put several questions into a draft, all or none.

    Raises:
        BankRefused: One of them cannot be put there; the message names it.
    """
    _refuse_too_many(article, more=len(questions))
    items = []
    for question in questions:
        try:
            items.append(put_into_article(question=question, article=article, at=at, actor=actor))
        except BankRefused as refusal:
            called = question.name or question.versions.order_by("-number").first() or question
            raise BankRefused(f"Nothing was added. {called}: {refusal}") from refusal
    return items


def _refuse_too_many(article: Article, *, more: int) -> None:
    standing = article.draft_items.count()
    if standing + more > MOST_QUESTIONS:
        raise BankRefused(
            f"Nothing was added. “{article.title}” has {standing} questions and would have {standing + more}; "
            f"{MOST_QUESTIONS} is the most of an article. Choose fewer, or remove some there."
        )


@transaction.atomic
def keep_question(*, question: Question, at: datetime) -> Question:
    """Keep a question though no article may name it any more; keeping it twice changes nothing."""
    Question.objects.filter(pk=question.pk, banked_at=None).update(banked_at=at)
    return Question.objects.get(pk=question.pk)


@transaction.atomic
def retire_question(*, question: Question, at: datetime) -> Question:
    """Offer a question for no further article. Where it is asked it stays, so it is kept too.

    Raises:
        BankRefused: It is retired already.
    """
    if not Question.objects.filter(pk=question.pk, retired_at=None).update(retired_at=at):
        raise BankRefused("This question is retired already.")
    return keep_question(question=question, at=at)


@transaction.atomic
def bring_back_question(*, question: Question) -> Question:
    """Offer a retired question again.

    Raises:
        BankRefused: It is not retired.
    """
    if not Question.objects.filter(pk=question.pk, retired_at__isnull=False).update(retired_at=None):
        raise BankRefused("This question is not retired.")
    return Question.objects.get(pk=question.pk)


def hold_question(*, question: Question) -> None:
    """Let nobody else word a question anew until the transaction ends, so that one can look before one writes."""
    list(Question.objects.select_for_update().filter(pk=question.pk).values_list("pk"))


@transaction.atomic
def reword_question(*, version: QuestionVersion, text: QuestionText, at: datetime) -> QuestionVersion:
    """Word a question anew: as its next version where the last one is asked or in a draft, else in its place.

    Args:
        version: What the editor had open; it must be the newest.
        text: The new wording.
        at: When; the question is kept in the bank from then on.

    Raises:
        BankRefused: It has a newer version by now, or the wording is the same, or something else would be right.
        QuestionRefused: Its shares do not add up in whole numbers.
    """
    question = Question.objects.select_for_update().get(pk=version.question_id)
    newest = question.versions.order_by("-number").first()
    if newest is None or newest.pk != version.pk:
        raise BankRefused("Somebody wrote a newer version of this question. Look at it before you write another.")
    if wording_of(newest) == wording_of_text(text):
        raise BankRefused("Nothing was changed, so there is no new version.")
    corrections = KeyCorrection.objects.with_rationales().filter(version=newest).order_by("number")
    if is_key_changed(as_next_wording(newest, wording_as_text(newest), list(corrections)), text):
        raise BankRefused(KEY_STAYS)
    keep_question(question=question, at=at)
    return reword(version=newest, text=text, article=None)


def _free_key(words: str, taken: dict[str, int]) -> str:
    """Return a key that no question of the draft has."""
    stem = "-".join(slugify(words).split("-")[:WORDS_OF_KEY])[: LONGEST_KEY - 5].strip("-") or "question"
    number, key = 1, stem
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key
