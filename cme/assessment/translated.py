"""Items in the language in which the article was read, where people translated them with it."""

from collections.abc import Iterable
from dataclasses import replace

from django.core.cache import caches

from cme.assessment.models import Attempt
from cme.assessment.serving import ServedItem
from content.models import TranslatedBlock
from content.translating.languages import original_language
from content.translating.segments import is_translatable


def items_in_language(attempt: Attempt, items: Iterable[ServedItem]) -> list[ServedItem]:
    """Return items as an attempt asks them; in the original language those that are not translated as a whole."""
    words = _words_of(attempt)
    return [_translated(item, words, attempt.language) if _is_whole(item, words) else item for item in items]


def language_of_item(attempt: Attempt, item: ServedItem) -> str:
    """Return the language in which an attempt asks an item. No query unless a translation was read."""
    return attempt.language if _is_whole(item, _words_of(attempt)) else original_language()


def _words_of(attempt: Attempt) -> dict[str, str]:
    """Return the translated blocks of questions by their keys: frozen, so read once and kept."""
    if attempt.translation_id is None:
        return {}
    key = f"translated.{attempt.translation_id}"
    words: dict[str, str] | None = caches["pages"].get(key)
    if words is None:
        blocks = TranslatedBlock.objects.filter(translation_id=attempt.translation_id)
        rows = blocks.filter(key__regex=r"^(item|option|part)\.").values_list("key", "text")
        words = dict(rows)
        caches["pages"].set(key, words)
    return words


def _is_whole(item: ServedItem, words: dict[str, str]) -> bool:
    if f"item.{item.version}.stem" not in words:
        return False
    needed = [] if item.is_typed else [f"option.{option.id}" for option in item.options if is_translatable(option.text)]
    needed += [f"part.{part.id}" for part in item.parts if is_translatable(part.text)]
    return all(key in words for key in needed)


def _translated(item: ServedItem, words: dict[str, str], language: str) -> ServedItem:
    return replace(
        item,
        language=language,
        stem=words[f"item.{item.version}.stem"],
        hint=words.get(f"item.{item.version}.hint", item.hint),
        options=tuple(replace(option, text=words.get(f"option.{option.id}", option.text)) for option in item.options),
        parts=tuple(replace(part, text=words.get(f"part.{part.id}", part.text)) for part in item.parts),
    )
