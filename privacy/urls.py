from django.urls import path

from privacy.views import erasing

app_name = "privacy"
urlpatterns = [
    path("personen/<int:person>/wissen/", erasing.person_erase, name="person_erase"),
]
