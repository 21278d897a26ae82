"""From a cell of the coverage matrix to an invitation for the people behind it."""

import pytest
from django.urls import reverse

from network.models import TargetGroup
from newsletter.models import Campaign
from newsletter.queries.choosing import Selection


@pytest.fixture
def employers(db):
    return TargetGroup.objects.create(slug="werkgevers", name="Werkgevers", name_en="Employers")


@pytest.fixture
def address(line, employers):
    return reverse("newsletter:campaign_create") + f"?lines={line.pk}&target_groups={employers.pk}&provinces=NL-UT"


@pytest.fixture
def browse(client, colleague):
    client.force_login(colleague)
    return client


def test_the_line_and_target_group_are_chosen_beforehand(browse, address, event, line, employers, now):
    page = browse.get(f"{address}&bijeenkomst={event.pk}").content.decode()
    browse.post(address, {"bijeenkomst": event.pk})

    assert "Werkgevers" in page
    assert Selection.of(Campaign.objects.get().audience) == Selection(
        lines=(line.pk,), target_groups=(employers.pk,), provinces=("NL-UT",)
    )


def test_the_choice_goes_along_to_the_event(browse, address, event, line, now):
    assert f"lines={line.pk}" in browse.get(address).content.decode()


def test_what_is_gone_by_now_asks_nothing(browse, event, line, now):
    answer = browse.post(reverse("newsletter:campaign_create") + "?target_groups=987654", {"bijeenkomst": event.pk})

    assert answer.status_code == 302
    assert Selection.of(Campaign.objects.get().audience) == Selection()
