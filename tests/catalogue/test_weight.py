"""What a first visit of each open page weighs: the page and all it names, compressed as a server sends it."""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import brotli
import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client

from tests.factories import NOW, copy_edition
from tests.pages import parse
from tests.test_gates import OPEN
from tests.visitors import Scene, addresses, body_of, make_scene

pytestmark = pytest.mark.django_db
KILOBYTE = 1024
BUDGET = 80 * KILOBYTE
HEADERS = 700  # bytes of each answer, more than ours have
IN_STYLE = re.compile(r"""url\(["']?([^"')]+)""")
IN_SCRIPT = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")
LISTED = ["listing", "topic", "search", "series", "home"]


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    with time_machine.travel(NOW, tick=False):
        yield make_scene()


def compressed(body: bytes, name: str) -> int:
    """Return what crosses the wire; what is compressed already is sent as it is."""
    return len(body) if name.endswith((".woff2", ".png", ".webp")) else len(brotli.compress(body, quality=5))


def named_by(page: HttpResponse) -> set[str]:
    """Return the paths of all that a browser fetches for a page at once."""
    tree = parse(page)
    links = [
        node.get("href", "")
        for node in tree.iter("link")
        if set(str(node.get("rel")).split()) & {"stylesheet", "icon", "preload", "modulepreload", "manifest"}
    ]
    sources = [node.get("src", "") for tag in ("script", "img") for node in tree.iter(tag)]
    return {urlsplit(path).path for path in [*links, *sources] if path and not path.startswith("data:")}


def weight_of(client: Client, page: HttpResponse) -> int:
    """Return the bytes of a page with all styles, scripts, fonts and pictures that it or one of them names."""
    total = compressed(body_of(page), "page.html") + HEADERS
    todo, seen = sorted(named_by(page)), set()
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen.add(path)
        body = read(client, path)
        total += compressed(body, path) + HEADERS
        pattern = IN_STYLE if path.endswith(".css") else IN_SCRIPT if path.endswith(".js") else None
        found = pattern.findall(body.decode()) if pattern else []
        todo += [posixpath.normpath(urljoin(path, name)) for name in found if not name.startswith("data:")]
    return total


def read(client: Client, path: str) -> bytes:
    if path.startswith("/static/"):
        file = finders.find(path.removeprefix("/static/"))
        assert file, f"{path} is not there"
        return Path(str(file)).read_bytes()
    answer = client.get(path)
    assert answer.status_code == 200, path
    return body_of(answer)


def test_every_open_page_is_light_when_it_is_the_first_one_visited(client: Client, scene: Scene) -> None:
    """The bar: 80 KB for each public page, whatever is on it."""
    copy_edition(scene.edition, 25)  # lists have a full page
    weights = {}
    for address, (path, _) in addresses(scene).items():
        if address not in OPEN:
            continue
        page = client.get(path)
        body_of(page)  # files are closed once they are read
        if page.status_code == 200 and page["Content-Type"].startswith("text/html"):
            weights[address] = weight_of(client, page)
    assert len(weights) >= 25
    assert {f"catalogue:{name}" for name in LISTED} <= weights.keys()
    assert min(weights.values()) > 20 * KILOBYTE  # a page has at least its style and its face
    assert {address: weight for address, weight in weights.items() if weight > BUDGET} == {}
    teaser = client.get(f"/articles/{scene.edition.slug}/")
    assert 20 * KILOBYTE < weight_of(client, teaser) <= BUDGET
