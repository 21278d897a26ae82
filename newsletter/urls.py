from django.urls import URLPattern, URLResolver, include, path

from newsletter.views import (
    campaigns,
    following,
    leaving,
    making,
    people,
    progress,
    results,
    reviewing,
    sender,
    steering,
    undoing,
)

app_name = "newsletter"

of_one = [
    path("", progress.campaign_progress, name="campaign_progress"),
    path("brief/", progress.campaign_letter, name="campaign_letter"),
    path("brieven/<slug:group>/", progress.campaign_letters, name="campaign_letters"),
    path("antwoorden/<slug:group>/", progress.campaign_outcome, name="campaign_outcome"),
    path("niet-gelukt.csv", progress.campaign_troubles, name="campaign_troubles"),
    path("pauze/", steering.campaign_pause, name="campaign_pause"),
    path("verder/", steering.campaign_go_on, name="campaign_go_on"),
    path("stop/", steering.campaign_stop, name="campaign_stop"),
    path("ongedaan/", undoing.campaign_undo, name="campaign_undo"),
    path("meteen/", undoing.campaign_leave_now, name="campaign_leave_now"),
    path("toch/", sender.sender_overrule, name="sender_overrule"),
    path("later-bij/", undoing.campaign_latecomers, name="campaign_latecomers"),
    path("wie/", making.campaign_audience, name="campaign_audience"),
    path("wie/<slug:group>/", making.campaign_people, name="campaign_people"),
    path("tekst/", making.campaign_text, name="campaign_text"),
    path("bekijk/", reviewing.campaign_review, name="campaign_review"),
    path("bekijk/brief/<int:person>/", reviewing.campaign_preview, name="campaign_preview"),
    path("proef/", reviewing.campaign_try, name="campaign_try"),
    path("verstuur/", reviewing.campaign_release, name="campaign_release"),
    path("kopie/", campaigns.campaign_copy, name="campaign_copy"),
    path("verwijderen/", campaigns.campaign_delete, name="campaign_delete"),
]

mailings: list[URLPattern | URLResolver] = [
    path("", campaigns.campaign_list, name="campaign_list"),
    path("lopend/", campaigns.campaigns_running, name="campaigns_running"),
    path("verstuurd/", campaigns.campaigns_sent, name="campaigns_sent"),
    path("afzender/", sender.sender, name="sender"),
    path("afzender/kijk/", sender.sender_look, name="sender_look"),
    path("afzender/brief/", sender.sender_letter, name="sender_letter"),
    path("resultaten/", results.results, name="results"),
    path("start/", progress.start_running, name="start_running"),
    path("nieuw/", campaigns.campaign_create, name="campaign_create"),
    path("proef/<slug:what>/<str:token>/", leaving.proof_link, name="proof_link"),
    path("persoon/<int:person>/", people.person_lists, name="person_lists"),
    path("persoon/<int:person>/<slug:slug>/ja/", people.consent_create, name="consent_create"),
    path("persoon/<int:person>/<slug:slug>/af/", people.place_end, name="place_end"),
    path("<int:pk>/", include(of_one)),
]

urlpatterns = [
    path("verzendingen/", include(mailings)),
    path("k/<slug:code>/", following.follow_link, name="follow_link"),
    path("uitschrijven/<str:token>/", leaving.leave, name="leave"),
]
