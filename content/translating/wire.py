"""Asking a provider of machine translation: the host of the setting alone, bounded in time and size, no redirects.

What is sent is text, languages and the site's key. Nothing of a visitor is known here.
"""

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings

MOST_BYTES = 4_000_000  # of an answer, unpacked
_LATER = {408, 425, 429, 500, 502, 503, 504, 529}
_SPENT = {402, 456}  # 456: quota exceeded, as DeepL says it
UNTIL_PAID = 12 * 3600  # seconds
LONGEST_WAIT = 24 * 3600  # seconds


class EngineFailed(Exception):
    """The provider gave no translation; the message is for staff.

    Attributes:
        wait: Seconds to wait before another try; None where the provider named none.
        is_final: Another try would bring the same.
    """

    def __init__(self, message: str, *, wait: float | None = None, is_final: bool = False) -> None:
        super().__init__(message)
        self.wait = wait
        self.is_final = is_final


def ask_engine(address: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> Any:
    """Send JSON, and return the JSON that comes back.

    Raises:
        EngineFailed: No answer came that can be used.
    """
    _refuse_unsafe(address)
    until = time.monotonic() + settings.TRANSLATION_SECONDS
    with requests.Session() as session:
        session.trust_env = False  # neither passwords nor proxies from the environment
        try:
            response = session.post(
                address,
                data=json.dumps(body).encode(),
                headers={
                    "Content-Type": "application/json",
                    "Accept": "application/json",
                    "User-Agent": "cme-site",
                    **headers,
                },
                timeout=settings.TRANSLATION_SECONDS,
                allow_redirects=False,
                stream=True,
            )
            with response:
                _refuse_status(response)
                return _read(response, until)
        except requests.Timeout as fault:
            raise EngineFailed("It did not answer in time.") from fault
        except requests.RequestException as fault:
            raise EngineFailed("It could not be reached.") from fault


def _refuse_unsafe(address: str) -> None:
    parts = urlsplit(address)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and settings.TRANSLATION_PLAIN_HTTP)
    if not (is_safe and parts.hostname) or "@" in parts.netloc:
        raise EngineFailed("Its address is not one of HTTPS; see TRANSLATION_ADDRESS.", is_final=True)


def _refuse_status(response: requests.Response) -> None:
    status = response.status_code
    if status == 200:
        return
    if status in _SPENT:
        raise EngineFailed(f"What was paid for is used up (answer {status}).", wait=UNTIL_PAID)
    if status in _LATER:
        raise EngineFailed(f"It is busy (answer {status}).", wait=_retry_after(response))
    raise EngineFailed(f"It refused (answer {status}).", is_final=True)


def _retry_after(response: requests.Response) -> float | None:
    said = response.headers.get("Retry-After", "")
    is_number = said.isascii() and said.isdecimal() and len(said) < 7
    return min(float(said), LONGEST_WAIT) if is_number else None


def _read(response: requests.Response, until: float) -> Any:
    body = bytearray()
    for chunk in response.iter_content(65_536):
        body += chunk
        if len(body) > MOST_BYTES:
            raise EngineFailed("It sent an answer that is too long.", is_final=True)
        if time.monotonic() > until:
            raise EngineFailed("It did not answer in time.")
    try:
        return json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as fault:
        raise EngineFailed("It sent an answer that is no JSON.") from fault
