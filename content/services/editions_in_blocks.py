"""The blocks of a stored edition, with or without its questions."""

from django.db.models import prefetch_related_objects

from content.models import Edition, EditionItem
from content.translating.blocks import Block, blocks_of, item_blocks


def blocks_in(edition: Edition, *, with_items: bool) -> list[Block]:
    """Return the blocks of an edition in reading order.

    Args:
        edition: With its source and HTML.
        with_items: Whether those of its questions come too, after the text.
    """
    blocks = blocks_of(edition.source, edition.html)
    if not with_items:
        return blocks
    items = EditionItem.objects.filter(edition=edition).order_by("role", "position").select_related("version")
    versions = list({item.version_id: item.version for item in items}.values())
    prefetch_related_objects(versions, "options", "parts")
    return blocks + item_blocks(versions)
