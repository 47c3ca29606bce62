"""Settings. Everything that differs between machines comes from the environment (see .env.example).

Without any variable set this is the embedded run: SQLite and a Celery broker in files, both under var/.
"""

import os
import re
import tempfile
from collections.abc import Callable
from contextlib import suppress
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import environ
from cryptography.fernet import Fernet
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def _own_key(name: str, make: Callable[[], str]) -> str:
    """The embedded run makes its own keys once and keeps them, so that people stay signed in over a restart.

    Web, worker and beat start together: a key appears whole or not at all, and whoever comes second takes the first's.
    """
    path = VAR_DIR / name
    if not path.exists():
        descriptor, draft = tempfile.mkstemp(dir=VAR_DIR, prefix=f"{name}-", text=True)  # only its owner may read it
        with open(descriptor, "w") as file:
            file.write(make())
        with suppress(FileExistsError):
            os.link(draft, path)
        os.unlink(draft)
    return path.read_text()


# --- The machine ------------------------------------------------------------------------------------------
PRODUCTION = env.bool("PRODUCTION", default=False)
DEBUG = env.bool("DEBUG", default=False)
if PRODUCTION:
    SECRET_KEY = env.str("SECRET_KEY")
else:
    SECRET_KEY = env.str("SECRET_KEY", default="") or _own_key("secret_key", lambda: get_random_string(64))
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # what was signed with these is still good
# For what is encrypted at rest (infra/encryption.py); the first one writes, all of them read.
ENCRYPTION_KEYS: list[str] = env.list("ENCRYPTION_KEYS", default=[])
if not ENCRYPTION_KEYS and not PRODUCTION:
    ENCRYPTION_KEYS = [_own_key("encryption_key", lambda: Fernet.generate_key().decode())]
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG shows settings and data to whoever meets an error: not together with PRODUCTION.")
if PRODUCTION and not (env.str("DATABASE_URL", default="") and env.str("EMAIL_URL", default="")):
    raise ImproperlyConfigured("PRODUCTION needs DATABASE_URL and EMAIL_URL: without, data and mail stay in files.")
try:
    [Fernet(key) for key in ENCRYPTION_KEYS]
except ValueError as problem:
    raise ImproperlyConfigured("ENCRYPTION_KEYS holds something else than keys: see docs/operations.md.") from problem
if PRODUCTION and not ENCRYPTION_KEYS:
    raise ImproperlyConfigured("PRODUCTION needs ENCRYPTION_KEYS: see docs/operations.md for how to make one.")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# --- The parts --------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "infra",
    "accounts",
    "sla",
    "contracts",
    "tickets",
    "mail",
    "integrations",
    "reviews",
    "desk",
    "portal",
    "api",
    "demo",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "lucide",
    "rest_framework",
]

MIDDLEWARE = [
    "infra.middleware.RequestIdMiddleware",
    "infra.middleware.TokenInAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "infra.middleware.PrivatePagesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "onedo_itsm.urls"
WSGI_APPLICATION = "onedo_itsm.wsgi.application"

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
            ],
            "builtins": [
                "accounts.templatetags.ui",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    },
]

# --- Where things are kept --------------------------------------------------------------------------------
DATABASES: dict[str, Any] = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: writers queue up at the start of a transaction instead of failing at its end.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}
SESSION_ENGINE = "infra.sessions"

MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
ATTACHMENT_MAX_BYTES = env.int("ATTACHMENT_MAX_BYTES", default=10 * 1024 * 1024)
ATTACHMENT_MAX_COUNT = env.int("ATTACHMENT_MAX_COUNT", default=10)
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", default="")  # who looks for viruses (infra/antivirus.py)
if CLAMD_ADDRESS and not re.fullmatch(r".+:\d{1,5}", CLAMD_ADDRESS):
    raise ImproperlyConfigured("CLAMD_ADDRESS is the host and port of clamd, such as clamav:3310.")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_FINDERS = [
    "infra.static_bundles.BundleFinder",  # one stylesheet out of many files, and one script
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
# The embedded run serves straight from the source folders; production from collectstatic's manifest.
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        ),
        # Made by root with the image and read by who serves them: not as closed as attachments are.
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}

# --- Celery -----------------------------------------------------------------------------------------------
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=REDIS_URL or "filesystem://localhost")
if CELERY_BROKER_URL.startswith("filesystem://"):
    _broker = VAR_DIR / "broker"
    for _folder in ("messages", "control"):
        (_broker / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "data_folder_in": str(_broker / "messages"),
        "data_folder_out": str(_broker / "messages"),
        "control_folder": str(_broker / "control"),
    }
else:
    # Nobody who clicks waits for a broker that is away: the nudge is given up at once, and the next beat does the work.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "max_retries": 0}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Europe/Amsterdam"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_TASK_ALWAYS_EAGER = env.bool("CELERY_TASK_ALWAYS_EAGER", default=False)

# --- Language and time ------------------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Nederlands"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
USE_TZ = True

# --- Sign-in ----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # 1do makes the accounts, from addresses of the agreement
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses come from 1do, see ACCOUNT_EMAIL_VERIFICATION
MFA_TOTP_ISSUER = "1do"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # passkeys on http://localhost
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- What leaves the building -----------------------------------------------------------------------------
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrftoken"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Mail -------------------------------------------------------------------------------------------------
EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "mail.backends.EmlBackend"
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="1do Supportcenter <supportcenter@1do.nl>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_DOMAIN = env.str("MAIL_DOMAIN", default="serviceportaal.1do.nl")  # right-hand side of our Message-IDs
# Where answers and undeliverable mail go, with a tag behind a "+" (mail/marks.py); empty: to the plain address.
MAIL_REPLY_ADDRESS = env.str("MAIL_REPLY_ADDRESS", default=parseaddr(DEFAULT_FROM_EMAIL)[1])
MAIL_SIGNATURE = env.str("MAIL_SIGNATURE", default="1do Supportcenter", multiline=True)  # above the telephone number
MAIL_LOGO = env.str("MAIL_LOGO", default="")  # a picture that travels in each mail; empty: our name, in letters
if MAIL_LOGO and not (
    Path(MAIL_LOGO).is_file() and Path(MAIL_LOGO).suffix.lower() in (".png", ".gif", ".jpg", ".jpeg")
):
    raise ImproperlyConfigured("MAIL_LOGO is not a file that mail programs show: name a PNG, GIF or JPEG.")

# Mail in: a mailbox that is fetched, and a secret for a mail server that posts. Without either: only the command.
MAILBOX_URL = env.str("MAILBOX_URL", default="")
MAILBOX_OAUTH_TOKEN_URL = env.str("MAILBOX_OAUTH_TOKEN_URL", default="")
MAILBOX_OAUTH_CLIENT_ID = env.str("MAILBOX_OAUTH_CLIENT_ID", default="")
MAILBOX_OAUTH_CLIENT_SECRET = env.str("MAILBOX_OAUTH_CLIENT_SECRET", default="")
MAILBOX_OAUTH_SCOPE = env.str("MAILBOX_OAUTH_SCOPE", default="https://outlook.office365.com/.default")
if PRODUCTION and MAILBOX_URL.startswith("imap://"):
    raise ImproperlyConfigured("MAILBOX_URL sends the password in the open: use imap+ssl:// or imap+tls://.")
MAIL_DOOR_SECRET = env.str("MAIL_DOOR_SECRET", default="")
MAIL_AUTHSERV_ID = env.str("MAIL_AUTHSERV_ID", default="")  # by which our own server signs Authentication-Results
INBOUND_MAX_BYTES = env.int("INBOUND_MAX_BYTES", default=25 * 1024 * 1024)

# --- REST -------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["api.permissions.HasScope"],
    "DEFAULT_PAGINATION_CLASS": "api.pagination.KeysetPagination",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["api.parsers.StrictJSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "api.schema.ApiSchema",
    "DEFAULT_VERSIONING_CLASS": None,
    "EXCEPTION_HANDLER": "api.errors.problem_response",
    "DEFAULT_THROTTLE_CLASSES": ["api.throttling.TokenThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "token": env.str("API_RATE", default="600/min"),
        "anonymous": env.str("API_RATE_ANONYMOUS", default="30/min"),
    },
    "NUM_PROXIES": TRUSTED_PROXY_COUNT,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Onedo ITSM",
    "DESCRIPTION": "REST-koppelvlak van het 1do Supportcenter.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "TicketKind": "sla.priority.TicketKind",
        "EntryKind": "tickets.models.EntryKind",
        "LedgerKind": "sla.ledger.LedgerKind",
        "Channel": "tickets.models.Channel",
        "OpenChannel": ["api", "phone", "alert"],
        "TicketStatus": "tickets.models.Status",
        "AgreementStatus": "contracts.models.AgreementStatus",
        "AdviceStatus": "contracts.models.AdviceStatus",
        "ClauseKind": "contracts.models.ClauseKind",
        "Verdict": "contracts.coverage.rules.Verdict",
        "HoursVerdict": "contracts.time.meters.HoursVerdict",
        "RateKind": "contracts.time.rates.RateKind",
        "ApprovalKind": "tickets.models.ApprovalKind",
        "ApprovalStatus": "tickets.models.ApprovalStatus",
        "Party": "sla.clock.Party",
        "Side": "reviews.models.ActionSide",
        "ReviewState": "reviews.models.ReviewState",
    },
}

# --- The promise ------------------------------------------------------------------------------------------
SWEEP_SECONDS = env.float("SWEEP_SECONDS", default=15.0)  # how often beat asks for the sweeps
SWEEP_BATCH = env.int("SWEEP_BATCH", default=1000)  # rows that a sweep claims at once
WARNING_THRESHOLDS = [int(part) for part in env.list("WARNING_THRESHOLDS", default=["50", "75", "100"])]
CLOSE_AFTER_WORKING_DAYS = env.int("CLOSE_AFTER_WORKING_DAYS", default=5)
# A customer who does not answer: after so many working days a reminder, notice of closing, and closed. Empty: never.
REMINDER_WORKING_DAYS = [int(part) for part in env.list("REMINDER_WORKING_DAYS", default=["3", "7", "10"])]
if REMINDER_WORKING_DAYS and (len(REMINDER_WORKING_DAYS), sorted(set(REMINDER_WORKING_DAYS))) != (
    3,
    REMINDER_WORKING_DAYS,
):
    raise ImproperlyConfigured("REMINDER_WORKING_DAYS is three numbers that go up, such as 3,7,10, or empty.")
# How long an answer or an end can be undone, in which nobody outside hears of it (tickets/undo); 0: not at all.
UNDO_SECONDS = env.int("UNDO_SECONDS", default=10)
if not 0 <= UNDO_SECONDS <= 30:
    raise ImproperlyConfigured("UNDO_SECONDS is a number from 0 to 30.")
SATISFACTION_AFTER_HOURS = env.int(
    "SATISFACTION_AFTER_HOURS", default=4
)  # of working time, from closing to the question
SATISFACTION_DAYS_BETWEEN = env.int("SATISFACTION_DAYS_BETWEEN", default=7)  # in which nobody is asked twice
# Networks of our own that may be called all the same (infra/http_client.py).
try:
    OUTBOUND_NETWORKS = [ip_network(network.strip()) for network in env.list("OUTBOUND_NETWORKS", default=[])]
except ValueError as problem:
    raise ImproperlyConfigured(f"OUTBOUND_NETWORKS is a list of networks such as 10.1.2.0/24: {problem}.") from problem
# Who mails alerts (Nagios, Icinga, Zabbix).
MONITORING_ADDRESSES = [address.strip().lower() for address in env.list("MONITORING_ADDRESSES", default=[])]
IMPORT_KEEP_DAYS = env.int("IMPORT_KEEP_DAYS", default=30)  # how long the rows of an import can be looked at
PAGE_ACKNOWLEDGE_MINUTES = env.int("PAGE_ACKNOWLEDGE_MINUTES", default=10)  # until the next is called (SLA 3.2)
EVALUATION_WORKING_DAYS = env.int("EVALUATION_WORKING_DAYS", default=5)  # until somebody is reminded (SLA 11); 0: never
ESCALATION_ACKNOWLEDGE_MINUTES = env.int("ESCALATION_ACKNOWLEDGE_MINUTES", default=60)  # of working time (SLA 12)

# --- Log --------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request": {"()": "infra.logs.RequestIdFilter"},
        "refusals": {"()": "infra.logs.RefusalFilter"},
        "away": {"()": "infra.away.AwayFilter"},
    },
    "formatters": {
        "line": {
            "()": "infra.logs.MaskingFormatter",
            "format": "%(asctime)s %(levelname)s %(request_id)s %(name)s: %(message)s",
        }
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request", "refusals", "away"]}
    },
    "root": {
        "handlers": ["console"],
        "level": env.str("LOG_LEVEL", default="INFO" if PRODUCTION else "WARNING"),
    },
    # runserver's own lines hold the address as it came: by our formatter, as all others.
    "loggers": {"django.server": {"handlers": ["console"], "level": "INFO", "propagate": False}},
}
