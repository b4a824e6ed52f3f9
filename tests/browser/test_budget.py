"""What pages weigh and how fast they stand: on a cold cache, from one host, also over a slow connection."""

from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest

from tests.browser.scene import publish_demonstration

ASSETS = Path(__file__).parents[2] / "cme" / "ui" / "assets"
KILOBYTE = 1024
STYLE_BUDGET, SCRIPT_BUDGET = 16 * KILOBYTE, 25 * KILOBYTE
PAGE_BUDGET, ARTICLE_BUDGET = 60 * KILOBYTE, 90 * KILOBYTE  # all that is sent, brotli
MOST_REQUESTS = 6  # beside the page itself
MOST_SHIFT = 0.05  # cumulative layout shift
STATES = ["home", "teaser", "article", "test", "result-passed", "rate"]
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}  # ms, bytes/s


def weight(body: bytes, kind: str) -> int:
    """Return what a server that compresses would send."""
    return len(body) if "font" in kind else len(brotli.compress(body, quality=5))


def test_assets_are_light_when_compressed():
    for pattern, budget in (("*.css", STYLE_BUDGET), ("*.js", SCRIPT_BUDGET)):
        files = list(ASSETS.glob(pattern))
        assert files
        assert sum(len(brotli.compress(path.read_bytes())) for path in files) <= budget


# How far what was already shown has moved since the page began.
SHIFTS = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => setTimeout(() => resolve(sum), 100));
})"""
# Milliseconds until something was on the screen.
FIRST_PAINT = """() => new Promise((resolve) => {
  new PerformanceObserver((list) => {
    const first = list.getEntriesByName("first-contentful-paint")[0];
    if (first) resolve(first.startTime);
  }).observe({ type: "paint", buffered: true });
})"""
READY = "() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"


def cold(page):
    """Let a page keep nothing, and return its debugger."""
    debugger = page.context.new_cdp_session(page)
    debugger.send("Network.enable")
    debugger.send("Network.setCacheDisabled", {"cacheDisabled": True})
    return debugger


@pytest.mark.parametrize("name", STATES)
def test_page_is_light_when_it_is_the_first_one_visited(visit_state, name):
    """Nothing kept: few requests, one host, nothing jumps, and no fault in the console (which the watch looks for)."""
    visit = visit_state(name, width=360)
    page, answers = visit.page.context.new_page(), []
    cold(page)
    page.on("response", lambda answer: answers.append(answer))
    page.goto(visit.page.url)
    assert page.evaluate(SHIFTS) <= MOST_SHIFT

    answers = [answer for answer in answers if not answer.url.endswith("/steps/")]
    assert {urlsplit(answer.url).netloc for answer in answers} == {urlsplit(visit.origin).netloc}
    assert 3 <= len(answers) - 1 <= MOST_REQUESTS
    assert all(answer.status == 200 for answer in answers)
    sent = sum(weight(answer.body(), answer.headers.get("content-type", "")) for answer in answers)
    assert 5 * KILOBYTE <= sent <= (ARTICLE_BUDGET if name == "article" else PAGE_BUDGET)


@pytest.mark.slow
def test_text_stands_soon_when_the_connection_is_slow(open_reader):
    """UX 12: 400 kbit/s and 400 ms: text after 4 seconds, a form that works after 6."""
    edition = publish_demonstration()
    page = open_reader(width=360)
    page.goto(f"/articles/{edition.slug}/")
    paint, ready = page.evaluate(FIRST_PAINT), page.evaluate(READY)  # what the machine itself takes
    cold(page).send("Network.emulateNetworkConditions", SLOW)
    page.goto(f"/articles/{edition.slug}/")
    assert page.evaluate(FIRST_PAINT) - paint <= 4_000
    assert page.evaluate(READY) - ready <= 6_000
