"""How languages say true and false, as exports of Moodle have it in the language of their site.

Source:
    The language packs of Moodle (``qtype_truefalse`` and ``quiz``: ``true``, ``false``) for languages it is used in,
    with the words that people write besides.
"""

import unicodedata

# Each language: words for true, words for false; parted by commas.
_SAID = {
    "ar": ("صح, صحيح, صواب", "خطأ, خطا, خاطئ"),
    "be": ("праўда", "няпраўда"),
    "bg": ("вярно, истина", "невярно, грешно, неистина, лъжа"),
    "bs": ("tačno, istina", "netačno, laž"),
    "ca": ("vertader, veritable, cert", "fals"),
    "cs": ("pravda, správně", "nepravda, špatně"),
    "cy": ("gwir, cywir", "gau, anghywir"),
    "da": ("sand, sandt, rigtig, rigtigt", "falsk, forkert"),
    "de": ("wahr, richtig, stimmt", "falsch, unwahr, stimmt nicht"),
    "el": ("σωστό, σωστο, αληθές", "λάθος, λαθος, ψευδές"),
    "en": ("true", "false"),
    "es": ("verdadero, cierto", "falso"),
    "et": ("õige, tõene", "vale, väär"),
    "eu": ("egia, egiazkoa, zuzena", "gezurra, faltsua, okerra"),
    "fa": ("درست, صحیح", "نادرست, غلط"),
    "fi": ("tosi, oikein, totta", "epätosi, väärin"),
    "fr": ("vrai, exact", "faux, inexact"),
    "ga": ("fíor", "bréagach"),
    "gl": ("verdadeiro, certo", "falso"),
    "he": ("נכון", "לא נכון, שגוי"),
    "hi": ("सही, सत्य", "गलत, असत्य"),
    "hr": ("točno, istina", "netočno, laž, neistina"),
    "hu": ("igaz", "hamis"),
    "id": ("benar, betul", "salah"),
    "is": ("satt, rétt", "ósatt, rangt"),
    "it": ("vero", "falso"),
    "ja": ("正, 正しい, 真, ○", "誤, 誤り, 間違い, 偽, ×"),
    "ka": ("ჭეშმარიტი, სწორი, სწორია", "მცდარი, არასწორი, მცდარია"),
    "kk": ("дұрыс, ақиқат, шын", "бұрыс, жалған, өтірік"),
    "ko": ("참, 맞음", "거짓, 틀림"),
    "lt": ("tiesa, teisinga", "netiesa, neteisinga, klaidinga"),
    "lv": ("patiess, pareizi, patiesība", "aplams, nepareizi, nepatiess"),
    "mk": ("точно, вистина", "неточно, невистина"),
    "nb": ("sann, sant, riktig", "usann, usant, falsk, galt, feil"),
    "nl": ("waar, juist", "onwaar, niet waar, onjuist"),
    "pl": ("prawda", "fałsz"),
    "pt": ("verdadeiro, certo", "falso, errado"),
    "ro": ("adevărat, corect", "fals, incorect"),
    "ru": ("верно, правда, истина", "неверно, ложь, неправда"),
    "sk": ("pravda, správne", "nepravda, nesprávne"),
    "sl": ("drži, pravilno, prav, resnično", "ne drži, nepravilno, napačno, narobe, neresnično"),
    "sq": ("e vërtetë, saktë", "e gabuar, gabim, e rreme"),
    "sr": ("тачно, истина, tačno, istina", "нетачно, лаж, netačno, laž"),
    "sv": ("sant, rätt", "falskt, fel"),
    "th": ("ถูก", "ผิด"),
    "tr": ("doğru", "yanl\u0131ş"),
    "uk": ("правильно, вірно, правда, істина", "неправильно, невірно, неправда, хибно, хибність"),
    "vi": ("đúng", "sai"),
    "zh": ("对, 對, 正确, 正確, 真", "错, 錯, 错误, 錯誤, 假, 不对"),
}


def _folded(word: str) -> str:
    """Return a word as it is compared; the dotless capital of Turkish is written as either letter."""
    return unicodedata.normalize("NFC", " ".join(word.split())).casefold().replace("\u0131", "i")


_WORDS = {
    language: tuple(frozenset(_folded(word) for word in words.split(",")) for words in pair)
    for language, pair in _SAID.items()
}


def says_true_first(first: str, second: str) -> bool | None:
    """Tell which of two words says true, if one does and the other says false in the same language.

    Returns:
        True for the first, False for the second; None where no language is known in which they are such a pair.
    """
    one, other = _folded(first), _folded(second)
    pairs = _WORDS.values()
    if any(one in true and other in false for true, false in pairs):
        return True
    return False if any(other in true and one in false for true, false in pairs) else None
