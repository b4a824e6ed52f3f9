"""What the Makefile calls before anything is installed, and the verdict of the dependency audit."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench.serving import free_port
from deploy.audit import AuditFailed, judge
from deploy.port import why_not_free
from tests.working import ROOT, environment_of, work

SOUND = {"name": "django", "version": "5.2.19", "vulns": []}
FAULTY = {"name": "pillow", "version": "1.0", "vulns": [{"id": "CVE-0000-0000", "fix_versions": ["2.0"]}]}
UNKNOWN = {"name": "redis", "skip_reason": "Dependency not found"}


def report(*rows: dict) -> str:
    return json.dumps({"dependencies": rows, "fixes": []})


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_port_is_busy_when_somebody_listens(listener):
    assert why_not_free(str(listener)).startswith(f"Port {listener} is busy. Choose another one, for example: make run")


def test_port_is_free_when_nobody_listens(listener):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    assert why_not_free(str(port)) == ""


@pytest.mark.parametrize("text", ["", "0", "65536", "-1", "http", "80 80", "\uff18\uff10"])
def test_port_is_refused_when_it_is_no_port_number(text):
    assert "must be a number from 1 to 65535" in why_not_free(text)


def test_audit_passes_when_no_fault_is_known():
    assert judge(report(SOUND), "No known vulnerabilities found") == "1 requirements, no known fault."


@pytest.mark.parametrize("rows", [[SOUND, FAULTY], [FAULTY, UNKNOWN], [SOUND, UNKNOWN], []])
def test_audit_fails_when_a_fault_is_known_or_something_was_left_out(rows):
    with pytest.raises(AuditFailed):
        judge(report(*rows), "")


def test_audit_warns_when_the_service_knows_nothing():
    assert judge(report(UNKNOWN, UNKNOWN), "").startswith("WARNING")


def test_audit_warns_when_the_service_is_unreachable():
    assert judge("", "ERROR:pip_audit._cli:Could not connect to PyPI's vulnerability feed").startswith("WARNING")


def test_audit_fails_when_it_broke_for_another_reason():
    with pytest.raises(AuditFailed, match="hash mismatch"):
        judge("", "ERROR: hash mismatch")


def workers_on(database: str) -> list[int]:
    """Return the workers on a database of this test, and no other."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            command, variables = ((path / name).read_bytes().split(b"\0") for name in ("cmdline", "environ"))
        except OSError:
            continue  # ended meanwhile, or somebody else's
        if b"db_worker" in command and f"DATABASE_URL={database}".encode() in variables:
            found.append(int(path.name))
    return found


@pytest.mark.slow
def test_worker_beside_the_server_works_comes_back_after_a_crash_and_ends_with_it(tmp_path):
    database = f"sqlite:///{tmp_path / 'beside.sqlite3'}"
    environment = environment_of(database) | {"MEDIA_ROOT": str(tmp_path / "media")}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    with subprocess.Popen(["sleep", "240"]) as server:
        beside = subprocess.Popen(["sh", "deploy/beside.sh", str(server.pid)], cwd=ROOT, env=environment)
        try:
            deadline = time.monotonic() + 120
            while not (workers := workers_on(database)):
                assert time.monotonic() < deadline
            os.kill(workers[0], signal.SIGKILL)
            work("illustrated", {"figures": 1, "width": 400, "height": 200}, environment, tmp_path)
            while work("background", {}, environment, tmp_path)["tasks"] != {"SUCCESSFUL": 1}:
                assert time.monotonic() < deadline
            assert workers_on(database) != workers
        finally:
            server.kill()
            server.wait()
        assert beside.wait(timeout=60) == 0  # it waits for its worker
    assert workers_on(database) == []


@pytest.mark.parametrize("is_trusted", ["off", "on"])
@pytest.mark.parametrize("is_tls", ["off", "on"])
def test_forwarded_scheme_is_believed_with_trust_proxy_alone(is_trusted, is_tls, tmp_path):
    """What comes from 127.0.0.1 too: gunicorn would believe it by itself."""
    port = free_port()
    environment = environment_of(f"sqlite:///{tmp_path / 'forwarded.sqlite3'}") | {
        "BIND": f"127.0.0.1:{port}", "WEB_CONCURRENCY": "1", "CME_MODE": "production", "CME_TLS": is_tls,
        "TRUST_PROXY": is_trusted, "FORWARDED_ALLOW_IPS": "*",
    }  # fmt: skip
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--log-level", "critical"]
    with subprocess.Popen([*command, "cme.wsgi:application"], cwd=ROOT, env=environment) as server:
        try:
            deadline = time.monotonic() + 60
            while True:
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                assert time.monotonic() < deadline
                time.sleep(0.1)
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/robots.txt", headers={"X-Forwarded-Proto": "https"})
            answer = connection.getresponse()
            words = answer.read().decode()
            connection.close()
        finally:
            server.terminate()
    scheme = "https" if is_trusted == "on" else "http"
    if (is_trusted, is_tls) == ("off", "on"):
        assert (answer.status, answer.headers["Location"]) == (301, f"https://127.0.0.1:{port}/robots.txt")
    else:
        assert answer.status == 200
        assert f"Sitemap: {scheme}://127.0.0.1:{port}/sitemap.xml" in words
