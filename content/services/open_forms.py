"""Keeping what stands in open forms, apart from the article, and knowing who has one open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Count, F, QuerySet, Sum

from content.models import Article, FormDraft, Presence
from content.services.rates import take_turn

MOST_CHARACTERS = 1_000_000  # of names and values of one form
MOST_NEW = 20  # kept forms of articles that are not saved for the first time, for each person
MOST_FORMS = 200  # kept forms of any kind, for each person
MOST_KEPT = 5_000_000  # characters of all kept forms of a person
AT_ONCE, EACH = 60, timedelta(seconds=2)  # keepings of a person: a browser keeps every ten seconds and form
KEPT_DAYS = 30
AWAY = timedelta(seconds=60)  # without a sign of the browser
TOO_LARGE = "This is more than can be kept before it is saved. Save it, or keep it elsewhere."
HOARD = "You keep too much unsaved work elsewhere. Save or discard some of it first."
LATE = "Other unsaved work of yours on this page is kept already, or was saved meanwhile. It was not overwritten."


class KeepRefused(Exception):
    """The words were not kept; the message is fit to show to the editor."""


class KeptTooOften(KeepRefused):
    """More was sent than somebody types."""

    def __init__(self) -> None:
        super().__init__("This is sent more often than it can be kept. It is tried again in a moment.")


class KeptMeanwhile(KeepRefused):
    """Something newer of the same person is kept or saved."""

    def __init__(self) -> None:
        super().__init__(LATE)


@dataclass(frozen=True)
class FormKey:
    """Which form of which article: ``article:12``, ``questions:12`` or, not saved yet, ``article:new:TOKEN``.

    Attributes:
        name: The key as it is stored.
        article_id: None for an article that is not saved yet.
    """

    name: str
    article_id: int | None

    @classmethod
    def of(cls, page: str, article_id: int | None, token: str = "") -> "FormKey":
        """Return the key of a page's form."""
        return cls(f"{page}:{article_id}" if article_id else f"{page}:new:{token}", article_id)


@transaction.atomic
def keep_form(
    *,
    user: AbstractBaseUser,
    form: FormKey,
    fields: dict[str, list[str]],
    base_version: int,
    number: int,
    at: datetime,
) -> FormDraft:
    """Keep what somebody typed and has not saved.

    Args:
        user: Who typed it.
        form: Where.
        fields: Lists of values by name, as the browser sends them.
        base_version: The version of the article that was open; 0 for a new one.
        number: Number of the kept words that these follow; 0 if none.
        at: When.

    Raises:
        KeptMeanwhile: Other words of this person are kept, or this form was saved and these come late.
        KeptTooOften: This person has kept something too often in the last minutes.
        KeepRefused: They are too many, of this form or of all that this person keeps.
    """
    size = sum(len(name) + sum(map(len, values)) for name, values in fields.items())
    if size > MOST_CHARACTERS:
        raise KeepRefused(TOO_LARGE)
    if not take_turn(key=f"keep:{user.pk}", burst=AT_ONCE, each=EACH, at=at):
        raise KeptTooOften
    _refuse_hoard(user, form, size)
    if form.article_id is not None:
        # The lock that a save takes: words under way while the form is saved come after it, and are known as late.
        article = Article.objects.select_for_update(of=("self",)).get(pk=form.article_id)
        if number == 0 and article.version > base_version and article.updated_by_id == user.pk:
            raise KeptMeanwhile
    values = {"fields": fields, "size": size, "base_version": base_version, "saved_at": at}
    return _follow(user, form, number, values) if number else _begin(user, form, values)


def _refuse_hoard(user: AbstractBaseUser, form: FormKey, size: int) -> None:
    """Keep all that one person keeps within bounds, however much is sent at once: under the lock of their bucket."""
    others = FormDraft.objects.filter(user=user).exclude(form=form.name)  # type: ignore[misc]
    kept = others.aggregate(forms=Count("pk"), characters=Sum("size"))
    if kept["forms"] >= MOST_FORMS or (kept["characters"] or 0) + size > MOST_KEPT:
        raise KeepRefused(HOARD)


def _follow(user: AbstractBaseUser, form: FormKey, number: int, values: dict[str, Any]) -> FormDraft:
    rows = FormDraft.objects.filter(user=user, form=form.name)  # type: ignore[misc]  # the site's user model
    if not rows.filter(number=number).update(number=F("number") + 1, **values):
        raise KeptMeanwhile
    return rows.get()


def _begin(user: AbstractBaseUser, form: FormKey, values: dict[str, Any]) -> FormDraft:
    if form.article_id is None and kept_new(user).count() >= MOST_NEW:
        raise KeepRefused("Too many new articles of yours are kept unsaved. Save or discard some of them.")
    try:
        with transaction.atomic():
            return FormDraft.objects.create(user=user, form=form.name, **values)  # type: ignore[misc]
    except IntegrityError as error:
        raise KeptMeanwhile from error


def kept_form(user: AbstractBaseUser, form: FormKey) -> FormDraft | None:
    """Return what this person has kept of a form."""
    return FormDraft.objects.filter(user=user, form=form.name).first()  # type: ignore[misc]


def kept_new(user: AbstractBaseUser) -> QuerySet[FormDraft]:
    """Return what this person has kept of articles that are not saved yet, the latest first."""
    return FormDraft.objects.filter(user=user, form__startswith="article:new:")  # type: ignore[misc]


def drop_form(*, user: AbstractBaseUser, form: FormKey) -> None:
    """Forget what is kept of a form: it is saved, in this transaction, or discarded."""
    FormDraft.objects.filter(user=user, form=form.name).delete()  # type: ignore[misc]


@transaction.atomic
def remove_old_forms(*, at: datetime, days: int = KEPT_DAYS) -> int:
    """Forget what nobody came back for, and who was there; return how many kept forms went."""
    Presence.objects.filter(seen_at__lt=at - timedelta(days=1)).delete()
    count, _ = FormDraft.objects.filter(saved_at__lt=at - timedelta(days=days)).delete()
    return count


@transaction.atomic
def note_presence(*, user: AbstractBaseUser, article_id: int, at: datetime) -> None:
    """Note that somebody has an article open."""
    rows = Presence.objects.filter(user=user, article=article_id)  # type: ignore[misc]
    if rows.filter(seen_at__gte=at - AWAY).update(seen_at=at):
        return
    Presence.objects.update_or_create(  # type: ignore[misc]
        user=user, article_id=article_id, defaults={"since": at, "seen_at": at}
    )


def others_at(*, user: AbstractBaseUser, article_id: int, at: datetime) -> Sequence[Presence]:
    """Return who else has an article open, the first to come first."""
    rows = Presence.objects.filter(article=article_id, seen_at__gt=at - AWAY).exclude(user=user)  # type: ignore[misc]
    return list(rows.select_related("user"))
