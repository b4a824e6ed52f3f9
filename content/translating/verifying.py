"""Whether a translation of a block says what the original says, as far as a machine can tell."""

from collections import Counter

from django.conf import settings

from content.translating.counted import changed_words
from content.translating.denials import lost_or_gained_denial
from content.translating.denied import exchanged_denials
from content.translating.figures import changed_figures
from content.translating.kept_words import lost_words, new_words
from content.translating.limits import can_turn, turned_limits, without_turning
from content.translating.negations import is_known, lost_or_gained, shortened
from content.translating.order import moved
from content.translating.protecting import spans_of
from content.translating.salts import changed_salts
from content.translating.segments import MARK, Segment, faults_of_marks
from content.translating.spellings import new_names

LONGER = 4  # times as long as the original a translation may be
ROOM = 200  # characters on top


def faults_of_machine(segment: Segment, text: str, language: str) -> list[str]:
    """Say why a machine's translation of a block must not be shown; empty where nothing is wrong.

    Numbers, units, statistics, names of drugs and signs must be there to the letter and no others, in their sentences
    and in an order that exchanges none; as many numbers in words, and as many negations as before.
    """
    faults = _shape(segment, text)
    if faults:
        return faults
    before, after = MARK.sub(" ", segment.text), MARK.sub(" ", text)
    changed = changed_figures(before, after, language=language, is_verbatim=True)
    if changed:
        faults.append(f"Numbers or signs are not as they were: {_list(changed)}.")
    if counted := changed_words(before, after, language=language):
        faults.append(f"Numbers in words are not as they were: {_list(counted)}.")
    if lost := lost_words(before, after, language=language):
        faults.append(f"Units, times or findings in words are gone: {_list(lost)}.")
    if new := new_words(before, after, language=language):
        faults.append(f"Units, times or routes in words came in: {_list(new)}.")
    if gone := _drugs(before) - _drugs(after):
        faults.append(f"Names of drugs are gone: {_list(list(gone))}.")
    if came := _drugs(after) - _drugs(before):
        faults.append(f"Names of drugs came in: {_list(list(came))}.")
    elif named := new_names(before, after, language=language):
        faults.append(f"Names of drugs came in: {_list(named)}.")
    if salts := changed_salts(before, after, language=language):
        faults.append(f"Acids or salts are not as they were: {_list(salts)}.")
    if not faults and (places := moved(before, after, language=language)):
        faults.append(f"Figures or drugs changed places: {_list(places)}.")
    return faults + _faults_of_denial(before, after, language)


def faults_of_editor(segment: Segment, text: str, language: str) -> list[str]:
    """Say why an editor's translation of a block cannot be published: marks are wrong."""
    return _shape(segment, text)


def doubts_of_editor(segment: Segment, text: str, language: str) -> list[str]:
    """Say what a person should look at again; 0,5 for 0.5 and names in another language are left to people."""
    before, after = MARK.sub(" ", segment.text), MARK.sub(" ", text)
    doubts = []
    if changed := changed_figures(before, after, language=language, is_verbatim=False):
        doubts.append(f"Numbers or signs differ: {_list(changed)}.")
    if counted := changed_words(before, after, language=language):
        doubts.append(f"Numbers in words differ: {_list(counted)}.")
    if lost := lost_words(before, after, language=language):
        doubts.append(f"Units, times or findings in words are gone: {_list(lost)}.")
    if new := new_words(before, after, language=language):
        doubts.append(f"Units, times or routes in words came in: {_list(new)}.")
    if is_known(language):
        said = _negations(before, after, language)
        said = said or lost_or_gained_denial(before, after, language=language)
        doubts += [said] if said else []
    return doubts


def _faults_of_denial(before: str, after: str, language: str) -> list[str]:
    """Say which negation, word that denies or limit is not as it was."""
    if turned := turned_limits(before, after, language=language):
        return [f"A limit is turned around in “{shortened(turned)}”."]
    said = _negations(before, after, language)
    if said := said or lost_or_gained_denial(before, after, language=language):
        return [said]
    exchanged = exchanged_denials(before, after, language=language)
    return [f"Something else is denied: {_list(exchanged)}."] if exchanged else []


def _negations(before: str, after: str, language: str) -> str:
    """Say which negation is lost or new; those that turn a limit ("not less than") may be left out on both sides."""
    said = lost_or_gained(before, after, source_language=settings.LANGUAGE_CODE, language=language)
    if not said or not can_turn(language):
        return said
    plain = without_turning(before, language="en"), without_turning(after, language=language)
    return lost_or_gained(*plain, source_language=settings.LANGUAGE_CODE, language=language)


def _shape(segment: Segment, text: str) -> list[str]:
    if not text.strip():
        return ["Nothing is written."]
    if len(text) > LONGER * len(segment.text) + ROOM:
        return ["It is far longer than the original."]
    return faults_of_marks(segment, text)


def _drugs(text: str) -> Counter[str]:
    return Counter(text[start:end].casefold() for start, end, kind in spans_of(text) if kind == "drug")


def _list(said: list[str]) -> str:
    return ", ".join(said[:6])
