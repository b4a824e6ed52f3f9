"""Providers of machine translation on this machine: a real server that speaks as all three do, or misbehaves.

It translates by a small dictionary, so that what comes back is German as far as the checks can tell: the words that
negate are, and all others get a mark. What is marked ``translate="no"`` is left alone, as the real ones do.
"""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from content.numbers import WORDS

KEY = "a-key-of-tests:fx"
NAMES = {"deepl": "DeepL", "google": "Google Cloud Translation", "libretranslate": "LibreTranslate"}
_DICTIONARY = {
    "de": {
        "not": "nicht", "no": "kein", "non": "nicht", "without": "ohne", "never": "nie", "cannot": "nicht",
        "none": "keine", "nor": "nicht", "neither": "weder", "nobody": "niemand", "nothing": "nichts",
        "nowhere": "nirgends",
    },
}  # fmt: skip
_DICTIONARY["ar"] = dict.fromkeys(_DICTIONARY["de"], "لا") | {"nor": "ولا"}
_COUNTED = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_IN_GERMAN = ["zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"]
_IN_ARABIC = ["اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة", "أحد عشر", "اثنا عشر"]
_DICTIONARY["de"] |= dict(zip(_COUNTED, _IN_GERMAN, strict=True))
_DICTIONARY["ar"] |= dict(zip(_COUNTED, _IN_ARABIC, strict=True))
_KINDS = {
    "days?|daily": ("Tage", "أيام"), "weeks?|weekly": ("Wochen", "أسابيع"), "months?|monthly": ("Monate", "أشهر"),
    "years?|yearly": ("Jahre", "سنوات"), "hours?|hourly": ("Stunden", "ساعات"), r"positiv\w*": ("positiv", "إيجابي"),
    r"negativ\w*": ("negativ", "سلبي"), "half|halves|halved|halving": ("Hälfte", "نصف"),
    "doubled?|doubling": ("doppelt", "مضاعف"), "micrograms?": ("Mikrogramm", "ميكروغرام"),
    "milligrams?": ("Milligramm", "مليغرام"), "kilograms?": ("Kilogramm", "كيلوغرام"), "twice": ("zweimal", "مرتين"),
    "grams?": ("Gramm", "غرام"),
    "minutes?": ("Minuten", "دقائق"), "seconds": ("Sekunden", "ثوانٍ"), "lit(?:er|re)s?": ("Liter", "لتر"),
    "thirds?": ("Drittel", "ثلث"), "quarters?": ("Viertel", "ربع"), "millions?": ("Millionen", "مليون"),
    "billions?": ("Milliarden", "مليار"), "percent": ("Prozent", "بالمئة"), "square": ("Quadratmeter", "متر مربع"),
    "intrathecal(?:ly)?": ("intrathekal", "داخل القراب"), "intravenous(?:ly)?": ("intravenös", "وريدي"),
    "oral(?:ly)?": ("oral", "فموي"), "free": ("frei", "خالي"), "stop(?:s|ped|ping)?": ("gestoppt", "توقف"),
    "fail(?:s|ed|ing|ures?)?": ("versagt", "فشل"), "exclu(?:des?|ded|ding|sions?)": ("ausgeschlossen", "استبعد"),
    "non(?!e$|ethe)[a-z]{4,}|un(?!der|der.+|til|less|ion|ited?|iform|it)[a-z]{3,}|in(?:adequate|complete|active|conclusive|valid|correct)|irreversible|im(?:mature|possible)":
    ("ungewiss", "ناقص"), "avoid(?:s|ed|ing)?": ("vermieden", "تجنب"),
    "withh[eo]ld|omit(?:s|ted|ting)?|discontinu[a-z]+|interrupt[a-z]*|ceas(?:es?|ed|ing)": ("unterbrochen", "انقطع"),
    "lack(?:s|ed|ing)?|absen(?:t|ce)": ("fehlt", "غياب"), "prevent(?:s|ed|ing|ion)?": ("verhindert", "منع"),
    "refus[a-z]+|reject[a-z]*|den(?:y|ied)": ("abgelehnt", "رفض"), "ruled": ("ausgeschlossen", "استبعد"),
}  # fmt: skip
_TENS = "|".join(word for word, value in WORDS.items() if value >= 20)
_ANY = "|".join(WORDS)
_LARGE = re.compile(
    rf"\b(?:({_TENS})(?:-({_ANY}))?|(\w+teen)|({_ANY}) (hundred|thousand)(?: and ((?:{_TENS})-(?:{_ANY})|{_ANY}))?)\b",
    re.IGNORECASE,
)
_KEPT = re.compile(r'<span translate="no"[^>]*>.*?</span>|<[^>]+>|&[a-z#0-9]+;', re.S)
_WORD = re.compile(r"[A-Za-z]+")


def _word(word: str, own: dict[str, str], language: str) -> str | None:
    kinds = (said for pattern, said in _KINDS.items() if re.fullmatch(pattern, word, re.IGNORECASE))
    found = next(kinds, None)
    return found[language == "ar"] if found else own.get(word.lower())


def _digits(hit: re.Match[str]) -> str:
    value = sum(WORDS.get(word.lower(), 0) for word in hit.groups()[:4] if word)
    rest = sum(WORDS[word] for word in (hit[6] or "").lower().split("-") if word)
    return str(value * {"hundred": 100, "thousand": 1000}.get((hit[5] or "").lower(), 1) + rest)


def translated(html: str, language: str) -> str:
    """Return HTML in what passes for another language."""
    words = _DICTIONARY[language]
    letters = {"de": "{}en", "ar": "كلمة"}[language]
    said, begin = [], 0
    for kept in [*_KEPT.finditer(html), None]:
        plain = _LARGE.sub(_digits, html[begin : kept.start() if kept else len(html)])
        pair = {"nor": "noch"} if language == "de" and "neither" in plain.lower() else {}
        said.append(
            _WORD.sub(lambda hit, own=words | pair: _word(hit[0], own, language) or letters.format(hit[0]), plain)
        )
        if kept:
            said.append(kept[0])
            begin = kept.end()
    return "".join(said)


@dataclass
class Machine:
    """What the server was asked, and what it does next.

    Attributes:
        acts: What to do with the next requests instead of translating, in order: ``(status, headers, body)``, or
            seconds to wait before.
        changes: Applied to each translation before it is sent.
        asked: Path, headers and body of each request.
    """

    acts: list[Any] = field(default_factory=list)
    changes: Callable[[str], str] = lambda html: html
    asked: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
    address: str = ""

    def answer(self, path: str, headers: dict[str, str], body: Any) -> tuple[int, dict[str, str], bytes]:
        into = str(body.get("target_lang") or body.get("target")).lower()
        sent = body.get("text") or body.get("q")
        texts = [self.changes(translated(html, into)) for html in sent]
        if path == "/v2/translate" and headers.get("authorization") == f"DeepL-Auth-Key {KEY}":
            return sound({"translations": [
                {"detected_source_language": "EN", "text": text, "model_type_used": "quality_optimized"}
                for text in texts
            ]})  # fmt: skip
        if path == "/language/translate/v2" and headers.get("x-goog-api-key") == KEY:
            return sound({"data": {"translations": [{"translatedText": text, "model": "nmt"} for text in texts]}})
        if path == "/translate" and body.get("api_key") == KEY:
            return sound({"translatedText": texts})
        return 403, {}, b'{"message": "unknown key"}'


def sound(value: Any) -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": "application/json"}, json.dumps(value).encode()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        machine: Machine = self.server.machine  # type: ignore[attr-defined]
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        headers = {name.lower(): value for name, value in self.headers.items()}
        machine.asked.append((self.path, headers, body))
        act = machine.acts.pop(0) if machine.acts else None
        if isinstance(act, float):
            time.sleep(act)
            act = None
        status, more, content = act or machine.answer(self.path, headers, body)
        try:
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except (BrokenPipeError, ConnectionResetError):
            pass  # whoever asked has had enough

    do_GET = do_POST

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def machine_here(settings: Any, engine: str = "deepl") -> Iterator[Machine]:
    """Run a provider, and have the site ask it."""
    machine = Machine()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.machine = machine  # type: ignore[attr-defined]
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    machine.address = f"http://127.0.0.1:{server.server_port}"
    settings.TRANSLATION_ENGINE, settings.TRANSLATION_KEY = engine, KEY
    settings.TRANSLATION_ADDRESS = machine.address
    settings.TRANSLATION_SECONDS = 0.5
    try:
        yield machine
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
