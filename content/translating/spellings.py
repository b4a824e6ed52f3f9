"""Names of drugs in the spelling of another language: Cyclophosphamid, ciclofosfamida, سيكلوفوسفاميد.

A name is folded: what languages write differently (c, k and z; ph and f; accents, a last vowel) is made the same. For
Arabic its consonants are compared, since vowels are written as they please. Names of fewer consonants than five
(etoposide, imatinib) are not looked for in Arabic letters.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from content.drug_names import read_drug_names

_NAMES = (
    "aciclovir allopurinol amphotericin amsacrine aspirin azathioprine betamethasone bleomycin caspofungin cefepime"
    " ciclosporin cyclophosphamide cladribine cyclosporine dacarbazine dactinomycin dasatinib dexamethasone doxorubicin"
    " doxycycline epirubicin etoposide fluconazole ganciclovir glucarpidase hydrocortisone hydroxycarbamide"
    " hydroxyurea ibuprofen ifosfamide insulin interferon ivermectin leucovorin levoleucovorin meropenem"
    " metformin methylprednisolone micafungin mitoxantrone morphine mycophenolate omeprazole ondansetron"
    " paracetamol pentamidine posaconazole prednisolone prednisone procarbazine rasburicase"
    " sirolimus sulfamethoxazole tacrolimus teniposide thioguanine"
    " tocilizumab triamcinolone trimethoprim vancomycin vinblastine vincristine vindesine vinorelbine voriconazole"
    " warfarin"
)
# Stems that no common word of German, French or Spanish ends with once it is folded.
_STEMS = (
    "tinib zomib ciclib denib lisib rafenib metinib leucel rubicin trexate trexed taxel poside fosfamide phosphamide"
    " mustine sulfan cristine blastine relbine arabine citidine citabine ribine aspargase toclax ciclovir navir"
    " tegravir floxacin mycin cillin penem conazole fungin gramostim setron prazole gliptin gliflozin platin"
)
_WORD = re.compile(r"[^\W\d_]{5,}")
_COMPOUND = 8  # letters from which a name is also known at the beginning of a word: "Methotrexatspiegel"
_SHORTEST = 5  # letters of a folded name, and consonants of one in Arabic
_PAIRS = (("ph", "f"), ("th", "t"), ("y", "i"), ("x", "ks"), ("qu", "k"), ("c", "k"), ("z", "k"))
_SOFT = re.compile("c(?=[eiy])")
_SOUNDS = (
    ("ph", "f"),
    ("th", "t"),
    ("ch", "k"),
    ("x", "ks"),
    ("q", "k"),
    ("c", "k"),
    ("z", "s"),
    ("v", "f"),
    ("p", "b"),
)
_SILENT = re.compile("[aeiouyhw]")
_TWICE = re.compile(r"(.)\1")
_LETTERS = str.maketrans(
    {
        sign: sound
        for signs, sound in (
            ("بپ", "b"), ("تطث", "t"), ("سصزش", "s"), ("كقخ", "k"), ("فڤ", "f"), ("غجچ", "g"), ("دذضظ", "d"),
            ("ر", "r"), ("ل", "l"), ("م", "m"), ("ن", "n"), ("آأإاىيوؤئةهعحء", ""),
        )
        for sign in signs
    }
)  # fmt: skip
_ARABIC = re.compile("[\u0621-\u064a\u067e\u0686\u06a4]{6,}")
_BEFORE = re.compile("(?:[وف]?[بلك]?(?:ال)?|[وف]?لل)")


def new_names(source: str, target: str, *, language: str) -> list[str]:
    """Name drugs that a translation names in a spelling of its own, and the original does not name.

    Args:
        source: The original, in English.
        target: The translation.
        language: Of the translation.
    """
    singular = " ".join(word.removesuffix("s") for word in _words(source))  # penicillins, Penizilline
    known = {name for _, name in _named(f"{source} {singular}")}
    came = [said for said, name in _named(target) if name not in known]
    if language == "ar":
        heard = {_sounds(name) for name in _words(source)}
        came += [said for said, sounds in _heard(target) if sounds not in heard]
    return list(dict.fromkeys(came))


def folded(word: str) -> str:
    """Return a word so that it is the same however a language of Latin letters spells it."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(sign))
    for written, same in _PAIRS:
        plain = plain.replace(written, same)
    return _TWICE.sub(r"\1", plain).rstrip("aeo")


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _named(text: str) -> Iterator[tuple[str, str]]:
    """Yield the drugs of a text as they are written, each with its folded name."""
    names, beginnings, stems = _known(settings.DRUG_NAMES)
    for word in _words(text):
        plain = folded(word)
        if plain in names or plain[2:].endswith(stems):
            yield word, plain
        elif begun := beginnings.match(plain):
            yield word, begun[0]


def _heard(text: str) -> Iterator[tuple[str, str]]:
    """Yield the drugs that an Arabic text names in Arabic letters, each with its consonants."""
    known = _consonants(settings.DRUG_NAMES)
    for word in _ARABIC.findall(text):
        begun = _BEFORE.match(word)
        starts = range(begun.end() + 1 if begun else 1)
        sounds = next((each for start in starts if (each := word[start:].translate(_LETTERS)) in known), "")
        if sounds:
            yield word, sounds


def _sounds(name: str) -> str:
    """Return the consonants of a name as Arabic writes them."""
    plain = _SOFT.sub("s", name.casefold())
    for written, heard in _SOUNDS:
        plain = plain.replace(written, heard)
    return _SILENT.sub("", _TWICE.sub(r"\1", plain))


@lru_cache(maxsize=4)
def _known(path: Path) -> tuple[frozenset[str], re.Pattern[str], tuple[str, ...]]:
    """Return folded names, those that a longer word may begin with, and stems."""
    names = frozenset(plain for name in _all_names(path) if len(plain := folded(name)) >= _SHORTEST)
    long = sorted((name for name in names if len(name) >= _COMPOUND), key=len, reverse=True)
    return names, re.compile("|".join(long) or "(?!)"), tuple(folded(stem) for stem in _STEMS.split())


@lru_cache(maxsize=4)
def _consonants(path: Path) -> frozenset[str]:
    return frozenset(sounds for name in _all_names(path) if len(sounds := _sounds(name)) >= _SHORTEST)


def _all_names(path: Path) -> set[str]:
    table = {name for name in read_drug_names(path).generics.values() if _WORD.fullmatch(name)}
    return table | set(_NAMES.split())
