"""Work that editors and readers do not wait for. A task moves rows forward and may run any number of times."""

from django.utils import timezone
from django_tasks import task

from content.services.encoding import make_renditions, show_ready


@task()
def encode_picture(picture: str) -> int:
    """Make the renditions of a picture that are waiting, and show them; return how many were made."""
    made = make_renditions(picture=picture, at=timezone.now())
    show_ready(at=timezone.now())
    return made
