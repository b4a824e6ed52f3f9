"""Environment variables as values. One that is malformed is refused in a sentence, which says no secret."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

ON = frozenset({"on", "yes", "true", "y", "ok", "1"})
OFF = frozenset({"off", "no", "false", "n", "0"})
WEB = ("https", "http")


@dataclass(frozen=True)
class Variables:
    """The variables of a process. One that is empty is not set: the default holds.

    All methods raise ``ImproperlyConfigured`` with a sentence that names the variable, what it must be, and, unless
    it may hold a secret, what it is.
    """

    given: Mapping[str, str]

    def number(self, name: str, default: int, *, least: int = 1, most: int | None = None) -> int:
        """Return a whole number within limits."""
        text = self._text(name)
        if not text:
            return default
        value = int(text) if re.fullmatch("[+-]?[0-9]{1,18}", text) else None
        if value is None or value < least or (most is not None and value > most):
            limits = f"of at least {least}" if most is None else f"from {least} to {most}"
            refuse(name, text, f"a whole number {limits}, such as {default}")
        return value

    def seconds(self, name: str, default: float) -> float:
        """Return a number of seconds, more than none."""
        text = self._text(name)
        if not text:
            return default
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not (math.isfinite(value) and value > 0):
            refuse(name, text, f"a number of seconds above 0, such as {default:g} or 2.5")
        return value

    def switch(self, name: str, *, default: bool) -> bool:
        """Return whether something is on."""
        text = self._text(name).lower()
        if text and text not in ON | OFF:
            refuse(name, text, "on or off (yes or no, true or false, 1 or 0)")
        return text in ON if text else default

    def pairs(self, name: str, default: Mapping[str, str]) -> dict[str, str]:
        """Return labels by their keys."""
        text = self._text(name)
        found = [pair.partition("=") for pair in text.split(",") if pair.strip()]
        if not all(key.strip() and label.strip() for key, _, label in found):
            refuse(name, text, "pairs of key=label, separated by commas")
        return {key.strip(): label.strip() for key, _, label in found} or dict(default)

    def address(self, name: str, default: str = "", *, schemes: tuple[str, ...] = WEB, example: str = "") -> str:
        """Return an address of the network. What may hold a password is not said again."""
        text = self._text(name)
        if text and not is_address(text, schemes):
            refuse(name, text, f"an address such as {example or default}")
        return text or default

    def choice(self, name: str, default: str, *, among: tuple[str, ...]) -> str:
        """Return one of some words, in capitals."""
        text = self._text(name).upper()
        if text and text not in among:
            refuse(name, text, f"{', '.join(among[:-1])} or {among[-1]}")
        return text or default

    def _text(self, name: str) -> str:
        return self.given.get(name, "").strip()


def is_address(text: str, schemes: tuple[str, ...]) -> bool:
    """Tell whether a text is an address with one of the schemes, a host or path, and no malformed port."""
    try:
        parts = urlsplit(text)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    has_host = bool(parts.hostname) or (parts.scheme not in WEB and bool(parts.path))
    return parts.scheme in schemes and has_host and has_port and not re.search(r"\s", text)


def refuse(name: str, text: str, expected: str) -> NoReturn:
    """Refuse a variable."""
    raise ImproperlyConfigured(f"{name} {said_of(text)}; it must be {expected}.")


def said_of(text: str) -> str:
    """Return what a refusal says of a value; nothing of an address with a user or a query, which may be secret."""
    return "is not understood" if re.search("[@?]", text) else f"is {text[:80]!r}"
