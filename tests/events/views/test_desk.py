"""What colleagues do with an event."""

from datetime import date, time

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from events.models import Event, Series
from network.models import ProgrammeLine, Theme
from post.models import Letter

pytestmark = pytest.mark.django_db
CREATE = reverse("events:event_create")


@pytest.fixture
def line(db):
    theme = Theme.objects.create(number=1, slug="thema", name="Thema", name_en="Theme", level="wijk", valid_from=2022)
    return ProgrammeLine.objects.create(
        number=6, slug="lijn", name="Lijn", name_en="Line", theme=theme, valid_from=2022
    )


@pytest.fixture
def filled(line):
    """A form as a colleague fills it in, the Dutch way."""
    return {
        "title": "Aanpak institutioneel racisme",
        "kind": "kennisatelier",
        "summary": "Wat kun je ertegen doen?",
        "description": "Een panel van experts.",
        "lines": [line.pk],
        "held_on": "26-10-2026",
        "starts_at": "10.00",
        "ends_at": "12.30",
        "online": "on",
        "place": "",
        "capacity": "60",
    }


def page_of(event, name="event_manage"):
    return reverse(f"events:{name}", args=[event.pk])


def test_a_colleague_plans_an_event_the_dutch_way(desk, filled, now, words):
    response = desk.post(CREATE, filled, follow=True)

    event = Event.objects.get()
    assert response.redirect_chain == [(page_of(event), 302)]
    assert (event.held_on, event.starts_at, event.ends_at) == (date(2026, 10, 26), time(10), time(12, 30))
    assert (event.slug, event.capacity, event.published_at) == ("aanpak-institutioneel-racisme", 60, None)
    assert "is gepland. Publiceer de bijeenkomst" in words(response)


@pytest.mark.parametrize(
    ("written", "read"), [("9.30", time(9, 30)), ("09:30", time(9, 30)), ("13", time(13)), ("9.30 uur", time(9, 30))]
)
def test_times_are_read_as_people_write_them(desk, filled, now, written, read):
    desk.post(CREATE, {**filled, "starts_at": written, "ends_at": ""})

    assert Event.objects.get().starts_at == read


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": ""}, "Vul dit in."),
        ({"held_on": "31-2-2026"}, "Schrijf de dag zo: 26-10-2026."),
        ({"starts_at": "kwart over negen"}, "Schrijf de tijd zo: 10.00."),
        ({"starts_at": "13.00"}, "Het einde moet na het begin komen."),
        ({"starts_at": ""}, "Schrijf ook hoe laat het begint."),
        ({"online": ""}, "Schrijf waar het is, of kies online."),
        ({"lines": []}, "Kies minstens één programmalijn."),
        ({"held_on": "28-3-2027", "starts_at": "02.30", "ends_at": ""}, "Die nacht gaat de klok een uur vooruit"),
        ({"held_on": "25-10-2026", "starts_at": "02.30", "ends_at": ""}, "Die nacht gaat de klok een uur vooruit"),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_stays(desk, filled, now, words, changed, said):
    response = desk.post(CREATE, {**filled, **changed})

    assert response.status_code == 200
    assert said in words(response)
    assert "Een panel van experts." in response.content.decode()
    assert not Event.objects.exists()


def test_the_form_shows_an_event_as_it_was_written(desk, filled, now):
    desk.post(CREATE, filled)

    page = BeautifulSoup(desk.get(page_of(Event.objects.get(), "event_edit")).content, "lxml")

    assert [page.select_one(f"[name={name}]")["value"] for name in ("held_on", "starts_at", "ends_at")] == [
        "26-10-2026",
        "10.00",
        "12.30",
    ]


def test_saving_without_a_change_writes_to_nobody(desk, filled, now, make_person, say):
    desk.post(CREATE, filled)
    event = Event.objects.get()
    say(event, make_person())

    desk.post(page_of(event, "event_edit"), filled)

    assert Letter.objects.count() == 1


def test_another_time_is_told_to_who_comes(desk, filled, now, make_person, say, words):
    desk.post(CREATE, filled)
    event = Event.objects.get()
    say(event, make_person())

    response = desk.post(page_of(event, "event_edit"), {**filled, "starts_at": "11.00"}, follow=True)

    assert "Bewaard. Er gaat 1 mail uit over de wijziging." in words(response)


def test_a_series_can_be_chosen(desk, filled, now):
    series = Series.objects.create(slug="reeks", name="Reeks", organiser="KIS")

    desk.post(CREATE, {**filled, "series": series.pk})

    assert Event.objects.get().series == series


def test_a_new_series_begins_with_an_event_and_is_found_again(desk, filled, now):
    desk.post(CREATE, {**filled, "new_series": "Najaar 2026"})
    desk.post(CREATE, {**filled, "new_series": "najaar 2026"})

    series = Series.objects.get()
    assert (series.name, series.slug, series.events.count()) == ("Najaar 2026", "najaar-2026", 2)


def test_a_series_is_chosen_or_begun_and_not_both(desk, filled, now, words):
    series = Series.objects.create(slug="reeks", name="Reeks", organiser="KIS")

    response = desk.post(CREATE, {**filled, "series": series.pk, "new_series": "Najaar"})

    assert "Kies een reeks of begin een nieuwe, niet allebei." in words(response)
    assert not Event.objects.exists()


def test_a_line_that_ended_is_offered_only_where_it_was_chosen(desk, filled, line, now):
    ProgrammeLine.objects.filter(pk=line.pk).update(valid_until=2025)
    old = Event.objects.create(slug="oud", kind="talkshow", title="Oud", held_on=date(2025, 9, 1), online=True)
    old.lines.add(line)

    assert "lijn</option>" not in desk.get(CREATE).content.decode()
    offered = BeautifulSoup(desk.get(page_of(old, "event_edit")).content, "lxml").select("[name=lines]")
    assert [box["value"] for box in offered] == [str(line.pk)]


def test_more_places_say_how_many_got_one(desk, make_event, make_people, say, words):
    event = make_event(capacity=1)
    for person in make_people(4):
        say(event, person)

    response = desk.post(page_of(event, "event_capacity"), {"capacity": "3"}, follow=True)

    assert "Er zijn nu 3 plaatsen. 2 mensen van de wachtlijst kregen een plaats." in words(response)


def test_fewer_places_say_that_everybody_keeps_theirs(desk, make_event, make_people, say, words):
    event = make_event(capacity=3)
    for person in make_people(3):
        say(event, person)

    response = desk.post(page_of(event, "event_capacity"), {"capacity": "2"}, follow=True)

    assert "Er zijn nu 2 plaatsen. Er komen 3 mensen op 2 plaatsen. Iedereen houdt zijn plaats." in words(response)


def test_no_number_means_no_limit(desk, make_event, now, words):
    event = make_event(capacity=3)

    response = desk.post(page_of(event, "event_capacity"), {"capacity": ""}, follow=True)

    event.refresh_from_db()
    assert event.capacity is None
    assert "Er is nu geen grens." in words(response)


@pytest.mark.parametrize("wrong", ["0", "-1", "1000000", "veel"])
def test_a_number_that_cannot_be_is_refused_in_words(desk, make_event, now, wrong):
    event = make_event(capacity=3)

    response = desk.post(page_of(event, "event_capacity"), {"capacity": wrong}, follow=True)

    event.refresh_from_db()
    assert event.capacity == 3
    assert b"msg--bad" in response.content


def test_publishing_and_taking_down(desk, client, make_event, now, words):
    event = make_event(published_at=None)

    assert "staat nu op de site." in words(desk.post(page_of(event, "event_publish"), follow=True))
    assert Event.objects.get().published_at == now
    assert "staat niet meer op de site." in words(desk.post(page_of(event, "event_take_down"), follow=True))
    assert Event.objects.get().published_at is None


def test_calling_off_asks_first_and_says_whom_it_concerns(desk, make_event, make_people, say, words):
    event = make_event(capacity=2)
    for person in make_people(3):
        say(event, person)

    page = words(desk.get(page_of(event, "event_call_off")))

    assert "Dit kun je niet terugdraaien. Er komen 2 mensen en 1 wacht." in page
    assert Event.objects.get().cancelled_at is None


def test_calling_off_writes_to_who_comes(desk, event, make_person, say, words):
    say(event, make_person())

    response = desk.post(page_of(event, "event_call_off"), {"note": "De spreker is ziek."}, follow=True)

    assert "De bijeenkomst gaat niet door. Er gaat 1 mail uit." in words(response)
    assert Event.objects.get().cancelled_at is not None
    again = desk.post(page_of(event, "event_call_off"), {"note": ""}, follow=True)
    assert "Deze bijeenkomst gaat niet door." in words(again)


def test_the_start_page_hears_which_events_come_and_what_is_new(desk, make_event, make_people, say, words):
    event = make_event(capacity=60)
    for person in make_people(2):
        say(event, person)
    make_event("Geweest", held_on=date(2026, 9, 1))

    fragment = desk.get(reverse("events:start_registrations")).content.decode()

    text = " ".join(BeautifulSoup(fragment, "lxml").get_text(" ", strip=True).split())
    assert "Kennisatelier · sinds gisteren 2 nieuwe" in text
    assert "2 van 60 plaatsen" in text
    assert "Geweest" not in text
    assert "<html" not in fragment


def test_the_button_to_invite_leads_to_a_new_campaign_for_this_event(desk, event, now):
    url = f"{reverse('newsletter:campaign_create')}?bijeenkomst={event.pk}"

    assert f'href="{url}"' in desk.get(page_of(event)).content.decode()


def test_who_sends_no_letters_is_not_led_to_an_invitation(client, make_user, event):
    client.force_login(make_user("platform_coordinator"))

    assert reverse("newsletter:campaign_create") not in client.get(page_of(event)).content.decode()


def test_what_a_colleague_changed_meanwhile_stays_and_what_both_changed_is_asked(desk, filled, now, words):
    desk.post(CREATE, filled)
    edit = page_of(Event.objects.get(), "event_edit")
    seen = BeautifulSoup(desk.get(edit).content, "lxml").select_one("[name=seen]")["value"]
    desk.post(edit, {**filled, "seen": seen, "starts_at": "10.30", "summary": "Wat werkt?"})

    desk.post(edit, {**filled, "seen": seen, "title": "Aanpak racisme"})
    refused = desk.post(edit, {**filled, "seen": seen, "starts_at": "11.00"})

    event = Event.objects.get()
    assert (event.title, event.starts_at, event.summary) == ("Aanpak racisme", time(10, 30), "Wat werkt?")
    assert "Een collega veranderde dit net. Er staat nu: “10.30”." in words(refused)
