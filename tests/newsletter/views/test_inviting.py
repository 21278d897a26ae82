"""Who an invitation is for, shown before it is made; and the way back to the list from which it came."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from events.models import Invitation
from network.models import BulkAction, Selection
from newsletter.actions import releases
from newsletter.models import Campaign


@pytest.fixture
def browse(client, colleague):
    client.force_login(colleague)
    return client


def read(answer):
    return BeautifulSoup(answer.content, "lxml")


@pytest.fixture
def go_on(browse):
    """Return a function that ticks people in the list and gives the page on which the event is chosen."""
    choose = reverse("network:bulk_create", args=["people"])
    return lambda people: browse.post(choose, {"chosen": [person.pk for person in people], "verb": "invite"}).url


def test_who_gets_it_by_name_and_who_does_not_and_why_is_shown_before_it_is_made(
    browse, go_on, event, make_reader, make_person, colleague, now
):
    reader, invited, unasked = make_reader(), make_reader(), make_person("Cas", "Zonder")
    Invitation.objects.create(event=event, person=invited, invited_at=now, invited_by=colleague)

    page = read(browse.get(f"{go_on([reader, invited, unasked])}&bijeenkomst={event.pk}"))

    assert [tag.text for tag in page.select(".chips .tag")] == [reader.full_name]
    assert [row.get_text(" ", strip=True) for row in page.select("tbody tr")] == [
        "Is al uitgenodigd voor deze bijeenkomst 1",
        "Gaf geen toestemming voor deze lijst 1",
    ]
    assert not Campaign.objects.exists()


def test_while_one_chooses_the_event_it_says_for_whom_and_how_to_take_that_back(browse, go_on, event, make_reader):
    page = read(browse.get(go_on([make_reader()])))

    assert Selection.objects.get().name in page.select_one("dl.facts").text
    assert page.find("a", href=reverse("network:bulk_list"))


def test_undone_the_draft_goes_and_so_do_the_people_chosen_for_it(browse, go_on, event, make_reader, now):
    browse.post(go_on([make_reader()]), {"bijeenkomst": event.pk})
    campaign = Campaign.objects.get()
    page = read(browse.get(reverse("newsletter:campaign_audience", args=[campaign.pk])))

    browse.post(page.select_one("form.msg")["action"])

    assert not Campaign.objects.exists()
    assert not Selection.objects.standing().exists()


def test_undone_a_draft_that_was_worked_on_stays_and_reaches_nobody(browse, go_on, event, make_reader, now):
    browse.post(go_on([make_reader()]), {"bijeenkomst": event.pk})
    Campaign.objects.update(version=2)

    browse.post(reverse("network:bulk_undo", args=[BulkAction.objects.get().pk]))

    page = browse.get(reverse("newsletter:campaign_audience", args=[Campaign.objects.get().pk]))
    assert page.context["reach"].count == 0


def test_once_a_letter_is_released_the_choice_is_not_undone(browse, go_on, event, make_reader, colleague, now):
    browse.post(go_on([make_reader()]), {"bijeenkomst": event.pk})
    releases.release(campaign=Campaign.objects.get(), by=colleague, now=now, version=1)

    answer = browse.post(reverse("network:bulk_undo", args=[BulkAction.objects.get().pk]), follow=True)

    assert "is al vrijgegeven" in answer.content.decode()
    assert Selection.objects.standing().count() == 1
