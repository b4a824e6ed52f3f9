"""Words that find others: trade names the generic ones, short forms what they stand for."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from cme.search.analysis import NEGATIVE, POSITIVE, chunks
from content.drug_names import read_drug_names, read_table

RESULTS = frozenset(term.stem for chunk in chunks(f"{POSITIVE} {NEGATIVE}") for term in chunk.terms)
FORM = "is no table of search words: write a list of short forms under each wording of the articles."


@lru_cache(maxsize=4)
def other_words(drug_names: Path, search_words: Path) -> Mapping[str, Sequence[str]]:
    """Return what else each word finds, by the word in small letters as it is typed; several in a row by their stems.

    Args:
        drug_names: Table of trade names under each generic name.
        search_words: Table of short forms under each wording of the articles.

    Raises:
        ValueError: A file is no such table.
    """
    found = {name: [generic] for name, generic in read_drug_names(drug_names).generics.items()}
    for wording, forms in read_table(search_words, FORM).items():
        for form in forms:
            for name in _names_of(form):
                found.setdefault(name, []).append(wording)
    return found


def in_a_row(stems: Sequence[str]) -> str:
    """Return what several words in a row are called in the table, by their stems; no single word is called so."""
    return "_".join(stems)


def _names_of(form: str) -> set[str]:
    """Return what a form is called: by its letters, and several words in a row by their stems.

    A disease behind a marker and its result goes by letters alone: ``Ph-positive B-ALL`` is never taken apart.
    """
    known = list(chunks(form))
    stems = [term.stem for chunk in known for term in chunk.terms]
    is_row = len(known) > 1 and not RESULTS & set(stems)
    return {form.casefold(), *([in_a_row(stems)] if is_row else [])}
