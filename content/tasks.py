"""Work that editors and readers do not wait for. A task moves rows forward and may run any number of times."""

from django.utils import timezone
from django_tasks import task

from content.services.encoding import make_renditions, show_ready
from content.services.link_pictures import make_link_picture
from content.services.machine_translating import make_translation
from content.services.relating import relate_due


@task()
def encode_picture(picture: str) -> int:
    """Make the renditions of a picture that are waiting, and show them; return how many were made."""
    made = make_renditions(picture=picture, at=timezone.now())
    show_ready(at=timezone.now())
    return made


@task()
def draw_picture_of_link(edition: str) -> bool:
    """Draw the link picture of an edition, named by its primary key; return whether it was made now."""
    return make_link_picture(edition_id=int(edition), at=timezone.now())


@task()
def relate_articles(which: str) -> int:
    """Work out related articles that are due, some hundreds at once; return how many were done."""
    return relate_due(at=timezone.now())


@task()
def translate_edition(translation: str) -> bool:
    """Make the machine translation of this primary key; return whether it was finished now."""
    return make_translation(translation_id=int(translation), at=timezone.now())
