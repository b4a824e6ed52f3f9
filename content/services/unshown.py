"""Removing the renditions of pictures that no edition shows; never one that an edition, whichever, shows."""

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from content.models import EditionPicture, Figure, Part, QuestionVersion, Rendition

AT_ONCE = 50  # pictures that one sweep looks at
GOING = "To be removed: "  # before the name of a file that is still there


def remove_unshown() -> int:
    """Remove what was made of pictures that no edition shows, and what was to be made of them; return of how many.

    May be cut off anywhere, and run at once with itself, with publishing and with workers. First the rows say that
    their files are no longer there, and keep their names; then the files go, and the rows with them.
    """
    shown = EditionPicture.objects.filter(picture=OuterRef("picture"))
    names = Rendition.objects.filter(~Exists(shown)).order_by("picture").values_list("picture", flat=True).distinct()
    return sum(_give_up_files(name) and _remove(name) for name in names[:AT_ONCE])


def _lock_unshown(picture: str) -> list[Rendition]:
    """Lock what there is of a picture, then see whether an edition shows it; publishing takes the same locks."""
    rows = list(Rendition.objects.select_for_update().filter(picture=picture).order_by("pk"))
    return [] if EditionPicture.objects.filter(picture=picture).exists() else rows


@transaction.atomic
def _give_up_files(picture: str) -> bool:
    rows = _lock_unshown(picture)
    for row in rows:
        if row.file:
            pending = Rendition.State.PENDING
            going = {"state": pending, "file": "", "made_at": None, "problem": f"{GOING}{row.file}"}
            Rendition.objects.filter(pk=row.pk).update(**going)
    return bool(rows)


@transaction.atomic
def _remove(picture: str) -> bool:
    rows = [row for row in _lock_unshown(picture) if not row.file]  # a worker may have made one anew
    for row in rows:
        file = row.problem.removeprefix(GOING)
        if row.problem.startswith(GOING) and not _is_wanted(file, row):
            default_storage.delete(f"figures/{file}")
    return bool(Rendition.objects.filter(pk__in=[row.pk for row in rows]).delete()[0])


def _is_wanted(file: str, row: Rendition) -> bool:
    """Tell whether a file is also something else's: files are named by their content, and a worker may be at it."""
    same_size = Q(state=Rendition.State.PENDING, width=row.width, height=row.height, format=row.format)
    others = Rendition.objects.filter(Q(file=file) | same_size).exclude(picture=row.picture)
    return (
        others.exists()
        or EditionPicture.objects.filter(picture=file).exists()
        or Figure.objects.filter(image=f"figures/{file}").exists()
        or QuestionVersion.objects.filter(image=f"figures/{file}").exists()
        or Part.objects.filter(image=f"figures/{file}").exists()
    )
