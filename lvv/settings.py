"""The settings, from the environment alone (see docs/operations.md)."""

import logging
import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from lvv import environment, logs, static_files

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = environment.read(os.environ)

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts
LVV_MASTER_KEYS = ENVIRONMENT.master_keys
LVV_HASH_KEY = ENVIRONMENT.hash_key
LVV_TODAY = ENVIRONMENT.today
LVV_DEMO = ENVIRONMENT.demo
LVV_METRICS_TOKEN = ENVIRONMENT.metrics_token
LVV_ANCHORS = ENVIRONMENT.anchors

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "rest_framework",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "apps.foundation",
    "apps.organisation",
    "apps.audit",
    "apps.accounts",
    "apps.participants",
    "apps.tracks",
    "apps.screening",
    "apps.counselling",
    "apps.monitor",
    "apps.exchange",
]

MIDDLEWARE = [
    "lvv.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "lvv.health.HealthMiddleware",
    "lvv.metrics.MetricsMiddleware",
    "lvv.limits.DrainMiddleware",
    "lvv.proxies.ProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lvv.metrics.MeasuringMiddleware",
    "lvv.request_log.RequestLogMiddleware",
    "lvv.api.middleware.ApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lvv.sessions.IdleMiddleware",
    "lvv.api.middleware.TokenMiddleware",
    "lvv.limits.BodyMiddleware",
    "lvv.middleware.LanguageMiddleware",
    "lvv.middleware.AddressMiddleware",
    "lvv.middleware.SignInMiddleware",
    "lvv.second_factor.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lvv.middleware.ActingMiddleware",
]

ROOT_URLCONF = "lvv.urls"
WSGI_APPLICATION = "lvv.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["apps.foundation.templatetags.drawn"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lvv.context.shell",
            ],
        },
    },
]

# "default" serves as lvv_app, under row-level security; "owner" migrates, and does nothing else.
DATABASES = {
    "default": environment.database(ENVIRONMENT.database_url),
    "owner": environment.database(ENVIRONMENT.database_owner_url or ENVIRONMENT.database_url)
    | {"TEST": {"MIRROR": "default"}},
}
# The same, and each statement is counted and timed.
DATABASES["default"]["ENGINE"] = "django_prometheus.db.backends.postgresql"
# To wait longer for a database that is away would keep the worker until gunicorn ends it.
DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 8, "timeout": 5}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": ENVIRONMENT.redis_url,
    },
    # What of an edition was drawn, which never changes; in the memory of each process.
    "drawn": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "drawn",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 60},
    },
}

CELERY_BROKER_URL = ENVIRONMENT.celery_broker_url
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A request must not wait for a dead broker: the row of the job is the truth, beat finds it.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 5}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULE = {
    "seal-access-log": {"task": "audit.seal_access_log", "schedule": 10.0},
    "anchor-access-log": {"task": "audit.anchor_access_log", "schedule": 3600.0},
    "find-waiting-imports": {"task": "exchange.find_waiting_imports", "schedule": 15.0},
    "find-waiting-editions": {"task": "monitor.find_waiting_editions", "schedule": 15.0},
    "find-waiting-exports": {"task": "audit.find_waiting_exports", "schedule": 15.0},
    "destroy-old-exports": {"task": "audit.destroy_old_exports", "schedule": 600.0},
    "close-unused-accounts": {"task": "accounts.close_unused_accounts", "schedule": 86400.0},
    "refresh-facts": {"task": "monitor.refresh_facts", "schedule": 60.0},
    "make-due-editions": {"task": "monitor.make_due_editions", "schedule": 3600.0},
}

AUTH_USER_MODEL = "organisation.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "apps.accounts.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = "strict"
# Of a forgotten password the page sends that mail itself: there is no sign-up to point at.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
# Of one that failed: by address on the network, and by account, whether there is such a one or not.
# The second step counts by account in the same way.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "reset_password": "20/m/ip,3/h/key",
    "reset_password_from_key": "20/m/ip",
}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_FORMS = {"reauthenticate": "apps.accounts.forms.ReauthenticateForm"}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
MFA_ADAPTER = "apps.accounts.second_factor.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "apps.accounts.forms.CodeForm",
    "reauthenticate": "apps.accounts.forms.CodeAgainForm",
    "activate_totp": "apps.accounts.forms.ActivateAppForm",
    "deactivate_totp": "apps.accounts.forms.DeactivateAppForm",
    "generate_recovery_codes": "apps.accounts.forms.NewCodesForm",
    "add_webauthn": "apps.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "apps.accounts.forms.EditPasskeyForm",
}
# The address is given by whoever invites.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
# In a demonstration several people sign in with one account, and each code opens once.
MFA_TOTP_TOLERANCE = 1 if LVV_DEMO else 0
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENVIRONMENT.https
SOCIALACCOUNT_ADAPTER = "apps.accounts.identity.IdentityAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [provider.as_app() for provider in ENVIRONMENT.identity_providers],
    }
}
# The link for a forgotten password.
PASSWORD_RESET_TIMEOUT = 60 * 60
# Of how many days without a sign-in an account closes itself; 0 is never.
LVV_UNUSED_DAYS = 0 if LVV_DEMO else ENVIRONMENT.unused_days
if ENVIRONMENT.smtp:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = ENVIRONMENT.smtp.host, ENVIRONMENT.smtp.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENVIRONMENT.smtp.user, ENVIRONMENT.smtp.password
    EMAIL_USE_SSL, EMAIL_USE_TLS = ENVIRONMENT.smtp.is_tls, ENVIRONMENT.smtp.is_starttls
    EMAIL_TIMEOUT = 10
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from

SESSION_COOKIE_AGE = 30 * 60
# However much it is used: twelve hours.
LVV_SESSION_LONGEST = 12 * 60 * 60
# The idle time begins anew by IdleMiddleware, without a write at every request.
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# Over https under names that a browser takes from this very host alone, and only over https.
COOKIES = "__Host-" if ENVIRONMENT.https else "lvv_"
SESSION_COOKIE_NAME = f"{COOKIES}session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = ENVIRONMENT.https
CSRF_COOKIE_NAME = f"{COOKIES}csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = ENVIRONMENT.https
LANGUAGE_COOKIE_NAME = f"{COOKIES}language"
# In the session: a cookie of its own would carry what a page says.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_SSL_REDIRECT = False  # the proxy in front of the application does that
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENVIRONMENT.https
# Of `check --deploy`: the redirect to https is the proxy's, and to preload a domain is for who owns
# the whole of it.
SILENCED_SYSTEM_CHECKS = ["security.W008", "security.W021"]
# Only a proxy of ours is heard: ProxyMiddleware takes the header away from all others.
LVV_TRUSTED_PROXIES = ENVIRONMENT.trusted_proxies
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if LVV_TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "lvv.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        # A browser looks at where a form is sent on to as well.
        "form-action": [SELF, *(p.origin for p in ENVIRONMENT.identity_providers)],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Nederlands")), ("en", _("Engels"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
FORMAT_MODULE_PATH = ["lvv.formats"]

STATIC_URL = static_files.URL
STATICFILES_DIRS = [static_files.SOURCES]
STATICFILES_FINDERS = static_files.FINDERS
IS_COLLECTED = static_files.is_collected(ENVIRONMENT.static) and not DEBUG
STATIC_ROOT = ENVIRONMENT.static if IS_COLLECTED else None
STORAGES = static_files.storages(collected=IS_COLLECTED)
WHITENOISE_USE_FINDERS = not IS_COLLECTED
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_AUTOREFRESH = ENVIRONMENT.debug

# How long a page may wait for one statement; what runs beside the web may take its time.
LVV_STATEMENT_SECONDS = ENVIRONMENT.statement_seconds

# Every upload is sealed while it comes in: nothing readable is written to disk.
FILE_UPLOAD_HANDLERS = ["apps.foundation.uploads.SealedUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 1
LVV_UPLOAD_MAX_BYTES = 200 * 1024 * 1024

# All of it is set up at once, and nothing of Django's own, which mails whole pages of an error.
LOGGING_CONFIG = None
logs.configure()
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False

LVV_API_REQUESTS_A_MINUTE = 600
# Whom the description of the API names.
LVV_CONTACT = ENVIRONMENT.contact
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["lvv.api.authentication.TokenOrSession"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["lvv.api.throttling.EachMinute"],
    "DEFAULT_PARSER_CLASSES": ["lvv.api.parsing.StrictJson"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "lvv.api.errors.handle",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SCHEMA_PATH_PREFIX_TRIM": True,
    "POSTPROCESSING_HOOKS": ["lvv.api.document.completed"],
    "AUTHENTICATION_WHITELIST": [],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SECURITY": [{"token": []}, {"session": []}],
}
