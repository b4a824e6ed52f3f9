"""Reviewing: asking for a review, links for reviewers without an account, comments, and the sign-off (S0)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from content.models import Article, ReviewComment, ReviewLink, ReviewRound, SignOff, SignOffCode
from content.reviewed import reviewed_hash
from content.services.confirming import WANTED, needs_code, use_code
from content.services.publishing import lock_article
from content.services.refusals import ReviewRefused
from content.signing import VERSION, statement
from content.signoffs import reviewers_of

COMMENTS_BY_LINK = 200  # comments that one link may leave
CLOSED = _("This review is closed. Ask the editor for a new one.")
CHANGED = _("The draft changed after you opened this page. Read it once more; nothing is signed.")
NO_REVIEWER = _("{name} is no reviewer of this article, or is one of its authors, and cannot review it.")
LAPSED = _("This link no longer lets you do this. Ask the editor for a new one.")


@dataclass(frozen=True)
class Voice:
    """Who speaks in a review: somebody logged in, or the holder of a link.

    Attributes:
        name: What they are called.
        user: Who is logged in; None for a link.
        link: The link; None for a log-in.
    """

    name: str
    user: AbstractBaseUser | None = None
    link: ReviewLink | None = None


@transaction.atomic
def ask_review(
    *,
    article: Article,
    reviewer_id: int,
    actor: AbstractBaseUser,
    at: datetime,
    note: str = "",
    due_on: date | None = None,
) -> ReviewRound:
    """Send the draft to one of its reviewers.

    Args:
        article: The draft.
        reviewer_id: Primary key of the contributor.
        actor: Who asks.
        at: Now; aware.
        note: What the reviewer should know.
        due_on: By when an answer is hoped for.

    Raises:
        ReviewRefused: The contributor is no reviewer or is an author, or another round is open.
    """
    article = lock_article(article)
    _refuse_stranger(article, reviewer_id, "This person")
    try:
        with transaction.atomic():
            return ReviewRound.objects.create(  # type: ignore[misc]  # which model users are is the site's word
                article=article,
                reviewer_id=reviewer_id,
                asked_by=actor,
                asked_at=at,
                due_on=due_on,
                note=note.strip(),
                reviewed_hash=reviewed_hash(article),
            )
    except IntegrityError as error:
        raise ReviewRefused("A review of this article is under way. Withdraw it before you ask for another.") from error


def _refuse_stranger(article: Article, reviewer_id: int, name: str) -> None:
    if reviewer_id not in {row.contributor_id for row in reviewers_of(article)}:
        raise ReviewRefused(NO_REVIEWER.format(name=name))


def _lock_open(review_round: ReviewRound) -> ReviewRound:
    """Lock the article and read the round anew.

    Raises:
        ReviewRefused: It was closed meanwhile.
    """
    lock_article(review_round.article)
    found = ReviewRound.objects.select_related("reviewer", "article").get(pk=review_round.pk)
    if found.closed_at is not None:
        raise ReviewRefused(CLOSED)
    return found


def _refuse_bad(voice: Voice, review_round: ReviewRound, at: datetime, *, right: str) -> None:
    """Refuse a link that lapsed, was revoked, is of another round, or was not given the right."""
    if voice.link is None:
        return
    link = ReviewLink.objects.select_for_update(of=("self",)).get(pk=voice.link.pk)
    if link.round_id != review_round.pk or not link.is_good_at(at) or not getattr(link, right):
        raise ReviewRefused(LAPSED)


def _refuse_unconfirmed(voice: Voice, code: SignOffCode | None) -> None:
    """Let a link alone sign nothing where the site can send its reviewer a code."""
    if voice.link is not None and code is None and needs_code():
        raise ReviewRefused(WANTED)


def _refuse_another(voice: Voice, review_round: ReviewRound) -> None:
    """Let nobody but the reviewer who was asked answer a round; a link is the reviewer's own."""
    if voice.link is None and (voice.user is None or review_round.reviewer.user_id != voice.user.pk):
        raise ReviewRefused(f"This review was asked of {review_round.reviewer.name}. Nobody else can answer it.")


@transaction.atomic
def sign_off(
    *, review_round: ReviewRound, voice: Voice, seen: str, at: datetime, code: SignOffCode | None = None
) -> SignOff:
    """Stand up for what the draft says, and close the round.

    Args:
        review_round: What was asked.
        voice: Who signs: the reviewer's own log-in, or a link that may sign off.
        seen: ``reviewed_hash`` of the draft as the reviewer saw it.
        at: Now; aware.
        code: What ``check_code`` returned; by a link it is needed where the site can send e-mail.

    Raises:
        ReviewRefused: The round is closed, the signer is not its reviewer or is an author, the link is no good, the
            code is missing or used, or the draft changed since the reviewer saw it.
    """
    review_round = _lock_open(review_round)
    _refuse_bad(voice, review_round, at, right="may_sign_off")
    _refuse_unconfirmed(voice, code)
    _refuse_another(voice, review_round)
    _refuse_stranger(review_round.article, review_round.reviewer_id, review_round.reviewer.name)
    article = review_round.article
    if reviewed_hash(article) != seen:
        raise ReviewRefused(CHANGED)
    signed = SignOff.objects.create(  # type: ignore[misc]  # which model users are is the site's word
        article=article,
        round=review_round,
        reviewer=review_round.reviewer,
        name=review_round.reviewer.name,
        user=voice.user,
        link=voice.link,
        signed_at=at,
        reviewed_hash=seen,
        statement_version=VERSION,
        statement=statement(),
        holds_version=article.version,
    )
    use_code(code=code, sign_off=signed, at=at)
    _close(review_round, ReviewRound.Outcome.SIGNED, voice.user, at)
    return signed


@transaction.atomic
def return_review(*, review_round: ReviewRound, voice: Voice, text: str, at: datetime) -> None:
    """Give the draft back without a sign-off, with what must change.

    Raises:
        ReviewRefused: The round is closed, somebody else was asked, or the link is no good.
    """
    review_round = _lock_open(review_round)
    _refuse_another(voice, review_round)
    _say(review_round.article, review_round, voice, text, "", at)
    _close(review_round, ReviewRound.Outcome.RETURNED, voice.user, at)


@transaction.atomic
def withdraw_review(*, review_round: ReviewRound, actor: AbstractBaseUser, at: datetime) -> None:
    """Call a round off; its links end with it.

    Raises:
        ReviewRefused: It was closed meanwhile.
    """
    _close(_lock_open(review_round), ReviewRound.Outcome.WITHDRAWN, actor, at)


def _close(review_round: ReviewRound, outcome: str, actor: AbstractBaseUser | None, at: datetime) -> None:
    ReviewRound.objects.filter(pk=review_round.pk).update(outcome=outcome, closed_at=at, closed_by=actor)


@transaction.atomic
def comment(
    *, article: Article, review_round: ReviewRound | None, voice: Voice, text: str, at: datetime, passage: str = ""
) -> ReviewComment:
    """Say something of a passage, or of the whole article; what waits there already, word for word, is not said twice.

    Raises:
        ReviewRefused: It came by a link that is no good, or whose round is closed.
    """
    if voice.link is not None and review_round is not None:
        review_round = _lock_open(review_round)
    return _say(article, review_round, voice, text, passage, at)


def _say(
    article: Article, review_round: ReviewRound | None, voice: Voice, text: str, passage: str, at: datetime
) -> ReviewComment:
    if voice.link is not None:
        if review_round is None:
            raise ReviewRefused(LAPSED)
        _refuse_bad(voice, review_round, at, right="may_comment")
        if voice.link.comments.count() >= COMMENTS_BY_LINK:
            raise ReviewRefused(_("This link has left as many comments as it may. Ask the editor for a new one."))
    Article.objects.select_for_update().get(pk=article.pk)  # whoever presses twice comes one after the other
    own = ReviewComment.objects.filter(
        article=article,
        round=review_round,
        user=voice.user,
        link=voice.link,  # type: ignore[misc]
    )
    said = own.filter(passage=passage, text=text, resolved_at=None).first()
    if said is not None:
        return said
    return ReviewComment.objects.create(  # type: ignore[misc]  # which model users are is the site's word
        article=article,
        round=review_round,
        passage=passage,
        text=text,
        user=voice.user,
        link=voice.link,
        name=voice.name,
        made_at=at,
    )


def resolve_comment(*, comment_id: int, article: Article, actor: AbstractBaseUser, at: datetime) -> None:
    """Settle a comment; doing it twice changes nothing."""
    rows = ReviewComment.objects.filter(pk=comment_id, article=article, resolved_at=None)
    rows.update(resolved_at=at, resolved_by=actor)


def reopen_comment(*, comment_id: int, article: Article) -> None:
    """Take a comment up again; doing it twice changes nothing."""
    ReviewComment.objects.filter(pk=comment_id, article=article).update(resolved_at=None, resolved_by=None)


@transaction.atomic
def make_link(
    *,
    review_round: ReviewRound,
    actor: AbstractBaseUser,
    at: datetime,
    days: int,
    may_comment: bool,
    may_sign_off: bool,
) -> ReviewLink:
    """Make a link for the reviewer of an open round.

    Raises:
        ReviewRefused: The round was closed meanwhile.
    """
    review_round = _lock_open(review_round)
    return ReviewLink.objects.create(  # type: ignore[misc]  # which model users are is the site's word
        round=review_round,
        may_comment=may_comment,
        may_sign_off=may_sign_off,
        made_by=actor,
        made_at=at,
        lapses_at=at + timedelta(days=days),
    )


def revoke_link(*, link_id: int, article: Article, at: datetime) -> None:
    """End a link before it lapses; doing it twice changes nothing."""
    ReviewLink.objects.filter(pk=link_id, round__article=article, revoked_at=None).update(revoked_at=at)


@transaction.atomic
def carry_sign_off(*, article: Article) -> None:
    """After a save: let the sign-offs of just these words hold for the version that was saved.

    A save that forgets it takes the approval from the draft, and never gives it one.
    """
    waiting = list(SignOff.objects.unused().filter(article=article))
    if not waiting:
        return
    article = lock_article(article)
    now = reviewed_hash(article)
    held = [row.pk for row in waiting if row.reviewed_hash == now]
    SignOff.objects.filter(pk__in=held).update(holds_version=article.version)
