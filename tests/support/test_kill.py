"""A worker that is killed in the middle of sending a receipt: the receipt goes out afterwards, once, by itself."""

import os
import signal
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone

from cme.support.models import Receipt
from cme.support.services.contributing import settle
from cme.support.services.owing import sweep_receipts
from content.services.queue import requeue_lost
from tests.support.giving import make_contribution, paid
from tests.working import ROOT, environment_of, test_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
LEASE = 1  # second
PATIENCE = 60  # seconds


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mail; while it stalls, it says nothing after the text has come."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.is_stalling = threading.Event()
        self.has_text = threading.Event()
        self.mails: list[bytes] = []


class _Session(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        for line in iter(self.rfile.readline, b""):
            word = line[:4].upper()
            if word != b"DATA":
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 fine\r\n")
                continue
            self.wfile.write(b"354 go on\r\n")
            text = b"".join(iter(self.rfile.readline, b".\r\n"))
            self.server.has_text.set()
            if self.server.is_stalling.is_set():
                self.rfile.readline()  # until the other side is gone
                return
            self.server.mails.append(text)
            self.wfile.write(b"250 taken\r\n")


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def work(server: MailServer) -> subprocess.Popen[bytes]:
    """Start a worker on the suite's database that ends when nothing waits."""
    environment = environment_of(test_database()) | {
        "EMAIL_URL": f"smtp://127.0.0.1:{server.server_address[1]}",
        "TASK_LEASE_SECONDS": str(LEASE),
    }
    command = [sys.executable, "manage.py", "db_worker", "--batch", "--no-startup-delay", "--queue-name", "*"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_receipt_of_a_killed_worker_goes_out_once(mail_server: MailServer, settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.TASK_LEASE_SECONDS = LEASE
    row, now = make_contribution(at=timezone.now()), timezone.now()
    settle(contribution=row, word=paid(row, at=now), at=now)
    mail_server.is_stalling.set()
    worker = work(mail_server)
    assert mail_server.has_text.wait(PATIENCE), worker.communicate(timeout=5)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    worker.stderr.close()
    receipt = Receipt.objects.get()
    assert (receipt.state, receipt.tries, receipt.sent_at) == ("pending", 1, None)

    mail_server.is_stalling.clear()
    until(lambda: requeue_lost(at=timezone.now())[0] == 1)  # the lease of its task is over
    until(lambda: timezone.now() >= Receipt.objects.get().next_at)
    for _ in range(2):
        worker = work(mail_server)
        assert worker.wait(timeout=PATIENCE) == 0, worker.stderr.read()
        worker.stderr.close()
        assert sweep_receipts(at=timezone.now()) == 0
    receipt.refresh_from_db()
    assert (receipt.state, receipt.tries) == ("sent", 2)
    (mail,) = mail_server.mails
    assert f"Message-ID: <support.receipt.{receipt.pk}@cme.example.org>".encode() in mail
    assert b"EUR 25.00, once" in mail
