"""All settings. What differs between machines comes from the environment and is read here, nowhere else.

Defaults are those of production: nothing starts without ``SECRET_KEY`` and ``ALLOWED_HOSTS``. ``make run`` and the
tests set ``CME_MODE``; docs/operators.md lists every variable.
"""

import re
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured

from cme.environment import WEB, Variables, is_address, make_folder, said_of
from cme.search.other_words import FORM as WORDS_FORM
from content.drug_names import FORM as DRUG_FORM
from content.drug_names import read_table

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
given = Variables(env.ENVIRON)
CENTURY = 36_525  # days; a time limit beyond it has no date any more


def gettext_noop(text: str) -> str:
    """Mark a default for ``make messages``; Django's own would read these settings before they are all here."""
    return text


# production: safe by default. demonstration: production's server on one machine over plain HTTP, with the
# demonstration catalogue. development: runserver. test: the suite.
MODE: str = env.str("CME_MODE", default="production")
if MODE not in {"production", "demonstration", "development", "test"}:
    raise ImproperlyConfigured(f"CME_MODE is {MODE!r}; it must be production, demonstration, development or test.")
IS_PRODUCTION: bool = MODE == "production"
IS_DEMONSTRATION_ALLOWED: bool = not IS_PRODUCTION
DEBUG = MODE == "development"
IS_TLS: bool = given.switch("CME_TLS", default=IS_PRODUCTION)

# Read by deploy/gunicorn.conf.py, which has them checked here: port, workers, and threads of a worker.
given.number("PORT", 8000, most=65_535)
given.number("WEB_CONCURRENCY", 2, most=1_000)
given.number("WEB_THREADS", 4, most=1_000)

SECRET_KEY: str = env.str("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS: list[str] = given.names("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS: list[str] = given.hosts("ALLOWED_HOSTS")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Set it to 50 or more random characters; docs/operators.md tells how."
    )
if IS_PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is not set. Set it to the host names of this site, separated by commas.")
if IS_PRODUCTION and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is '*'. Name the hosts of this site instead.")

INSTALLED_APPS = [
    "cme.desk.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "crispy_forms",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "cme.ui",
    "content",
    "cme.learners",
    "cme.access",
    "cme.progress",
    "cme.assessment",
    "cme.evaluation",
    "cme.outcomes",
    "cme.search",
    "cme.reporting",
    "cme.support",
    "cme.messages",
    "cme.catalogue",
    "cme.desk.apps.DeskConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    # Before whatever looks an address up, and so that what went wrong is told in the language of the address too.
    "cme.ui.middleware.LanguageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # After CSRF, so that the gate's own form is checked before the gate reads it.
    "cme.access.middleware.GateMiddleware",
]

ROOT_URLCONF = "cme.urls"
WSGI_APPLICATION = "cme.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cme.ui.context.site",
            ],
            # Words of pages are translated, and content marked with its language, without loading anything.
            "builtins": ["django.templatetags.i18n", "cme.ui.templatetags.ui"],
        },
    },
]

# -- databases ---------------------------------------------------------------------------------------------------
DATABASE_URL: str = env.str("DATABASE_URL", default="")
if not DATABASE_URL:
    DATABASE_URL = f"sqlite:///{make_folder(BASE_DIR / 'var', instead='DATABASE_URL') / 'cme.sqlite3'}"
try:
    if not re.match("(postgres|postgresql|pgsql|psql)://|sqlite:///|sqlite://:memory:", DATABASE_URL):
        raise ValueError
    _database: dict[str, Any] = environ.Env.db_url_config(DATABASE_URL)
except ValueError:  # whose words do not name the variable; its value holds a password
    raise ImproperlyConfigured(
        "DATABASE_URL is not understood. Write postgres://user:password@host:5432/name or sqlite:////path/of/the/file; "
        "signs such as # and / in a password are written %23 and %2F."
    ) from None
if "sqlite" in _database["ENGINE"]:
    # One writer at a time, told at the start of a transaction and not in its middle: docs/decisions/0002.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            "PRAGMA cache_size=-20000; PRAGMA mmap_size=134217728;"
        ),
    }
    _database["CONN_MAX_AGE"] = None
else:
    _database["CONN_HEALTH_CHECKS"] = True
    _database["OPTIONS"] = {
        # Statements that come again are planned once for each connection.
        "server_side_binding": True,
        "prepare_threshold": given.number("DATABASE_PREPARES_AFTER", 5, least=0) or None,
        "pool": {"min_size": 1, "max_size": given.number("DATABASE_POOL", 8), "timeout": 10},
        "options": ("-c lock_timeout=5s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s"),
    }
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL: str = given.address(
    "REDIS_URL", schemes=("redis", "rediss", "unix"), example="redis://redis.example.org:6379/0"
)
CACHES = {
    "default": (
        {
            "BACKEND": "cme.caching.ForgivingRedisCache",
            "LOCATION": REDIS_URL,
            # seconds; a Redis that hangs must not hang the site
            "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
        }
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "default"}
    ),
    # What networks asked for in the last two minutes: cme/access/limits.py.
    "limits": (
        {
            "BACKEND": "cme.caching.ForgivingRedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
        }
        if REDIS_URL
        else {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "limits",
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        }
    ),
    # Rendered pages, the same for every attested reader. Each key names the rows it was made from, so a worker
    # never needs to be told that another one published: docs/decisions/0006.
    "pages": {
        "BACKEND": "cme.caching.FrozenCache",
        "LOCATION": "pages",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": given.number("PAGES_CACHED", 500)},
    },
    # How many costly pages each worker made for whom within a minute.
    "turns": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "turns",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}

# -- people ------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "learners.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
# Staff's sessions live in the database; Redis, where there is one, spares the query and may fail without loss.
SESSION_ENGINE = f"django.contrib.sessions.backends.{'cached_db' if REDIS_URL else 'db'}"
SESSION_COOKIE_AGE = 12 * 60 * 60  # staff only; seconds
DEMO_EDITOR_PASSWORD: str = env.str("EDITOR_PASSWORD", default="")  # for `manage.py demo_editor` alone

# -- language and time -------------------------------------------------------------------------------------------
# English is what all is written in; each other language is one file below locale/: docs/decisions/0027.
LANGUAGE_CODE = "en"
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "locale"]
_translated = sorted(path.parts[-3] for path in LOCALE_PATHS[0].glob("*/LC_MESSAGES/django.po"))
_offered: list[str] = given.names("SITE_LANGUAGES", _translated)
if _unknown := sorted({*_offered} - {*_translated, LANGUAGE_CODE}):
    raise ImproperlyConfigured(f"SITE_LANGUAGES names {', '.join(_unknown)}, which has no file below locale/.")
LANGUAGES = [
    (code, str(LANG_INFO.get(code, {}).get("name_local", code))) for code in dict.fromkeys([LANGUAGE_CODE, *_offered])
]
FORMAT_MODULE_PATH = "cme.ui.formats"
USE_TZ = True
TIME_ZONE = "UTC"

# -- background work ---------------------------------------------------------------------------------------------
# The queue is in the database, so that a task is enqueued with what it is about or not at all: docs/decisions/0013.
TASKS: dict[str, dict[str, Any]] = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# How long a task may run before its worker is taken for lost.
TASK_LEASE_SECONDS: int = given.number("TASK_LEASE_SECONDS", 600, most=31 * 86_400)

# -- static files and figures ------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [("ui", BASE_DIR / "cme" / "ui" / "assets")]
# The display face of the pages, with which link pictures are drawn too.
DISPLAY_FACE: Path = BASE_DIR / "cme" / "ui" / "assets" / "source-serif-4-latin-600-normal.woff2"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": env.str("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media"))},
    },
    "staticfiles": {
        "BACKEND": (
            "cme.ui.storage.StaticStorage"
            if MODE in {"production", "demonstration"}
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        ),
    },
}
VIDEO_MOST_BYTES: int = given.number("VIDEO_MOST_MB", 300) * 1_000_000  # of one video
# Videos in production: the web server sends the file that a header names. nginx: SEND_FILE_HEADER=X-Accel-Redirect and
# SEND_FILE_PREFIX, an internal location over MEDIA_ROOT; Apache and lighttpd: X-Sendfile alone. Empty: sent from here.
SEND_FILE_HEADER: str = env.str("SEND_FILE_HEADER", default="")
SEND_FILE_PREFIX: str = env.str("SEND_FILE_PREFIX", default="").rstrip("/")
if SEND_FILE_HEADER not in {"", "X-Accel-Redirect", "X-Sendfile"}:
    raise ImproperlyConfigured(f"SEND_FILE_HEADER is {SEND_FILE_HEADER!r}; it must be X-Accel-Redirect or X-Sendfile.")
if SEND_FILE_HEADER == "X-Accel-Redirect" and not SEND_FILE_PREFIX.startswith("/"):
    raise ImproperlyConfigured("SEND_FILE_PREFIX is not set. Name the internal location of nginx, such as /media.")
WHITENOISE_USE_FINDERS = MODE in {"development", "test"}

# -- security ----------------------------------------------------------------------------------------------------
COOKIE_PREFIX: str = "__Host-" if IS_TLS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "cme.catalogue.views.errors.csrf_failure"
SECURE_SSL_REDIRECT = IS_TLS
SECURE_HSTS_SECONDS = 63_072_000 if IS_TLS else 0  # two years
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_TLS
IS_BEHIND_PROXY: bool = given.switch("TRUST_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": [],
    "geolocation": [],
    "microphone": [],
    "payment": [],
    "usb": [],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000  # bytes
DATA_UPLOAD_MAX_NUMBER_FIELDS = 25_000  # all questions of an article are one form

# -- forms -------------------------------------------------------------------------------------------------------
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "house"
CRISPY_FAIL_SILENTLY = False

# -- the site ----------------------------------------------------------------------------------------------------
SITE_NAME: str = env.str("SITE_NAME", default="ALL Learning")
SITE_SUBJECT: str = env.str("SITE_SUBJECT", default=gettext_noop("acute lymphoblastic leukemia"))
SITE_ADDRESS: str = env.str("SITE_ADDRESS", default="").rstrip("/")  # e.g. https://cme.example.org
_SITE = r"https?://([\w-]+(\.[\w-]+)*|\[[0-9a-fA-F:.]+\])(:[0-9]{1,5})?"
if SITE_ADDRESS and not (re.fullmatch(_SITE, SITE_ADDRESS) and is_address(SITE_ADDRESS, WEB)):
    raise ImproperlyConfigured(
        f"SITE_ADDRESS {said_of(SITE_ADDRESS)}; write https:// and the host name of the site, with nothing after it, "
        "such as https://cme.example.org."
    )
UNNAMED_OPERATOR = "The operator of this site"
OPERATOR_NAME: str = env.str("OPERATOR_NAME", default=UNNAMED_OPERATOR)
OPERATOR_EMAIL: str = given.mailbox("OPERATOR_EMAIL")
SAFETY_EMAIL: str = given.mailbox("SAFETY_EMAIL")  # for suspected side effects (G6)
INDEPENDENCE_STATEMENT: str = env.str(
    "INDEPENDENCE_STATEMENT",
    default=gettext_noop(
        "Independent medical education. Funders have no influence on content; their level reflects the amount given."
    ),
)
PATIENT_SITE_URL: str = given.address("PATIENT_SITE_URL", example="https://patients.example.org/")
PATIENT_SITE_NAME: str = env.str("PATIENT_SITE_NAME", default="the patient site")

# -- e-mail ------------------------------------------------------------------------------------------------------
try:
    _mail: dict[str, Any] = env.email("EMAIL_URL", default="smtp://localhost:25" if IS_PRODUCTION else "consolemail://")
except (ImproperlyConfigured, ValueError):  # whose words do not name the variable; its value holds a password
    raise ImproperlyConfigured(
        "EMAIL_URL is not understood. Write the mail server such as smtp+tls://user:password@mail.example.org:587."
    ) from None
HAS_MAIL: bool = bool(env.str("EMAIL_URL", default=""))  # then a sign-off by link is confirmed by a mailed code
EMAIL_BACKEND: str = _mail["EMAIL_BACKEND"]
EMAIL_HOST: str = _mail["EMAIL_HOST"] or "localhost"
EMAIL_PORT: int = _mail["EMAIL_PORT"] or 25
EMAIL_HOST_USER: str = _mail["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD: str = _mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS: bool = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL: bool = _mail.get("EMAIL_USE_SSL", False)
# A folder, where mails go to files: filemail:///var/mails.
EMAIL_FILE_PATH: str | None = f"/{_mail['EMAIL_FILE_PATH']}" if _mail.get("EMAIL_FILE_PATH") else None
EMAIL_TIMEOUT = 10  # seconds; somebody waits for the page
DEFAULT_FROM_EMAIL: str = given.mailbox("MAIL_FROM", OPERATOR_EMAIL or "webmaster@localhost", may_be_named=True)

# -- the gate (A1-A4) --------------------------------------------------------------------------------------------
# Change the version with every change of the statement or the professions: it asks everybody anew.
GATE_STATEMENT_VERSION: str = env.str("GATE_STATEMENT_VERSION", default="2026-11")
GATE_STATEMENT: str = env.str(
    "GATE_STATEMENT",
    default=(
        "By naming a profession and pressing “Confirm and continue” I confirm that I am a healthcare professional. "
        "We record the answer, this wording and the time, under a random key that is not your name."
    ),
)
GATE_PROFESSIONS: dict[str, str] = given.pairs(
    "GATE_PROFESSIONS",
    default={
        "physician": "a physician",
        "nurse": "a nurse or nurse practitioner",
        "pharmacist": "a pharmacist",
        "physician-associate": "a physician associate",
        "other": "another healthcare professional",
    },
)
GATE_DAYS: int = given.number("GATE_DAYS", 90, most=CENTURY)
# Apps that look after their own visitors and that the gate leaves alone.
GATE_OPEN_NAMESPACES: list[str] = ["admin"]

# -- assessment and evaluation -----------------------------------------------------------------------------------
PASS_MARK_PERCENT: int = given.number("PASS_MARK_PERCENT", 75, least=0, most=100)  # C3; an article may set its own
PEERS_SHOWN_FROM: int = given.number("PEERS_SHOWN_FROM", 5, least=0)  # others' answers before their choice is shown
ANALYSED_AT_ONCE: int = given.number("ANALYSED_AT_ONCE", 5_000, least=0)  # attempts; more wait for analyse_items
EVALUATION_HOURS: int = given.number("EVALUATION_HOURS", 24, least=0, most=CENTURY * 24)  # for changing a rating
DISCLOSURE_MONTHS: int = given.number("DISCLOSURE_MONTHS", 12, most=1_200)  # how long a disclosure is current (S1)
# Days for which the address of a contributor is kept after the last movement; what law demands differs (G2).
CONTRIBUTOR_DAYS: int = given.number("CONTRIBUTOR_DAYS", 3_653, most=CENTURY)
# The same for what else strangers wrote of themselves: contacts, names with suggestions, who left the news.
CORRESPONDENCE_DAYS: int = given.number("CORRESPONDENCE_DAYS", 1_096, most=CENTURY)
REVIEW_MONTHS: int = given.number("REVIEW_MONTHS", 24, most=1_200)  # after which a review is due
DISCLOSURE_LINK_DAYS: int = given.number("DISCLOSURE_LINK_DAYS", 21, most=CENTURY)  # for using a link to disclose
# "Disclosure due" before it lapses.
DISCLOSURE_NOTICE_DAYS: int = given.number("DISCLOSURE_NOTICE_DAYS", 30, least=0, most=CENTURY)
EXPIRY_MONTHS: int = given.number("EXPIRY_MONTHS", 36, most=1_200)  # longest life after release or review (F2)
REPORTS_AN_HOUR: int = given.number("REPORTS_AN_HOUR", 5, most=1_000_000)  # of problems, from one network address
LOG_INS_AN_HOUR: int = given.number("LOG_INS_AN_HOUR", 30, most=1_000_000)  # to the desk, from one network address
SEARCHES_A_MINUTE: int = given.number("SEARCHES_A_MINUTE", 300, least=0)  # from one network address; 0 for any number
REPORTS_AN_HOUR_IN_ALL: int = given.number("REPORTS_AN_HOUR_IN_ALL", 100, most=1_000_000)

# -- support by individuals, news ---------------------------------------------------------------------------------
# Who takes payments: stripe where its key is given; the dummy, which takes none, anywhere but in production.
STRIPE_SECRET_KEY: str = env.str("STRIPE_SECRET_KEY", default="")
STRIPE_WEBHOOK_SECRETS: list[str] = given.names("STRIPE_WEBHOOK_SECRETS")  # several while one is replaced
STRIPE_ADDRESS: str = given.address("STRIPE_ADDRESS", "https://api.stripe.com")
STRIPE_PAGES: str = given.address("STRIPE_PAGES", "https://checkout.stripe.com/")  # where people are led, no other
STRIPE_SECONDS: float = given.seconds("STRIPE_SECONDS", 10)  # for one answer
PAYMENT_PROVIDER: str = env.str(
    "PAYMENT_PROVIDER", default="stripe" if STRIPE_SECRET_KEY else "" if IS_PRODUCTION else "dummy"
)
if PAYMENT_PROVIDER not in {"", "dummy", "stripe"}:
    raise ImproperlyConfigured(f"PAYMENT_PROVIDER is {PAYMENT_PROVIDER!r}; it must be stripe, dummy or empty.")
if PAYMENT_PROVIDER == "dummy" and IS_PRODUCTION:
    raise ImproperlyConfigured("PAYMENT_PROVIDER is 'dummy', which only pretends to take money. Use stripe, or none.")
if PAYMENT_PROVIDER == "stripe" and not (STRIPE_SECRET_KEY and all(STRIPE_WEBHOOK_SECRETS) and STRIPE_WEBHOOK_SECRETS):
    raise ImproperlyConfigured("PAYMENT_PROVIDER is 'stripe'; set STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRETS.")
PAYMENT_VARIANTS: dict[str, tuple[str, dict[str, Any]]] = {"stripe": ("cme.support.stripe.StripeCheckout", {})}
if not IS_PRODUCTION:
    PAYMENT_VARIANTS["dummy"] = ("payments.dummy.DummyProvider", {})
PAYMENT_HOST = SITE_ADDRESS.rpartition("//")[2] or "localhost"  # django-payments wants one; no address is made of it
CONTRIBUTION_CURRENCY: str = env.str("CONTRIBUTION_CURRENCY", default="EUR")
if not re.fullmatch("[A-Z]{3}", CONTRIBUTION_CURRENCY) or CONTRIBUTION_CURRENCY in {
    "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND",
}:  # fmt: skip
    raise ImproperlyConfigured(
        f"CONTRIBUTION_CURRENCY is {CONTRIBUTION_CURRENCY!r}; it must be three capital letters, such as EUR, "
        "of a currency with hundredths or with no smaller unit."
    )
CONTRIBUTION_LEAST: int = given.number("CONTRIBUTION_LEAST", 200)  # smallest units of the currency
CONTRIBUTION_MOST: int = given.number("CONTRIBUTION_MOST", 500_000)
if CONTRIBUTION_LEAST > CONTRIBUTION_MOST:
    raise ImproperlyConfigured(
        f"CONTRIBUTION_LEAST is {CONTRIBUTION_LEAST} and CONTRIBUTION_MOST is {CONTRIBUTION_MOST}; "
        "the least must not be above the most."
    )
POSTAL_ADDRESS: str = env.str("POSTAL_ADDRESS", default="")  # in one line; newsletters must give it (E3)
NEWS_REQUEST_DAYS: int = given.number("NEWS_REQUEST_DAYS", 7, most=CENTURY)  # how long a link to confirm can be used
FORMS_AN_HOUR: int = given.number("FORMS_AN_HOUR", 10, most=1_000_000)  # of each kind, from one network address
SMALL_CELL: int = given.number("SMALL_CELL", 5, least=0)  # counts of people below it are not shown to the public (S5)

# -- references ---------------------------------------------------------------------------------------------------
REFERENCE_STYLE: str = env.str("REFERENCE_STYLE", default="vancouver")
if REFERENCE_STYLE not in {"vancouver", "ama"}:
    raise ImproperlyConfigured(f"REFERENCE_STYLE is {REFERENCE_STYLE!r}; it must be vancouver or ama.")
# Whom the site asks about works. Tests point these at a server of their own; nothing else is ever asked.
REGISTRY_HOSTS: list[str] = given.hosts("REGISTRY_HOSTS", ["api.crossref.org", "eutils.ncbi.nlm.nih.gov"])
CROSSREF_ADDRESS: str = given.address("CROSSREF_ADDRESS", "https://api.crossref.org")
NCBI_ADDRESS: str = given.address("NCBI_ADDRESS", "https://eutils.ncbi.nlm.nih.gov/entrez/eutils")
NCBI_API_KEY: str = env.str("NCBI_API_KEY", default="")
REGISTRY_EMAIL: str = given.mailbox("REGISTRY_EMAIL", OPERATOR_EMAIL)  # whom registries write to before they block us
REGISTRY_SECONDS: float = given.seconds("REGISTRY_SECONDS", 8)  # for one answer
REGISTRY_PLAIN_HTTP: bool = MODE == "test"
# -- articles in other languages ----------------------------------------------------------------------------------
# Into which languages articles are translated, by people or machines; tags of BCP 47.
TRANSLATION_LANGUAGES: list[str] = given.names("TRANSLATION_LANGUAGES", ["de", "ar"])
if not all(re.fullmatch("[a-z]{2,3}(-[a-z0-9]{2,8})?", code) for code in TRANSLATION_LANGUAGES):
    raise ImproperlyConfigured("TRANSLATION_LANGUAGES must be tags such as de,ar,pt-br, separated by commas.")
# Which machine translates on request: deepl, google or libretranslate; none without a name.
TRANSLATION_ENGINE: str = env.str("TRANSLATION_ENGINE", default="")
TRANSLATION_KEY: str = env.str("TRANSLATION_KEY", default="")
TRANSLATION_ADDRESS: str = given.address("TRANSLATION_ADDRESS", example="https://translate.example.org").rstrip(
    "/"
)  # the provider's own where empty
if TRANSLATION_ENGINE not in {"", "deepl", "google", "libretranslate"}:
    raise ImproperlyConfigured(
        f"TRANSLATION_ENGINE is {TRANSLATION_ENGINE!r}; it must be deepl, google, libretranslate or empty."
    )
if TRANSLATION_ENGINE in {"deepl", "google"} and not TRANSLATION_KEY:
    raise ImproperlyConfigured(f"TRANSLATION_ENGINE is {TRANSLATION_ENGINE!r}; set TRANSLATION_KEY.")
if TRANSLATION_ENGINE == "libretranslate" and not TRANSLATION_ADDRESS:
    raise ImproperlyConfigured("TRANSLATION_ENGINE is 'libretranslate'; set TRANSLATION_ADDRESS to your server.")
TRANSLATION_CHARACTERS_A_DAY: int = given.number("TRANSLATION_CHARACTERS_A_DAY", 200_000, least=0)  # sent at most
TRANSLATIONS_AN_HOUR: int = given.number("TRANSLATIONS_AN_HOUR", 5, most=1_000_000)  # from one network address
TRANSLATION_SECONDS: float = given.seconds("TRANSLATION_SECONDS", 30)  # for one answer
TRANSLATES_TEST_ITEMS: bool = given.switch("TRANSLATES_TEST_ITEMS", default=False)  # whether machines may
# Stands before the text; {provider} is the machine's name. The default is in cme/catalogue/translated.py.
TRANSLATION_DISCLAIMER: str = given.wording("TRANSLATION_DISCLAIMER", filled="provider")
TRANSLATION_PLAIN_HTTP: bool = given.switch("TRANSLATION_PLAIN_HTTP", default=MODE == "test")  # a server next door

# -- writing -----------------------------------------------------------------------------------------------------
# Generic names, each with its trade names (S3); read once, when the first checklist needs it.
DRUG_NAMES: Path = given.file(
    "DRUG_NAMES", BASE_DIR / "content" / "data" / "drug_names.yaml", read=lambda path: read_table(path, DRUG_FORM)
)
# Wordings of articles, each with the short forms that find it; read once, when the first search needs it.
SEARCH_WORDS: Path = given.file(
    "SEARCH_WORDS", BASE_DIR / "content" / "data" / "search_words.yaml", read=lambda path: read_table(path, WORDS_FORM)
)

LOG_LEVEL: str = given.choice("LOG_LEVEL", "INFO", among=("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
