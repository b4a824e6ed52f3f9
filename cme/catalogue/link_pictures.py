"""The link picture of an article, as its page names it to previews."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from content.link_pictures import HEIGHT, WIDTH


@dataclass(frozen=True)
class Picture:
    """Full address, size in pixels and alternative text."""

    address: str
    alt: str
    width: int = WIDTH
    height: int = HEIGHT


def link_picture_of(edition: Any, canonical: str) -> Picture | None:
    """Return the picture of an edition, which ``with_link_picture`` loads; None before it is drawn, and of a draft.

    Args:
        edition: The edition.
        canonical: Full address of the article, on whose host the picture is too.
    """
    file = getattr(edition, "link_picture_file", "")
    if not file:
        return None
    address = urljoin(canonical, reverse("catalogue:link_picture", args=[file]))
    return Picture(address, f"{edition.teaser['title']} – {settings.SITE_NAME}")
