"""What a reviewer of a draft stands up for, as one hash."""

from typing import Any

from content.models import Article
from content.reviewed_words import hash_of_words
from content.source import source_of


def reviewed_hash(article: Article, source: dict[str, Any] | None = None) -> str:
    """Return the SHA-256 of what a reviewer stands up for.

    Args:
        article: The draft.
        source: What ``source_of`` says of it, where that is known; it is read otherwise.
    """
    return hash_of_words(article, source or source_of(article))
