import pytest
from django.urls import reverse


@pytest.fixture
def address(event):
    return reverse("events:event_attendance", args=[event.pk])


@pytest.fixture
def browse(client, colleague):
    client.force_login(colleague)
    return client


def test_ticked_people_were_there_and_stay_ticked(browse, event, make_people, say, address, time_machine):
    here, away = make_people(2)
    for person in (here, away):
        say(event, person)
    time_machine.move_to(event.begins_at)

    answer = browse.post(address, {"was_er": [here.pk]}, follow=True)

    assert "1 persoon was er" in answer.content.decode()
    assert dict(event.registrations.values_list("person", "came")) == {here.pk: True, away.pk: False}
    assert browse.get(address).content.decode().count("checked") == 1


def test_the_page_of_the_event_tells_how_many_were_there_once_it_is_recorded(
    browse, event, make_people, say, address, time_machine
):
    manage = reverse("events:event_manage", args=[event.pk])
    people = make_people(3)
    for person in people:
        say(event, person)
    time_machine.move_to(event.begins_at)
    before = browse.get(manage).content.decode()

    browse.post(address, {"was_er": [people[0].pk, people[1].pk]})

    assert "die zouden komen" not in before
    assert "2 van de 3 die zouden komen" in browse.get(manage).content.decode()


def test_before_the_event_there_is_nothing_to_record(browse, event, make_people, say, address, now):
    [person] = make_people(1)
    say(event, person)

    assert "zodra de bijeenkomst is begonnen" in browse.get(address).content.decode()
    browse.post(address, {"was_er": [person.pk]})
    assert event.registrations.get().came is None


def test_who_does_not_manage_events_cannot_record(client, make_user, address):
    client.force_login(make_user("privacy_officer"))

    assert client.post(address).status_code == 403
