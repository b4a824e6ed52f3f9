"""The worker of the queue is killed with SIGKILL at any moment, again and again: all is done in time, nothing twice.

On the way the library alone is seen to lose the task: it says RUNNING until ``requeue_lost_tasks`` looks at its lease.
"""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult

from tests.killing import VENDORS, count_rows, database, kill
from tests.working import ROOT, environment_of, work

pytestmark = pytest.mark.slow
LEASE = 30  # seconds; longer than any task takes, so that none is given to a second worker beside the first
PROMISE = LEASE + 150  # seconds from the last kill until everything is done
PATIENCE = 60  # seconds for a worker to take its first task
KILLS = 5
FIGURES = 6
EACH = 12  # four widths in three formats
MANAGE = [sys.executable, "manage.py"]
WORKER = [*MANAGE, "db_worker", "--interval", "0.1", "--no-startup-delay", "--no-reload", "--verbosity", "0"]


def start(environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    """Start a worker as production does, in a process group of its own."""
    return subprocess.Popen(WORKER, cwd=ROOT, env=environment, start_new_session=True, stderr=subprocess.DEVNULL)


def every_minute(environment: dict[str, str]) -> None:
    subprocess.run([*MANAGE, "every_minute"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def wait_for_task(address: str) -> None:
    """Wait until a worker has taken a task, however long it takes to start."""
    deadline = time.monotonic() + PATIENCE
    running = f"SELECT count(*) FROM {DBTaskResult._meta.db_table} WHERE status = 'RUNNING'"
    while not count_rows(address, running):
        assert time.monotonic() < deadline, "No worker took a task."
        time.sleep(0.05)


@pytest.mark.parametrize("vendor", VENDORS)
def test_killed_worker_loses_nothing_and_does_nothing_twice(vendor: str, tmp_path: Path) -> None:
    chance = random.Random(4)
    with database(vendor, tmp_path) as address:
        environment = environment_of(address) | {
            "MEDIA_ROOT": str(tmp_path / "media"),
            "TASK_LEASE_SECONDS": str(LEASE),
            "LOG_LEVEL": "CRITICAL",
        }
        subprocess.run([*MANAGE, "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
        work("illustrated", {"figures": FIGURES, "width": 2400, "height": 1600}, environment, tmp_path)
        lost = 0
        for place in range(KILLS):
            worker = start(environment)
            if place % 2 == 0:
                wait_for_task(address)
                time.sleep(chance.uniform(0, 0.2))
            else:
                time.sleep(chance.uniform(1.5, 4))  # on a busy machine that may be before its first task
            kill(worker)
            lost += work("background", {}, environment, tmp_path)["tasks"].get("RUNNING", 0)
            every_minute(environment)
        assert lost, "No kill met a task; the test shows nothing."
        killed_at = time.monotonic()
        worker = start(environment)
        try:
            while True:
                every_minute(environment)
                found = work("background", {}, environment, tmp_path)
                if not found["renditions"].get("pending") and set(found["tasks"]) == {"SUCCESSFUL"}:
                    break
                assert time.monotonic() - killed_at < PROMISE, found
                time.sleep(1)
        finally:
            kill(worker)
        assert found["renditions"] == {"done": FIGURES * EACH}  # one row for each, by the constraint; none given up
        assert found["shown"] == FIGURES
        files = sorted(path.name for path in (tmp_path / "media" / "figures").iterdir())
        assert files == sorted([*found["files"], *found["pictures"]])
        assert len(files) == FIGURES * (EACH + 1)
