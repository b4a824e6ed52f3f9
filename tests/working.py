"""Real processes with database connections of their own, let go at the same moment."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
Task = tuple[str, dict[str, Any]]


def test_database() -> str:
    """Return the address of the database that the suite runs on."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    login = f"{values['USER']}:{values['PASSWORD']}" if values["PASSWORD"] else values["USER"]
    return f"postgres://{login}@{values['HOST']}:{values['PORT'] or 5432}/{values['NAME']}"


test_database.__test__ = False  # type: ignore[attr-defined]


def environment_of(database: str) -> dict[str, str]:
    """Return the environment of a process on a database."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "cme.settings",
        "CME_MODE": "test",
        "SECRET_KEY": "only for processes of the tests",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": database,
        "DATABASE_POOL": "4",
        "LOG_LEVEL": "ERROR",
    }


def work(name: str, fields: Mapping[str, Any], environment: Mapping[str, str], folder: Path) -> Any:
    """Do one task in a process of its own; return what it says."""
    path = folder / f"{name}.json"
    path.write_text(json.dumps(fields))
    command = [sys.executable, "-m", "tests.worker", name, "at-once", str(path)]
    out = subprocess.run(command, cwd=ROOT, env=dict(environment), check=True, capture_output=True, text=True).stdout
    return json.loads(out.splitlines()[-1])


def work_at_once(tasks: Sequence[Task], folder: Path) -> list[Any]:
    """Do all tasks at once on the suite's database, each in a process of its own; return what each says."""
    environment = environment_of(test_database())
    processes = []
    for place, (name, fields) in enumerate(tasks):
        path = folder / f"{name}-{place}.json"
        path.write_text(json.dumps(fields))
        command = [sys.executable, "-m", "tests.worker", name, "start", str(path)]
        pipe = subprocess.PIPE
        processes.append(
            subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        )
    for process in processes:
        ready = process.stdout.readline()
        assert ready == "ready\n", process.communicate()[1]
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    results = []
    for process in processes:
        out, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        results.append(json.loads(out.splitlines()[-1]))
    return results
