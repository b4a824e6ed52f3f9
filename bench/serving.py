"""Servers and loads for the benchmarks: gunicorn as in production, wrk as the load."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
THREADS = 4


class BenchFailed(Exception):
    """The benchmark could not be run; the message says what to do."""


def need_wrk() -> None:
    """Make sure that the load generator is there; as root it is installed from Debian's packages."""
    if shutil.which("wrk"):
        return
    if os.geteuid() != 0:
        raise BenchFailed("wrk is missing: install Debian's package wrk.")
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    subprocess.run(["apt-get", "install", "-qq", "-y", "wrk"], check=True, stdout=subprocess.DEVNULL)


def free_port() -> int:
    """Return a port of 127.0.0.1 on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def site_environment(folder: Path, **more: str) -> dict[str, str]:
    """Return the environment of a site of its own in ``folder``."""
    return (
        os.environ
        | {
            "CME_MODE": "demonstration",
            "SECRET_KEY": "only-for-the-benchmark",
            "ALLOWED_HOSTS": "127.0.0.1",
            "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}",
            "LOG_LEVEL": "ERROR",
            "SEARCHES_A_MINUTE": "0",
        }
        | more
    )


def manage(environment: Mapping[str, str], *words: str) -> None:
    """Run a management command."""
    subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=dict(environment), check=True)


@contextmanager
def served(application: str, environment: Mapping[str, str]) -> Iterator[str]:
    """Serve an application with gunicorn; yield its address once it answers."""
    port = free_port()
    environment = dict(environment) | {
        "PORT": str(port),
        "BIND": f"127.0.0.1:{port}",
        "WEB_CONCURRENCY": str(WORKERS),
        "WEB_THREADS": str(THREADS),
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--log-level", "error"]
    process = subprocess.Popen([*command, application], cwd=ROOT, env=environment)
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=40)


def requests_per_second(address: str, *, seconds: int, cookie: str = "", script: Path | None = None) -> float:
    """Load an address with 16 kept-alive connections; return the answers per second.

    Raises:
        BenchFailed: An answer was no 2xx, or a connection broke.
    """
    command = ["wrk", "--threads", "2", "--connections", "16", "--duration", f"{seconds}s"]
    command += ["--header", f"Cookie: {cookie}"] if cookie else []
    command += ["--script", str(script)] if script else []
    out = subprocess.run([*command, address], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out or "Socket errors" in out:
        raise BenchFailed(f"The server failed under load:\n{out}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", out)
    if not found:
        raise BenchFailed(f"wrk printed no rate:\n{out}")
    return float(found[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            raise BenchFailed("The server stopped while it was starting.")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise BenchFailed("The server did not start within 20 seconds.")
