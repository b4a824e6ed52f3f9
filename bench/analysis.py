"""How long the item analysis of 100,000 attempts at ten items takes, as a process and on arrays, and in what memory."""

import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from bench.answering import run_sql
from bench.serving import ROOT, BenchFailed, manage, site_environment
from cme.outcomes.item_analysis import item_analysis
from cme.outcomes.marks_file import read_marks

ATTEMPTS, ITEMS = 100_000, 10
ROUNDS = 5
DATABASE = "cme_bench_analysis"
COLD_BAR, WARM_BAR, MEMORY_BAR = 2.0, 0.1, 500  # seconds, seconds, MB


def bench_analysis(folder: Path) -> bool:
    """Print seconds and memory; return whether all bars are met."""
    path = folder / "marks.csv"
    _write(path)
    runs = [_run(folder, path) for _ in range(ROUNDS)]
    cold, memory = statistics.median(seconds for seconds, _ in runs), max(peak for _, peak in runs)
    warm = _warm(path)
    is_cold, is_warm, is_small = cold < COLD_BAR, warm < WARM_BAR, memory < MEMORY_BAR
    print(f"  {ATTEMPTS:,} attempts at {ITEMS} items, {path.stat().st_size:,} bytes, medians of {ROUNDS} rounds")
    print(f"  whole process:  {cold:.2f} s; bar: < {COLD_BAR} s: {_verdict(is_cold)}")
    print(f"  on arrays:      {1000 * warm:.0f} ms; bar: < {1000 * WARM_BAR:.0f} ms: {_verdict(is_warm)}")
    print(f"  most memory:    {memory:.0f} MB; bar: < {MEMORY_BAR} MB: {_verdict(is_small)}")
    stored = [_stored(name, folder, site_environment(folder, DATABASE_URL=url)) for name, url in _databases(folder)]
    return is_cold and is_warm and is_small and all(stored)


def _databases(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield SQLite, and PostgreSQL with a database of its own that is gone afterwards."""
    yield "SQLite", f"sqlite:///{folder / 'attempts.sqlite3'}"
    server = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
    run_sql(server, f"DROP DATABASE IF EXISTS {DATABASE}", f"CREATE DATABASE {DATABASE}")
    try:
        yield "PostgreSQL", urlunsplit(urlsplit(server)._replace(path=f"/{DATABASE}"))
    finally:
        run_sql(server, f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


def _stored(name: str, folder: Path, environment: dict[str, str]) -> bool:
    """Fill a database with as many attempts, and print how long their analysis takes; return whether bars are met.

    The answers, option by option, are ten times as many rows: ``analyse_items`` reads them, no page of a large release.
    On SQLite a tenth of a gigabyte of its memory is the file itself, which the system lends and takes back.
    """
    manage(environment, "migrate", "--verbosity", "0")
    words = [sys.executable, "-m", "bench.attempts"]
    subprocess.run([*words, "fill"], cwd=ROOT, env=environment, check=True)
    out = subprocess.run([*words, "time"], cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout
    figures = json.loads(out)
    # A process of its own, as it runs at night: what was measured before it is not in its memory.
    figures["analyse_items"], figures["analyse_items, MB"] = _command(environment, folder, "analyse_items", "--all")
    bars = {"marks, cold": COLD_BAR, "marks, MB": MEMORY_BAR, "page, kept": WARM_BAR, "analyse_items, MB": MEMORY_BAR}
    for part, figure in figures.items():
        bar = f"; bar: < {bars[part]}: {_verdict(figure < bars[part])}" if part in bars else ""
        unit = "MB" if part.endswith("MB") else "s"
        print(f"  {name}, {part:<28}{figure:8.2f} {unit}{bar}")
    return all(figures[part] < bar for part, bar in bars.items())


def _write(path: Path) -> None:
    """Write marks that hang together: each attempt has a skill, each item a difficulty; one cell in fifty is blank."""
    draw = random.Random(7)
    hard = [draw.gauss(0, 1) for _ in range(ITEMS)]
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(f"Item {place}" for place in range(1, ITEMS + 1)) + "\n")
        file.write(",".join(["4"] * ITEMS) + "\n")
        for _ in range(ATTEMPTS):
            skill = draw.gauss(0, 1)
            marks = (min(4, max(0, round(2 + skill - item + draw.gauss(0, 1)))) for item in hard)
            file.write(",".join("" if draw.random() < 0.02 else str(mark) for mark in marks) + "\n")


def _run(folder: Path, path: Path) -> tuple[float, float]:
    """Run the command from the start of Python; return seconds and the most memory in MB."""
    return _command(site_environment(folder), folder, "item_analysis", "--json", "--marks", str(path))


def _command(environment: dict[str, str], folder: Path, *words: str) -> tuple[float, float]:
    """Run a command of the site as a process of its own; return seconds and the most memory in MB."""
    began = time.perf_counter()
    # Not subprocess: only wait4 tells the memory of this one child.
    pid = os.posix_spawn(
        sys.executable,
        [sys.executable, str(ROOT / "manage.py"), *words],
        environment,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, str(folder / "command.out"), os.O_WRONLY | os.O_CREAT, 0o600)],
    )
    _, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - began
    if status:
        raise BenchFailed(f"{words[0]} failed.")
    return seconds, usage.ru_maxrss / 1024


def _warm(path: Path) -> float:
    """Return the seconds that the calculation takes once everything is loaded."""
    marks = read_marks(path)
    times = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        item_analysis(marks.names, marks.maxima, marks.values)
        times.append(time.perf_counter() - began)
    return statistics.median(times[1:])


def _verdict(is_met: bool) -> str:
    return "met" if is_met else "MISSED"
