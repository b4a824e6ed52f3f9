"""Settings: production refuses to start unsafe, and says what to do; every refusal in a process of its own."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from cme.environment import make_folder

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
    """Address of a database with the table of sessions, made once."""
    address = f"sqlite:///{tmp_path_factory.mktemp('settings') / 'x.sqlite3'}"
    code = "from django.core.management import call_command\ncall_command('migrate', 'sessions', verbosity=0)"
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


MALFORMED = [
    ({"GATE_DAYS": "ninety"}, "GATE_DAYS is 'ninety'; it must be a whole number from 1 to 36525, such as 90."),
    ({"GATE_DAYS": "1.5"}, "GATE_DAYS is '1.5'; it must be a whole number"),
    ({"REPORTS_AN_HOUR": "0"}, "REPORTS_AN_HOUR is '0'; it must be a whole number from 1 to 1000000"),
    ({"PASS_MARK_PERCENT": "101"}, "PASS_MARK_PERCENT is '101'; it must be a whole number from 0 to 100"),
    ({"WEB_CONCURRENCY": "two"}, "WEB_CONCURRENCY is 'two'; it must be a whole number"),
    ({"PORT": "http"}, "PORT is 'http'; it must be a whole number from 1 to 65535"),
    ({"REGISTRY_SECONDS": "8s"}, "REGISTRY_SECONDS is '8s'; it must be a number of seconds above 0"),
    ({"REGISTRY_SECONDS": "nan"}, "REGISTRY_SECONDS is 'nan'; it must be a number of seconds above 0"),
    ({"CME_TLS": "maybe"}, "CME_TLS is 'maybe'; it must be on or off"),
    ({"GATE_PROFESSIONS": "physician"}, "GATE_PROFESSIONS is 'physician'; it must be pairs of key=label"),
    ({"LOG_LEVEL": "loud"}, "LOG_LEVEL is 'LOUD'; it must be DEBUG, INFO"),
    (
        {"PATIENT_SITE_URL": "javascript:x"},
        "PATIENT_SITE_URL is 'javascript:x'; it must be an address such as https://",
    ),
    ({"CROSSREF_ADDRESS": "https://api:port"}, "CROSSREF_ADDRESS is 'https://api:port'; it must be an address"),
    ({"DATABASE_URL": "postgres://user:hush@db:port/cme"}, "DATABASE_URL is not understood. Write postgres://"),
    ({"DATABASE_URL": "postgres://user:hu/sh@db/cme"}, "DATABASE_URL is not understood. Write postgres://"),
    ({"DATABASE_URL": "//user:hush@db/cme"}, "DATABASE_URL is not understood. Write postgres://"),
    ({"DATABASE_URL": "mysql://user:hush@db/cme"}, "DATABASE_URL is not understood. Write postgres://"),
    (
        {"REDIS_URL": "redis://:hush@cache:port/0"},
        "REDIS_URL is not understood; it must be an address such as redis://",
    ),
    ({"REDIS_URL": "cache:6379"}, "REDIS_URL is 'cache:6379'; it must be an address such as redis://"),
    ({"SITE_ADDRESS": "https://user:hush@cme.example.org"}, "SITE_ADDRESS is not understood; write https://"),
    ({"SITE_ADDRESS": "https://a:99999"}, "SITE_ADDRESS is 'https://a:99999'; write https://"),
    (
        {"ALLOWED_HOSTS": "a.org, http://127.0.0.1"},
        "ALLOWED_HOSTS is 'http://127.0.0.1'; it must be host names alone, separated by commas, such as cme.example",
    ),
    ({"ALLOWED_HOSTS": "a.org:8000"}, "ALLOWED_HOSTS is 'a.org:8000'; it must be host names alone"),
    ({"ALLOWED_HOSTS": "a.org b.org"}, "ALLOWED_HOSTS is 'a.org b.org'; it must be host names alone"),
    ({"ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS is not set"),
    ({"REGISTRY_HOSTS": "https://api.crossref.org"}, "REGISTRY_HOSTS is 'https://api.crossref.org'; it must be host"),
    ({"SEARCH_WORDS": "/no/file"}, "SEARCH_WORDS is '/no/file'; it must be the path of a file that can be read."),
    ({"DRUG_NAMES": "/no/file"}, "DRUG_NAMES is '/no/file'; it must be the path of a file that can be read."),
    ({"DRUG_NAMES": str(ROOT)}, f"DRUG_NAMES is {str(ROOT)!r}; it must be the path of a file that can be read."),
    ({"DRUG_NAMES": str(ROOT / "README.md")}, f"DRUG_NAMES is not understood: {ROOT}/README.md is no table of drug"),
    ({"SEARCH_WORDS": str(ROOT / "README.md")}, f"SEARCH_WORDS is not understood: {ROOT}/README.md is no table of sea"),
    ({"CONTRIBUTION_LEAST": "600000"}, "CONTRIBUTION_LEAST is 600000 and CONTRIBUTION_MOST is 500000; the least must"),
    ({"MAIL_FROM": "foo"}, "MAIL_FROM is 'foo'; it must be an e-mail address, such as name@example.org or Example Si"),
    ({"MAIL_FROM": "a@example.org, b@example.org"}, "MAIL_FROM is not understood; it must be an e-mail address"),
    ({"MAIL_FROM": "Us, the site <a@example.org>"}, "MAIL_FROM is not understood; it must be an e-mail address"),
    ({"OPERATOR_EMAIL": "Us <us@example.org>"}, "OPERATOR_EMAIL is not understood; it must be an e-mail address"),
    ({"SAFETY_EMAIL": "safety"}, "SAFETY_EMAIL is 'safety'; it must be an e-mail address, such as name@example.org."),
    (
        {"TRANSLATION_DISCLAIMER": "made by {prov}"},
        "TRANSLATION_DISCLAIMER is 'made by {prov}'; it must be words with nothing in braces but {provider}.",
    ),
    ({"TRANSLATION_DISCLAIMER": "by {provider"}, "TRANSLATION_DISCLAIMER is 'by {provider'; it must be words with"),
    ({"SITE_LANGUAGES": "de, xx"}, "SITE_LANGUAGES names xx, which has no file below locale/."),
    ({"TRANSLATION_LANGUAGES": "de, Arabic"}, "TRANSLATION_LANGUAGES must be tags such as de,ar,pt-br"),
]


def _read_each(environments: list[dict[str, str]]) -> list[dict[str, str]]:
    """Read the settings in each environment, all in one process; return the refusal, or the address of the site."""
    done = _start(
        "import json, os, runpy\n"
        "from django.core.exceptions import ImproperlyConfigured\n"
        "plain, read = dict(os.environ), []\n"
        f"for environment in {environments!r}:\n"
        "    os.environ.clear()\n"
        "    os.environ.update(plain | environment)\n"
        "    try:\n"
        "        read.append({'address': runpy.run_module('cme.settings')['SITE_ADDRESS']})\n"
        "    except ImproperlyConfigured as refusal:\n"
        "        read.append({'refusal': str(refusal)})\n"
        "print(json.dumps(read))",
        **SOUND,
    )
    assert done.returncode == 0, done.stderr
    read: list[dict[str, str]] = json.loads(done.stdout)
    return read


def test_malformed_variable_is_refused_in_one_sentence_without_a_secret() -> None:
    """``test_commands_say_the_refusal_itself`` shows that it is all that is printed."""
    found = _read_each([environment for environment, _ in MALFORMED])
    assert len(found) == len(MALFORMED) > 35
    for (environment, says), told in zip(MALFORMED, found, strict=True):
        refusal = told.get("refusal", "")
        assert refusal.startswith(says), environment
        assert "\n" not in refusal
        assert "hush" not in refusal


NUMBERS = re.findall(r'given\.(number|seconds)\("(\w+)"', (ROOT / "cme" / "settings.py").read_text(encoding="utf-8"))


def test_number_that_no_date_or_column_has_room_for_is_refused() -> None:
    """All of them, in one process: each in an environment with nothing else wrong."""
    assert len(NUMBERS) > 30
    sound = SOUND | {"DATABASE_URL": "postgres://u@db/cme"}  # whose numbers are read, too
    done = _start(
        "import os, runpy\n"
        "from django.core.exceptions import ImproperlyConfigured\n"
        f"for name in {[name for _, name in NUMBERS]!r}:\n"
        "    os.environ[name] = '900000000000000000'\n"
        "    try:\n"
        "        runpy.run_module('cme.settings')\n"
        "    except ImproperlyConfigured as refusal:\n"
        "        assert str(refusal).startswith(f\"{name} is '900000000000000000'; it must be a\"), refusal\n"
        "    else:\n"
        "        raise AssertionError(name)\n"
        "    del os.environ[name]",
        **sound,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("environment", [{"GATE_DAYS": "ninety"}, {"WEB_THREADS": "many"}, {"SECRET_KEY": ""}])
def test_server_says_the_refusal_and_does_not_start(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "cme.wsgi:application"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "BIND": "127.0.0.1:0"} | SOUND | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode != 0
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith(next(iter(environment)))


def test_empty_variable_is_one_that_is_not_set() -> None:
    names = ("CME_TLS", "GATE_DAYS", "REGISTRY_SECONDS", "GATE_PROFESSIONS", "DATABASE_URL", "REDIS_URL", "LOG_LEVEL")
    done = _start(
        "assert settings.IS_TLS and settings.GATE_DAYS == 90 and settings.REGISTRY_SECONDS == 8\n"
        "assert len(settings.GATE_PROFESSIONS) == 5 and settings.REDIS_URL == ''",
        **SOUND | dict.fromkeys(names, ""),
    )
    assert done.returncode == 0, done.stderr


def test_variables_are_taken_as_they_are_usually_written() -> None:
    done = _start(
        "assert (settings.IS_TLS, settings.IS_BEHIND_PROXY, settings.GATE_DAYS) == (False, True, 30)\n"
        "assert settings.REGISTRY_SECONDS == 2.5 and settings.SEARCHES_A_MINUTE == 0\n"
        "assert settings.GATE_PROFESSIONS == {'md': 'a doctor = physician', 'rn': 'a nurse'}\n"
        "assert settings.DATABASES['default']['PASSWORD'] == 'p#w' and settings.LOG_LEVEL == 'WARNING'",
        **SOUND, CME_TLS="Off", TRUST_PROXY="on", GATE_DAYS=" 30 ", REGISTRY_SECONDS="2.5", SEARCHES_A_MINUTE="0",
        GATE_PROFESSIONS="md=a doctor = physician, rn=a nurse", DATABASE_URL="postgres://u:p%23w@db:5432/cme",
        LOG_LEVEL="warning", REDIS_URL="unix:///run/redis.sock",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_lists_may_have_blanks_and_files_may_be_ones_own(tmp_path: Path) -> None:
    own = tmp_path / "words.yaml"
    own.write_text("relapse: [rel]\n", encoding="utf-8")
    done = _start(
        "assert settings.ALLOWED_HOSTS == ['a.org', '127.0.0.1', '[::1]', '.b.org']\n"
        "assert settings.SECRET_KEY_FALLBACKS == ['one', 'two']\n"
        "assert [code for code, _ in settings.LANGUAGES] == ['en', 'de', 'ar']\n"
        "assert settings.TRANSLATION_LANGUAGES == ['de', 'pt-br'] and settings.REGISTRY_HOSTS == []\n"
        f"assert str(settings.SEARCH_WORDS) == {str(own)!r}\n"
        "assert settings.DEFAULT_FROM_EMAIL == 'Example Site <site@mailhost>'\n"
        "assert settings.TRANSLATION_DISCLAIMER == 'By {provider}.'\n"
        "assert settings.EMAIL_FILE_PATH == '/var/mails'",
        EMAIL_URL="filemail:///var/mails",
        SECRET_KEY="k" * 60, ALLOWED_HOSTS=" a.org, 127.0.0.1,[::1] , .b.org,", SECRET_KEY_FALLBACKS="one, two",
        SITE_LANGUAGES="de, ar", TRANSLATION_LANGUAGES="de , pt-br, de", REGISTRY_HOSTS="", SEARCH_WORDS=str(own),
        MAIL_FROM="Example Site <site@mailhost>", TRANSLATION_DISCLAIMER="By {provider}.",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


ADDRESSES_REFUSED = [
    "cme.example.org", "//cme.example.org", "ftp://cme.example.org", "https://", "https://cme.example.org/path",
    "https://cme.example.org?x=1", "https://cme.example.org#x", "https://cme example.org", " https://cme.example.org",
    "https://user@cme.example.org", "https://cme.example.org:https",
]  # fmt: skip


ADDRESSES_TAKEN = [
    "https://cme.example.org", "https://cme.example.org/", "http://127.0.0.1:8000", "http://[::1]:8000", "",
]  # fmt: skip


def test_site_address_is_scheme_and_host_and_nothing_else() -> None:
    found = _read_each([{"SITE_ADDRESS": address} for address in ADDRESSES_REFUSED + ADDRESSES_TAKEN])
    for address, told in zip(ADDRESSES_REFUSED, found, strict=False):
        assert "write https:// and the host name of the site" in told.get("refusal", ""), address
    taken = [told.get("address") for told in found[len(ADDRESSES_REFUSED) :]]
    assert taken == [address.rstrip("/") for address in ADDRESSES_TAKEN]


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


@pytest.mark.parametrize("command", [["simulate_learners", "--learners", "1"], ["demo_editor"]])
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


def test_folder_of_the_default_database_is_made_or_the_refusal_says_what_to_do(tmp_path):
    assert make_folder(tmp_path / "var", instead="DATABASE_URL").is_dir()
    assert make_folder(tmp_path / "var", instead="DATABASE_URL").is_dir()
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(ImproperlyConfigured, match="Make it for this user, or set DATABASE_URL"):
        make_folder(tmp_path / "taken", instead="DATABASE_URL")
