"""Chromium for the browser tests, watched: whatever a person's console would show fails the test.

``page`` is a page at 1280 x 800 in the light scheme and ``page_without_scripts`` the same without JavaScript;
``open_page(width=360, height=740, scheme="dark", scripts=False, tolerates=[...])`` makes any other. Paths are relative
to the live server: ``page.goto("/")``. ``open_reader`` does the same as ``open_page`` for a visitor who has passed the
gate. ``axe(page)`` returns what axe-core finds as the page is shown, ``axe_in_both_schemes(page)`` what it finds in the
light and in the dark scheme; an empty list is the aim.
"""

import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from threading import Thread, current_thread, main_thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import signals
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from cme.learners.models import Learner
from tests.browser.dripping import drip_pages
from tests.browser.scene import let_in
from tests.browser.states import STATES, Library, Visit

WAYS = {"gate", "saving", "way"}  # files that `make test` runs too
CHROMIUM_ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 30_000  # milliseconds; a busy machine is slow now and then, and waiting costs nothing when it is not
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# WCAG 2.5.8 and 2.5.3 are off by default in axe.
AXE_ALL = {
    "runOnly": {"type": "tag", "values": AXE_TAGS},
    "rules": {"target-size": {"enabled": True}, "label-content-name-mismatch": {"enabled": True}},
    "resultTypes": ["violations"],
}
# The rules that look at colours: what all others say is the same in either scheme.
AXE_COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
# What the console says of pages about a fault, and of a test whose connection was cut.
EXPECTED_FAULTS = r"status of (400|403|404|409|410|500) |ERR_INTERNET_DISCONNECTED"
# In the page's own console, so that one list holds all that went wrong.
TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`Content-Security-Policy: ${event.effectiveDirective} refused ${event.blockedURI || "inline"}`);
});
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder as a browser test; beside the ways that people walk they are slow ones."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            if item.path.stem.removeprefix("test_") not in WAYS:
                item.add_marker(pytest.mark.slow)


@dataclass
class Watch:
    """What went wrong in one browser context, but for what the test said it would tolerate."""

    host: str
    tolerates: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        """Listen to everything that happens in ``context``."""
        context.add_init_script(TELL_VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", lambda error: self._note(f"script error: {error.error}"))
        context.on("request", self._request)

    def _note(self, fault: str) -> None:
        if not any(re.search(pattern, fault) for pattern in self.tolerates):
            self.faults.append(fault)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._note(f"console {message.type}: {message.text} ({message.location.get('url')})")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.host:
            self._note(f"request to another host: {request.url}")


@pytest.fixture(scope="session", autouse=True)
def slow_pages() -> Iterator[None]:
    """With SLOW_PAGES set, let pages come in two halves, so that a test that does not wait for them fails."""
    with pytest.MonkeyPatch.context() as patch:
        if os.environ.get("SLOW_PAGES"):
            drip_pages(patch)
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, started once."""
    path = next(filter(None, map(shutil.which, [os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser"])), None)
    if path is None:
        pytest.fail("No Chromium: install Debian's package chromium, or set CHROMIUM to its path.")
    # Playwright keeps an event loop running in this thread, in which Django would refuse every query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    arguments = [*CHROMIUM_ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else CHROMIUM_ARGUMENTS
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=arguments)
        yield chromium
        chromium.close()


class Underway:
    """The threads of the live server that are answering a request.

    A browser that is closed may cut off an answer, whose end is then never told; but its thread ends.
    """

    def __init__(self) -> None:
        self._threads: set[Thread] = set()
        signals.request_started.connect(self._begin)
        signals.request_finished.connect(self._end)

    def _begin(self, **_: object) -> None:
        if current_thread() is not main_thread():  # where the test asks for pages itself
            self._threads.add(current_thread())

    def _end(self, **_: object) -> None:
        self._threads.discard(current_thread())

    def settle(self) -> None:
        """Wait until all are answered, so that none is cut off by the tables being emptied."""
        end = time.monotonic() + 30  # seconds
        while any(thread.is_alive() for thread in tuple(self._threads)) and time.monotonic() < end:
            time.sleep(0.01)


@pytest.fixture
def underway() -> Underway:
    """Tell when the live server has nothing to do."""
    return Underway()  # signals forget it with the test


@pytest.fixture
def open_page(browser: Browser, live_server, underway: Underway) -> Iterator[Callable[..., Page]]:
    """Make pages, each in a context of its own; afterwards fail if anything went wrong in one of them."""
    made: list[tuple[BrowserContext, Watch]] = []

    def open_one(
        *,
        width: int = 1280,
        height: int = 800,
        scheme: str = "light",
        scripts: bool = True,
        tolerates: list[str] | None = None,
        **options,
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=scripts,
            reduced_motion="reduce",
            locale="en-US",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        watch = Watch(urlsplit(live_server.url).netloc, tolerates or [])
        watch.follow(context)
        made.append((context, watch))
        return context.new_page()

    yield open_one
    faults = [fault for _, watch in made for fault in watch.faults]
    for context, _ in made:
        context.close()
    underway.settle()
    if faults:
        pytest.fail("The browser reported faults:\n" + "\n".join(faults), pytrace=False)


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A page as on a desktop, in the light scheme."""
    return open_page()


@pytest.fixture
def page_without_scripts(open_page: Callable[..., Page]) -> Page:
    """A page in a browser that runs no scripts."""
    return open_page(scripts=False)


@pytest.fixture
def open_reader(open_page: Callable[..., Page], live_server) -> Callable[..., Page]:
    """Make pages of a visitor who has passed the gate; ``learner`` says who that is, a new one if left out."""

    def open_one(learner: Learner | None = None, **options) -> Page:
        page = open_page(**options)
        let_in(page.context, live_server.url, learner)
        return page

    return open_one


@pytest.fixture
def visit_state(open_page: Callable[..., Page], live_server) -> Iterator[Callable[..., Visit]]:
    """Lead a browser to a state, by its name in ``STATES``; what the one before had set otherwise is put back.

    It is a new browser, or the one of ``page`` that has forgotten who it was: the style sheet comes from its cache.
    """
    patch, library = pytest.MonkeyPatch(), Library()

    def visit_one(name: str, page: Page | None = None, **options) -> Visit:
        patch.undo()
        if page is None:
            page = open_page(tolerates=[EXPECTED_FAULTS], **options)
        page.context.set_offline(False)
        page.context.clear_cookies()
        visit = Visit(page, live_server.url, library, patch)
        STATES[name](visit)
        page.wait_for_load_state()  # a state may be known by what comes first
        return visit

    yield visit_one
    patch.undo()


@pytest.fixture(scope="session")
def axe() -> Callable[..., list[str]]:
    """Check a page with axe-core and give one line for each fault found; it needs scripts."""
    source = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")

    def check(page: Page, selector: str | None = None, options: dict[str, Any] = AXE_ALL) -> list[str]:
        page.wait_for_load_state()
        if not page.evaluate("() => 'axe' in window"):
            # Through the debugger and not as a script element, so that the page's own policy stays in force.
            debugger = page.context.new_cdp_session(page)
            debugger.send("Runtime.evaluate", {"expression": source})
            debugger.detach()
        found = page.evaluate("([selector, options]) => axe.run(selector || document, options)", [selector, options])
        return [
            f"{fault['id']} ({fault['impact']}): {' '.join(map(str, node['target']))}: {node['html'][:160]}"
            for fault in found["violations"]
            for node in fault["nodes"]
        ]

    return check


@pytest.fixture(scope="session")
def axe_in_both_schemes(axe: Callable[..., list[str]]) -> Callable[[Page], list[str]]:
    """Check a page with all rules in the light scheme, and with those of colours in the dark one, in which it stays."""

    def check(page: Page) -> list[str]:
        faults = []
        for scheme, options in (("light", AXE_ALL), ("dark", AXE_COLOURS)):
            page.emulate_media(color_scheme=scheme)
            faults += [f"{scheme}: {fault}" for fault in axe(page, options=options)]
        return faults

    return check
