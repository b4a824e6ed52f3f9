"""Verbs on figures and on the pictures of questions."""

import re
from datetime import datetime
from hashlib import sha256

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from content.models import Article, Figure, QuestionVersion
from content.pictures import SUFFIXES
from content.services.drafts import touch_article
from content.services.history import keep_version
from content.services.reviewing import carry_sign_off
from content.services.unnamed_files import want_stored

KEY_WORDS, KEY_LENGTH = 4, 50
MOST_TRIES = 50
STORED = re.compile(r"figures/[0-9a-f]{64}\.(?:png|jpg|webp)")


def reuse_picture(*, figure: Figure) -> None:
    """Let a new figure name the stored file of the same content, if there is one; otherwise leave it to be stored.

    The name of a picture is the hash of its content, and addresses are made from it, so a second copy under another
    name would have no address.
    """
    picture = figure.image
    name = picture.name or ""
    if not name or "/" in name:
        return  # Nothing new: a stored file is named with its folder.
    stored = picture.field.generate_filename(figure, name)
    if want_stored(stored):
        figure.image = stored


class FigureRefused(Exception):
    """The figure was not added; the message is fit to show to the editor."""


@transaction.atomic
def add_figure(
    *,
    article: Article,
    content: "ContentFile[bytes]",
    alt: str,
    credit: str,
    actor: AbstractBaseUser | None,
    at: datetime,
) -> Figure:
    """Give a draft a figure, under a key that is made from its alternative text.

    It is a save like any other: the draft takes its next version, whoever has it open is told, and a sign-off of the
    words without the figure holds no longer. Whatever version the editor had open, the picture is taken.

    Args:
        article: The draft.
        content: What ``take_picture`` returned.
        alt: What it says to who cannot see it.
        credit: Source and licence.
        actor: Who adds it.
        at: Now; aware.

    Returns:
        The figure; its ``article`` has the new version.

    Raises:
        FigureRefused: Dozens of figures of this draft are called the same.
    """
    article = touch_article(article_id=article.pk, version=None, actor=actor, at=at)
    figure = _save_figure(article, content, alt, credit)
    keep_version(article_id=article.pk, actor=actor, at=at, note=f"The figure {figure.key} was added.")
    carry_sign_off(article=article)
    return figure


def _save_figure(article: Article, content: "ContentFile[bytes]", alt: str, credit: str) -> Figure:
    stem = "-".join(slugify(alt).split("-")[:KEY_WORDS])[:KEY_LENGTH].strip("-") or "figure"
    for number in range(1, MOST_TRIES):
        key = stem if number == 1 else f"{stem}-{number}"
        figure = Figure(article=article, key=key, alt=alt, credit=credit, image=content)
        reuse_picture(figure=figure)
        try:
            with transaction.atomic():
                figure.save()
        except IntegrityError:
            continue
        return figure
    raise FigureRefused("Too many figures begin with the same words. Describe this one in other words.")


def store_picture(*, content: "ContentFile[bytes]") -> str:
    """Store a picture that was taken in, and return its name; one of the same content is stored once.

    Args:
        content: What ``take_picture`` returned; its name is the hash of its content.
    """
    field = QuestionVersion._meta.get_field("image")
    name = str(field.generate_filename(QuestionVersion(), str(content.name)))
    return name if want_stored(name) else str(field.storage.save(name, content))


def stored_like(*, data: bytes) -> str:
    """Return the name of the stored picture that has exactly this content; empty if there is none.

    What is stored was checked and re-encoded when it came in; once more would only make it worse.
    """
    digest = sha256(data).hexdigest()
    names = (f"figures/{digest}.{suffix}" for suffix in SUFFIXES.values())
    return next((name for name in names if is_stored(name=name)), "")


def stored_bytes(*, name: str) -> bytes:
    """Return a stored picture; nothing if its file is gone."""
    try:
        with default_storage.open(name) as file:
            return bytes(file.read())
    except OSError:
        return b""


def is_stored(*, name: str) -> bool:
    """Tell whether a name is that of a picture that is stored and no other file's; it stays for now."""
    return bool(STORED.fullmatch(name)) and want_stored(name)
