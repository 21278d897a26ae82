from django.urls import path

from web import standing, views

urlpatterns = [
    path("privacy/", views.privacy, name="privacy"),
    path("toegankelijkheid/", views.accessibility, name="accessibility"),
    path("lek-melden/", views.report_hole, name="report_hole"),
    path("healthz", standing.healthz, name="healthz"),
    path("robots.txt", standing.robots, name="robots"),
    path(".well-known/security.txt", standing.security_txt, name="security_txt"),
]
