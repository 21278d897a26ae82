"""All settings, read from the environment, safe by default: what differs between places is a value, not a file."""

import logging
from datetime import datetime
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import logs
from config.refusals import refuse_unsafe

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# The demo and the tests may do what a real house may not: work over http, without a second factor for staff.
DEMO = env.bool("KIS_DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY to a long random text, for example from `openssl rand -base64 48`.")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# The first key seals the links in letters, all of them open one: put a new key in front, keep the old ones.
LINK_KEYS = env.list("LINK_KEYS", default=[SECRET_KEY])
# Keys the hashes by which a stop remembers an address; another key forgets who wants no mail, so it never changes.
STOP_KEY = env("STOP_KEY", default=SECRET_KEY)

BASE_URL = env("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
HTTPS = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "taggit",
    "pgtrigger",
    "django_htmx",
    "django_structlog",
    "template_partials",
    "csp",
    "accounts",
    "network",
    "post",
    "events",
    "newsletter",
    "privacy",
    "web",
]
if DEMO:
    INSTALLED_APPS.append("demo")

# The headers come first, so that errors and static files carry them too.
MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "accounts.middleware.PrivatePageMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.SessionLimitMiddleware",
    "accounts.middleware.LoginRequiredMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "web.busy.BusyMiddleware",
    "web.not_allowed.NotAllowedMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "csp.context_processors.nonce",
            ],
            "builtins": ["template_partials.templatetags.partials", "web.templatetags.parts", "web.templatetags.kept"],
        },
    }
]
FORM_RENDERER = "web.forms.Renderer"

DATABASES = {"default": env.db("DATABASE_URL", default="postgres://127.0.0.1:5432/kis")}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["ATOMIC_REQUESTS"] = False
# Pages alone: how long one waits for a lock, and for one statement (the release of a million letters takes minutes).
WEB_LOCK_TIMEOUT_MS = env.int("WEB_LOCK_TIMEOUT_MS", default=10_000)
WEB_STATEMENT_TIMEOUT_MS = env.int("WEB_STATEMENT_TIMEOUT_MS", default=300_000)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "web.cache.SturdyCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "kis",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}

CELERY_BROKER_URL = REDIS_URL
# A page that nudges a worker tries Redis once; without this it would wait for seconds when Redis is away (bar F4).
CELERY_BROKER_TRANSPORT_OPTIONS = {"max_retries": 0, "socket_connect_timeout": 2}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False  # the table knows what is left to do; a task that is lost is woken again by the tick
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_ROUTES = {"post.tasks.*": {"queue": "post"}}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "config.beat:SteadyScheduler"  # goes on when the clock is set back (bar F13)
CELERY_BEAT_SCHEDULE = {
    "post-tick": {"task": "post.tasks.tick", "schedule": 10.0, "options": {"expires": 10}},
    "post-read-mailbox": {"task": "post.tasks.read_mailbox", "schedule": 60.0, "options": {"expires": 60}},
    "post-wear-out": {"task": "post.tasks.wear_out", "schedule": crontab(hour=3, minute=20)},
    "post-look-at-sender": {"task": "post.tasks.look_at_sender", "schedule": crontab(hour=4, minute=40)},
    "post-forget-addresses": {"task": "post.tasks.forget_addresses", "schedule": 3600.0},
    # Writes on Monday from seven o'clock in Amsterdam; it asks often, so that a stopped worker catches up.
    "network-weekly-letters": {"task": "network.tasks.write_weekly_letters", "schedule": 900.0},
    "network-find-duplicates": {"task": "network.tasks.find_duplicates", "schedule": crontab(hour=2, minute=15)},
    "network-forget-merges": {"task": "network.tasks.forget_merges", "schedule": crontab(hour=3, minute=45)},
    "network-measure-waiting": {"task": "network.tasks.measure_waiting", "schedule": 60.0, "options": {"expires": 60}},
    "network-remember-month": {"task": "network.tasks.remember_month", "schedule": crontab(hour=1, minute=5)},
    "network-sweep-coverage": {"task": "network.tasks.sweep_coverage_changes", "schedule": 3600.0},
    "network-forget-measurements": {"task": "network.tasks.forget_measurements", "schedule": 3600.0},
    "network-carry-imports": {"task": "network.tasks.carry_imports", "schedule": 30.0, "options": {"expires": 30}},
    "network-forget-imports": {"task": "network.tasks.forget_imports", "schedule": crontab(hour=4, minute=0)},
    "newsletter-check-links": {"task": "newsletter.tasks.check_links", "schedule": 60.0, "options": {"expires": 60}},
    "events-forget-sign-ups": {"task": "events.tasks.forget_sign_ups", "schedule": 3600.0},
    "newsletter-forget-requests": {"task": "newsletter.tasks.forget_requests", "schedule": 3600.0},
    "newsletter-tell-ends-of-pauses": {"task": "newsletter.tasks.tell_ends_of_pauses", "schedule": 6 * 3600.0},
    "newsletter-carry-renewals": {"task": "newsletter.tasks.carry_renewals", "schedule": 900.0},
    "privacy-keep-journal": {"task": "privacy.tasks.keep_journal", "schedule": 300.0},
    "events-tell-contributions": {"task": "events.tasks.tell_contributions", "schedule": 6 * 3600.0},
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.validators.PasswordLength"},
    {"NAME": "accounts.validators.NotAboutYou"},
    {"NAME": "accounts.validators.NotCommon"},
]
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.Names"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
# Every proof that an address is yours is a code in a letter, never a link: mail scanners open links. Ten minutes (S37).
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "KIS"
MFA_FORMS = {"activate_totp": "accounts.forms.TurnOnApp"}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "account_login"

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
USE_I18N = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False  # our pages are the only ones that use our files (S17)
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(BASE_DIR / "media")))  # no address leads here: a view hands over
SCAN_COMMAND = env("SCAN_COMMAND", default="")  # reads a file from standard input and ends with 1 when it is harmful

# How mail leaves: everything goes through the room `post`, also what Django itself sends.
EMAIL_BACKEND = "post.backend.PostBackend"
EMAIL_HOST = env("EMAIL_HOST", default="127.0.0.1")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=EMAIL_HOST not in ("127.0.0.1", "localhost"))
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=False)
POST_CA_FILE = env("POST_CA_FILE", default="")  # who vouches for the mail server, when not a public authority
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=300)
POST_SENDER = env("POST_SENDER", default="KIS <post@kis.example.org>")
POST_DOMAIN = env("POST_DOMAIN", default="kis.example.org")
POST_REPLY_TO = env("POST_REPLY_TO", default="info@kis.example.org")
BOUNCE_ADDRESS = env("BOUNCE_ADDRESS", default="bounce@kis.example.org")
NEWSLETTER_MOST_IN_30_DAYS = env.int("NEWSLETTER_MOST_IN_30_DAYS", default=8)  # to one person, over all senders
# To more people than this a second person looks at a letter and sends it; 0 is never. The world of the demo is smaller.
NEWSLETTER_APPROVAL_ABOVE = env.int("NEWSLETTER_APPROVAL_ABOVE", default=2000 if DEMO else 500)
# What comes back: over the web, signed with one of these keys; from a mailbox; from a provider. Off until it is set.
POST_WEBHOOK_KEYS = env.list("POST_WEBHOOK_KEYS", default=[])
BOUNCE_IMAP_HOST = env("BOUNCE_IMAP_HOST", default="")
BOUNCE_IMAP_PORT = env.int("BOUNCE_IMAP_PORT", default=993)
BOUNCE_IMAP_USER = env("BOUNCE_IMAP_USER", default="")
BOUNCE_IMAP_PASSWORD = env("BOUNCE_IMAP_PASSWORD", default="")
BOUNCE_IMAP_FOLDER = env("BOUNCE_IMAP_FOLDER", default="INBOX")
BOUNCE_IMAP_CA_FILE = env("BOUNCE_IMAP_CA_FILE", default="")  # who vouches for it, when not a public authority
# For django-anymail: its settings by their own names, such as ANYMAIL_WEBHOOK_SECRET or ANYMAIL_POSTMARK_SERVER_TOKEN.
ANYMAIL = {name.removeprefix("ANYMAIL_"): env(name) for name in sorted(env.ENVIRON) if name.startswith("ANYMAIL_")}
POST_SOFT_DAYS = env.int("POST_SOFT_DAYS", default=3)  # on so many days in thirty for now is for good
POST_RUNNING_PATH = "/verzendingen/lopend/"  # where colleagues see what is on its way
POST_UNSUBSCRIBE_PATH = "/uitschrijven/"  # where the unsubscribe button of a mail program leads
# How long to wait for the answer after the last dot (RFC 5321 section 4.5.3.2.6); a relay nearby may be given less.
POST_ANSWER_TIMEOUT = env.int("POST_ANSWER_TIMEOUT", default=600)
POST_CONNECTIONS = env.int("POST_CONNECTIONS", default=4)
POST_WORKERS = env.int("POST_WORKERS", default=2)  # how many may deliver at once
# How fast: letters a second in all and per domain ("gmail.com=5,*=20"), over all workers; nothing is no limit.
POST_PER_SECOND = env.int("POST_PER_SECOND", default=0)
POST_PER_DOMAIN = {
    domain.lower(): int(most)
    for domain, _, most in (pair.partition("=") for pair in env.list("POST_PER_DOMAIN", default=[]))
}
POST_QUIET_HOURS = env("POST_QUIET_HOURS", default="")  # "21:00-07:00": then no newsletters and invitations leave
POST_PROVIDER = env("POST_PROVIDER", default="")  # such as anymail.backends.postmark.EmailBackend, instead of SMTP
POST_FALLBACK_SERVERS = env.list("POST_FALLBACK_SERVERS", default=[])  # smtp://user:password@host:587, in order
POST_JOURNAL_DIR = Path(env("POST_JOURNAL_DIR", default=str(BASE_DIR / ".services" / "journal")))
ERASURE_JOURNAL = env("ERASURE_JOURNAL", default="")  # a file of its own; else it stands in POST_JOURNAL_DIR
# By what name the DNS keeps the key with which the mail server signs our letters (DKIM).
# Names or addresses from which our letters reach others, when that is not EMAIL_HOST itself; SPF must allow them.
POST_SENDING_HOSTS = env.list("POST_SENDING_HOSTS", default=[])
POST_DKIM_SELECTOR = env("POST_DKIM_SELECTOR", default="")
# Whether a letter to more than 50 people needs a sender that receivers trust, or a second person who says why not.
SENDER_MUST_BE_RIGHT = env.bool("SENDER_MUST_BE_RIGHT", default=HTTPS)
# For how long after its release a letter can be undone; nothing of it leaves before that.
RELEASE_UNDO_SECONDS = env.int("RELEASE_UNDO_SECONDS", default=60 if DEMO else 600)
DEFAULT_FROM_EMAIL = POST_SENDER
SERVER_EMAIL = POST_SENDER

# What the browser may do with our pages.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
# Who works at KIS: half an hour away, or twelve hours in all (S40).
STAFF_IDLE_SECONDS = env.int("STAFF_IDLE_SECONDS", default=12 * 60 * 60 if DEMO else 30 * 60)
STAFF_LONGEST_SECONDS = 12 * 60 * 60
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=not DEMO)
CSRF_FAILURE_VIEW = "web.views.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

TAGGIT_CASE_INSENSITIVE = True

# Above this number of rows a second person looks at an export before it leaves the house.
EXPORT_APPROVAL_ABOVE = env.int("EXPORT_APPROVAL_ABOVE", default=200)

SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # an address is unique whatever its case: a constraint on Lower("email")

# Whom to tell about a hole in our security (RFC 9116); `check --deploy` warns a month before the day.
SECURITY_CONTACT = env("SECURITY_CONTACT", default=f"mailto:{POST_REPLY_TO}")
SECURITY_TXT_EXPIRES = datetime.fromisoformat(env("SECURITY_TXT_EXPIRES", default="2027-10-31T00:00:00+00:00"))

LOGGING = logs.LOGGING
logs.configure()
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG  # the end of a request says all there is to say

# How many proxies of ours stand in front: the address they saw is the one that counts (S23).
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

refuse_unsafe(globals())
