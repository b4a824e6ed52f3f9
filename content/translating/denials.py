"""Words that deny without a "not": ineligible, contraindicated, failed to, avoid, omit, discontinued, undetectable.

Each one of an original must be answered in its translation by a word that negates or by one of this kind, beside those
that answer its negations. That one came in is told by the few that mean nothing else.
"""

import re
from dataclasses import dataclass

from content.translating.arabic import without_vowels
from content.translating.negations import (
    every_negation_in,
    negations_in,
    paired_sentences,
    shortened,
    words_for_negations_in,
)


@dataclass(frozen=True)
class _Answers:
    """What answers a denial in a language, and what denies for certain.

    Attributes:
        any: Words that may answer one.
        twice: Words that hold a denial and its negation: "unvermeidlich" for "cannot be avoided".
        sure: Words that deny and mean nothing else.
    """

    any: re.Pattern[str]
    twice: re.Pattern[str]
    sure: re.Pattern[str]


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.I)


_ENGLISH = _pattern(
    r"non(?!e\b|ethe|agen|sens|et\b)[a-z]{4,}|a(?:febrile|symptomatic\w*|septic\w*|neuploid\w*|cellular|vascular)"
    r"|(?:use|harm|pain|worth|meaning|point|power|help|hope|need)less\w*|"
    r"ineligib\w+(?!\scompan)|contra-?indicat\w+|fail(?:s|ed|ing|ures?)?|avoid\w*|omit\w*|omission\w*|discontinu\w+|withh[eo]ld\w*"
    r"|in(?:significant\w*|suffic\w+|complete\w*|activ(?:e|ity)|ability|adequate\w*|appropriate\w*|conclusive\w*|consisten\w+"
    r"|correct\w*|effective\w*|efficac\w+|tolera\w+|valid(?:ity)?|admissible|accurate\w*)"
    r"|un(?:detect\w+|fit|able|suitable|safe\w*|treated|changed|known|clear|certain\w*|likely|related|acceptabl[ey]"
    r"|success\w*|available|controlled|resolved|reported|affected|necessar\w+|proven|favorabl[ey]|favourabl[ey]|treatable"
    r"|stable|responsive|evaluable|confirmed|measurable|approved|licensed|expected\w*|willing\w*|tested|reliabl[ey]"
    r"|usable|reachable|recorded|equal\w*|published|explored|studied|examined|answered|planned|desired|wanted|impaired)"
    r"|im(?:possible|mature)|irreversibl[ey]|lack(?:s|ed|ing)?|absen(?:t|ce)|refus\w+|reject\w*|den(?:y|ies|ied|ying|ial)"
    r"|prevent(?:s|ed|ing|ion|able)?|prohibit\w*|forb[ia]d\w*|stop(?:s|ped|ping)?|ceas(?:e|es|ed|ing)|interrupt\w*"
    r"|exclu(?:de|des|ded|ding|sions?)|withdr[ae]w\w*|prophyla\w*|refrain\w*|abstain\w*|abstention\w*|ruled?\sout|[^\W\d_]+-free|free\s(?:of|from)"
)
_LEAVING_OUT = _pattern(
    r"(?:left|leaves?|leaving|takes?|keeps?|kept)\b[^.;]{0,40}?\sout|delet\w*|remov\w*|declin\w*|against|off"
)
_TABLE = {
    "de": _Answers(
        any=_pattern(
            r"un(?!d(?!\w)|s(?!\w)|ser|ter|ten|iver|iform|ion|gefähr|längst|mittelbar|garn|fall|gemein|bedingt|verzüg|geachtet"
            r"|beschadet|heim)\w{3,}|non-?\w+|\w+unabhängig\w*|a(?:febril|symptom|sept|neuploid|zellul|vaskul)\w*|nicht\w+|\w+los\w{0,2}|\w*frei\w{0,2}"
            r"|in(?:akti|adäqu|akzep|effek|effizien|signifi|kompat|komplet|konsist|korrek|stabil|suffiz|toler|valid)\w*"
            r"|\w*insuffizien\w*|irreversib\w*|\w*kontraindi\w+|\w*gegenanzeig\w*|(?!\w*(?:empf|bef))\w*fehl\w*|\w*schwäche\w*|\w*mangel\w*|\w*mängel\w*"
            r"|\w*versag\w*|\w*scheiter\w*|misslang\w*|misslung\w*|misserfolg\w*|verfehl\w*|vermeid\w*|vermied\w*|meide\w*"
            r"|verzicht\w*|unterl(?:ass|ieß)\w*|unterbleib\w*|\w*auszulass\w*|\w*ausgelass\w*|auslass\w*|weg\w*lass\w*"
            r"|entf(?:all|äll|iel)\w*|abgesetzt\w*|absetz\w*|abzusetz\w*|\w*abbr[aeu]ch\w*|abzubrech\w*|\w*abgebroch\w*"
            r"|\w*beend\w*|\w*eingestellt\w*|einstell\w*|einzustell\w*|aufgehört|aufhör\w*|aufzuhör\w*|gestoppt\w*"
            r"|stopp\w*|\w*unterbr[eoa]ch\w*|ausgesetzt\w*|aussetz\w*|auszusetz\w*|pausier\w*|zurück\w*halt\w*"
            r"|vor\w*enthalt\w*|verweiger\w*|\w*ablehn\w*|\w*abgelehnt\w*|lehn(?:t|te|ten|en)|abstoß\w*|abgestoßen\w*"
            r"|\w*verhinder\w*|verhüt\w*|vorbeug\w*|vorzubeug\w*|\w*präventi\w*|\w*prophyla\w*|verbot\w*|verbiet\w*"
            r"|untersag\w*|\w*ausschl[iou][eßs]\w*|\w*ausschl(?:uss|üss)\w*|\w*ausgeschl\w*|\w*auszuschl\w*|abwesen\w*"
            r"|ausbleib\w*|ausgeblieben\w*|entbehr\w*|verneint\w*|leugne\w*|bestr[ei]+t\w*|fremd\w*|widerr[uie]+f\w*|entz[uio]g\w*|\w*zurück(?:ge|zu)?z[io]e?[gh]\w*|\w*zurückgenommen\w*|rückzug|schied\w*|geschieden\w*|ausgeschied\w*|\w*ausscheid\w*|außerstande|falsch\w*"
            r"|gleich\s?(?:ge)?bl[ei]+b\w*|kaum|zweifelhaft\w*|fraglich\w*|(?:bleibt|noch|blieb)\soffen"
            r"|(?:aus|ab|weg|zurück)(?=\s*(?:[.,;:)]|$|und\b|oder\b|wenn\b|sobald\b))"
        ),
        twice=_pattern(r"unvermeid\w+|unabwend\w+|unaufhör\w+|lückenlos\w*|unbestr\w+"),
        sure=_pattern(
            r"kontraindiz\w*|kontraindikation\w*|gegenanzeig\w*|ungeeignet\w*|vermeid\w*|vermied\w*|weg(?:zu)?lass\w*"
            r"|weggelassen\w*|abgesetzt\w*|abgebrochen\w*|gescheitert\w*|insignifikan\w*|unwirksam\w*|unsicher\w*"
            r"|unfähig\w*|unzulässig\w*|verweiger\w*|untersagt\w*|verboten\w*|unterlass\w*|ausgeschlossen\w*"
        ),
    ),
    "ar": _Answers(
        any=_pattern(
            r"[وفبلكسيتأإانم]{0,3}(?:ال)?(?:[ايتنأإم]{0,2})(?:"
            r"منع\w*|مانع\w*|موانع\w*|تجنب\w*|جتنب\w*|جتناب\w*|حذف\w*|حذوف\w*|همل\w{0,3}|همال|سقط\w*|ستغن\w*|وقف\w*|يقاف"
            r"|قطع\w*|قطاع|نهاء|نه[يى]|لغاء|لغ[يى]\w{0,2}|حجب\w*|متنا?ع\w*|مسك\w{0,3}|مساك|خفق\w*|خفاق\w*|فشل\w*|عجز\w*"
            r"|تعذر\w*|ستحال\w*|ستحيل\w*|حظر\w*|حظور\w*|حرم\w*|رفض\w*|رفوض\w*|نكر\w*|نكار|نف[يى]|ستبعد\w*|ستبعاد\w*"
            r"|ستثن\w*|غياب\w*|غائب\w*|تغيب\w*|نعد[ما]\w*|فتقر\w*|فتقار\w*|فتقد\w*|فقدان|نقص\w*|ناقص\w*|قصور\w*|قاصر\w*"
            r"|خال|خالي\w*|خلو|خلوا|خلت|مجهول\w*|جهل\w*|جزئ\w*|خاطئ\w*|خطأ|مفاجئ\w*|تفاد\w*|خامل\w*|باطل\w*"
            r"|نسحب\w*|سحب\w*|نسحاب"
            r")"
            r"|(?:[وف]?حال|[وفت]?ي?حول|حؤول) دون|[وف]?عل[قت]{1,2}|[وب]?(?:ال)?تعليق|[وب]?(?:ال)?إقصاء|[وف]?أقصي\w{0,2}"
            r"|مضاد استطباب|لاجدوى|اللاجدوى"
            r"|(?:[وف]?[بلك]?(?:ال)?|[وف]?لل)(?:وقاي|وقائ)\w*"
            r"|عديم\w*|(?:ال|لل)?لا(?:عرض|مصاحب|نتكاس)\w*|[وفبلك]?(?:ال)?طبيعي\w* الحرارة"
            r"|حر[ةا]? من|[وف]?[يت]?ترك(?:وا|ت)?|[وبل]?(?:ال)?شك|مشكوك\w*|شكوك"
        ),
        twice=_pattern(r"لا مفر|لا محالة|لا بد|لا غنى"),
        sure=_pattern(
            r"[وفبلك]{0,2}(?:ال)?(?:موانع|مضاد استطباب|[يت]?تجنب\w*|اجتناب|فشل\w*|[أي]خفق\w*|إخفاق|رفض"
            r"|محظور\w*|[يت]?حظر|تعذر|احذف\w*|حذف)"
        ),
    ),
}


def lost_or_gained_denial(source: str, target: str, *, language: str) -> str:
    """Say what became of the words of a text that deny; empty where all are answered, or nobody listed the language's.

    Sentences are compared one by one where both texts have as many, otherwise the whole.

    Args:
        source: The original, in English.
        target: The translation.
        language: Of the translation.
    """
    table = _TABLE.get(language)
    if table is None:
        return ""
    for one, other in paired_sentences(source, without_vowels(target)):
        denied = len(_ENGLISH.findall(one))
        if denied and denied + negations_in(one, "en") > _answers(other, table, language):
            said = ", ".join(dict.fromkeys(match.casefold() for match in _ENGLISH.findall(one)))
            return f"Something that denies ({said}) is gone from “{shortened(one)}”."
        if len(table.sure.findall(other)) > denied + _may_deny(one):
            return f"Something that denies came into “{shortened(one)}”."
    return ""


def denials_in(text: str, language: str) -> int:
    """Count the words that deny without a "not" in English or another language; none where nobody listed them."""
    if language == "en":
        return len(_ENGLISH.findall(text))
    return len(_TABLE[language].any.findall(text)) if language in _TABLE else 0


def _answers(text: str, table: _Answers, language: str) -> int:
    return every_negation_in(text, language) + len(table.any.findall(text)) + len(table.twice.findall(text))


def _may_deny(text: str) -> int:
    return words_for_negations_in(text, "en") + len(_LEAVING_OUT.findall(text))
