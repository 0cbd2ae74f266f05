"""All of Plenary's settings. docs/configuration.md describes each environment variable that is read
here.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from conference.core import environment

BASE_DIR = Path(__file__).resolve().parent.parent
environment.read_file(BASE_DIR / os.environ.get("ENV_FILE", ".env"))

# Where and how the site runs

DEBUG = environment.flag("DEBUG", default=False)
SECRET_KEY = environment.text("SECRET_KEY", default="only-for-development" if DEBUG else None)
ALLOWED_HOSTS = environment.words(
    "ALLOWED_HOSTS", default="127.0.0.1,localhost,[::1]" if DEBUG else None
)
SITE_URL = environment.site_url("SITE_URL", default="http://127.0.0.1:8000")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
TRUSTED_PROXY_COUNT = environment.number("TRUSTED_PROXY_COUNT", default=0)
DATA_DIR = environment.folder("DATA_DIR", default=BASE_DIR / "data", start=BASE_DIR)
LOG_DIR = environment.folder("LOG_DIR", default=None, start=BASE_DIR)
LOG_LEVEL = environment.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))

WEB_SERVER: dict[str, Any] = {
    "host": environment.text("HOST", default="127.0.0.1"),
    "port": environment.number("PORT", default=8000),
    "processes": environment.number("WEB_PROCESSES", default=environment.cores(), least=1),
    "threads": environment.number("WEB_THREADS", default=12, least=1),
}

ROOT_URLCONF = "conference.urls"
WSGI_APPLICATION = "conference.wsgi.application"
# The site lies at the root of its host. Whatever a server or a proxy says of another place, which
# anybody could make it say by a header, is not believed.
FORCE_SCRIPT_NAME = ""

INSTALLED_APPS = [
    "allauth",
    "allauth.account",
    "timezone_field",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    # Ours come last: their admin modules find the others' registered.
    "conference.core",
    "conference.accounts",
    "conference.editions",
    "conference.teams",
    "conference.speakers",
    "conference.presentations",
    "conference.schedule",
    "schedule_import",
    "conference.site",
    "conference.dashboard",
    "conference.demo",
]

MIDDLEWARE = [
    "conference.core.middleware.SizeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "conference.core.middleware.HeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "conference.core.middleware.ReadableMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "conference.core.middleware.NeighboursMiddleware",
    "conference.core.middleware.PrivateCacheMiddleware",
    "django.middleware.common.CommonMiddleware",
    # What follows is about who asks; public pages do without.
    "conference.core.middleware.PublicPageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "conference.core.middleware.FormMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "conference.core.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

# Rows, cache, mail

DATABASES = {
    "default": environment.database(
        "DATABASE_URL", default=f"sqlite:///{DATA_DIR}/plenary.sqlite3", folder=BASE_DIR
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Counts of attempts, for the rate limits; shared by all processes. Pages are not in it: whoever
# asks for many of them must not push the counts out.
CACHES = {"default": environment.cache("CACHE_URL", default="dbcache://counters")}
# Finished pages: in files of each machine, and never more bytes than these.
KEPT_PAGES_FOLDER = Path(f"{DATA_DIR}/pages")
KEPT_PAGES_BYTES = {"pages": 256 * 1024 * 1024, "zones": 32 * 1024 * 1024}
# Of the threads of a process, all but two serve pages: those are for static files and /healthz. Two
# thirds may make pages: the others have what is at hand, whatever is asked for.
THREADS_FOR_PAGES = max(1, WEB_SERVER["threads"] - 2)
# A third may wait for what browsers send with a request.
THREADS_THAT_READ_FORMS = max(1, WEB_SERVER["threads"] // 3)
THREADS_THAT_MAKE_PAGES = max(1, WEB_SERVER["threads"] * 2 // 3)

MAIL = environment.email("EMAIL_URL", default="consolemail://", folder=BASE_DIR)
EMAIL_BACKEND = MAIL["EMAIL_BACKEND"]
EMAIL_FILE_PATH = MAIL["EMAIL_FILE_PATH"]
EMAIL_HOST = MAIL["EMAIL_HOST"]
EMAIL_PORT = MAIL["EMAIL_PORT"]
EMAIL_HOST_USER = MAIL["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = MAIL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = MAIL["EMAIL_USE_TLS"]
EMAIL_USE_SSL = MAIL["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.text(
    "DEFAULT_FROM_EMAIL", default=f"Plenary <plenary@{SITE_HOST}>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

LOGGING = environment.logging_to(LOG_DIR, LOG_LEVEL)
ACCESS_LOG_LINE = '%(addr)s [%(time)s] "%(method)s %(path)s %(protocol)s" %(status)d %(dt_ms).1f ms'

# Language and time: every conference has its own zone; the site itself has none but UTC

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Pages and files

TEMPLATES: list[dict[str, Any]] = [
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
        },
    }
]
# A pasted schedule may have 5 MB; what is larger, the form refuses with a sentence.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000
# An uploaded file has 5 MB too; whatever says that it is larger than this is not read.
MOST_BYTES_OF_A_REQUEST = 12_000_000
# Where no files are taken, a form has far less. Django would need two hundred times as much memory
# to take apart one that is full of "%", and half a minute to judge a long e-mail address.
MOST_BYTES_OF_A_FORM = 500_000
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static_collected"
WHITENOISE_ALLOW_ALL_ORIGINS = False
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Accounts: an e-mail address and a password; rights come from the teams

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "conference.teams.permissions.TeamBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/accounts/"
ACCOUNT_ADAPTER = "conference.accounts.adapter.AccountAdapter"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(SITE_URL).scheme
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# A code works in the one browser that asked for it; a link would confirm what a stranger made.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_TIMEOUT = 60 * 60  # mail may be slow
ACCOUNT_FORMS = {
    "login": "conference.accounts.forms.LoginForm",
    "signup": "conference.accounts.forms.SignUpForm",
    "add_email": "conference.accounts.forms.AddEmailForm",
    "confirm_email_verification_code": "conference.accounts.forms.ConfirmEmailForm",
    "change_password": "conference.accounts.forms.ChangePasswordForm",
    "set_password": "conference.accounts.forms.SetPasswordForm",
    "reset_password": "conference.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "conference.accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "conference.accounts.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
# Whoever comes by a mailed link is a known browser then, which nobody can keep out.
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_RATE_LIMITS = {
    # Wrong passwords, which the adapter counts: of an account from one network address, ...
    "login": None,
    "login_failed": "5/5m/key",
    # ... of all accounts from one address (a whole venue may have one), of an account from all
    # addresses, ...
    "login_failed_address": "100/5m/ip",
    "login_failed_account": "100/h/key",
    # ... and of an account in the browsers in which it has logged in before.
    "login_failed_known_browser": "10/5m/key",
    # Nobody guesses a mailed key, and who has one is not to be kept waiting by others.
    "reset_password_from_key": None,
    # Attempts at one mailed code, which the view counts.
    "confirm_code": "3/h/key",
    # Mails to one address, whoever asks for them.
    "confirm_email": "20/h/key",
    "reset_password": "20/m/ip,10/h/key",
}
ACCOUNT_REAUTHENTICATION_METHODS = {"password"}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT

# Defences. http is accepted for this machine itself only, and nothing but that relaxes them.

IS_SECURE = SITE_URL.startswith("https:")
SECURE_SSL_REDIRECT = IS_SECURE
SECURE_REDIRECT_EXEMPT = [
    "^healthz$",
    "^readyz$",
]  # probes ask the web node itself, behind the proxy
SECURE_HSTS_SECONDS = environment.number("HSTS_SECONDS", default=31_536_000) if IS_SECURE else 0
SESSION_COOKIE_SECURE = IS_SECURE
CSRF_COOKIE_SECURE = IS_SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SILENCED_SYSTEM_CHECKS = [
    # HSTS for the subdomains of the site's host, and its preloading, are for the owner of the whole
    # domain to promise: a conference often lives on one host of it.
    "security.W005",
    "security.W021",
]

CONTENT_SECURITY_POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "worker-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
}
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
