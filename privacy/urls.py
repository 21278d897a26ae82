from django.urls import path

from privacy.views import erasing, restricting

app_name = "privacy"
urlpatterns = [
    path("beperkt/", restricting.restricted_list, name="restricted_list"),
    path("personen/<int:person>/wissen/", erasing.person_erase, name="person_erase"),
    path("personen/<int:person>/beperken/", restricting.person_restrict, name="person_restrict"),
    path("personen/<int:person>/beperken/klaar/", restricting.restriction_end, name="restriction_end"),
]
