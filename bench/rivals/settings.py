"""Settings of the rivals: each app alone, in a database of its own beside that of the house."""

import os
from urllib.parse import urlsplit

RIVAL = os.environ["RIVAL"]
database = urlsplit(os.environ["DATABASE_URL"])

SECRET_KEY = "for-the-rivals-of-the-bench-alone"  # noqa: S105
USE_TZ = True
SITE_ID = 1
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "urls"
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", int(os.environ["EMAIL_PORT"])
DEFAULT_FROM_EMAIL = "News <news@example.org>"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database.path.lstrip("/"),
        "USER": database.username,
        "PASSWORD": database.password,
        "HOST": database.hostname,
        "PORT": database.port,
        "CONN_MAX_AGE": None,
    }
}
OF_DJANGO = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sites"]
INSTALLED_APPS = (
    OF_DJANGO + {"tasks": [], "newsletter": ["newsletter", "sorl.thumbnail"], "post_office": ["post_office"]}[RIVAL]
)
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [os.environ["LETTERS"]],
        "APP_DIRS": True,
    }
]
POST_OFFICE = {
    "BATCH_SIZE": 1_000,
    "LOG_LEVEL": 1,
    "BATCH_DELIVERY_TIMEOUT": 600,
    "LOCK_FILE_NAME": os.path.join(os.environ["LETTERS"], "lock"),
}
NEWSLETTER_THUMBNAIL = "sorl-thumbnail"
NEWSLETTER_USE_HTTPS = True
