"""Trade names of drugs, which have no place in an article, and the generic names to write instead (S3)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

FORM = "is no table of drug names: write a list of trade names under each generic name."
AROUND = 40  # characters of the passage shown before and behind a name


@dataclass(frozen=True)
class TradeName:
    """A trade name that stands in a text.

    Attributes:
        said: As it stands there.
        generic: What to write instead.
        passage: The words around it.
    """

    said: str
    generic: str
    passage: str


@dataclass(frozen=True)
class DrugNames:
    """A table of names, ready for searching: the generic name of each trade name in small letters."""

    generics: Mapping[str, str]
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, table: Mapping[str, Sequence[str]]) -> "DrugNames":
        """Prepare a table of the trade names of each generic name."""
        generics = {name.casefold(): generic for generic, names in table.items() for name in names}
        words = "|".join(re.escape(name) for name in sorted(generics, key=len, reverse=True))
        return cls(generics, re.compile(rf"(?<!\w)(?:{words or '(?!)'})(?!\w)", re.IGNORECASE))

    def found_in(self, text: str) -> Iterator[TradeName]:
        """Yield each trade name of a text once, where it stands first."""
        seen = set()
        for match in self.pattern.finditer(text):
            name = match[0].casefold()
            if name not in seen:
                seen.add(name)
                yield TradeName(match[0], self.generics[name], _around(text, match.start(), match.end()))


@lru_cache(maxsize=4)
def read_drug_names(path: Path) -> DrugNames:
    """Read a table of drug names: YAML, a list of trade names under each generic name.

    Raises:
        ValueError: The file is no such table.
    """
    return DrugNames.of(read_table(path, FORM))


def read_table(path: Path, fault: str) -> dict[str, list[str]]:
    """Read a YAML file with a list of words under each name.

    Raises:
        ValueError: The file is none; it is named, then the fault.
    """
    try:
        table = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        raise ValueError(f"{path} {fault}") from None
    if not isinstance(table, dict) or not all(isinstance(names, list) for names in table.values()):
        raise ValueError(f"{path} {fault}")
    return {str(name): [str(word) for word in words] for name, words in table.items()}


def _around(text: str, begin: int, end: int) -> str:
    """Return the words around a place, cut at blanks where there are any."""
    before, behind = text[max(0, begin - AROUND) : begin], text[end : end + AROUND]
    if begin > AROUND:
        before = "…" + before.partition(" ")[2]
    if end + AROUND < len(text):
        behind = behind.rpartition(" ")[0] + "…"
    return " ".join(f"{before}{text[begin:end]}{behind}".split())
