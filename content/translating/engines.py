"""Machines that translate, behind one interface; which one is asked is a setting.

Source:
    DeepL API, POST /v2/translate (developers.deepl.com/api-reference/translate); Cloud Translation Basic, POST
    /language/translate/v2 (cloud.google.com/translate/docs/reference/rest/v2/translate); LibreTranslate, POST
    /translate (docs.libretranslate.com/api). All three leave alone what is marked ``translate="no"`` in HTML.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings

from content.translating.wire import EngineFailed, ask_engine


@dataclass(frozen=True)
class Answer:
    """What a machine made of some texts.

    Attributes:
        texts: HTML, in the order in which they were sent.
        model: What it calls the model it used; empty where it does not say.
    """

    texts: list[str]
    model: str = ""


class Engine(Protocol):
    """A provider of machine translation."""

    @property
    def name(self) -> str:
        """Return what readers are told that it is called."""

    @property
    def version(self) -> str:
        """Return the version of its interface."""

    def translate(self, texts: Sequence[str], *, into: str) -> Answer:
        """Translate HTML.

        Raises:
            EngineFailed: It gave no translation.
        """


@dataclass(frozen=True)
class DeepL:
    """DeepL; keys that end in ``:fx`` are of its free service, which has an address of its own."""

    key: str
    address: str = ""
    name: str = "DeepL"
    version: str = "v2"

    def translate(self, texts: Sequence[str], *, into: str) -> Answer:
        """Translate HTML."""
        free = "https://api-free.deepl.com"
        base = self.address or (free if self.key.endswith(":fx") else "https://api.deepl.com")
        body = {
            "text": list(texts),
            "source_lang": settings.LANGUAGE_CODE.partition("-")[0].upper(),
            "target_lang": into.upper(),
            "tag_handling": "html",
            "preserve_formatting": True,
        }
        told = ask_engine(f"{base}/v2/translate", body, {"Authorization": f"DeepL-Auth-Key {self.key}"})
        rows = _list(told, "translations")
        return _answer(texts, [_text(row, "text") for row in rows], _said(rows, "model_type_used"))


@dataclass(frozen=True)
class Google:
    """Google Cloud Translation, Basic edition: the one that takes a key."""

    key: str
    address: str = ""
    name: str = "Google Cloud Translation"
    version: str = "v2"

    def translate(self, texts: Sequence[str], *, into: str) -> Answer:
        """Translate HTML."""
        base = self.address or "https://translation.googleapis.com"
        body = {"q": list(texts), "source": settings.LANGUAGE_CODE, "target": into, "format": "html"}
        told = ask_engine(f"{base}/language/translate/v2", body, {"X-Goog-Api-Key": self.key})
        rows = _list(told.get("data") if isinstance(told, dict) else None, "translations")
        return _answer(texts, [_text(row, "translatedText") for row in rows], _said(rows, "model"))


@dataclass(frozen=True)
class LibreTranslate:
    """LibreTranslate, on a server of the operator's choice; some ask for a key."""

    key: str
    address: str = ""
    name: str = "LibreTranslate"
    version: str = "1"

    def translate(self, texts: Sequence[str], *, into: str) -> Answer:
        """Translate HTML."""
        body = {"q": list(texts), "source": settings.LANGUAGE_CODE, "target": into, "format": "html"}
        told = ask_engine(f"{self.address}/translate", body | ({"api_key": self.key} if self.key else {}), {})
        rows = _list(told, "translatedText")
        return _answer(texts, [_text({"": row}, "") for row in rows], "")


_ENGINES: dict[str, Callable[..., Engine]] = {"deepl": DeepL, "google": Google, "libretranslate": LibreTranslate}


def engine_in_use() -> Engine | None:
    """Return the machine that the setting names; None where machines translate nothing."""
    make = _ENGINES.get(settings.TRANSLATION_ENGINE)
    return make(settings.TRANSLATION_KEY, settings.TRANSLATION_ADDRESS) if make else None


def _answer(sent: Sequence[str], texts: list[str], model: str) -> Answer:
    if len(texts) != len(sent):
        raise EngineFailed(f"It sent {len(texts)} texts for {len(sent)}.")
    return Answer(texts, model)


def _list(told: Any, name: str) -> list[Any]:
    rows = told.get(name) if isinstance(told, Mapping) else None
    if not isinstance(rows, list):
        raise EngineFailed("It sent an answer of an unknown form.")
    return rows


def _text(row: Any, name: str) -> str:
    said = row.get(name) if isinstance(row, Mapping) else None
    if not isinstance(said, str):
        raise EngineFailed("It sent an answer of an unknown form.")
    return said


def _said(rows: list[Any], name: str) -> str:
    said = rows[0].get(name) if rows and isinstance(rows[0], Mapping) else ""
    return said[:60] if isinstance(said, str) else ""
