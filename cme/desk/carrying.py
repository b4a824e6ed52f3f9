"""What was typed into a form of the desk whose session had ended: carried through the log-in, and then sent on.

Forms of articles keep themselves (``keeping``); this is for all the others, and for browsers without scripts.
"""

import json
import re
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

Pairs = list[tuple[str, str]]
LONGEST_NAME, MOST_NAMES = 120, 20  # of files that are named; characters, files
LEFT_OUT = ("csrfmiddlewaretoken", "_carried", "_carried_to")
NOT_TYPED = re.compile(r"_|.*-(?:TOTAL_FORMS|INITIAL_FORMS|MIN_NUM_FORMS|MAX_NUM_FORMS|id)$")  # names of what pages add


@dataclass(frozen=True)
class Carried:
    """What a form sent, and where to.

    Attributes:
        to: Path at the desk.
        pairs: Names and values in the order in which they were sent, without tokens and passwords.
        files: Names of the files that were chosen; they cannot be carried, so they have to be chosen again.
    """

    to: str
    pairs: Pairs
    files: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All pairs as one value of a form."""
        return json.dumps({"pairs": self.pairs, "files": self.files}, ensure_ascii=False)

    @property
    def typed(self) -> Pairs:
        """What a person may want to copy, under names as words: ``rows-0-practice_gap`` is ``Rows 0 practice gap``."""
        said = [(name, value) for name, value in self.pairs if value.strip() and not NOT_TYPED.match(name)]
        return [(re.sub("[-_]+", " ", name).capitalize(), value) for name, value in said]

    @classmethod
    def from_form(cls, request: HttpRequest) -> Self:
        """Take what a form sent to this very address."""
        pairs = [(name, value) for name, values in request.POST.lists() for value in values if _is_carried(name)]
        files = [str(file.name)[:LONGEST_NAME] for _, chosen in request.FILES.lists() for file in chosen]
        return cls(request.get_full_path(), pairs, tuple(files[:MOST_NAMES]))

    @classmethod
    def from_log_in(cls, request: HttpRequest) -> Self | None:
        """Take what the page of the log-in carries; None where that is nothing, or not what we wrote there."""
        to, text = request.POST.get("_carried_to", ""), request.POST.get("_carried", "")
        if not (text and is_at_desk(to)):
            return None
        try:
            sent: Any = json.loads(text)
            pairs = [(str(name), str(value)) for name, value in sent["pairs"] if _is_carried(str(name))]
            files = tuple(str(name)[:LONGEST_NAME] for name in sent["files"][:MOST_NAMES])
        except (ValueError, TypeError, KeyError, RecursionError):
            return None
        return cls(to, pairs, files)


def is_sent_by_form(request: HttpRequest) -> bool:
    """Tell whether a person's browser sent a form of ours, rather than a script or a stranger.

    Whoever was shown a form has the cookie that its token goes with; the token itself was checked before.
    """
    is_page = "text/html" in request.headers.get("Accept", "")
    return request.method == "POST" and is_page and settings.CSRF_COOKIE_NAME in request.COOKIES


def is_at_desk(path: str) -> bool:
    """Tell whether an address is a path of the desk, and not its way in or out."""
    desk, doors = reverse("admin:index"), (reverse("admin:login"), reverse("admin:logout"))
    # Browsers go up at two dots, encoded ones too, and take a backslash for a slash.
    plain = unquote(path).replace("\\", "/")
    is_straight = not any(part in {".", ".."} for part in plain.split("?")[0].split("/"))
    is_inside = plain.startswith(desk) and not plain.startswith(doors)
    return url_has_allowed_host_and_scheme(path, None) and is_straight and is_inside


def _is_carried(name: str) -> bool:
    return name not in LEFT_OUT and "password" not in name
