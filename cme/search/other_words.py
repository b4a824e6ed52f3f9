"""Words that find others: trade names the generic ones, short forms what they stand for."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from content.drug_names import read_drug_names, read_table

FORM = "is no table of search words: write a list of short forms under each wording of the articles."


@lru_cache(maxsize=4)
def other_words(drug_names: Path, search_words: Path) -> Mapping[str, Sequence[str]]:
    """Return what else each word finds, by the word in small letters as it is typed.

    Args:
        drug_names: Table of trade names under each generic name.
        search_words: Table of short forms under each wording of the articles.

    Raises:
        ValueError: A file is no such table.
    """
    found = {name: [generic] for name, generic in read_drug_names(drug_names).generics.items()}
    for wording, forms in read_table(search_words, FORM).items():
        for form in forms:
            found.setdefault(form.casefold(), []).append(wording)
    return found
