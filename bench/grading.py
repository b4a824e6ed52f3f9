"""Lighthouse's grades of an article, a list and the search: the median of five, as a phone on a slow network."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.serving import ROOT, BenchFailed, manage, served, site_environment
from bench.visitor import Visitor

PACKAGE = ROOT / "bench" / "lighthouse"
TIMES = 5
BAR = 100
ARTICLE = "/articles/real-second-transplant-prszt-registry/"
SEARCH = "/search/?q=relapse"
# Results for what somebody typed are kept out of search engines on purpose: docs/decisions/0031.
NOT_FOR_RESULTS = ["is-crawlable"]
Runs = Sequence[Mapping[str, Any]]


def bench_grading(folder: Path) -> bool:
    """Print the grades of each page; return whether the median of every grade is the best one."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        raise BenchFailed("chromium is missing: install Debian's package chromium.")
    _install()
    environment = site_environment(folder)
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "load_articles", "content/demo")
    subprocess.run([sys.executable, "-m", "bench.asreal"], cwd=ROOT, env=environment, check=True)
    manage(environment, "sweep_search")
    manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
    with served("cme.wsgi:application", environment) as address:
        reader = Visitor(address)
        reader.attest(ARTICLE)
        for path in (ARTICLE, "/articles/", "/search/", SEARCH):
            for _ in range(4):
                reader.get(path)  # each process of the server has seen it
        pages = [
            {"name": "article", "address": address + ARTICLE, "attests": True, "skips": []},
            {"name": "list", "address": f"{address}/articles/", "attests": False, "skips": []},
            {"name": "search", "address": f"{address}/search/", "attests": False, "skips": []},
            {"name": "results", "address": address + SEARCH, "attests": False, "skips": NOT_FOR_RESULTS},
        ]
        began = time.monotonic()
        found = _measure(chromium, pages)
        print(f"  {TIMES} runs of {len(pages)} pages in {time.monotonic() - began:.0f} s")
    met = [_tell(name, runs) for name, runs in found.items()]
    return all(met)


def _install() -> None:
    """Install what the lock file names, once for each lock file."""
    npm = shutil.which("npm")
    if not npm:
        raise BenchFailed("npm is missing: install Node.")
    lock = (PACKAGE / "package-lock.json").read_bytes()
    mark = PACKAGE / "node_modules" / ".installed-from"
    if mark.exists() and mark.read_bytes() == lock:
        return
    subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=PACKAGE, check=True)
    mark.write_bytes(lock)


def _measure(chromium: str, pages: Sequence[Mapping[str, Any]]) -> dict[str, Runs]:
    wish = json.dumps({"chrome": chromium, "times": TIMES, "pages": pages})
    done = subprocess.run(["node", "measure.js", wish], cwd=PACKAGE, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchFailed(f"Lighthouse failed: {done.stderr[-2000:]}")
    found: dict[str, Runs] = json.loads(done.stdout)
    return found


def _tell(name: str, runs: Runs) -> bool:
    """Print the medians of a page, and what cost a grade where one is missed."""
    grades = {grade: [run["grades"][grade] for run in runs] for grade in runs[0]["grades"]}
    medians = {grade: statistics.median(values) for grade, values in grades.items()}
    times = {kind: statistics.median(run["times"][kind] for run in runs) for kind in runs[0]["times"]}
    is_met = all(value >= BAR for value in medians.values())
    told = ", ".join(f"{grade} {value:.0f}" for grade, value in medians.items())
    print(f"  {name:<8} {told}: {'met' if is_met else 'MISSED'}")
    print(f"           {', '.join(f'{kind} {value:.0f} ms' for kind, value in times.items())}")
    if not is_met:
        print(f"           runs: {grades}")
        for fault in sorted({fault for run in runs for fault in run["faults"]}):
            print(f"           {fault}")
    return is_met
