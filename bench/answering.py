"""How many whole attempts of five questions a second, start to result, on PostgreSQL and on SQLite."""

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
READY = 120  # attested visitors of each process; enough for 48 attempts a second
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
    print(f"  PostgreSQL: {rate:.0f} attempts/s; bar: >= {BAR}: {'met' if rate >= BAR else 'MISSED'}")
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
        began = time.monotonic()
        done = sum(pool.map(_attempts, [address] * VISITORS, attested))
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


def run_sql(server: str, *statements: str) -> None:
    """Run statements one by one, as creating a database asks for."""
    with psycopg.connect(server, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
