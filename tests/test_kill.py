"""The server is killed under load, with SIGKILL: what it had acknowledged is there when it starts again.

On SQLite with ``synchronous=NORMAL`` in WAL mode a commit is in the file's log, in the kernel's hands, when it is
acknowledged; only a loss of power may take it. On PostgreSQL the database is another process.
"""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from bench.serving import free_port
from tests.killing import VENDORS, database, kill
from tests.working import ROOT, environment_of, work

pytestmark = pytest.mark.slow
CLIENTS = 3
LOAD_SECONDS = 5
PATIENCE = 120  # seconds for a machine that has more to do
SAVES = 20  # that are acknowledged before the kill


def start(environment: dict[str, str]) -> tuple[subprocess.Popen[bytes], str]:
    """Start the server as production does, in a process group of its own; return it with its address."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--log-level", "critical"]
    process = subprocess.Popen(
        [*command, "cme.wsgi:application"],
        cwd=ROOT,
        env=environment | {"BIND": f"127.0.0.1:{port}", "WEB_CONCURRENCY": "2", "WEB_THREADS": "4"},
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process, f"http://127.0.0.1:{port}"
        time.sleep(0.1)
    raise AssertionError("The server did not start.")


def loaded_until_killed(
    server: subprocess.Popen[bytes], address: str, slug: str, folder: Path
) -> list[dict[str, object]]:
    """Let clients save and submit, kill the server meanwhile; return all that it acknowledged."""
    command = [sys.executable, "-m", "tests.saving_client", address, f"/articles/{slug}/"]
    told = [folder / f"client-{seed}" for seed in range(CLIENTS)]
    clients = []
    for seed, path in enumerate(told):
        with path.open("w") as output:
            clients.append(subprocess.Popen([*command, str(seed)], cwd=ROOT, stdout=output))
    time.sleep(LOAD_SECONDS)
    latest = time.monotonic() + PATIENCE
    while not _is_enough("".join(path.read_text() for path in told)) and time.monotonic() < latest:
        time.sleep(0.05)
    kill(server)
    assert [client.wait(timeout=30) for client in clients] == [0] * CLIENTS
    return [json.loads(line) for path in told for line in path.read_text().splitlines()]


def _is_enough(told: str) -> bool:
    return told.count('"save"') >= SAVES and '"submission"' in told


@pytest.mark.parametrize("vendor", VENDORS)
def test_killed_server_keeps_what_it_acknowledged(vendor: str, tmp_path: Path) -> None:
    with database(vendor, tmp_path) as address_of_database:
        environment = environment_of(address_of_database)
        manage = [sys.executable, "manage.py"]
        subprocess.run([*manage, "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
        slug = work("edition", {"questions": 10}, environment, tmp_path)["slug"]
        server, address = start(environment)
        said = loaded_until_killed(server, address, slug, tmp_path)
        saves = [row["save"] for row in said if "save" in row]
        submissions = [row["submission"] for row in said if "submission" in row]
        assert len(saves) >= SAVES
        assert submissions
        assert len([row for row in said if "gone" in row]) == CLIENTS  # each was cut off in the middle
        server, address = start(environment)
        try:
            with urllib.request.urlopen(f"{address}/articles/{slug}/", timeout=20) as answer:
                assert answer.status == 200
        finally:
            kill(server)
        never = [0, 0, 0, 1]  # negative control: a save that nobody made is seen to be missing
        lost = work("verify", {"saves": [*saves, never], "submissions": [*submissions, 0]}, environment, tmp_path)
        assert lost == {"saves": [never], "submissions": [0]}
        subprocess.run([*manage, "check_invariants"], cwd=ROOT, env=environment, check=True)
