"""Databases for processes that are killed, and the killing."""

import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

POSTGRES = os.environ.get("TEST_DATABASE_URL", "")
VENDORS = ["postgresql" if POSTGRES else "sqlite"]


@contextmanager
def database(vendor: str, folder: Path) -> Iterator[str]:
    """Make a database of the test's own; yield its address."""
    if vendor == "sqlite":
        yield f"sqlite:///{folder / 'killed.sqlite3'}"
        return
    psycopg = pytest.importorskip("psycopg")
    name = f"killed_{os.getpid()}"
    with psycopg.connect(POSTGRES, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(POSTGRES)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def count_rows(address: str, query: str) -> int:
    """Return the one number that a query of such a database yields."""
    if address.startswith("sqlite"):
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"), timeout=30)) as connection:
            return int(connection.execute(query).fetchone()[0])
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(address, autocommit=True) as connection:
        return int(connection.execute(query).fetchone()[0])


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and those it started at once; none of them can do anything about it."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=60)
