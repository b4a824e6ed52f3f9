"""Words that documents use, for what was typed unfinished or wrongly. Each reach has its own (A3)."""

import string
from collections.abc import Iterable

from django.db.models import Q, Sum
from django.db.models.functions import Length

from cme.search.models import Word

SHORTEST_BEGINNING = 2  # letters of an unfinished word
MOST_ENDINGS = 20  # stems that an unfinished word may stand for
SHORTEST_GUESS, LONGEST_GUESS = 4, 30  # letters of a word that is worth a guess
LETTERS = string.ascii_lowercase + string.digits
SAME_BEGINNING = 3  # letters that a word two mistakes away shares
MOST_COMPARED = 2000


def known_stems(stems: Iterable[str], reach: str) -> dict[str, int]:
    """Return those of the stems that documents use, with the number of documents (at least)."""
    rows = Word.objects.filter(reach=reach, stem__in=list(stems)).order_by().values_list("stem", "documents")
    known: dict[str, int] = {}
    for stem, documents in rows:
        known[stem] = max(documents, known.get(stem, 0))
    return known


def stems_beginning(word: str, reach: str) -> list[str]:
    """Return the stems of the words that begin so, the most used ones."""
    if len(word) < SHORTEST_BEGINNING:
        return []
    beginning = Word.objects.filter(_begins(word), reach=reach).order_by()
    rows = beginning.values("stem").annotate(used=Sum("documents")).order_by("-used", "stem")
    return [row["stem"] for row in rows[:MOST_ENDINGS]]


def words_beginning(word: str, reach: str) -> list[str]:
    """Return the words that begin so, the most used ones; compounds are there as one word."""
    if len(word) < SHORTEST_BEGINNING:
        return []
    beginning = Word.objects.filter(_begins(word), reach=reach).order_by("-documents", "word")
    return list(beginning.values_list("word", flat=True)[:MOST_ENDINGS])


def closest_word(word: str, reach: str) -> str:
    """Return the word that was meant: one mistake away, else two; the most used of them. Empty if there is none.

    Digits are not taken for mistakes: CD22 is not CD20.
    """
    if not SHORTEST_GUESS <= len(word) <= LONGEST_GUESS:
        return ""
    is_short = len(word) <= 2 * SAME_BEGINNING - 1
    near = Word.objects.filter(reach=reach, word__in=_one_mistake_away(word)).order_by("-documents", "word")
    kept = word[:1] if is_short else ""  # of a short word another letter at its beginning makes another word
    likely = (other for other in near.values_list("word", flat=True) if _digits(other) == _digits(word))
    found = next((other for other in likely if other.startswith(kept)), "")
    if found or is_short:
        return found
    alike = Word.objects.annotate(letters=Length("word")).filter(
        _begins(word[:SAME_BEGINNING]), reach=reach, letters__gte=len(word) - 2, letters__lte=len(word) + 2
    )
    letters = set(word)
    for other in alike.order_by("-documents", "word").values_list("word", flat=True)[:MOST_COMPARED]:
        # Two mistakes touch at most four letters; asking that first spares comparing most words.
        is_near = len(letters.symmetric_difference(other)) <= 4 and mistakes(word, other, most=2) <= 2
        if is_near and _digits(other) == _digits(word):
            return other
    return ""


def _digits(word: str) -> str:
    return "".join(sign for sign in word if sign.isdecimal())


def mistakes(one: str, other: str, *, most: int) -> int:
    """Return how many letters were left out, added, changed or swapped with their neighbour; above ``most``, more."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        older, before = before, row
        row = [place]
        for at, sign in enumerate(other, 1):
            cost = min(before[at] + 1, row[at - 1] + 1, before[at - 1] + (letter != sign))
            if place > 1 and at > 1 and letter == other[at - 2] and one[place - 2] == sign:
                cost = min(cost, older[at - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def _begins(word: str) -> Q:
    """Return a condition that an index answers in every collation."""
    return Q(word__gte=word, word__lt=f"{word}\u007f")


def _one_mistake_away(word: str) -> list[str]:
    splits = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    shorter = [begin + end[1:] for begin, end in splits if end]
    swapped = [begin + end[1] + end[0] + end[2:] for begin, end in splits if len(end) > 1]
    changed = [begin + letter + end[1:] for begin, end in splits if end for letter in LETTERS]
    longer = [begin + letter + end for begin, end in splits for letter in LETTERS]
    return list(dict.fromkeys([*shorter, *swapped, *changed, *longer]))
