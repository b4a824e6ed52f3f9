"""Languages by their codes: what they are called and how they are written."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.conf.locale import LANG_INFO


@dataclass(frozen=True)
class Language:
    """A language.

    Attributes:
        code: Tag of BCP 47, such as ``de``.
        name: In English.
        own_name: In itself.
        is_rtl: Written from right to left.
    """

    code: str
    name: str
    own_name: str
    is_rtl: bool

    @property
    def direction(self) -> str:
        """What ``dir`` says of it."""
        return "rtl" if self.is_rtl else "ltr"


@cache
def language_of(code: str) -> Language:
    """Return a language; one that Django does not know goes by its code."""
    known = LANG_INFO.get(code.lower(), {})
    name = str(known.get("name", code))
    return Language(code, name, str(known.get("name_local", name)), bool(known.get("bidi", False)))


def original_language() -> str:
    """Return the language in which articles are written."""
    return str(settings.LANGUAGE_CODE)


def languages_offered() -> list[Language]:
    """Return the languages into which this site has articles translated, in the order of the setting."""
    return [language_of(code) for code in settings.TRANSLATION_LANGUAGES]


def is_offered(code: str) -> bool:
    """Tell whether articles are translated into a language."""
    return code in settings.TRANSLATION_LANGUAGES
