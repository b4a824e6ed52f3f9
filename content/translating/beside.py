"""Words that stand beside a figure and say what it counts or numbers, by language: patients, years, phase.

A figure that has such a word beside it in a text and in its translation moved together with it.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from content.translating.arabic import BEFORE, without_vowels

_LANGUAGES = ("en", "de", "ar", "fr", "es")
_NOUNS: Mapping[str, tuple[str, str, str, str, str]] = {
    "day": (r"days?|daily", r"tag\w*|täg\w*|\w+tage?n?", r"يوم\w*|أيام|ايام", r"jours?|journée\w*", r"días?"),
    "week": (r"weeks?", r"woche\w*|wöch\w*|\w+wochen?", r"[أا]سبوع\w*|[أا]سابيع", r"semaines?", r"semanas?"),
    "month": (r"months?", r"monat\w*|\w+monate?n?", r"شهر\w*|[أا]شهر|شهور", r"mois", r"mes(?:es)?"),
    "year": (
        r"years?", r"jahr\w*|jähr\w*|\w+jahre?s?n?", r"سن(?:ة|وات|ين|وي\w*)|عام\w*|[أا]عوام",
        r"ans?|années?", r"años?",
    ),
    "hour": (r"hours?|h", r"stund\w*|stünd\w*|h", r"ساع\w+", r"heures?|h", r"horas?|h"),
    "minute": (r"minutes?|min", r"minut\w*|minüt\w*|min", r"دقيقة|دقائق", r"minutes?|min", r"minutos?|min"),
    "patient": (
        r"patients?|adults?|children|people|persons?|women|men|infants?|boys|girls|participants?|of\sthem",
        r"patient\w*|erwachsene\w*|kinder\w*|menschen|personen|frauen|männer\w*|säugling\w*|jungen|mädchen|teilnehm\w*"
        r"|davon|von\sihnen",
        r"مريض\w*|مرضى|بالغ\w*|طفل\w*|[أا]طفال|شخص\w*|[أا]شخاص|امر[أا]ة|نساء|رجل\w*|رجال|رضيع\w*|رضع|مشارك\w*|منهم",
        r"patiente?s?|adultes?|enfants?|personnes?|femmes?|hommes?|nourrissons?|participante?s?",
        r"pacientes?|adult[oa]s?|niñ[oa]s?|personas?|mujer(?:es)?|hombres?|lactantes?|participantes?",
    ),
    "dose": (r"doses?", r"dos(?:is|en)|gaben?", r"جرع\w+", r"doses?", r"dosis"),
    "tablet": (
        r"tablets?|pills?|capsules?", r"tablette\w*|kapsel\w*|pillen?", r"قرص\w*|[أا]قراص|حب(?:ة|ات)|كبسول\w+",
        r"comprimés?|gélules?", r"comprimidos?|cápsulas?",
    ),
    "cycle": (
        r"cycles?|courses?|blocks?", r"zykl\w+|kurs\w*|blöck\w*|block\w*", r"دور(?:ة|ات)|شوط\w*|[أا]شواط|حلق(?:ة|ات)",
        r"cycles?|cures?|blocs?", r"ciclos?|cursos?|bloques?",
    ),
    "trial": (
        r"trials?|stud(?:y|ies)", r"studien?|\w+studien?", r"تجرب\w+|تجارب|دراس\w+",
        r"essais?|études?", r"ensayos?|estudios?",
    ),
    "center": (
        r"cent(?:er|re)s?|countries|sites?|hospitals?", r"zentr\w+|länd\w+|klinik\w*|krankenh\w+",
        r"مرك\w+|مراكز|دول\w*|بلد\w*|بلدان|مستشف\w+", r"centres?|pays|hôpita\w+", r"centros?|países|hospital\w*",
    ),
    "event": (
        r"events?|deaths?|relapses?", r"ereignis\w*|tod\w*|rezidiv\w*|rückf[aä]ll\w*",
        r"حدث\w*|[أا]حداث|وفا\w+|وفيات|انتكاس\w*", r"événements?|décès|rechutes?", r"eventos?|muertes?|recaídas?",
    ),
    "arm": (
        r"arms?|groups?|cohorts?", r"arme?n?|gruppen?|kohorten?", r"ذراع\w*|[أا]ذرع|مجموع\w+|فوج\w*|[أا]فواج",
        r"bras|groupes?|cohortes?", r"brazos?|grupos?|cohortes?",
    ),
    "cell": (r"cells?", r"zell\w*", r"خل(?:ية|ايا)", r"cellules?", r"células?"),
    "time": (r"times?", r"mal|\w+mal|fach\w*", r"مر(?:ة|ات)|[أا]ضعاف", r"fois", r"veces"),
    "phase": (r"phases?", r"phasen?", r"مرحل\w+|مراحل|طور", r"phases?", r"fases?"),
    "grade": (r"grades?", r"grad\w*", r"درج\w+", r"grades?", r"grados?"),
    "stage": (r"stages?", r"stadi\w+", r"مرحل\w+|مراحل", r"stades?", r"estadios?"),
    "gene": (
        r"rearrang\w*|mutat\w*|fusions?|deletions?|genes?|express\w*",
        r"\w*rearrang\w*|mutation\w*|mutier\w*|fusion\w*|deletion\w*|gen(?:e[ns]?|s)?|expr\w+",
        r"ترتيب|طفر\w+|اندماج\w*|حذف|جين\w*|تعبير\w*",
        r"réarrang\w*|mutation\w*|muté\w*|fusions?|délétion\w*|gènes?|expr\w+",
        r"reordenam\w*|mutaci\w+|mutad\w+|fusi\w+|deleci\w+|gen(?:es)?|expr\w+",
    ),
    "marker": (
        r"positiv\w*|negativ\w*|directed|targeted|antibod\w+", r"positiv\w*|negativ\w*|gerichtet\w*|antikörper\w*",
        r"[إا]يجابي\w*|سلبي\w*|موجه\w*|[أا]جسام", r"positi\w*|négati\w*|dirigé\w*|ciblé\w*|anticorps",
        r"positiv\w*|negativ\w*|dirigid\w*|anticuerpos?",
    ),
    "interval": (r"CI", r"CI|KI", r"CI", r"CI|IC", r"CI|IC"),
}  # fmt: skip
_PATTERNS = {
    code: {
        name: re.compile(rf"(?<!\w){BEFORE if code == 'ar' else ''}(?:{words[place]})(?!\w)", re.I)
        for name, words in _NOUNS.items()
    }
    for place, code in enumerate(_LANGUAGES)
}
_PART = re.compile(r"(?<![\w.,])(?P<part>\d[\d,]*)\s(?:out\s)?of\s(?:the\s|all\s)?(?P<whole>\d[\d,]*)(?![\w.%])")
# What stands before the whole of which something is a part.
_WHOLE = {
    "de": r"(?:von|aus|unter)(?:\s+(?:den|allen|insgesamt))?", "ar": r"[وف]?(?:من|بين)(?:\s+(?:أصل|بين))?",
    "fr": r"sur|parmi(?:\sles)?|des?", "es": r"de(?:\slos|\slas)?|entre",
}  # fmt: skip
_END = re.compile(r"[.,;:()\[\]،؛]")
_JOINED = re.compile(r"\s*(?:[,،/–-]|,?\s?(?:and|or|to|und|oder|bis|et|ou|à|y|o|a|و|[أا]و|[إا]لى))\s*", re.I)
_WORD = re.compile(r"\S+")
_REACH = 4  # words after a figure among which its noun may be: "245 newly diagnosed adults"


def nouns_beside(text: str, places: Sequence[tuple[int, int]], *, language: str) -> list[frozenset[str]]:
    """Return what stands beside each figure of a text: the names of listed nouns.

    A noun between two figures belongs to the one that it touches, first to the one before it; otherwise to the one
    before it if it is near. Figures that are joined ("days 1 and 8") share their nouns.

    Args:
        text: A sentence.
        places: Where its figures begin and end, in order.
        language: Of the text.
    """
    patterns = _PATTERNS.get(language, {})
    beside: list[set[str]] = [set() for _ in places]
    ends = [0, *(end for _, end in places)]
    begins = [*(start for start, _ in places), len(text)]
    for number, (begin, end) in enumerate(zip(ends, begins, strict=True)):
        has_before, has_after = number > 0, number < len(places)
        before, after = _shared_out(text[begin:end], has_before=has_before, has_after=has_after)
        if has_before:
            beside[number - 1] |= _named(before, patterns)
        if has_after:
            beside[number] |= _named(after, patterns)
    return [frozenset(found) for found in _with_joined(text, places, beside)]


def _named(words: str, patterns: Mapping[str, re.Pattern[str]]) -> set[str]:
    plain = without_vowels(words)
    return {name for name, pattern in patterns.items() if plain and pattern.search(plain)}


def _shared_out(gap: str, *, has_before: bool, has_after: bool) -> tuple[str, str]:
    """Return the words of a gap that belong to the figure before it, and those that belong to the one after it."""
    words = [(hit.start(), hit[0].strip("-–")) for hit in _WORD.finditer(gap)]
    ended = _END.search(gap)
    limit = ended.start() if ended else len(gap)
    last = [word for place, word in words[-1:] if not _END.search(gap, place)]
    near = [_END.split(word)[0] for place, word in words if place <= limit][:_REACH]
    is_single = len(words) == 1 and has_before
    after = last[0] if has_after and last and not is_single else ""
    if after and len(near) == len(words) and has_before:
        near = near[:-1]
    return " ".join(near) if has_before else "", after


def _with_joined(text: str, places: Sequence[tuple[int, int]], beside: list[set[str]]) -> list[set[str]]:
    """Return the nouns of each figure with those of the figures that are joined to it."""
    shared = [set(found) for found in beside]
    for number, ((_, end), (start, _)) in enumerate(pairwise(places)):
        if _JOINED.fullmatch(text[end:start]):
            shared[number + 1] |= shared[number]
    for number in range(len(places) - 2, -1, -1):
        if _JOINED.fullmatch(text[places[number][1] : places[number + 1][0]]):
            shared[number] |= shared[number + 1]
    return shared


def turned_parts(source: str, target: str, *, language: str) -> list[str]:
    """Name part and whole of which a translation says that the part is the whole: "15 of 20", "20 of 15".

    Args:
        source: A sentence of the original, in English.
        target: Its translation.
        language: Of the translation.
    """
    words = _WHOLE.get(language)
    for hit in _PART.finditer(source) if words else ():
        part, whole = hit["part"], hit["whole"]
        if part != whole and _follows(words, part, target) and not _follows(words, whole, target):
            return [part, whole]
    return []


def _follows(words: str | None, figure: str, text: str) -> bool:
    """Tell whether a figure stands directly behind a word such as "of"."""
    return bool(re.search(rf"(?<!\w)(?:{words})\s*{re.escape(figure)}(?![\d%])", text, re.IGNORECASE))
