"""Rendering editions again after the renderer changed, from the source that never changes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from content.models import Edition, Rendition
from content.rendering import RENDERER_VERSION, render_source
from content.renditions import Renditions, name_of


def renditions_of(source: Mapping[str, Any]) -> Renditions:
    """Return what there is of the pictures of a source in other sizes and formats."""
    names = [name_of(figure["address"]) for figure in source["figures"]]
    return Rendition.objects.all().shown_of(names) if names else {}


def held_renditions_of(source: Mapping[str, Any]) -> Renditions:
    """Return the same for the transaction that publishes, and keep all of it from being removed until that has ended.

    The removal takes these locks too, and then sees that an edition shows the picture.
    """
    names = [name_of(figure["address"]) for figure in source["figures"]]
    if names:
        list(Rendition.objects.select_for_update().filter(picture__in=names).order_by("pk").values_list("pk"))
    return renditions_of(source)


@transaction.atomic
def rerender_edition(*, edition: Edition, at: datetime) -> bool:
    """Rebuild the HTML of an edition; return whether it came out different."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)  # two at once: the second one sees more
    html, _ = render_source(edition.source, renditions=renditions_of(edition.source))
    is_different: bool = html != edition.html
    Edition.objects.filter(pk=edition.pk).update(
        html=html, renderer_version=RENDERER_VERSION, **({"changed_at": at} if is_different else {})
    )
    return is_different
