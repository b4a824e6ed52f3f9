"""Which learner a request comes from: a signed cookie with a random key, read only where a person's rows are."""

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from cme.compiled import CompiledQuery
from cme.learners.models import Learner
from cme.learners.services import begin_learner

COOKIE = f"{settings.COOKIE_PREFIX}learner"
# Scripts cannot read the cookie above. This one tells them that it is there, and nothing else.
MARK = f"{settings.COOKIE_PREFIX}known"
LIFETIME = 400 * 24 * 60 * 60  # seconds; browsers keep a cookie no longer
_signer = signing.Signer(salt="cme.learners.identity")
_SEEN = "_cme_learner"
# Without a join: every request of a learner asks this, and few learners are merged.
_holding = CompiledQuery(lambda key: Learner.objects.holding(key).order_by()[:1], key="a key that stands for one")


def learner_of(request: HttpRequest) -> Learner | None:
    """Return the learner whose cookie the request carries; None without one, or with a forged one."""
    if not hasattr(request, _SEEN):
        setattr(request, _SEEN, _look_up(key_of(request)))
    learner: Learner | None = getattr(request, _SEEN)
    return learner


def key_of(request: HttpRequest) -> str:
    """Return the key that the request's cookie carries, without asking the database; empty without one."""
    try:
        return _signer.unsign(request.COOKIES.get(COOKIE, ""))
    except signing.BadSignature:
        return ""


def learner_for_writing(request: HttpRequest, *, at: datetime) -> Learner:
    """Return the learner of the request, beginning a new one at the first write."""
    learner = learner_of(request)
    if learner is None:
        learner = begin_learner(at=at)
        setattr(request, _SEEN, learner)
    return learner


def renew_cookie(request: HttpRequest, response: HttpResponse) -> None:
    """Set the cookie again where the request used it, so that it lives on with use."""
    learner: Learner | None = getattr(request, _SEEN, None)
    if learner is not None and COOKIE not in response.cookies:
        response.set_cookie(
            COOKIE, _signer.sign(learner.key), max_age=LIFETIME, secure=settings.IS_TLS, httponly=True, samesite="Lax"
        )
        response.set_cookie(MARK, "1", max_age=LIFETIME, secure=settings.IS_TLS, samesite="Lax")


def forget_learner(request: HttpRequest, response: HttpResponse) -> None:
    """Begin afresh: the next write makes a new learner. What was written stays with the old one."""
    setattr(request, _SEEN, None)
    for name in (COOKIE, MARK):
        response.delete_cookie(name, samesite="Lax")
        response.cookies[name]["secure"] = settings.IS_TLS


def _look_up(key: str) -> Learner | None:
    learner: Learner | None = _holding.first(key=key) if key else None
    return learner.merged_into if learner and learner.merged_into_id else learner
