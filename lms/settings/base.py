"""Embedded defaults: SQLite, a broker and storage in folders. A URL variable makes each of them grow."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _
from kombu import Exchange, Queue

from lms.settings.csp import CONTENT_SECURITY_POLICY  # noqa: F401 - read by django-csp
from lms.settings.record_store import *  # noqa: F403
from lms.settings.sign_in import *  # noqa: F403 - read by django-allauth

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def kept_secret(name: str) -> str:
    """Read the secret `name` from var/, made at first use; for the embedded default only."""
    path = VAR_DIR / name
    if not path.exists():
        # Written apart and then linked: of two processes that start together both read the same whole secret.
        draft = path.with_name(f"{name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text()


DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or kept_secret("secret")
# Wraps the data keys of signing keys; never derived from SECRET_KEY, so that each can be changed alone.
CREDENTIALS_KEY_ENCRYPTION_KEY = env.str("CREDENTIALS_KEY_ENCRYPTION_KEY", default="") or kept_secret(
    "key-encryption-key"
)
# Earlier ones, which still unwrap; `manage.py rewrap_keys` moves every key to the newest.
CREDENTIALS_KEY_ENCRYPTION_KEYS_BEFORE = env.list("CREDENTIALS_KEY_ENCRYPTION_KEYS_BEFORE", default=[])
# A key management service that wraps in its place: vault+https://host:port/mount/key.
CREDENTIALS_KEY_SERVICE = env.str("CREDENTIALS_KEY_SERVICE", default="")
CREDENTIALS_KEY_SERVICE_TOKEN = env.str("CREDENTIALS_KEY_SERVICE_TOKEN", default="")
# How many robot programs one learner may try or hand in per minute (0: no limit), and how many seconds of the
# processor one of them may take for all its scenarios.
ROBOT_ATTEMPTS_PER_MINUTE = env.int("ROBOT_ATTEMPTS_PER_MINUTE", default=20)
ROBOT_CHECK_SECONDS = env.int("ROBOT_CHECK_SECONDS", default=20)
# How many files one network address may have checked at /check/ in ten minutes; 0 is no limit.
CREDENTIAL_CHECKS_PER_TEN_MINUTES = env.int("CREDENTIAL_CHECKS_PER_TEN_MINUTES", default=60)
# Whether keys and lists of other issuers, and links to credentials elsewhere, may be fetched.
CREDENTIALS_FETCH = env.bool("CREDENTIALS_FETCH", default=True)
# For tests only: a VC-API for the suites of the W3C, and a JSON file of contexts that they use (URL → document).
VC_API = env.bool("VC_API", default=False)
VC_API_CONTEXTS = env.str("VC_API_CONTEXTS", default="")
# The one base of every identifier (DID, credential, activity, actor); links for people use the request's host.
SITE_URL = env.str("SITE_URL", default="https://demo.skillslab.example").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "themes",
    "lms.core",
    "lms.accounts",
    "lms.organisations",
    "lms.lrs",
    "lms.skills",
    "courses",
    "credentials",
    "lms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.users",
    "wagtail.sites",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "csp",
    "django_filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "lms.lrs.middleware.record_store_middleware",
    "csp.middleware.CSPMiddleware",
    "lms.core.middleware.admin_styles_middleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lms.accounts.middleware.PreferredLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "lms.core.middleware.NulRefusal",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "lms.core.middleware.form_address_middleware",
    "lms.accounts.middleware.SignedOutFormMiddleware",
    "lms.accounts.middleware.SecondFactorMiddleware",
    "lms.organisations.middleware.AdminGuardMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["wagtail.templatetags.wagtailcore_tags"],
        },
    },
]

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A fair wait for the write lock; without IMMEDIATE, concurrent writers lose work (DESIGN.md, known traps).
    DATABASES["default"]["ENGINE"] = "lms.core.sqlite3"
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    # Django's own, with a check of kept connections that costs nothing.
    DATABASES["default"].update(ENGINE="lms.core.postgresql", CONN_HEALTH_CHECKS=True)
    # Statements are written by one prepared command (lms/lrs/storing/rows.py).
    DATABASES["default"].setdefault("OPTIONS", {}).update(prepare_threshold=5, connect_timeout=5)
# Opening a database costs more than writing a statement to it.
DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Rates and codes must be right with several processes and survive a restart.
CACHES = {"default": env.cache_url("CACHE_URL", default=f"filecache://{VAR_DIR / 'cache'}")}
if CACHES["default"]["BACKEND"].endswith("FileBasedCache"):
    # Past its maximum this cache drops entries at random, also a rate that is being counted.
    CACHES["default"].setdefault("OPTIONS", {})["MAX_ENTRIES"] = 20_000
# Wagtail notes every picture that it shows here, each time: that must not be a file that is written.
CACHES["renditions"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "renditions"}

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="filesystem://localhost")
if CELERY_BROKER_URL.startswith("filesystem"):
    BROKER_DIR = VAR_DIR / "broker"
    for folder in ("messages", "processed", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "messages"),
        "data_folder_out": str(BROKER_DIR / "messages"),
        "processed_folder": str(BROKER_DIR / "processed"),
        "control_folder": str(BROKER_DIR / "control"),
        "store_processed": False,
        # In seconds; each look takes one message.
        "polling_interval": 0.05,
    }
# Sites that share a broker each have a queue of their own.
CELERY_TASK_DEFAULT_QUEUE = env.str("CELERY_QUEUE", default="skillslab")
# Robot programs have a queue beside it: a worker takes from both in turn, one message at a time.
CHECKS_QUEUE = f"{CELERY_TASK_DEFAULT_QUEUE}-checks"
CELERY_TASK_QUEUES = [
    Queue(name, Exchange(name), routing_key=name) for name in (CELERY_TASK_DEFAULT_QUEUE, CHECKS_QUEUE)
]
CELERY_TASK_ROUTES = {"courses.tasks.run_robot_attempt": {"queue": CHECKS_QUEUE}}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
SWEEP_SECONDS = env.int("SWEEP_SECONDS", default=60)
CELERY_BEAT_SCHEDULE = {
    "organisations.sweep": {"task": "lms.organisations.tasks.sweep", "schedule": SWEEP_SECONDS},
    "lrs.sweep": {"task": "lms.lrs.tasks.sweep", "schedule": SWEEP_SECONDS},
    "courses.sweep": {"task": "courses.tasks.sweep", "schedule": SWEEP_SECONDS},
    "credentials.sweep": {"task": "credentials.tasks.sweep", "schedule": SWEEP_SECONDS},
}

STORAGES = {
    "default": {"BACKEND": "lms.core.storage.MediaStorage"},
    "staticfiles": {"BACKEND": "lms.core.storage.StaticStorage"},
}
STORAGE_URL = env.str("STORAGE_URL", default="")
if STORAGE_URL:
    from lms.settings.storage import storage_from_url

    STORAGES["default"] = storage_from_url(STORAGE_URL)
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_URL = "/static/"
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder", "themes.packages.PackageFinder"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# An e-mail is sent in the transaction that notes it: a mail server that hangs may not hold that long.
EMAIL_TIMEOUT = 10
EMAIL_URL = env.email_url("EMAIL_URL", default="filemail:///")
vars().update(EMAIL_URL)
EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="skillslab <noreply@demo.skillslab.example>")

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Nederlands")), ("en", _("English")), ("de", _("Deutsch"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
LOCALE_PATHS = [BASE_DIR / "themes" / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
FORMAT_MODULE_PATH = ["themes.formats"]
USE_TZ = True
WAGTAIL_I18N_ENABLED = True

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "lms.accounts.passwords.PasswordLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Roles of staff need a second factor; the demo alone does without.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=True)

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"

WAGTAIL_SITE_NAME = "skillslab"
WAGTAILADMIN_BASE_URL = env.str("WAGTAILADMIN_BASE_URL", default=SITE_URL)
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_APPEND_SLASH = True
# Approval is of the revisions that were pinned, and publishes these (courses/actions/publish_version.py).
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "courses.end_of_workflow.publish_submission"
WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp", "svg"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "courses.authoring.media_forms.KeptImageForm"
# What a lesson hands out or plays. No page, drawing or program: those could run something at who opens them.
WAGTAILDOCS_EXTENSIONS = [
    *("pdf", "txt", "csv", "rtf"),
    *("doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp"),
    *("mp4", "webm", "mp3", "wav", "vtt", "zip"),
]
WAGTAILDOCS_DOCUMENT_FORM_BASE = "courses.authoring.media_forms.KeptDocumentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
TAGGIT_CASE_INSENSITIVE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
