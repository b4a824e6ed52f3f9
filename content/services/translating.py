"""Translation by machine as people see it: asked for once for an edition and a language, tried again, withdrawn."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Q

from content.models import Edition, Translation
from content.models.translation import LONGEST_PROBLEM
from content.services.machine_translating import OFF
from content.services.queue import enqueue_missing
from content.tasks import translate_edition
from content.translating.engines import engine_in_use
from content.translating.languages import is_offered
from content.translating.negations import is_known

SWEPT = 50  # translations that one sweep hands to the queue
State = Translation.State


class TranslationRefused(Exception):
    """The translation was not asked for, saved or published; the message is fit to show.

    Attributes:
        field: What is to be mended: the key of a block, or a name of who did it; empty for anything else.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def may_be_made(language: str) -> bool:
    """Tell whether a machine can be asked to translate into a language: it is offered, and negations are known."""
    return engine_in_use() is not None and is_offered(language) and is_known(language)


def last_asked(edition: Edition, language: str) -> Translation | None:
    """Return the machine's translation into a language that was asked for last, of any edition of the article."""
    rows = Translation.objects.filter(edition__release__article=edition.release.article_id, language=language)
    return rows.filter(origin=Translation.Origin.MACHINE).order_by("-pk").first()


def may_readers_ask(last: Translation | None, language: str) -> bool:
    """Tell whether readers may ask for a machine translation.

    Args:
        last: The one of the article that was asked for last. Once the editors withdrew it, corrections of the article
            do not open the way again; only they have another one made.
        language: Into which.
    """
    return may_be_made(language) and (last is None or last.state != State.WITHDRAWN)


@transaction.atomic
def request_translation(
    *, edition: Edition, language: str, at: datetime, actor: AbstractBaseUser | None = None
) -> Translation:
    """Ask for a machine translation of an edition; asked for before, it is the same one.

    Args:
        edition: What readers see now.
        language: Into which.
        at: Now; aware.
        actor: One of the staff, who may ask for one anew after it was withdrawn; None is a reader.

    Raises:
        TranslationRefused: Machines do not translate here, or not into this language; or staff withdrew one.
    """
    if not may_be_made(language):
        raise TranslationRefused(OFF)
    own = Translation.objects.filter(edition=edition, language=language, origin=Translation.Origin.MACHINE)
    standing = own.standing().first()
    if standing:
        return standing
    if actor is None and not may_readers_ask(last_asked(edition, language), language):
        raise TranslationRefused("The editors withdrew the machine translation of this article.")
    try:
        with transaction.atomic():
            row = own.create(
                edition=edition,
                language=language,
                origin=Translation.Origin.MACHINE,
                state=State.WAITING,
                requested_at=at,
                requested_by=actor,
                changed_at=at,
                next_at=at,
            )  # type: ignore[misc]  # which model users are is the site's word
    except IntegrityError:  # somebody else was faster
        return own.standing().get()
    enqueue_missing(task=translate_edition, keys=[str(row.pk)])
    return row


@transaction.atomic
def retry_translation(*, translation: Translation, at: datetime) -> bool:
    """Let the machine try again what was refused or given up; tell whether it was. What it made already stays."""
    again = Translation.objects.filter(pk=translation.pk, state__in=[State.REFUSED, State.FAILED])
    count = again.update(state=State.WAITING, tries=0, problem="", next_at=at, changed_at=at)
    if count:
        enqueue_missing(task=translate_edition, keys=[str(translation.pk)])
    return bool(count)


def sweep_translations(*, at: datetime) -> int:
    """Hand to the queue what is to be translated and is in no task; return how many tasks were added."""
    due = Translation.objects.due_at(at).order_by("next_at").values_list("pk", flat=True)[:SWEPT]
    return enqueue_missing(task=translate_edition, keys=[str(pk) for pk in due])


@transaction.atomic
def withdraw(*, translation: Translation, reason: str, at: datetime) -> None:
    """Take a translation from its readers. It stays on record, and another one can follow it.

    One that readers could see takes those of earlier editions of its release with it, of the same origin: they hold
    what it carried on, and would be shown again in its place.

    Raises:
        TranslationRefused: No reason is given, or it is withdrawn already.
    """
    if not reason.strip():
        raise TranslationRefused("Say why it is withdrawn.")
    rows = Translation.objects.select_for_update(of=("self",)).standing().filter(pk=translation.pk)
    row = rows.select_related("edition").defer("edition__source", "edition__html").first()
    if row is None:
        raise TranslationRefused("It is withdrawn already.")
    goes = Q(pk=row.pk)
    if row.state == State.PUBLISHED:
        earlier = Q(edition__release=row.edition.release_id, edition__correction__lt=row.edition.correction)
        goes |= earlier & Q(language=row.language, origin=row.origin, state=State.PUBLISHED)
    Translation.objects.filter(goes).update(
        state=State.WITHDRAWN, problem=reason.strip()[:LONGEST_PROBLEM], next_at=None, changed_at=at
    )
