"""Environment variables as values. One that is malformed is refused in a sentence, which says no secret."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import getaddresses
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

ON = frozenset({"on", "yes", "true", "y", "ok", "1"})
OFF = frozenset({"off", "no", "false", "n", "0"})
WEB = ("https", "http")
MOST = 1_000_000_000  # of whatever has no limit of its own: it has room in each column and clock
MOST_SECONDS = 3_600.0  # that somebody may be waited for
HOST = r"\.?[\w-]+(\.[\w-]+)*|\[[0-9a-fA-F:.]+\]|\*"
MAILBOX = r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+"


@dataclass(frozen=True)
class Variables:
    """The variables of a process. One that is empty is not set: the default holds.

    All methods raise ``ImproperlyConfigured`` with a sentence that names the variable, what it must be, and, unless
    it may hold a secret, what it is.
    """

    given: Mapping[str, str]

    def number(self, name: str, default: int, *, least: int = 1, most: int = MOST) -> int:
        """Return a whole number within limits."""
        text = self._text(name)
        if not text:
            return default
        value = int(text) if re.fullmatch("[+-]?[0-9]{1,18}", text) else None
        if value is None or not least <= value <= most:
            refuse(name, text, f"a whole number from {least} to {most}, such as {default}")
        return value

    def seconds(self, name: str, default: float) -> float:
        """Return a number of seconds, more than none and an hour at most."""
        text = self._text(name)
        if not text:
            return default
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not 0 < value <= MOST_SECONDS:
            refuse(name, text, f"a number of seconds above 0 and up to {MOST_SECONDS:g}, such as {default:g} or 2.5")
        return value

    def switch(self, name: str, *, default: bool) -> bool:
        """Return whether something is on."""
        text = self._text(name).lower()
        if text and text not in ON | OFF:
            refuse(name, text, "on or off (yes or no, true or false, 1 or 0)")
        return text in ON if text else default

    def names(self, name: str, default: Sequence[str] = ()) -> list[str]:
        """Return words that are separated by commas, each once. Unlike others, a variable that is empty names none."""
        if name not in self.given:
            return list(default)
        words = [word.strip() for word in self._text(name).split(",")]
        return list(dict.fromkeys(filter(None, words)))

    def hosts(self, name: str, default: Sequence[str] = ()) -> list[str]:
        """Return names of hosts, as ``ALLOWED_HOSTS`` of Django takes them: without scheme, port and path."""
        found = self.names(name, default)
        for host in found:
            if not re.fullmatch(HOST, host):
                refuse(name, host, "host names alone, separated by commas, such as cme.example.org,www.example.org")
        return found

    def mailbox(self, name: str, default: str = "", *, may_be_named: bool = False) -> str:
        """Return an e-mail address, with the name of whose it is before it where that is allowed."""
        text = self._text(name)
        found = [address for _, address in getaddresses([text])] if may_be_named else [text]
        is_one = len(found) == 1 and re.fullmatch(MAILBOX, found[0])
        if text and not (is_one and text.isprintable()):
            example = "name@example.org" + (" or Example Site <name@example.org>" if may_be_named else "")
            refuse(name, text, f"an e-mail address, such as {example}")
        return text or default

    def file(self, name: str, default: Path, *, read: Callable[[Path], object]) -> Path:
        """Return the path of a file that can be read; the default is taken for one.

        Args:
            name: Of the variable.
            default: Where nothing is given.
            read: Raises ``ValueError``, with a sentence that names the file, where it is not such a file.
        """
        text = self._text(name)
        if not text:
            return default
        try:
            read(Path(text))
        except OSError:
            refuse(name, text, "the path of a file that can be read")
        except ValueError as fault:
            raise ImproperlyConfigured(f"{name} is not understood: {fault}") from None
        return Path(text)

    def wording(self, name: str, *, filled: str) -> str:
        """Return words in which one name in braces is filled in, and no other."""
        text = self._text(name)
        if re.search("[{}]", text.replace(f"{{{filled}}}", "")):
            refuse(name, text, f"words with nothing in braces but {{{filled}}}")
        return text

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


def make_folder(path: Path, *, instead: str) -> Path:
    """Return a folder that a default needs, made where it is missing.

    Args:
        path: The folder.
        instead: The variable to set where it cannot be made.

    Raises:
        ImproperlyConfigured: It cannot be made.
    """
    try:
        path.mkdir(exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{path} cannot be made: {error.strerror}. Make it for this user, or set {instead}."
        ) from error
    return path


def refuse(name: str, text: str, expected: str) -> NoReturn:
    """Refuse a variable."""
    raise ImproperlyConfigured(f"{name} {said_of(text)}; it must be {expected}.")


def said_of(text: str) -> str:
    """Return what a refusal says of a value; nothing of an address with a user or a query, which may be secret."""
    return "is not understood" if re.search("[@?]", text) else f"is {text[:80]!r}"
