"""Words on which a dose or a finding hangs, by language: units, times, routes and shares, positive and negative.

Whether one is gone is decided generously, by what any word of the translation holds ("Behandlungstag" holds a day), or
by the word itself, which stands where a machine must leave something alone. What came in is looked for in German and
Arabic, where it stands in a word of its own and nothing of the original may have become it.
"""

import re

from content.translating.arabic import BEFORE, without_vowels

_AR = rf"(?<!\w){BEFORE}"
_GRAM_AR = r"[غج]"
_COUNTED = r"\d|million|thousand|hundred|two|three|four|five|six|seven|eight|nine|ten|twenty|fifty"
# What says it in English, and what the translation must then hold.
_LANGUAGES = ("de", "ar", "fr", "es")
_ROUTES = ("intrathecal", "intraven", "subcutan", "intramuscular", "oral")
_SAID = (
    (
        "micrograms?", "mikrogramm|µg|mcg", rf"{_AR}م[اي]+كرو\s?{_GRAM_AR}|مكغ|مكج|µg|mcg", "microgramme|µg",
        "microgramo|µg",
    ),
    ("milligrams?", r"milligramm|mg\b", rf"{_AR}م[يل]+\s?{_GRAM_AR}|مجم|mg", "milligramme|mg", "miligramo|mg"),
    ("nanograms?", r"nanogramm|\bng\b", rf"نانو\s?{_GRAM_AR}|\bng\b", r"nanogramme|\bng\b", r"nanogramo|\bng\b"),
    (
        "grams?", r"(?<!\w)(?:gramm|g(?!\w))", rf"{_AR}(?<!لي )(?<!رو )[غج](?:رام|م|(?!\w))", r"\bgramme|\bg\b",
        r"\bgramo|\bg\b",
    ),
    ("millilit(?:er|re)s?", "milliliter|ml", rf"{_AR}م[يل]+\s?لتر|(?<!\w)مل(?!\w)|ml", "millilitre|ml", "mililitro|ml"),
    ("lit(?:er|re)s?", r"(?<!\w)(?:liter|l(?!\w))", rf"{_AR}(?<!لي )لتر|ليتر", r"\blitre|\bl\b", r"\blitro|\bl\b"),
    ("kilograms?", "kilo|kg", "كيلو|كغ|كجم|كلغ|kg", "kilo|kg", "kilo|kg"),
    (
        r"square met(?:er|re)s?", r"quadratmeter|m²|m2|qm", r"متر\s(?:ال)?مربع|م²|م2|m²|m2", "mètre carré|m²",
        "metro cuadrado|m²",
    ),
    (
        rf"international units?|(?:{_COUNTED})\s+units?|units\s(?:per|of)",
        r"einheit|(?-i:\bI\.?\s?E\b|\bIU\b)", "وحد[ةات]",
        r"unité|(?-i:\bUI\b)", r"unidad|(?-i:\bUI\b)",
    ),
    ("millions?", r"million|\bmio\b", "مليون|ملايين", "million", "mill[oó]n"),
    ("billions?", "milliard", "مليار|بليون", "milliard", r"mil\smillones|millardo"),
    (r"percent|per\scent", "prozent|%", "٪|%|مئة|مائة", "pour cent|%", "por ciento|%"),
    (r"seconds(?!\sof\sthe)|\d+[\s-]second", "sekund|sekünd", r"ثانيت?|ثوان", "seconde", "segundo"),
    ("minutes?", r"minut|minüt|(?<!\w)min(?!\w)", "دقيقة|دقيقت|دقائق", "minute", "minuto"),
    ("hours?|hourly", "stund|stünd", "ساعة|ساعت|ساعات", "heure|horaire", "hora"),
    ("days?|daily", "tag|täg", "يوم|أيام|ايام", "jour|quotid", "día|diari"),
    ("weeks?|weekly", "woche|wöch", "أسبوع|أسابيع|اسبوع", "semaine|hebdo", "seman"),
    ("months?|monthly", "monat", "شهر|أشهر|شهور|اشهر", "mois|mensuel", "mes|mensual"),
    (
        "years?|yearly", "jahr|jähr", rf"سنة|سنو|سنين|سنت(?!ي?م)|أعوام|(?<!بشكل ){_AR}عام(?:ا|ان|ين|ي)?(?!\w)",  # noqa: RUF001
        r"\ban|année|annuel", "año|anual",
    ),
    (r"(?:\w+-)?positiv\w*", "positiv", "إيجاب|ايجاب|موجب", "positi", "positiv"),
    (r"(?:\w+-)?negativ\w*", "negativ", "سلب|سالب", "négati", "negativ"),
    ("half|halves|halv(?:ed|ing)", "halb|hälft|½", "نصف|منتصف|½", "moitié|demi|mi-|½", "mitad|medi|½"),
    (
        r"thirds|(?:an?|one)[\s-]third(?=\sof|s|\W*$)|one[\s-]third", "drittel|⅓|⅔", "ثلث|⅓|⅔", "tiers|⅓|⅔",
        r"terci|tercer|⅓|⅔",
    ),
    (
        r"quarters?|(?:an?|one|three)[\s-]fourths?", "viertel|quartal|¼|¾", rf"{_AR}ربع|أرباع|¼|¾",
        "quart|trimestre|¼|¾", "cuart|trimestre|¼|¾",
    ),
    (r"doubl(?:ed?|ing)(?:-\w+)?", "dopp", "ضعف|ضاعف|مزدوج", "doubl", "dobl|duplic"),
    (
        r"(?:every\sother|alternate|every\ssecond)\sdays?",
        r"jede[nm]\s(?:zweite[nm]|2\.|anderen)|alle\s(?:zwei|2|48)|übernächst|tage?\s(?:abstand|pause)|alternier|abwechs",
        r"يوم\w*\s(?:بعد|دون|و\w+)\s(?:يوم|آخر)|يومين|ثاني يوم|يوم ثان|48|بالتناوب|متناوب",
        r"(?:deux|2)\sjours|jour\ssur\s(?:deux|2)|altern", r"(?:dos|2)\sdías|día\ss[ií]|altern",
    ),
    (
        r"fortnight\w*|(?:every\sother|alternate|every\ssecond)\sweeks?",
        r"(?:zwei|2|14|vierzehn)-?\s?(?:wöch|woch|täg|tage)|zweite[nr]?\swoche",
        r"[أا]سبوع(?:ين|ان)|ثاني [أا]سبوع|14|[أا]ربعة عشر",
        r"(?:deux|2)\ssemaines|quinz|bimensuel|14", r"(?:dos|2)\ssemanas|quincen|bisemanal|14",
    ),
    (
        r"tripl(?:ed?|es|ing)|three-?fold", r"dreif[aä]ch|verdreif|dreimal|tripel|tripl|3-fach", r"ثلاث|3",
        r"tripl|trois\sfois", r"tripl|tres\sveces",
    ),
    (
        r"quadrupl\w+|four-?fold", r"vierf[aä]ch|vervierf|viermal|4-fach", r"[أا]ربع|رباعي|4",
        r"quadrupl|quatre\sfois", r"cu[aá]drupl|cuatro\sveces",
    ),
    (
        r"intrathecal\w*", "intrathekal|lumbal|liquor", "قراب|سيسا|غمد|شوكي|داخل النخاع", "intrathécal|rachid",
        "intratecal|raqu",
    ),
    (
        r"intraven\w+|(?-i:IV)(?=\s(?:infus|dos|drug|bolus|push|fluid|inject|antibiot|chemo)\w*)|given\s(?-i:IV)",
        r"intraven|venös|\bvenen?\b|(?<!\w)i\.?\s?v\.?(?!\w)", r"وريد|أوردة|(?<!\w)IV(?!\w)",
        r"intraveineu|veine|(?-i:\bIV\b)",
        r"intraveno|\bvena|(?-i:\bIV\b)",
    ),
    (
        r"subcutan\w+", r"subkutan|(?<!\w)s\.?\s?c\.?(?!\w)|unter die haut", r"تحت\s(?:ال)?جلد", "sous-cutan",
        "subcut[aá]n",
    ),
    (r"intramuscular\w*", r"intramusk|(?<!\w)i\.?\s?m\.?(?!\w)|muskel", "عضل", "intramuscul", "intramuscul"),
    (
        r"oral(?!\spresent)(?:ly)?|by\smouth|per\sos",
        r"\b(?:per)?oral|per\sos|mund|münd|schluck|(?<!\w)p\.?\s?o\.?(?!\w)|einnehm|eingenom",
        rf"{_AR}فم(?:وي\w*|ه)?(?!\w)|شفو|شفهي",  # noqa: RUF001
        "ora[lu]|bouche", "oral|boca",
    ),
)  # fmt: skip
_PATTERNS = [
    (
        re.compile(rf"(?<!\w)(?:{said})(?!\w)", re.I),
        {code: re.compile(words, re.I) for code, words in zip(_LANGUAGES, kept, strict=True)},
    )
    for said, *kept in _SAID
]
_OF_ROUTES = [
    (name, pattern, kept)
    for (said, *_), (pattern, kept) in zip(_SAID, _PATTERNS, strict=True)
    for name in _ROUTES
    if said.startswith(name)
]
# What may not come in: its name, what of an original may become it, and the words of German and Arabic.
_MINUTE_AR = r"دقيقت(?:ان|ين)|دقائق"
_CAME = (
    ("micrograms", r"micro\w*|mcg|[µμ]g", "mikrogramm", rf"{_AR}م[اي]+كرو\s?{_GRAM_AR}رام\w*"),
    ("milligrams", r"milli\w*|mg", "milligramm", rf"{_AR}م[يل]+\s?{_GRAM_AR}رام\w*"),
    ("kilograms", r"kilo\w*|kg|weigh\w*|heav\w*", "kilogramm", r"كيلو\s?[غج]رام\w*"),
    ("square meters", r"square|m²|m2|area", "quadratmeters?", r"متر\w*\s(?:ال)?مربع\w*"),
    ("milliliters", r"milli\w*|ml", "millilitern?", r"م[يل]+\s?لتر\w*"),
    ("million", r"millions?|10\S*|m", "million(?:en)?", "مليون|ملايين"),
    ("billion", r"billions?|10\S*", "milliarden?", "مليار|مليارات"),
    (
        "doubled", r"doubl\w*|two\w*|twice|both|dual|dup\w*|2\S*|bi\w+", r"verdoppel\w*|doppelt\w*|zweifach\w*",
        "ضعفي|الضعفين",
    ),
    (
        "tripled", r"tripl\w*|three\w*|third\w*|thrice|3\S*", r"verdreifach\w*|dreifach\w*",
        "ثلاثة (?:[أا]ضعاف|[أا]مثال)",
    ),
    ("seconds", r"\w*seconds?|moment\w*|instant\w*|s", "sekunden?", "ثوان[ي]?"),
    ("minutes", r"minutes?|min", r"minuten?|\d*-?minütig\w*", _MINUTE_AR),
    (
        "hours", r"hour\w*|h|hrs?|overnight|round-the-clock|credits?", r"stunden?|stündlich\w*",
        r"ساعت(?:ان|ين)|ساعات",
    ),
    ("weeks", r"(?:bi)?week\w*|wk|fortnight\w*", r"wochen?|wöchentlich\w*", r"أسبوع\w*|أسابيع"),
    (
        "months", r"(?:bi)?month\w*|mo|mos|\w*year\w*|quarter\w*", r"monat(?:e|en|s|lich\w*)?",
        r"شهر|شهر(?:ان|ين|يا)|أشهر|شهور",
    ),
    ("half", r"hal[fv]\w*|½|semi\w*|mid\w*|bi\w+|six|50\S*|0\.5|two", r"hälften?|halb(?:e[nrsm]?)?", "نصف"),
    ("thirds", r"thirds?|⅓|⅔|tertile\w*|three|tripl\w*", "drittel[ns]?", "ثلث|ثلث(?:ا|ي|ان|ين)"),  # noqa: RUF001
    ("quarters", r"quarter\w*|fourths?|¼|¾|quart\w+|25\S*|75\S*", "viertel[ns]?", "ربع|أرباع"),
    (
        "intrathecal", r"intrathecal\w*|spinal\w*|lumbar|cerebrospinal|(?-i:IT|CNS)", r"intrathekal\w*",
        r"داخل (?:ال)?(?:قراب|سيساء)",
    ),
    (
        "intravenous", r"intraven\w*|(?-i:IV)|i\.v|\w*vein\w*|veno\w*|infus\w*|drip|line|catheter\w*|inject\w*",
        r"intravenös\w*", r"وريديا?|وريدية",
    ),
    ("subcutaneous", r"subcut\w*|(?-i:SC)|skin|inject\w*", r"subkutan\w*", "تحت الجلد"),
    ("intramuscular", r"intramusc\w*|(?-i:IM)|musc\w*|inject\w*", r"intramuskulär\w*", "عضليا?|(?:في|داخل) العضل"),
    (
        "oral", r"oral\w*|mouth\w*|(?-i:PO)|tablets?|pills?|capsules?|swallow\w*|per os",
        r"(?:per)?oral(?:e[nrms]?)?", r"فمويا?|فموية|(?:عن طريق|بال)\s?فم|عن طريق الفم",
    ),
)  # fmt: skip
_NEW = [
    (
        name,
        re.compile(rf"(?<![^\W\d_])(?:{allowing})(?!\w)", re.I),
        {"de": re.compile(rf"(?<!\w)(?:{german})(?!\w)", re.I), "ar": re.compile(rf"{_AR}(?:{arabic})(?!\w)")},
    )
    for name, allowing, german, arabic in _CAME
]


def lost_words(source: str, target: str, *, language: str) -> list[str]:
    """Name the words of an original, in English, that a translation lacks; none where the words are not known.

    Args:
        source: The original.
        target: The translation.
        language: Of the translation.
    """
    target = without_vowels(target)
    return [
        said[0]
        for pattern, kept in _PATTERNS
        if language in kept
        and (said := pattern.search(source))
        and not (kept[language].search(target) or pattern.search(target))
    ]


def routes_in(text: str, *, language: str) -> set[str]:
    """Return the routes that a text names, in English or another language."""
    return {
        name
        for name, pattern, kept in _OF_ROUTES
        if (pattern.search(text) if language == "en" else kept[language].search(text))
    }


def new_words(source: str, target: str, *, language: str) -> list[str]:
    """Name, in English, units, shares and routes that a translation adds; none where the words are not listed.

    Args:
        source: The original.
        target: The translation.
        language: Of the translation.
    """
    target = without_vowels(target)
    return [
        name
        for name, allowing, came in _NEW
        if language in came and came[language].search(target) and not allowing.search(source)
    ]
