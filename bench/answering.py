"""How many whole attempts of five questions a second, start to result, on PostgreSQL and on SQLite.

Beside it a bare Django view, asked by the same visitors from the same two cores: the share tells what the site costs
where the rate tells as much of the machine.
"""

import os
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from bench.serving import manage, served, site_environment
from bench.visitor import Visitor

VISITORS = 4
SECONDS = 10
WARM = 5  # attempts of each process before the clock runs: each worker has then read templates and planned statements
READY = WARM + 150  # attested visitors of each process; enough for 60 attempts a second
REQUESTS = 9  # of a whole attempt
BARE_BYTES = 4_000  # about the mean of the nine answers
BAR = 40
DATABASE = "cme_bench"
ARTICLE = "/articles/five-questions/"


def bench_answering(folder: Path) -> bool:
    """Print attempts a second on both databases; return whether the bar is met on PostgreSQL."""
    server = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
    run_sql(server, f"DROP DATABASE IF EXISTS {DATABASE}", f"CREATE DATABASE {DATABASE}")
    url = urlunsplit(urlsplit(server)._replace(path=f"/{DATABASE}"))
    try:
        rate = _rate(site_environment(folder, DATABASE_URL=url))
    finally:
        run_sql(server, f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    bare = _bare(folder)
    share = REQUESTS * rate / bare
    print(f"  bare view:  {bare:.0f} requests/s of the same visitors")
    print(f"  PostgreSQL: {rate:.0f} attempts/s; bar: >= {BAR}: {'met' if rate >= BAR else 'MISSED'}")
    print(f"              {REQUESTS * rate:.0f} requests/s, {share:.2f} of the bare view")
    sqlite = _rate(site_environment(folder, DATABASE_URL=f"sqlite:///{folder / 'answers.sqlite3'}"))
    print(f"  SQLite:     {sqlite:.0f} attempts/s")
    return rate >= BAR


def _rate(environment: dict[str, str]) -> float:
    """Return whole attempts a second, start to result; the gate is passed before the clock runs."""
    manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "load_articles", "bench/articles")
    with served("cme.wsgi:application", environment) as address, ProcessPoolExecutor(VISITORS) as pool:
        attested = list(pool.map(_attest, [address] * VISITORS))
        list(pool.map(_attempts, [address] * VISITORS, [ready[:WARM] for ready in attested]))
        began = time.monotonic()
        done = sum(pool.map(_attempts, [address] * VISITORS, [ready[WARM:] for ready in attested]))
        return done / (time.monotonic() - began)


def _attest(address: str) -> list[tuple[dict[str, str], str]]:
    """Send visitors past the gate; return the cookies and the form token of each."""
    attested = []
    for _ in range(READY):
        visitor = Visitor(address)
        visitor.attest(ARTICLE)
        visitor.get(ARTICLE)
        visitor.connection.close()
        attested.append((visitor.cookies, visitor.token))
    return attested


def _attempts(address: str, attested: list[tuple[dict[str, str], str]]) -> int:
    """Let each visitor take the test, one after the other, until the time is up; return how many did."""
    end, count = time.monotonic() + SECONDS, 0
    for cookies, token in attested:
        visitor = Visitor(address)
        visitor.cookies, visitor.token = cookies, token
        visitor.take_test(ARTICLE)
        visitor.connection.close()
        count += 1
        if time.monotonic() > end:
            break
    return count


def _bare(folder: Path) -> float:
    """Return how many answers a second of a bare view the same visitors read."""
    body = folder / "bare.html"
    body.write_bytes(b"x" * BARE_BYTES)
    environment = site_environment(folder, BARE_BODY=str(body))
    with served("bench.bare:application", environment) as address, ProcessPoolExecutor(VISITORS) as pool:
        list(pool.map(_visits, [address] * VISITORS, [1] * VISITORS))
        began = time.monotonic()
        return sum(pool.map(_visits, [address] * VISITORS, [SECONDS] * VISITORS)) / (time.monotonic() - began)


def _visits(address: str, seconds: int) -> int:
    """Read the page again and again, until the time is up; return how often."""
    end, count, visitor = time.monotonic() + seconds, 0, Visitor(address)
    while time.monotonic() < end:
        visitor.get("/")
        count += 1
    return count


def run_sql(server: str, *statements: str) -> None:
    """Run statements one by one, as creating a database asks for."""
    with psycopg.connect(server, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
