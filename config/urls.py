from django.conf import settings
from django.urls import include, path

from accounts.views.language import set_language
from accounts.views.start import start
from config import api

urlpatterns = [
    path("", start, name="start"),
    path("", include("web.urls")),
    path("", include("accounts.urls")),
    path("taal/", set_language, name="set_language"),
    path("account/", include("accounts.login_urls")),
    path("api/v1/", include((api.addresses(), "api"))),
    path("netwerk/", include("network.urls")),
    path("", include("events.urls")),
    path("", include("newsletter.urls")),
    path("post/", include("post.urls")),
    path("privacy/", include("privacy.urls")),
]
if settings.ANYMAIL.get("WEBHOOK_SECRET"):
    urlpatterns.append(path("post/aanbieder/", include("anymail.urls")))
