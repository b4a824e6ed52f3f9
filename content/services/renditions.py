"""Saying which renditions there should be, and getting the worker to make them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from content.models import Edition, EditionPicture, Rendition
from content.renditions import name_of, planned
from content.services.encoding import show_ready
from content.services.link_pictures import editions_without_picture
from content.services.queue import enqueue_missing
from content.services.relating import is_any_due
from content.services.unshown import remove_unshown
from content.tasks import draw_picture_of_link, encode_picture, relate_articles

AT_ONCE = 200  # pictures of each kind that one sweep hands to the queue


def plan_renditions(*, edition: Edition, figures: Sequence[Mapping[str, Any]]) -> None:
    """Note the pictures of a new edition and what is to be made of them; the worker does it after the commit.

    Args:
        edition: Published in the same transaction.
        figures: Those of its source, each with ``address``, ``width`` and ``height``.
    """
    sizes = {name_of(figure["address"]): (figure["width"], figure["height"]) for figure in figures}
    if not sizes:
        return
    EditionPicture.objects.bulk_create(EditionPicture(edition=edition, picture=name) for name in sizes)
    Rendition.objects.bulk_create(
        (
            Rendition(picture=name, width=width, height=height, format=form)
            for name, (full, tall) in sizes.items()
            for width, height, form in planned(name, width=full, height=tall)
        ),
        ignore_conflicts=True,  # another edition shows the same picture
    )
    _enqueue(list(sizes))


def sweep_renditions(*, at: datetime) -> int:
    """Hand to the queue whatever waits and is in no task; show what is ready, and remove what no edition shows.

    Returns:
        How many tasks were added.
    """
    show_ready(at=at)
    remove_unshown()
    waiting = Rendition.objects.pending().order_by("picture").values_list("picture", flat=True).distinct()
    return enqueue_missing(task=encode_picture, keys=list(waiting[:AT_ONCE]))


def sweep_link_pictures(*, at: datetime) -> int:
    """Hand to the queue the link pictures that are to be drawn and are in no task; return how many."""
    wanted = editions_without_picture(at=at, most=AT_ONCE)
    return enqueue_missing(task=draw_picture_of_link, keys=[str(pk) for pk in wanted])


def sweep_related(*, at: datetime) -> int:
    """Have related articles worked out where that is due; return how many tasks were added, one at most."""
    return enqueue_missing(task=relate_articles, keys=["due"]) if is_any_due(at=at) else 0


@transaction.atomic
def retry_renditions(*, picture: str) -> int:
    """Try again what was given up for a picture; return how many renditions that are."""
    failed = Rendition.objects.failed().filter(picture=picture)
    count = failed.update(state=Rendition.State.PENDING, tries=0, problem="")
    if count:
        EditionPicture.objects.filter(picture=picture).update(shown_at=None)
        _enqueue([picture])
    return count


def _enqueue(pictures: Sequence[str]) -> None:
    waiting = Rendition.objects.pending().filter(picture__in=pictures).order_by("picture")
    enqueue_missing(task=encode_picture, keys=list(waiting.values_list("picture", flat=True).distinct()))
