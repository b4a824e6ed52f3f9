"""How often somebody may have the pages that cost something, without a row being written: a GET writes nothing.

Counted in the memory of each process, whose work it bounds; how many processes there are is the operator's choice.
"""

import re
from datetime import datetime

from django.core.cache import caches
from django.utils.translation import gettext_lazy as _

AN_ARTICLE = re.compile(r"/content/article/[0-9]+/")  # its pages render, check or compare whole texts
MOST, SECONDS = 60, 60  # pages of articles for one person or link, in a minute of the clock
TOO_OFTEN = _("Many pages of articles were asked for within a minute. Wait a minute, then load this page again.")


def take_page(key: str, at: datetime) -> bool:
    """Count a page that costs something; return whether it may be made.

    Args:
        key: Who asks: ``user:12``, ``link:3``.
        at: Now; aware.
    """
    turns, name = caches["turns"], f"{key}:{int(at.timestamp()) // SECONDS}"
    turns.add(name, 0, timeout=2 * SECONDS)
    try:
        return turns.incr(name) <= MOST
    except ValueError:  # so many others came in between that it was dropped
        return True
