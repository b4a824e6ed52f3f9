"""Settings: production refuses to start unsafe, and says what to do; every refusal in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOUND = {"SECRET_KEY": "k" * 60, "ALLOWED_HOSTS": "cme.example.org"}


def _start(code: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    program = f"import django; django.setup()\nfrom django.conf import settings\n{code}"
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=kept | {"DJANGO_SETTINGS_MODULE": "cme.settings"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of a database with all tables, made once."""
    address = f"sqlite:///{tmp_path_factory.mktemp('settings') / 'x.sqlite3'}"
    code = "from django.core.management import call_command\ncall_command('migrate', verbosity=0)"
    assert _start(code, **SOUND, DATABASE_URL=address).returncode == 0
    return address


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "k" * 60}, "ALLOWED_HOSTS is not set"),
        (SOUND | {"ALLOWED_HOSTS": "*"}, "Name the hosts of this site"),
        (SOUND | {"PAYMENT_PROVIDER": "dummy"}, "which only pretends to take money"),
        (SOUND | {"STRIPE_SECRET_KEY": "sk_live_x"}, "set STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRETS"),
        (SOUND | {"SITE_LANGUAGES": "de,xx"}, "names xx, which has no file below locale/"),
        (SOUND | {"CME_MODE": "prod"}, "it must be production, demonstration, development or test"),
    ],
)
def test_production_refuses_to_start_when_something_is_missing(environment: dict[str, str], says: str) -> None:
    done = _start(**environment)
    assert done.returncode != 0
    assert says in done.stderr


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"PAYMENT_PROVIDER": "dummy"}, "PAYMENT_PROVIDER is 'dummy', which only pretends to take money"),
        ({"STRIPE_SECRET_KEY": "sk_live_x"}, "set STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRETS"),
        ({"EMAIL_URL": "mail.example.org"}, "EMAIL_URL is not understood"),
        ({"EMAIL_URL": "smtp://user:hush@mail.example.org:port"}, "EMAIL_URL is not understood"),
    ],
)
@pytest.mark.parametrize("command", [["check"], ["collectstatic", "--noinput", "--dry-run"]])
def test_commands_say_the_refusal_itself(command: list[str], environment: dict[str, str], says: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | SOUND | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert says in done.stderr.splitlines()[-1]
    assert "hush" not in done.stderr


ADDRESSES_REFUSED = [
    "cme.example.org", "//cme.example.org", "ftp://cme.example.org", "https://", "https://cme.example.org/path",
    "https://cme.example.org?x=1", "https://cme.example.org#x", "https://cme example.org", " https://cme.example.org",
    "https://user@cme.example.org", "https://cme.example.org:https",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES_REFUSED)
def test_site_address_is_refused_unless_it_is_scheme_and_host(address: str) -> None:
    done = _start(**SOUND, SITE_ADDRESS=address)
    assert done.returncode != 0
    assert "write https:// and the host name of the site" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "address", ["https://cme.example.org", "https://cme.example.org/", "http://127.0.0.1:8000", "http://[::1]:8000", ""]
)
def test_site_address_is_taken_with_scheme_and_host(address: str) -> None:
    done = _start(f"assert settings.SITE_ADDRESS == {address.rstrip('/')!r}", **SOUND, SITE_ADDRESS=address)
    assert done.returncode == 0, done.stderr


def test_production_is_safe_by_default() -> None:
    done = _start(
        "assert not settings.DEBUG and settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE\n"
        "assert settings.SECURE_SSL_REDIRECT and settings.SECURE_HSTS_SECONDS >= 31536000\n"
        "names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)\n"
        "assert all(name.startswith('__Host-') for name in names)\n"
        "assert settings.PAYMENT_PROVIDER == '' and 'dummy' not in settings.PAYMENT_VARIANTS\n"
        "assert not settings.IS_DEMONSTRATION_ALLOWED and settings.SECURE_PROXY_SSL_HEADER is None",
        **SOUND,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "command", [["load_articles", "content/demo"], ["simulate_learners", "--learners", "1"], ["demo_editor"]]
)
def test_demonstration_is_refused_in_production(command: list[str], migrated: str) -> None:
    environment = SOUND | {
        "DATABASE_URL": migrated,
        "DEMO_EDITOR_PASSWORD": "long enough x",
    }
    done = _start(
        f"from django.core.management import call_command\ncall_command(*{command!r})",
        **environment,
    )
    assert done.returncode != 0
    assert "production" in done.stderr


def test_sessions_are_read_from_redis_when_there_is_one(migrated: str) -> None:
    """Needs the Redis that CI has; elsewhere the forgiving cache is empty and the session comes from the database."""
    done = _start(
        "from importlib import import_module\n"
        "store = import_module(settings.SESSION_ENGINE).SessionStore\n"
        "session = store(); session['who'] = 'editor'; session.save()\n"
        "assert store(session.session_key)['who'] == 'editor'\n"
        "session.flush(); assert not store(session.session_key).get('who')",
        **SOUND,
        DATABASE_URL=migrated,
        REDIS_URL="redis://127.0.0.1:6379/15",
    )
    assert done.returncode == 0, done.stderr


def test_a_redis_that_does_not_answer_costs_nobody_a_session(migrated: str) -> None:
    """FAULTS: the shared cache may be gone; sessions are in the database."""
    done = _start(
        "from importlib import import_module\n"
        "store = import_module(settings.SESSION_ENGINE).SessionStore\n"
        "session = store(); session['who'] = 'editor'; session.save()\n"
        "assert store(session.session_key)['who'] == 'editor'",
        **SOUND,
        DATABASE_URL=migrated,
        REDIS_URL="redis://127.0.0.1:1/0",
    )
    assert done.returncode == 0, done.stderr
