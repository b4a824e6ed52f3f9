"""What a machine must leave alone: numbers with their units and signs, statistics, Roman numerals, names of drugs.

They travel to the provider marked as not to be translated, each under a number of its own, and are looked for when the
translation comes back: each once, to the letter.
"""

import re
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

from django.conf import settings
from django.utils.html import escape

from content.drug_names import read_drug_names
from content.translating.roman import ROMAN
from content.translating.segments import MARK, Segment, clean_words

UNIT = (
    r"(?:%|‰|°C|°|[mµμnp]?g|mcg|kg|[mdµμ]?[Ll]|k?IU|k?U|c?Gy|[mµμnp]?mol|[mcnµμ]m|m²|m2|kcal|mmHg|bpm|Hz|kDa|kb|bp"
    r"|x\s?10)"
)
_PER = r"(?:\s?/\s?(?:m²|m2|k?g|[mdµμ]?[Ll]|day|d|h|min|mm³|mm3|dose))*"
_WITH_DIGIT = (
    r"[^\s{}()\[\],;“”\"'‘’<>=≤≥±~≈]*[\d¼-¾⅐-⅞↉²³¹⁰⁴-⁹₀-₉](?:[^\s{}()\[\];“”\"‘’]*[^\s{}()\[\];“”\"‘’.,:!?–—-])?"
)
_STATISTIC = r"(?:(?<!\w)(?:a?HR|OR|RR|CI|SD|SE|IQR|[nNpP])\s?)?"
_SIGNS = r"(?:[=<>≤≥≈~±]\s?)*[+−-]?"
_FIGURE = rf"{_STATISTIC}{_SIGNS}{_WITH_DIGIT}(?:\s?{UNIT}(?!\w){_PER}(?!\w))?(?:\sCI(?!\w))?"
_COMPOUND = re.compile(r"[-–](?=[^\W\d_]{3})[^\s]*$")  # of "28-day" the number is kept
# Generic names that no table lists are known by their stems (WHO: The use of stems in the selection of INN), or here.
_STEMS = (
    "mab|tinib|zomib|ciclib|denib|lisib|rafenib|metinib|parib|limus|leucel|rubicin|trexate|trexed|platin|taxel|poside"
    "|tecan|fosfamide|phosphamide|mustine|sulfan|cristine|blastine|relbine|arabine|citidine|citabine|ribine"
    "|guanine|aspargase|toclax|olone|asone|isone|tinoin|icase|ciclovir|navir|tegravir|floxacin|cycline|mycin|micin"
    "|cillin|penem|conazole|fungin|gramostim|poetin|plostim|setron|parin|xaban|gatran|prazole|statin|sartan|gliptin|gliflozin"
)
_NAMES = (
    "asparaginase|mercaptopurine|leucovorin|levoleucovorin|melphalan|thiotepa|hydroxyurea|hydroxycarbamide"
    "|procarbazine|dacarbazine|heparin|warfarin|allopurinol|mesna|glucarpidase|interferon|ivermectin|metformin|aspirin|paracetamol|ibuprofen|morphine"
    "|amphotericin|co-trimoxazole|trimethoprim|sulfamethoxazole|dexrazoxane|defibrotide|letermovir"
)
_INN = rf"(?<!\w)(?:[^\W\d_]{{2,}}(?:{_STEMS})|{_NAMES})(?!\w)"
_ALONE = r"[<>≤≥±]"


class NotKept(Exception):
    """A machine changed what it must leave alone; the message says what."""


@lru_cache(maxsize=4)
def _pattern(path: Path) -> re.Pattern[str]:
    names = read_drug_names(path)
    known = sorted({*names.generics, *(name.casefold() for name in names.generics.values())}, key=len, reverse=True)
    drugs = "|".join(re.escape(name) for name in known) or "(?!)"
    return re.compile(
        rf"(?P<drug>(?<!\w)(?i:{drugs})(?!\w)|(?i:{_INN}))|(?P<figure>{_FIGURE})|(?P<roman>{ROMAN})|(?P<sign>{_ALONE})"
    )


def spans_of(text: str) -> list[tuple[int, int, str]]:
    """Return where something stands that must be left alone, in order: begin, end and kind.

    The kinds are ``drug``, ``figure``, ``roman`` and ``sign``. Marks are none of it; they are kept anyhow.
    """
    found: list[tuple[int, int, str]] = []
    begin = 0
    for match in [*MARK.finditer(text), None]:
        end = match.start() if match else len(text)
        for hit in _pattern(settings.DRUG_NAMES).finditer(text, begin, end):
            said = _COMPOUND.sub("", hit[0]) if hit.lastgroup == "figure" else hit[0]
            if said and (hit.lastgroup != "figure" or any(sign.isnumeric() for sign in said)):
                found.append((hit.start(), hit.start() + len(said), hit.lastgroup or ""))
        begin = match.end() if match else end
    return found


def is_fixed(text: str) -> bool:
    """Tell whether nothing of a text is left to translate."""
    rest, begin = [], 0
    for start, end, _ in spans_of(text):
        rest.append(text[begin:start])
        begin = end
    return not any(sign.isalpha() for sign in MARK.sub("", " ".join([*rest, text[begin:]])))


def to_wire(segment: Segment) -> str:
    """Return a segment as the HTML that is sent: nothing in it but words, and spans with an id."""
    text = segment.text
    places = [(hit.start(), hit.end(), _mark(segment, hit)) for hit in MARK.finditer(text)]
    for number, (start, end, _) in enumerate(spans_of(text), start=1):
        places.append((start, end, _fixed(f"k{number}", text[start:end])))
    html, begin = "", 0
    for start, end, said in sorted(places):
        html += str(escape(text[begin:start])) + said
        begin = end
    return html + str(escape(text[begin:]))


def from_wire(segment: Segment, html: str) -> str:
    """Return the translation in what a provider sent back.

    Raises:
        NotKept: Something that was to be left alone is gone, twice there, or other than it was; or there is markup
            that was not sent.
    """
    reader = _Reader(_expected(segment))
    reader.feed(html)
    reader.close()
    return clean_words(reader.result())


def _expected(segment: Segment) -> dict[str, str]:
    """Return what each kept span holds, by its id; of those around words, nothing."""
    fixed = {
        f"k{number}": segment.text[start:end] for number, (start, end, _) in enumerate(spans_of(segment.text), start=1)
    }
    for number, mark in enumerate(segment.marks, start=1):
        fixed |= {f"v{number}": f"[{number}]"} if mark.close is None else {f"p{number}": ""}
    return fixed


def _fixed(name: str, text: str) -> str:
    return f'<span translate="no" class="notranslate" id="{name}">{escape(text)}</span>'


def _mark(segment: Segment, match: re.Match[str]) -> str:
    number = int(match[2])
    if segment.marks[number - 1].close is None:
        return _fixed(f"v{number}", f"[{number}]")
    return "</span>" if match[1] else f'<span id="p{number}">'


class _Reader(HTMLParser):
    """Turns what came back into text with marks."""

    def __init__(self, expected: dict[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self._expected = expected
        self._said: list[str] = []
        self._open: list[str] = []
        self._inside = ""
        self._met: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = dict(attrs).get("id") or ""
        if tag != "span" or name not in self._expected or (self._open and self._open[-1][0] != "p"):
            raise NotKept("It came back with markup that was not sent.")
        if name in self._met:
            raise NotKept(f"“{self._expected[name]}” came back twice.")
        self._met.add(name)
        self._open.append(name)
        self._inside = ""
        if name[0] == "p":
            self._said.append(f"{{{name[1:]}}}")

    def handle_endtag(self, tag: str) -> None:
        if tag != "span" or not self._open:
            raise NotKept("It came back with markup that was not sent.")
        name = self._open.pop()
        if name[0] == "p":
            self._said.append(f"{{/{name[1:]}}}")
            return
        if clean_words(self._inside) != clean_words(self._expected[name]):
            raise NotKept(f"“{self._expected[name]}” came back as “{clean_words(self._inside)[:60]}”.")
        self._said.append(f"{{{name[1:]}}}" if name[0] == "v" else self._expected[name])

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] != "p":
            self._inside += data
        elif MARK.search(data):
            raise NotKept("It came back with marks that were not sent.")
        else:
            self._said.append(data)

    def handle_comment(self, data: str) -> None:
        raise NotKept("It came back with markup that was not sent.")

    def handle_decl(self, decl: str) -> None:
        self.handle_comment(decl)

    handle_pi = unknown_decl = handle_comment

    def result(self) -> str:
        missing = [said or name for name, said in self._expected.items() if name not in self._met]
        if missing or self._open:
            raise NotKept(f"“{missing[0]}” is gone." if missing else "It came back in half.")
        return "".join(self._said)
