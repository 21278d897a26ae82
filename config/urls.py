from django.urls import include, path

from accounts.views.language import set_language
from accounts.views.start import start

urlpatterns = [
    path("", start, name="start"),
    path("", include("web.urls")),
    path("", include("accounts.urls")),
    path("taal/", set_language, name="set_language"),
    path("account/", include("accounts.login_urls")),
    path("netwerk/", include("network.urls")),
    path("", include("events.urls")),
    path("", include("newsletter.urls")),
]
