"""Asking registries over HTTPS: hosts that a setting allows, bounded in time and size, and politely.

Source:
    E-utilities: at most 3 requests a second, 10 with a key, with ``tool`` and ``email`` (NCBI, "A General Introduction
    to the E-utilities"). Crossref: the polite pool asks for ``mailto``; 429 and Retry-After are obeyed.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from django.conf import settings

MOST_BYTES = 8_000_000  # of an answer, unpacked; twenty works of Crossref with long reference lists take 2 MB
MOST_REDIRECTS = 3
PAUSES = {"Crossref": 0.1, "NCBI": 0.34}  # seconds between two requests
PAUSE_WITH_KEY = 0.1
_REDIRECTS = {301, 302, 303, 307, 308}
_AGAIN = {429, 500, 502, 503, 504}
_turns: dict[str, float] = {}
_lock = Lock()


class RegistryFailed(Exception):
    """A registry gave no answer that can be used; the message is fit to show to the editor."""


@dataclass(frozen=True)
class Manners:
    """How patiently a registry is asked.

    Attributes:
        seconds: For one answer, from the first byte sent to the last one read.
        tries: At most.
        pause: Seconds before the second try, doubled before each further one.
        longest_pause: Seconds that a registry may ask us to wait; beyond, we give up.
    """

    seconds: float
    tries: int = 3
    pause: float = 0.5
    longest_pause: float = 5


def manners_of_a_page() -> Manners:
    """Return how patient a page is: an editor waits."""
    return Manners(seconds=settings.REGISTRY_SECONDS, tries=2, longest_pause=3)


def manners_of_a_command() -> Manners:
    """Return how patient a scheduled command is."""
    return Manners(seconds=settings.REGISTRY_SECONDS * 3, tries=4, pause=2, longest_pause=120)


class _Again(Exception):
    """Worth another try, after so many seconds if the registry named them."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


def ask(address: str, values: Mapping[str, str], *, registry: str, manners: Manners) -> Any:
    """Return the JSON that a registry answers, or None where it has no such thing (404).

    Args:
        address: Where.
        values: What stands in the query.
        registry: ``Crossref`` or ``NCBI``.
        manners: How patiently.

    Raises:
        RegistryFailed: No answer came that can be used.
    """
    for turn in range(manners.tries):
        _wait_for_turn(registry)
        try:
            return _answer(address, values, registry, manners)
        except _Again as fault:
            pause = manners.pause * 2**turn if fault.wait is None else fault.wait
            if turn + 1 == manners.tries or pause > manners.longest_pause:
                raise RegistryFailed(f"{fault} Try again later, or type the reference by hand.") from fault
            time.sleep(pause)
    raise RegistryFailed(f"{registry} was not asked.")


def _wait_for_turn(registry: str) -> None:
    """Let requests of this process follow each other no faster than the registry wants."""
    pause = PAUSE_WITH_KEY if registry == "NCBI" and settings.NCBI_API_KEY else PAUSES[registry]
    with _lock:
        begins = max(time.monotonic(), _turns.get(registry, 0))
        _turns[registry] = begins + pause
    time.sleep(max(0, begins - time.monotonic()))


def _answer(address: str, values: Mapping[str, str], registry: str, manners: Manners) -> Any:
    until = time.monotonic() + manners.seconds
    mail = f" (mailto:{settings.REGISTRY_EMAIL})" if settings.REGISTRY_EMAIL else ""
    agent = f"{settings.SITE_NAME}{mail}".encode("ascii", "replace").decode()
    params: Mapping[str, str] | None = values
    with requests.Session() as session:
        session.trust_env = False  # neither passwords nor proxies from the environment
        for _ in range(MOST_REDIRECTS + 1):
            _refuse_elsewhere(address, registry)
            try:
                response = session.get(
                    address,
                    params=params,
                    headers={"User-Agent": agent, "Accept": "application/json"},
                    timeout=manners.seconds,
                    allow_redirects=False,
                    stream=True,
                )
                if response.status_code in _REDIRECTS:
                    address, params = urljoin(response.url, response.headers.get("Location", "")), None
                    response.close()
                    continue
                return _read(response, registry, until)
            except requests.Timeout as fault:
                raise _Again(f"{registry} did not answer in time.") from fault
            except requests.RequestException as fault:
                raise _Again(f"{registry} could not be reached.") from fault
            except ValueError as fault:  # an address that the library cannot even take apart
                raise RegistryFailed(_elsewhere(registry)) from fault
    raise RegistryFailed(f"{registry} redirects in a circle. Type the reference by hand.")


def _refuse_elsewhere(address: str, registry: str) -> None:
    """Refuse every address but those of the hosts allowed, also where a redirect leads."""
    try:
        parts = urlsplit(address)
        is_plain = parts.scheme == "http" and settings.REGISTRY_PLAIN_HTTP
        is_allowed = parts.hostname in settings.REGISTRY_HOSTS and "@" not in parts.netloc
        is_allowed = is_allowed and (is_plain or (parts.scheme == "https" and parts.port in {None, 443}))
    except ValueError:
        is_allowed = False
    if not is_allowed:
        raise RegistryFailed(_elsewhere(registry))


def _elsewhere(registry: str) -> str:
    return f"{registry} leads to an address that this site does not ask. Type the reference by hand."


def _read(response: requests.Response, registry: str, until: float) -> Any:
    with response:
        if response.status_code == 404:
            return None
        if response.status_code in _AGAIN:
            wait = response.headers.get("Retry-After", "")
            seconds = float(wait) if wait.isascii() and wait.isdecimal() and len(wait) < 7 else None
            raise _Again(f"{registry} is busy (answer {response.status_code}).", seconds)
        if response.status_code != 200:
            raise RegistryFailed(f"{registry} refused to answer (answer {response.status_code}).")
        body = bytearray()
        for chunk in response.iter_content(65_536):
            body += chunk
            if len(body) > MOST_BYTES:
                raise RegistryFailed(f"{registry} sent an answer that is too long. Type the reference by hand.")
            if time.monotonic() > until:
                raise _Again(f"{registry} did not answer in time.")
    try:
        return json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError) as fault:
        raise RegistryFailed(f"{registry} sent an answer that is no JSON. Type the reference by hand.") from fault
