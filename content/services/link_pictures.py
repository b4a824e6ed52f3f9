"""Having link pictures drawn: nothing waits for them, and whatever is missing is found by the sweep."""

import hashlib
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q

from content.link_pictures import draw_link_picture, look_of_site
from content.models import Edition, LinkPicture

FOLDER = "link-pictures"
LONGEST_WAIT = 24 * 60  # minutes between two tries


def editions_without_picture(*, at: datetime, most: int) -> list[int]:
    """Return editions that readers see or will see, whose picture is missing or looks as the site did before.

    Scheduled editions are among them, so that a preview is there when the article is.
    """
    look = look_of_site()
    stale = LinkPicture.objects.due_at(at, look=look).values("edition")
    wanted = Edition.objects.ending_after(at).filter(Q(link_picture__isnull=True) | Q(pk__in=stale))
    return list(wanted.order_by("-listed_at", "-pk").values_list("pk", flat=True)[:most])


def make_link_picture(*, edition_id: int, at: datetime) -> bool:
    """Draw the picture of an edition; return whether this call made it.

    May be cut off anywhere and run any number of times, also at once: taking the work is one conditional update, and
    a worker that is lost, or a disk that is full, leaves a row that comes due again, each time later.
    """
    edition = Edition.objects.filter(pk=edition_id).only("teaser").first()
    if edition is None:
        return False
    row, _ = LinkPicture.objects.get_or_create(edition=edition, defaults={"next_at": at})
    look, wait = look_of_site(), timedelta(minutes=min(2**row.tries, LONGEST_WAIT))
    mine = LinkPicture.objects.due_at(at, look=look).filter(pk=row.pk)
    if not mine.update(tries=F("tries") + 1, next_at=at + wait):
        return False
    topics = edition.teaser["topics"]
    try:
        content = draw_link_picture(title=edition.teaser["title"], topic=topics[0]["name"] if topics else "")
        file = _keep(content)
    except (OSError, ValueError) as error:
        LinkPicture.objects.filter(pk=row.pk).update(problem=f"{type(error).__name__}: {error}"[:200])
        return False
    with transaction.atomic():
        LinkPicture.objects.filter(pk=row.pk).update(look=look, file=file, made_at=at, tries=0, next_at=at, problem="")
        Edition.objects.filter(pk=edition.pk).update(changed_at=at)  # stored pages name the picture from now on
    return True


def _keep(content: bytes) -> str:
    """Write the file under the hash of its content, unless it is there whole already."""
    name = f"{hashlib.sha256(content).hexdigest()}.png"
    path = f"{FOLDER}/{name}"
    if default_storage.exists(path):
        with default_storage.open(path) as file:
            if file.read() == content:
                return name
        default_storage.delete(path)  # half a file, of a worker that was lost
    default_storage.save(path, ContentFile(content))
    return name
