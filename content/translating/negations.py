"""Negations: what says "not" in a sentence, by language. A translation that loses or gains one is refused."""

import re
from dataclasses import dataclass

_SENTENCE = re.compile(r"(?<=[.!?؟])\s+")


@dataclass(frozen=True)
class _Words:
    """Words that negate, and words that may stand for one: "lack of" for "no".

    Attributes:
        strong: Words that negate.
        weak: Words that may.
        opening: What a word that goes on with a negation follows: "neither", "weder".
        going_on: Such words: "nor", "noch". Without an opening before them they negate if ``strong`` has them.
    """

    strong: re.Pattern[str]
    weak: re.Pattern[str]
    opening: re.Pattern[str]
    going_on: re.Pattern[str]


def _words(strong: str, weak: str, *, going_on: str, opening: str = "") -> _Words:
    """Return the words of a language; any word that negates opens unless ``opening`` says which."""
    parts = (strong, weak, opening or strong, going_on)
    return _Words(*(re.compile(rf"(?<!\w)(?:{part})(?!\w)", re.I) for part in parts))


_LISTS = {
    "en": _words(
        r"no|not|non|cannot|never|none|nor|neither|without|nobody|nothing"
        r"|nowhere|(?:is|are|was|were|do|does|did|has|have|had|ca|could|should|would|wo|must|need)n[’']t",
        r"lack\w*|absen\w+|fail\w*|un(?!der|til|it|io|iq|ifo|ive|less)\w{3,}|non\w+"
        r"|in(?:eligible|significant\w*|sufficient|complete|active|ability|consistent|effective"
        r"|appropriate|tolera\w+|conclusive|frequent\w*|determina\w+|adequate\w*)|im(?:possible|proper\w*|mature)"
        r"|omit\w*|omission\w*|discontinu\w+|interrupt\w*|ceas\w+|prohibit\w*|forbid\w*|inefficac\w+|invalid\w*|adverse\w*|below|under(?=\s(?:the\sage|\d|\w+\s(?:year|month|week|day)))|hardly|rarely|seldom|barely|few|little|exclud\w+|exclusion\w*|avoid\w*|except\w*|contraindicat\w+|refrain\w*"
        r"|miss\w*|rather than|instead|refus\w+|reject\w+|only|unless|less|other than"
        r"|dis(?!ease|order|trib|cuss|play|tin|tan|tal|tress|til|pens|sect|semin|clos|cover|cern|cret|pers)\w{4,}"
        r"|irr(?:even|ele|egul|espec)\w*"
        r"|afebrile|asymptomatic\w*|aseptic\w*|(?:use|harm|pain|worth|meaning|help|hope|need)less\w*"
        r"|stop\w*|withh[eo]ld\w*|deni\w+|den[yi]\w*|negativ\w+|empty|prevent\w*|free",
        going_on="nor",
    ),
    "de": _words(
        r"nicht|non(?=-)|kein\w{0,2}|nie|niemals|ohne|nichts|niemand\w{0,2}|nirgends|weder|keinesfalls"
        r"|keineswegs",
        r"un(?!ter|ser|ten|iver|iform|ion|ikat|iz|gefähr|längst|mittelbar|glaub|gemein|heim|bedingt|bestr|streit|verzüg|geachtet|beschadet)\w{3,}"
        r"|nicht[-\w]+|\w+los\w{0,2}|fehl\w*|ausbleib\w*|mangel\w*|selten\w*|kaum|ausgeschlossen\w*|ausgenommen"
        r"|außer|statt|anstatt|anstelle|vermeid\w+|vermied\w+|versag\w+|negativ\w*|verhinder\w+|frei|\w+frei\w{0,2}"
        r"|wenig\w{0,3}|nur|lediglich|abwesen\w+|verzicht\w+|lehn\w+|verweiger\w+"
        r"|in(?:akzeptabel|aktiv|kompatib|effektiv)\w*",
        opening="weder",
        going_on="noch",
    ),
    "ar": _words(
        r"[وف]?(?:لا(?!\s[يت]زال)|لم|لن|ليس\w{0,3})|[وف]?[بلك]?(?:دون(?!\s+(?:سن|عمر|\d|ثلاث|أربع|خمس|ست|سبع|ثمان|تسع|عشر|عام))|بدون(?:ه|ها|هم)?|غير|عدم|انعدام|بلا)"  # noqa: RUF001
        r"|(?:ال|لل)?لا\s?هودج\w+",
        r"[وفبلك]{0,2}(?:ال)?(?:نقص|غياب|فشل|نادر\w*|تعذر|استبعاد|تجنب|باستثناء|إلا|قلة|قليل\w*|أقل|فقط|خال\w*|سلبي\w*"
        r"|رفض\w*)"
        r"|أبدا|أبدًا|أبداً|قط",
        going_on="ولا",
    ),
    "fr": _words(
        r"(?:ne\b|n[’'])[^.]{0,60}?\b(?:pas|plus|jamais|aucune?|rien|point|guère|ni)|ne|n[’']\w+|pas"
        r"|sans|aucune?|jamais|non|ni|rien|nulle?",
        r"in(?:éligib|suffisan|compl[eè]t|acti[fv]|capa|efficac|adéquat|appropri|tolér|fréquen|connu|certain|existan)\w*"
        r"|inchang\w*|im(?:possib|propre|matur)\w*|irr(?:évers|égul)\w*|dé(?:pourvu|faut|nué)\w*|non-\w+|absen\w+"
        r"|manqu\w+|échec\w*|échou\w+|exclu\w*|sauf|rarement|peu|évit\w+"
        r"|négati\w+|plutôt|refus\w*|moins",
        going_on="ni",
    ),
    "es": _words(
        r"no|sin|nunca|ningun[oa]?s?|ningún|jamás|nada|nadie|ni|tampoco",
        r"in(?:suficien|complet|activ|capa|efica|elegib|adecuad|apropiad|toler|frecuen|ciert|certid|existen)\w*"
        r"|im(?:posib|propi|madur)\w*|irr(?:evers|egul)\w*|ausen\w+|falt\w+|fracas\w+"
        r"|exclu\w+|salvo|excepto|raramente|poc[oa]s?|evit\w+"
        r"|negativ\w+|carec\w+|desprovist\w+|descart\w+|desconoc\w+|rechaz\w+|fall\w+|menos",
        going_on="ni",
    ),
}


def is_known(language: str) -> bool:
    """Tell whether negations of a language are known; into others no machine translates."""
    return language in _LISTS


def lost_or_gained(source: str, target: str, *, source_language: str, language: str) -> str:
    """Say what became of the negations of a text; empty where they are all there.

    Sentences are compared one by one where both texts have as many, otherwise the whole. A negation counts as kept
    where the translation has as many words that negate, or may stand for it: "lack of" for "no". A word that may, and
    stands in both, accounts for itself alone: "less … without more" does not become "weniger … mit mehr".
    """
    for one, other in paired_sentences(source, target):
        strong, weak = _count(one, source_language)
        kept_strong, kept_weak = _count(other, language)
        if strong > kept_strong + max(0, kept_weak - weak):
            return f"A negation is gone from “{shortened(one)}”."
        if kept_strong > strong + max(0, weak - kept_weak):
            return f"A negation came into “{shortened(one)}”."
    return ""


def paired_sentences(source: str, target: str) -> list[tuple[str, str]]:
    """Return each sentence with its translation where both texts have as many, otherwise the two texts."""
    before, after = _SENTENCE.split(source.strip()), _SENTENCE.split(target.strip())
    return list(zip(before, after, strict=True)) if len(before) == len(after) else [(source, target)]


def negations_in(text: str, language: str) -> int:
    """Count the words that negate in a text of a language that is known."""
    return _count(text, language)[0]


def every_negation_in(text: str, language: str) -> int:
    """Count the words that negate, with those that go on with a negation: "neither" and "nor" are two."""
    words = _LISTS[language]
    return len(words.strong.findall(text)) + len(words.going_on.findall(words.strong.sub(" ", text)))


def words_for_negations_in(text: str, language: str) -> int:
    """Count the words that negate, and those that may stand for one."""
    return sum(_count(text, language))


def _count(text: str, language: str) -> tuple[int, int]:
    """Count negations, and the words beside them that may stand for one."""
    words = _LISTS[language]
    opening = words.opening.search(text)
    begin = opening.end() if opening else len(text)
    going_on = len(words.going_on.findall(text, begin))
    rest = text[:begin] + words.going_on.sub(" ", text[begin:])
    return len(words.strong.findall(rest)), going_on + len(words.weak.findall(words.strong.sub(" ", rest)))


def shortened(text: str) -> str:
    """Return the beginning of a sentence, to be named in a fault."""
    return text if len(text) <= 80 else f"{text[:79]}…"
