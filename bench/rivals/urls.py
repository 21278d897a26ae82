"""The address that django-newsletter writes in its letters."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [path("", include("newsletter.urls"))] if settings.RIVAL == "newsletter" else []
