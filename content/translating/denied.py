"""Which drug, route or figure a sentence denies: "give A, and do not give B" says the opposite with A and B exchanged.

A sentence is cut into clauses at commas, "and" and "but". What stands in a clause with a word that denies is denied.
Languages cut differently, so one thing more or less says nothing; a fault is that something is no more denied while
something else is.
"""

import re

from content.translating.arabic import without_vowels
from content.translating.denials import denials_in
from content.translating.kept_words import routes_in
from content.translating.negations import every_negation_in, paired_sentences
from content.translating.order import found_in
from content.translating.protecting import spans_of

_CUT = {
    "en": r"[,;:](?=\s)|\s(?:and|but|or|while|whereas|although|though|yet)(?=\s)",
    "de": r"[,;:](?=\s)|\s(?:und|aber|oder|sondern|während|jedoch|wohingegen)(?=\s)",
    "ar": r"[,،;؛:](?=\s)|\s(?:لكن|بل|أو|بينما|أما)(?=\s)|\s(?=و(?!ريد|حد|قت|فا|زن|جود|سيط|صل)\S)",
    "fr": r"[,;:](?=\s)|\s(?:et|mais|ou|tandis|alors)(?=\s)",
    "es": r"[,;:](?=\s)|\s(?:y|e|pero|sino|o|mientras)(?=\s)",
}


def exchanged_denials(source: str, target: str, *, language: str) -> list[str]:
    """Name what is denied in a translation instead of something else; nothing where that is not so.

    Args:
        source: The original, in English.
        target: The translation.
        language: Of the translation.
    """
    if language not in _CUT:
        return []
    for one, other in paired_sentences(source, without_vowels(target)):
        said = {one[start:end] for start, end, _ in spans_of(one)}
        before, after = _denied(one, said, "en"), _denied(other, said, language)
        if before - after and after - before:
            return [*sorted(before - after), *sorted(after - before)]
    return []


def _denied(sentence: str, said: set[str], language: str) -> set[str]:
    """Return what stands in the clauses of a sentence that deny, and in no other clause."""
    denied: set[str] = set()
    affirmed: set[str] = set()
    for clause in re.split(_CUT[language], sentence):
        there = {found.casefold() for _, _, found in found_in(clause, said)} | routes_in(clause, language=language)
        is_denied = every_negation_in(clause, language) or denials_in(clause, language)
        (denied if is_denied else affirmed).update(there)
    return denied - affirmed
