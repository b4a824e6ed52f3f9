"""The settings of the suite: those of the site, in an environment of its own.

* The suite sees none of the machine's settings: whatever cme/settings.py reads is taken out of the environment first.
* The database is SQLite in a file of its own (threads cannot share one in memory), or the PostgreSQL server that
  ``TEST_DATABASE_URL`` names. Its name holds the process number, so two runs never meet.
* A variable that a template of ours uses and nobody gave it fails the test.
"""

import os
import re
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRATCH = Path(tempfile.mkdtemp(prefix="cme-test-"))  # removed in conftest.py

for name in re.findall(r'\b(?:env|given)\.\w+\(\s*"(\w+)"', (ROOT / "cme" / "settings.py").read_text(encoding="utf-8")):
    os.environ.pop(name, None)
os.environ |= {
    "CME_MODE": "test",
    "SECRET_KEY": "a key that only the tests use, and nothing else ever",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{SCRATCH}/never-opened.sqlite3",
    "DATABASE_POOL": "24",  # race tests open many connections at once
    "MEDIA_ROOT": str(SCRATCH / "media"),
    "LOG_LEVEL": "ERROR",
    "POSTAL_ADDRESS": "1 Example Street, Exampletown",
    "FORMS_AN_HOUR": "1000",
    "LOG_INS_AN_HOUR": "1000",
}

from cme.settings import *  # noqa: E402, F403
from cme.settings import DATABASES, TEMPLATES  # noqa: E402
from tests.undefined import Undefined  # noqa: E402

IS_SQLITE = "sqlite" in DATABASES["default"]["ENGINE"]
DATABASES["default"]["TEST"] = {"NAME": str(SCRATCH / "test.sqlite3") if IS_SQLITE else f"test_cme_{os.getpid()}"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast, and worth nothing elsewhere
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined(ours=ROOT / "templates")
# Tasks run where they are enqueued, unless the queue itself is tested.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
# Static files are looked up when asked for; otherwise each test client would first read all of them.
WHITENOISE_AUTOREFRESH = True
