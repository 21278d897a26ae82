from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("netwerk/", include("network.urls")),
    path("bijeenkomsten/", include("events.urls")),
]
