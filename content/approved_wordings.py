"""What readers are shown of a text that needs approval: its approved wording, or English."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from content.models import ApprovedWording

ENGLISH = "en"


@dataclass(frozen=True)
class Text:
    """A text that is attested, agreed to or answered, as it stands in English.

    Attributes:
        name: Which text it is, such as ``gate.statement``.
        english: What it says. Another wording is another text, which wants its own approval.
    """

    name: str
    english: str

    @property
    def hash(self) -> str:
        """Tells this text from every other, and from its own earlier wording."""
        return hashlib.sha256(f"{self.name}\n{self.english}".encode()).hexdigest()


@dataclass(frozen=True)
class Shown:
    """A text as a reader sees it.

    Attributes:
        text: The words.
        language: In which language they are.
        wording: Primary key of the approval; None for English.
    """

    text: str
    language: str
    wording: int | None = None


def shown_in(language: str, texts: Sequence[Text]) -> list[Shown]:
    """Return what readers of a language see of texts that belong together.

    They are all in that language or all in English: a statement with half of its words approved was approved by
    nobody. One query; none for English.
    """
    if language != ENGLISH and texts:
        found = approved_in(language, texts)
        if all(text.hash in found for text in texts):
            return [Shown(row.wording, language, row.pk) for row in (found[text.hash] for text in texts)]
    return [Shown(text.english, ENGLISH) for text in texts]


def approved_in(language: str, texts: Sequence[Text]) -> dict[str, ApprovedWording]:
    """Return the wordings that hold, by the hash of their text."""
    rows = ApprovedWording.objects.filter(language=language, source_hash__in={text.hash for text in texts})
    return {row.source_hash: row for row in rows.order_by("pk")}


def newest_approval_in(language: str) -> int:
    """Return what changes when a wording of a language is approved; for English nothing does, and none is asked."""
    if language == ENGLISH:
        return 0
    rows = ApprovedWording.objects.filter(language=language).order_by("-pk")
    return rows.values_list("pk", flat=True).first() or 0


@lru_cache(maxsize=64)
def proposals_in(path: Path) -> dict[str, str]:
    """Return what a file of the site proposes, by the hash of the text; nothing of it is shown to readers.

    Args:
        path: A list of ``name``, ``english`` and ``wording``. Where the English is another by now, nothing is proposed.
    """
    if not path.is_file():
        return {}
    rows = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    return {Text(row["name"], row["english"]).hash: row["wording"] for row in rows}
