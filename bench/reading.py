"""How fast an article is served, beside a bare Django view that returns the same bytes."""

import statistics
import subprocess
import sys
from pathlib import Path

from bench.serving import ROOT, manage, requests_per_second, served, site_environment
from bench.visitor import Visitor

ARTICLES = 10_000
ROUNDS = 3
SECONDS = 6
ARTICLE = "/articles/second-transplant-prszt-registry/"
BAR = 0.25
SPREAD = """
math.randomseed(7)
request = function()
  return wrk.format("GET", "/articles/copy-" .. math.random(18, %d) .. "/")
end
"""


def bench_reading(folder: Path) -> bool:
    """Print both rates and their ratio with 18 and with 10,000 articles; return whether the bar is met."""
    environment = site_environment(folder)
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "load_articles", "content/demo")
    manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
    few = _compare(environment, folder, "18 articles")
    subprocess.run([sys.executable, "-m", "bench.many", str(ARTICLES)], cwd=ROOT, env=environment, check=True)
    many = _compare(environment, folder, f"{ARTICLES:,} articles")
    script = folder / "spread.lua"
    script.write_text(SPREAD % (ARTICLES - 1))
    with served("cme.wsgi:application", environment) as address:
        visitor = Visitor(address)
        visitor.attest(ARTICLE)
        rate = requests_per_second(address, seconds=SECONDS, cookie=visitor.cookie, script=script)
        print(f"  every request another of {ARTICLES:,} articles (pages mostly not stored): {rate:,.0f}/s")
    print(f"  bar: ratio >= {BAR} with {ARTICLES:,} articles on SQLite: {'met' if many >= BAR else 'MISSED'}")
    return min(few, many) >= BAR


def _compare(environment: dict[str, str], folder: Path, label: str) -> float:
    with served("cme.wsgi:application", environment) as site:
        visitor = Visitor(site)
        visitor.attest(ARTICLE)
        page = visitor.get(ARTICLE)
        body = folder / "body.html"
        body.write_text(page)
        with served("bench.bare:application", environment | {"BARE_BODY": str(body)}) as bare:
            pairs = []
            for _ in range(ROUNDS):
                ours = requests_per_second(site + ARTICLE, seconds=SECONDS, cookie=visitor.cookie)
                theirs = requests_per_second(f"{bare}/", seconds=SECONDS)
                pairs.append((ours, theirs, ours / theirs))
    ours, theirs, ratio = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"  {label}: article {ours:,.0f}/s, bare view {theirs:,.0f}/s, ratio {ratio:.2f} ({len(page):,} bytes)")
    return ratio
