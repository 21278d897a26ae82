from django.urls import path, register_converter

from events.views import answers, attendance, desk, events, mine, participants, registrations, sign_ups

app_name = "events"


class YesOrNo:
    """The answer that a link in a letter offers."""

    regex = "ja|nee"

    def to_python(self, value: str) -> bool:
        return value == "ja"

    def to_url(self, coming: bool) -> str:
        return "ja" if coming else "nee"


register_converter(YesOrNo, "yes_or_no")

urlpatterns = [
    path("bijeenkomsten/", events.event_list, name="event_list"),
    path("bijeenkomsten/mijn/", mine.my_events, name="my_events"),
    path("bijeenkomsten/mijn/<int:pk>/", mine.my_answer, name="my_answer"),
    path("bijeenkomsten/beheer/nieuw/", desk.event_create, name="event_create"),
    path("bijeenkomsten/beheer/aanmeldingen/", desk.start_registrations, name="start_registrations"),
    path("bijeenkomsten/beheer/<int:pk>/", participants.event_manage, name="event_manage"),
    path("bijeenkomsten/beheer/<int:pk>/stand/", participants.event_standing, name="event_standing"),
    path("bijeenkomsten/beheer/<int:pk>/zoeken/", participants.people_search, name="people_search"),
    path("bijeenkomsten/beheer/<int:pk>/lijst/", participants.people_print, name="people_print"),
    path("bijeenkomsten/beheer/<int:pk>/aanwezig/", attendance.event_attendance, name="event_attendance"),
    path("bijeenkomsten/beheer/<int:pk>/deelnemers.csv", participants.people_export, name="people_export"),
    path("bijeenkomsten/beheer/<int:pk>/wijzigen/", desk.event_edit, name="event_edit"),
    path("bijeenkomsten/beheer/<int:pk>/publiceren/", desk.event_publish, name="event_publish"),
    path("bijeenkomsten/beheer/<int:pk>/van-de-site/", desk.event_take_down, name="event_take_down"),
    path("bijeenkomsten/beheer/<int:pk>/afgelasten/", desk.event_call_off, name="event_call_off"),
    path("bijeenkomsten/beheer/<int:pk>/plaatsen/", desk.event_capacity, name="event_capacity"),
    path("bijeenkomsten/beheer/<int:pk>/persoon/", registrations.person_find, name="person_find"),
    path(
        "bijeenkomsten/beheer/<int:pk>/persoon/<int:person>/", registrations.registration_edit, name="registration_edit"
    ),
    path("bijeenkomsten/beheer/<int:pk>/persoon/<int:person>/plaats/", registrations.place_give, name="place_give"),
    path("bijeenkomsten/<slug:slug>/", events.event_detail, name="event_detail"),
    path("bijeenkomsten/<slug:slug>/aanmelden/", sign_ups.sign_up, name="sign_up"),
    path("bijeenkomsten/<slug:slug>/aangemeld/", sign_ups.sign_up_asked, name="sign_up_asked"),
    path("aanmelding/<str:token>/", sign_ups.sign_up_confirm, name="sign_up_confirm"),
    path("antwoord/<yes_or_no:coming>/<str:token>/", answers.answer, name="answer"),
]
