"""A worker that is killed while a provider is at work: the rest is translated afterwards, and nothing is paid twice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from django.utils import timezone

from content.models import Translation
from content.services.machine_translating import AT_ONCE
from content.services.queue import requeue_lost
from content.services.translating import request_translation, sweep_translations
from tests.content.translating.machines import KEY, Machine, machine_here
from tests.content.translating.test_machine import PASSAGE
from tests.factories import make_edition
from tests.working import ROOT, environment_of, test_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
LEASE = 2  # seconds
PATIENCE = 60  # seconds


def work(machine: Machine) -> subprocess.Popen[bytes]:
    """Start a worker on the suite's database that ends when nothing waits."""
    environment = environment_of(test_database()) | {
        "TRANSLATION_ENGINE": "deepl",
        "TRANSLATION_KEY": KEY,
        "TRANSLATION_ADDRESS": machine.address,
        "TASK_LEASE_SECONDS": str(LEASE),
    }
    command = [sys.executable, "manage.py", "db_worker", "--batch", "--no-startup-delay", "--queue-name", "*"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_translation_of_a_killed_worker_is_finished_and_paid_once(settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.TASK_LEASE_SECONDS = LEASE
    text = "\n\n".join(f"Paragraph {'abcdefgh'[n % 8] * (n + 2)} stays." for n in range(3 * AT_ONCE))
    edition = make_edition(body=PASSAGE.format(text))
    with machine_here(settings) as machine:
        machine.acts += [None, 30.0]  # the second request hangs
        row = request_translation(edition=edition, language="de", at=timezone.now())
        worker = work(machine)
        until(lambda: len(machine.asked) == 2)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        worker.stderr.close()
        row.refresh_from_db()
        assert (row.state, row.blocks.count() >= AT_ONCE) == ("waiting", True)

        until(lambda: requeue_lost(at=timezone.now())[0] == 1)  # the lease of its task is over
        until(lambda: timezone.now() >= Translation.objects.get().next_at)
        for _ in range(2):
            worker = work(machine)
            assert worker.wait(timeout=PATIENCE) == 0, worker.stderr.read()
            worker.stderr.close()
            assert sweep_translations(at=timezone.now()) == 0
        row.refresh_from_db()
        assert row.state == "published"
        sent = [words for number, (_, _, body) in enumerate(machine.asked) if number != 1 for words in body["text"]]
        assert len(sent) == len(set(sent)), "Only what hung was sent again."
        assert set(machine.asked[1][2]["text"]) <= set(sent)
