"""The letter with the code by which a reviewer confirms a sign-off by link."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cme.desk.written import Words, Written, write
from content.models import Letter, SignOffCode
from content.services.confirming import digits_of

CODE = Words(
    _("Your code to sign off: {site}"),
    _("""Dear {name},

somebody who has your review link at {site} wants to sign off this article as you:

{title}

If that is you, enter this code there:

    {code}

It can be used once, until {until}. If it is not you, do not pass it on, and tell {asked_by}, who asked for the
review: the article cannot be signed off without the code.

{operator}
"""),
)


def write_code(letter: Letter, at: datetime) -> Written | None:
    """Write the letter with the code; None once it was used or has lapsed, or the review is closed."""
    codes = SignOffCode.objects.filter(used_at=None, lapses_at__gt=at, link__round__closed_at=None)
    code = codes.select_related("link__round__reviewer", "link__round__article", "link__round__asked_by")
    found = code.filter(pk=letter.about).first()
    if found is None or not found.link.is_good_at(at):
        return None
    review = found.link.round
    return write(
        CODE,
        to=found.address,
        name=review.reviewer.name,
        title=review.article.title,
        code=digits_of(found),
        until=found.lapses_at,
        asked_by=review.asked_by.get_username(),
    )
