"""What somebody who logs in sees of their own invitations."""

import pytest
from django.urls import reverse

from events.actions.invitations import invite
from events.models import Registration
from network.models import Person

pytestmark = pytest.mark.django_db
MINE = reverse("events:my_events")


@pytest.fixture
def member(client, make_user, make_person):
    """Somebody with an account, logged in."""
    user = make_user("member")
    client.force_login(user)
    return make_person("Samira", "Amrani", user=user)


def answer(client, event, said, **more):
    return client.post(reverse("events:my_answer", args=[event.pk]), {"antwoord": said}, **more)


def test_my_page_shows_where_i_was_invited_and_what_i_said(
    client, member, make_event, make_person, colleague, say, now, words
):
    invited, answered, other = make_event("Gevraagd"), make_event("Beantwoord"), make_event("Van een ander")
    invite(event=invited, people=Person.objects.filter(pk=member.pk), by=colleague, now=now)
    say(answered, member)
    say(other, make_person())

    page = words(client.get(MINE))

    assert "Gevraagd" in page
    assert "nog geen antwoord" in page
    assert "Beantwoord" in page
    assert "je komt" in page
    assert "Van een ander" not in page


def test_i_answer_in_place(client, member, event, colleague, now, words):
    invite(event=event, people=Person.objects.filter(pk=member.pk), by=colleague, now=now)

    response = answer(client, event, "ja", headers={"hx-request": "true"})

    assert b"<html" not in response.content
    assert "je komt" in response.content.decode()
    assert Registration.objects.get().state == "coming"
    assert event.answers.get().source == "account"


def test_without_javascript_the_answer_leads_back_to_my_page(client, member, event, now, words):
    response = client.post(reverse("events:my_answer", args=[event.pk]), {"antwoord": "ja"}, follow=True)

    assert response.redirect_chain == [(MINE, 302)]
    assert "Je komt naar ‘Aanpak institutioneel racisme’." in words(response)


def test_i_answer_on_the_page_of_the_event(client, member, event, now, words):
    url = reverse("events:event_detail", args=[event.slug])

    assert "nog geen antwoord" in words(client.get(url))
    response = client.post(reverse("events:my_answer", args=[event.pk]), {"antwoord": "ja", "pagina": "1"}, follow=True)

    assert response.redirect_chain == [(url, 302)]
    assert "je komt" in words(response)


def test_i_see_my_place_in_line(client, member, make_event, make_person, say, words):
    event = make_event(capacity=1)
    say(event, make_person())

    answer(client, event, "ja")

    assert "je wacht, nummer 1 in de rij" in words(client.get(MINE))


def test_i_cannot_answer_what_i_may_not_see(client, member, make_event, colleague, now):
    secret = make_event(published_at=None)
    assert answer(client, secret, "ja").status_code == 404

    invite(event=secret, people=Person.objects.filter(pk=member.pk), by=colleague, now=now)
    assert answer(client, secret, "ja").status_code == 302


def test_who_is_nobody_in_the_network_has_an_empty_page(client, make_user, event, now, words):
    client.force_login(make_user("member"))

    assert "Je hebt nu geen uitnodigingen" in words(client.get(MINE))
    assert answer(client, event, "ja").status_code == 404


def test_once_it_has_begun_i_am_told_so(client, member, event, time_machine, words):
    time_machine.move_to(event.begins_at)

    response = client.post(reverse("events:my_answer", args=[event.pk]), {"antwoord": "ja"}, follow=True)

    assert "Deze bijeenkomst is al begonnen." in words(response)
    assert not Registration.objects.exists()


def test_my_page_costs_as_much_for_one_event_as_for_thirty(client, member, make_event, say, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    say(make_event(), member)
    with CaptureQueriesContext(connection) as one:
        client.get(MINE)
    for _ in range(29):
        say(make_event(), member)

    with django_assert_num_queries(len(one)):
        client.get(MINE)
