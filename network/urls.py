from django.urls import path

from network.views import (
    affiliations,
    contact_moments,
    duplicates,
    map_files,
    merges,
    organisations,
    partners,
    people,
    search,
)
from network.views import map as network_map

app_name = "network"

urlpatterns = [
    path("zoek/", search.search, name="search"),
    path("zoek/<str:key>/", search.search_results, name="search_results"),
    path("personen/", people.person_list, name="person_list"),
    path("personen/nieuw/", people.person_create, name="person_create"),
    path("personen/<int:pk>/", people.person_detail, name="person_detail"),
    path("personen/<int:pk>/wijzig/", people.person_edit, name="person_edit"),
    path("personen/<int:pk>/functie/", affiliations.affiliation_create, name="affiliation_create"),
    path("functies/<int:pk>/", affiliations.affiliation_edit, name="affiliation_edit"),
    path("organisaties/", organisations.organisation_list, name="organisation_list"),
    path("organisaties/nieuw/", organisations.organisation_create, name="organisation_create"),
    path("organisaties/namen/", organisations.organisation_names, name="organisation_names"),
    path("organisaties/<int:pk>/", organisations.organisation_detail, name="organisation_detail"),
    path("organisaties/<int:pk>/wijzig/", organisations.organisation_edit, name="organisation_edit"),
    path("organisaties/<int:pk>/lijn/", partners.partner_create, name="partner_create"),
    path("lijnen-van-organisaties/<int:pk>/", partners.partner_edit, name="partner_edit"),
    path("contact/", contact_moments.contact_list, name="contact_list"),
    path("contact/nieuw/", contact_moments.contact_create, name="contact_create"),
    path("contact/start/", contact_moments.start_contacts, name="start_contacts"),
    path("contact/<int:pk>/", contact_moments.contact_detail, name="contact_detail"),
    path("contact/<int:pk>/wijzig/", contact_moments.contact_edit, name="contact_edit"),
    path("contact/<int:pk>/verwijder/", contact_moments.contact_remove, name="contact_remove"),
    path("contact/<int:pk>/zet-terug/", contact_moments.contact_restore, name="contact_restore"),
    # Ties, tasks and relation holders.
    # Selections, bulk actions and exports.
    # Coverage, promise, gaps and introductions.
    # The map and its measures.
    path("kaart/", network_map.network_map, name="map"),
    path("kaart/cijfers/", network_map.map_figures, name="map_figures"),
    path("kaart/gegevens/", network_map.map_data, name="map_data"),
    path("kaart/plaat/", map_files.map_still, name="map_still"),
    path("kaart/mee/<slug:what>/", map_files.map_file, name="map_file"),
    path("kaart/waarom/", network_map.map_reason, name="map_reason"),
    path("kaart/<int:pk>/", network_map.map_node, name="map_node"),
    path("organisaties/<int:pk>/omgeving/", network_map.map_around, name="map_around"),
    # Imports.
    # Duplicates and merges.
    path("personen/lijkt-op/", people.person_alike, name="person_alike"),
    path("dubbelen/", duplicates.duplicate_list, name="duplicate_list"),
    path("dubbelen/<int:pk>/", duplicates.duplicate_detail, name="duplicate_detail"),
    path("dubbelen/<int:pk>/geen-duplicaat/", duplicates.duplicate_dismiss, name="duplicate_dismiss"),
    path("dubbelen/<int:pk>/zet-terug/", duplicates.duplicate_reopen, name="duplicate_reopen"),
    path("dubbelen/samengevoegd/", merges.merge_list, name="merge_list"),
    path("dubbelen/samengevoegd/<int:pk>/", merges.merge_detail, name="merge_detail"),
    path("dubbelen/samengevoegd/<int:pk>/maak-ongedaan/", merges.merge_undo, name="merge_undo"),
]
