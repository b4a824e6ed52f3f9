"""How gunicorn serves the site: the same for `make run`, the benchmarks and a real host.

Read from the environment: ``BIND`` or ``PORT``, ``WEB_CONCURRENCY`` (workers) and ``WEB_THREADS`` (threads a worker).
"""

import gc
import os
import subprocess
import sys
from pathlib import Path

# What the settings refuse is said once and without a traceback. In a process of its own: what this one loaded would
# outlive a reload after an update.
_checked = subprocess.run(  # noqa: S603 - our own command
    [sys.executable, str(Path(__file__).resolve().parent.parent / "manage.py"), "version"],
    stdout=subprocess.DEVNULL,
    check=False,
)
if _checked.returncode:
    sys.exit(_checked.returncode)

bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = int(os.environ.get("WEB_THREADS") or 4)

# Each worker opens its own database connections, so nothing is loaded before the workers part ways.
preload_app = False

timeout = 30  # seconds without a sign of life before a worker is replaced
graceful_timeout = 30  # seconds that open requests are given when the server stops
keepalive = 5  # seconds that an idle connection is kept for the next request
max_requests = 20_000  # a worker is then replaced, so that a slow leak stays small ...
max_requests_jitter = 2_000  # ... and not all workers at once
MEMORY = "/dev/shm"  # noqa: S108 - gunicorn makes a file with a random name there and unlinks it at once
worker_tmp_dir = MEMORY if Path(MEMORY).is_dir() else None  # a slow disk must not look like a dead worker
control_socket_disable = True
# Nobody's X-Forwarded-* counts here, not even 127.0.0.1's as by default; with TRUST_PROXY, Django believes them itself.
forwarded_allow_ips = ""


def post_worker_init(worker: object) -> None:
    """Leave what was loaded alone for good, and look for garbage seldom: a twenty-fifth of the time of an attempt."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
