"""Where in a translation something stands, as its readers say it to the editors."""

from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from content.models import Edition, Translation
from content.services.editions_in_blocks import blocks_in
from content.translating.languages import language_of

PARTS = {
    "title": pgettext_lazy("of an article", "Title"),
    "question": gettext_lazy("Clinical question"),
    "key_data": gettext_lazy("Key data"),
    "key_learning": gettext_lazy("Key learning"),
    "limits": gettext_lazy("What this does not show"),
    "body": gettext_lazy("Text"),
    "abbreviations": gettext_lazy("Abbreviations"),
}


def place_in(edition: Edition, translation: Translation, key: str) -> str:
    """Return where a block of a translation stands, in words; nothing of its own words, which are gated.

    Args:
        edition: What readers see now.
        translation: Of it, or of an earlier edition of its release.
        key: Of the block in the edition; for a block that is not there the place is empty.
    """
    is_there = any(block.key == key for block in blocks_in(edition, with_items=False))
    return said_place(edition, translation, key) if is_there else ""


def said_place(edition: Edition, translation: Translation, key: str) -> str:
    """Return where a block stands that is in the edition."""
    values = {
        "language": language_of(translation.language).own_name,
        "translator": translation.engine if translation.is_machine else translation.translator,
        "place": _within(edition, key),
    }
    return gettext("%(place)s (%(language)s, translated by %(translator)s)") % values


def _within(edition: Edition, key: str) -> str:
    """Return the place within the text: ``Key learning, paragraph 2``."""
    part, _dot, rest = key.partition(".")
    if part == "objective":
        keys = [row["key"] for row in edition.source["objectives"]]
        return gettext("Learning objective %(number)s") % {"number": keys.index(rest) + 1}
    if part == "figure":
        return gettext("Key figure %(number)s") % {"number": int(rest.partition(".")[0]) + 1}
    if not rest:
        return str(PARTS[part])
    return gettext("%(part)s, paragraph %(number)s") % {"part": PARTS[part], "number": int(rest) + 1}
