"""What a first visit of an article weighs over the wire, measured in Chromium: the gate's page, then the article."""

import os
import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, sync_playwright

from bench.reading import ARTICLE
from bench.serving import BenchFailed, manage, served, site_environment

BAR = 80_000  # bytes
ARGUMENTS = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]


def bench_weight(folder: Path) -> bool:
    """Print bytes and requests of a first visit; return whether the bar is met and nobody else was asked."""
    environment = site_environment(folder)
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "load_articles", "content/demo")
    manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        raise BenchFailed("chromium is missing: install Debian's package chromium.")
    arguments = [*ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else ARGUMENTS
    with served("cme.wsgi:application", environment) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        page = browser.new_page()
        wire = _Wire(page.context.new_cdp_session(page), address)
        page.goto(address + ARTICLE, wait_until="networkidle")
        gate = wire.bytes
        page.get_by_label("a physician", exact=True).check()
        page.get_by_role("button", name="Confirm and continue").click()
        page.wait_for_load_state("networkidle")
        browser.close()
    print(f"  gate {gate:,} bytes, article {wire.bytes - gate:,} more, {wire.requests} requests in all")
    print(f"  requests to other hosts: {wire.strangers or 'none'}")
    is_met = wire.bytes <= BAR and not wire.strangers
    print(f"  bar: <= {BAR:,} bytes all told: {wire.bytes:,}: {'met' if is_met else 'MISSED'}")
    return is_met


class _Wire:
    """Counts what crosses the wire, headers included."""

    def __init__(self, session: CDPSession, address: str) -> None:
        self.bytes = self.requests = 0
        self.strangers: list[str] = []
        self.address = address
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _sent(self, event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        self.requests += 1
        if not url.startswith((self.address, "data:")):
            self.strangers.append(url)

    def _finished(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])
