"""Making renditions, and putting them onto the pages of the editions that show the picture."""

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from PIL import Image

from content.encoding import encode, open_picture
from content.models import Edition, EditionPicture, Rendition
from content.services.rerendering import rerender_edition
from content.services.unnamed_files import want_stored

TRIES = 5
LOST = "The worker ended while it made this, again and again."


def make_renditions(*, picture: str, at: datetime) -> int:
    """Make whatever renditions of a picture are waiting; return how many were made.

    May be cut off anywhere and run any number of times, also at once: each rendition is written once, with its file.
    One that cannot be made stays waiting, and is given up after ``TRIES``.
    """
    made = 0
    image: Image.Image | None = None
    for row in Rendition.objects.pending().filter(picture=picture).order_by("width", "format"):
        if row.tries >= TRIES:
            _give_up(row, LOST)
            continue
        Rendition.objects.pending().filter(pk=row.pk).update(tries=F("tries") + 1)
        try:
            image = image or _open(picture)
            content = encode(image, width=row.width, height=row.height, form=row.format)
            made += _keep(row, content, at)
        except (OSError, ValueError, Image.DecompressionBombError) as error:
            problem = f"{type(error).__name__}: {error}"[:200]
            if row.tries + 1 >= TRIES:
                _give_up(row, problem)
            else:
                Rendition.objects.pending().filter(pk=row.pk).update(problem=problem)
    return made


def show_ready(*, at: datetime) -> int:
    """Rebuild the pages whose pictures got their renditions; return how many editions came out different."""
    different = 0
    for edition_id in set(EditionPicture.objects.ready().values_list("edition", flat=True)):
        different += _show(edition_id, at)
    return different


@transaction.atomic
def _show(edition_id: int, at: datetime) -> bool:
    """Rebuild one page and mark its pictures; who comes second at the same time sees what the first one saw too."""
    edition = Edition.objects.select_for_update().get(pk=edition_id)
    ready = list(EditionPicture.objects.ready().filter(edition=edition).values_list("pk", flat=True))
    if not ready:
        return False
    is_different = rerender_edition(edition=edition, at=at)
    EditionPicture.objects.filter(pk__in=ready).update(shown_at=at)
    return is_different


def _open(picture: str) -> Image.Image:
    with default_storage.open(f"figures/{picture}") as file:
        return open_picture(file.read())


def _give_up(row: Rendition, problem: str) -> None:
    Rendition.objects.pending().filter(pk=row.pk).update(state=Rendition.State.FAILED, problem=problem)


@transaction.atomic
def _keep(row: Rendition, content: bytes, at: datetime) -> bool:
    """Write the file, then say so in the row; return whether this was the one that did it.

    The file comes before the commit: a row that says "done" always has its file. The row's lock lets one worker write
    at a time, so half a file can only be what a lost worker left, and is written anew.
    """
    if not list(Rendition.objects.select_for_update().pending().filter(pk=row.pk).values_list("pk", flat=True)):
        return False
    file = f"{hashlib.sha256(content).hexdigest()}.{row.format}"
    path = f"figures/{file}"
    if not _holds(path, content):
        default_storage.delete(path)
        default_storage.save(path, ContentFile(content))
    done = Rendition.State.DONE
    Rendition.objects.filter(pk=row.pk).update(state=done, file=file, made_at=at, problem="")
    return True


def _holds(path: str, content: bytes) -> bool:
    if not want_stored(path):
        return False
    with default_storage.open(path) as file:
        return bool(file.read() == content)
