"""Django's settings: one file for every environment, driven by the environment's variables (docs/howto/deploy.md).

PARINDEX_ENV is development (default), demo, test or production; production refuses what is only safe elsewhere.
"""

import os
from datetime import date, timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from parindex.config.environment import (
    database,
    email_settings,
    environment,
    flag,
    listed,
    secret_key,
    simulated_day,
)

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent if (PACKAGE.parent / "pyproject.toml").is_file() else Path.cwd()

ENV = environment(os.environ)
PRODUCTION = ENV == "production"
DEBUG = ENV == "development" and flag(os.environ, "PARINDEX_DEBUG")

# --- Data: the database, the files and the secret live in one folder, away from the code ---

VAR = Path(os.environ.get("PARINDEX_VAR") or CHECKOUT / "var" / ("demo" if ENV == "demo" else "")).resolve()
FILES = Path(os.environ.get("PARINDEX_FILES") or VAR / "files").resolve()
SECRET_KEY = secret_key(os.environ, VAR)
LAKES = Path(os.environ.get("PARINDEX_LAKES") or VAR / "lakes").resolve()  # dossiers, one folder an authority
IMPORTS = VAR / "imports"  # files of dossiers that wait to be taken in
KEY_FILE = Path(os.environ.get("PARINDEX_KEYS") or VAR / "keys.json").resolve()  # of personal data; never backed up

DATABASES = {"default": database(os.environ, VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- The day: only a demonstration, a test or a developer may pretend that it is another ---

PARINDEX_TODAY: date | None = simulated_day(os.environ, ENV)

# --- Applications ---

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "axes",
    "django_tasks",
    "django_tasks_db",
    "parindex.records",
    "parindex.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "parindex.config.sessions.IdleSessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "parindex.web.door.Door",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "parindex.web.urls"
WSGI_APPLICATION = "parindex.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- Who signs in ---

AUTH_USER_MODEL = "records.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if ENV == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # hundreds of sign-ins in the tests
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": "parindex.config.passwords.MinimumLength", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL

# Attempts are counted in the database, so the limit holds across processes and restarts.
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "parindex.web.views.account.locked_out"

# --- Sessions, cookies, headers ---

SESSION_COOKIE_AGE = 8 * 3600  # idle seconds: IdleSessions renews the session of who is at work
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "parindex.web.views.errors.stale_form"

ALLOWED_HOSTS = listed(os.environ, "ALLOWED_HOSTS", needed_in=("production",), env=ENV) or [
    "localhost",
    "127.0.0.1",
    "[::1]",
]
CSRF_TRUSTED_ORIGINS = listed(os.environ, "CSRF_TRUSTED_ORIGINS")
# Addresses of the proxies whose X-Forwarded-For and X-Forwarded-Proto are believed (wsgi.py); nobody else's are.
TRUSTED_PROXIES = listed(os.environ, "PARINDEX_PROXIES")

if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# --- Language and time ---

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

# --- Static files and uploads ---

STATIC_URL = "/static/"
HASHED_STATIC = ENV in ("production", "demo")
STATIC_ROOT = VAR / "static" if HASHED_STATIC else None
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_USE_FINDERS = not HASHED_STATIC
WHITENOISE_AUTOREFRESH = ENV == "development"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if HASHED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
UPLOAD_LIMIT = 25 * 1024 * 1024  # bytes of one file
DOSSIER_UPLOAD_LIMIT = 200 * 1024 * 1024  # bytes of one extract of dossiers
LARGE_UPLOADS = ("/ho-so/nhap/tai-len/",)  # addresses that take such an extract
REQUEST_LIMIT = 60 * 1024 * 1024  # bytes of one request with its files, refused before they reach the disk
FILE_UPLOAD_HANDLERS = [
    "parindex.config.uploads.Limit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # the preview of a long plan is one form
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# --- Work apart from pages: a queue in the database, done by `manage.py db_worker` ---

_QUEUE = "django_tasks.backends.immediate.ImmediateBackend" if ENV == "test" else "django_tasks_db.DatabaseBackend"
TASKS = {"default": {"BACKEND": _QUEUE}}

# --- E-mail and log ---

globals().update(email_settings(os.environ))
DEFAULT_FROM_EMAIL = os.environ.get("PARINDEX_FROM") or "Parindex <parindex@localhost>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "parindex": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
