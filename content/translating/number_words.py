"""Number words of the languages into which a machine translates, as tables that tell what a text counts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from content.translating.arabic import BEFORE

HUNDRED = 100


@dataclass(frozen=True)
class Table:
    """Number words of a language.

    Attributes:
        words: Whole words, each with its value; compounds among them.
        values: What they are worth.
        stems: What a word begins with that may stand for a value, where it is not a whole word.
        ordinals: What ordinals of a value begin with; "cycle three" may become "der dritte Zyklus".
        unsure: Values whose absence says nothing here: duals are looked at elsewhere, some numbers are not listed.
        joint: What a smaller number begins with that belongs to the hundreds before it.
    """

    words: re.Pattern[str]
    values: Mapping[str, int]
    stems: Mapping[int, str]
    ordinals: Mapping[int, str]
    unsure: frozenset[int] = frozenset()
    joint: str = ""

    def said(self, text: str) -> Iterator[int]:
        """Yield the values of the whole words of a text."""
        total, end = 0, 0
        for match in self.words.finditer(text):
            value = self.values[" ".join(match["number"].casefold().split())]
            is_apart = not text[end : match.start()].isspace() or not match[0].startswith(self.joint)
            if total < HUNDRED or value >= HUNDRED or is_apart or not self.joint:
                yield from [total] if total else []
                total = 0
            total, end = total + value, match.end()
        yield from [total] if total else []

    def hints(self, text: str, value: int, *, with_ordinals: bool) -> int:
        """Count the words of a text that may stand for a value without being its whole word."""
        parts = [self.stems.get(value, "")] + ([self.ordinals.get(value, "")] if with_ordinals else [])
        stems = "|".join(part for part in parts if part)
        return len(re.findall(rf"(?<!\w)(?:{stems})", self.words.sub(" ", text), re.IGNORECASE)) if stems else 0


def _table(
    values: dict[str, int],
    *,
    stems: dict[int, str],
    ordinals: dict[int, str] | None = None,
    before: str = "",
    but: str = "(?!)",
    unsure: frozenset[int] = frozenset(),
    joint: str = "",
) -> Table:
    """Return a table; ``before`` may be written to a word, ``but`` is no number although it looks like one."""
    words = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(values, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)(?!{but}){before}(?P<number>{words})(?!\w)", re.IGNORECASE)
    folded = {word.casefold(): value for word, value in values.items()}
    return Table(pattern, folded, stems, ordinals or {}, unsure, joint)


def _counted(words: str, first: int = 2, step: int = 1) -> dict[str, int]:
    """Return the values of words that count upwards."""
    return {word: first + step * place for place, word in enumerate(words.split())}


def _german() -> Table:
    units = _counted("zwei drei vier fünf sechs sieben acht neun")
    low = units | _counted("zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn", 10)
    tens = _counted("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig", 20, 10)
    joined = {f"{one}und{ten}": n + m for one, n in ({"ein": 1} | units).items() for ten, m in tens.items()}
    larger = (
        r"(?!hundert|tausend|und|zehn|zig|ßig|mal|s?t(?:e[nrms]?|ens|el\w*)?(?!\w))"  # three hundred, third: no three
    )
    stems = {value: f"{word}{larger}" for word, value in (low | tens).items()}
    stems[2] += "|beid|doppel|verdopp"
    stems[6] += r"|halb(?:e[ns]|)\s?jahr|halbjähr"
    stems[7] = f"sieb(?:en)?{larger}"
    stems[8] = "acht(?!hundert|tausend|und|zehn|zig|mal|e|ung|et)"
    roots = {
        2: "zweit",
        3: "dritt",
        4: "viert",
        5: "fünft",
        6: "sechst",
        7: "siebt",
        8: "acht",
        9: "neunt",
        10: "zehnt",
    }
    ordinals = {value: rf"{root}(?:e[nrms]?|ens)(?!\w)" for value, root in roots.items()}
    below = {"": 0} | low | tens | joined | {"eins": 1}
    hundreds = {
        f"{one}hundert{by}{rest}": HUNDRED * n + m
        for one, n in ({"": 1, "ein": 1} | units).items()
        for rest, m in below.items()
        for by in (("", "und") if rest else ("",))
    }
    large = {f"{one}tausend": 1000 * n for one, n in ({"": 1, "ein": 1} | low | tens).items()}
    often = {f"{one}mal": n for one, n in (low | tens).items()} | {"zweier": 2, "dreier": 3, "zwo": 2}
    words = low | tens | joined | hundreds | large | often
    but = r"acht(?:\s+(?:zu\s+)?(?:gelassen|lassen|geben|nehmen))"
    return _table(words, stems=stems, ordinals=ordinals, but=but)


def _arabic() -> Table:
    roots = {3: "ثلاث", 4: "أربع", 5: "خمس", 6: "ست", 7: "سبع", 8: "ثمان", 9: "تسع", 10: "عشر"}
    ordinals = {3: "ثالث", 4: "رابع", 5: "خامس", 6: "سادس", 7: "سابع", 8: "ثامن", 9: "تاسع", 10: "عاشر"}
    units = {
        f"{root}{end}": n
        for n, root in roots.items()
        for end in ({8: ["ي", "ية", "", "يا"]}.get(n, ["", "ة", "ا"]))  # noqa: RUF001
    }
    teens = {f"{one} {ten}": n + 10 for one, n in units.items() if n < 10 for ten in ("عشر", "عشرة")}
    two = dict.fromkeys(["اثنان", "اثنين", "اثنتان", "اثنتين"], 2)
    low = dict.fromkeys(["أحد عشر", "إحدى عشرة"], 11) | teens | units | two
    ends = ("اثنا عشر", "اثني عشر", "الاثنا عشر", "الاثني عشر", "اثنتا عشرة", "اثنتي عشرة")
    low |= dict.fromkeys(ends, 12)
    named = {20: "عشر"} | {ten: roots[ten // 10] for ten in range(30, HUNDRED, 10)}
    tens = {f"{root}{end}": ten for ten, root in named.items() for end in ("ون", "ين")}
    ones = {word: n for word, n in low.items() if n < 10} | dict.fromkeys(["واحد", "إحدى", "واحدة"], 1)
    joined = {f"{one} و{by}{ten}": n + m for one, n in ones.items() for ten, m in tens.items() for by in ("", "ال")}
    stems = {n: rf"{BEFORE}{root}" for n, root in roots.items()}
    large = _arabic_hundreds(roots) | _arabic_thousands(units)
    return _table(
        low | tens | joined | large,
        stems=stems,
        ordinals={n: rf"{BEFORE}{word}" for n, word in ordinals.items()},
        before=BEFORE,
        but="(?:بال|(?<=في )ال)(?:مئة|مائة)",  # per cent
        unsure=frozenset({2}),
        joint="و",
    )


def _arabic_hundreds(roots: Mapping[int, str]) -> dict[str, int]:
    """Return the hundreds, in the ways in which they are spelt."""
    said = {f"{start}{end}": n for start in ("مئ", "مائ") for end, n in (("ة", 100), ("تان", 200), ("تين", 200))}
    said |= {f"{start}{end}": 200 for start in ("مئ", "مائ") for end in ("تا", "تي")}
    for n, root in roots.items():
        ways = (root, f"{root}ي") if n == 8 else (root,)
        said |= {f"{way}{gap}{ten}": 100 * n for way in ways for gap in ("", " ") for ten in ("مئة", "مائة") if n < 10}
    return said


def _arabic_thousands(units: Mapping[str, int]) -> dict[str, int]:
    """Return the thousands up to ten."""
    said = {"ألف": 1000} | dict.fromkeys(["ألفان", "ألفين", "ألفا", "ألفي"], 2000)
    return said | {f"{one} آلاف": 1000 * n for one, n in units.items()}


def _french() -> Table:
    low = _counted("deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize")
    tens = _counted("vingt trente quarante cinquante soixante", 20, 10)
    ones = {"un": 1, "une": 1} | {word: n for word, n in low.items() if n < 10}
    joined = {f"{ten}{by}{one}": m + n for ten, m in tens.items() for one, n in ones.items() for by in ("-", " et ")}
    stems = {value: word for word, value in (low | tens).items()}
    stems |= {2: "deux|doubl|bi", 3: "trois|tri", 4: "quatr"}
    sure = {word: value for word, value in (low | tens | joined).items() if word != "neuf"}  # it is "new", too
    unsure = frozenset({17, 18, 19, *range(70, 10_000)})
    return _table(sure, stems=stems, but=r"[\w-]+[\s-](?:cents?|mille)", unsure=unsure)


def _spanish() -> Table:
    low = _counted("dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince")
    tens = _counted("veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa", 20, 10)
    ones = {"uno": 1, "una": 1} | {word: n for word, n in low.items() if n < 10}
    joined = {f"{ten} y {one}": m + n for ten, m in tens.items() for one, n in ones.items()}
    stems = {value: word for word, value in (low | tens).items()} | {2: "dos|ambos|ambas|dobl|bi"}
    stems |= dict.fromkeys(range(16, 20), "dieci") | dict.fromkeys(range(21, 30), "veinti")
    return _table(low | tens | joined, stems=stems, but=r"\w+\s(?:cientos|mil)", unsure=frozenset(range(100, 10_000)))


TABLES: Mapping[str, Table] = {"de": _german(), "ar": _arabic(), "fr": _french(), "es": _spanish()}
