"""The last part of an address: what may stand in it, and how one is made from a name."""

import re

from django.utils.text import slugify

ADDRESS = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
WRONG = "Write lower-case letters a to z and digits, with hyphens between them, such as second-transplant."


def is_address(text: str) -> bool:
    """Tell whether a text can be the last part of an address: pages are found under no other."""
    return bool(ADDRESS.fullmatch(text))


def address_from(name: str, *, longest: int) -> str:
    """Return an address made from a name; empty where the name has no letters that can stand in one."""
    return slugify(name.replace("_", " "))[:longest].strip("-")
