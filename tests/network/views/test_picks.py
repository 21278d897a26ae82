"""Who was added to a selection or left out by hand, however many: a page at a time."""

import pytest
from django.urls import reverse
from django.utils import timezone

from network.actions import selections


@pytest.fixture
def full(make_person, colleague):
    """A selection to which thirty people were added by hand, and of which two more were left out."""
    now = timezone.now()
    told = {"of": "people", "name": "Genodigden", "asked": {}, "shared": False}
    selection = selections.keep(**told, by=colleague, now=now)
    people = [make_person("Bo", f"Naam{number:02}") for number in range(32)]
    for inside, parties in ((True, people[:30]), (False, people[30:])):
        selections.pick(selection=selection, parties=parties, inside=inside, by=colleague, now=now)
    return selection


@pytest.fixture
def shown(browse, read, full):
    """Return a function that reads one part of the page of the selection."""
    address = reverse("network:selection_detail", args=[full.pk])
    return lambda part, **asked: read(browse.get(address, asked)).select_one(f"#{part}")


def names(part):
    return [row.next_element.strip() for row in part.select("li .grow")]


def test_the_rest_stands_on_the_next_page_and_each_part_turns_by_itself(shown):
    first = shown("erbij")
    [link] = first.select("nav a")

    assert first.select_one(".count").text == "30"
    assert len(names(first)) == 25
    assert link["href"] == "?erbij=2#erbij"
    second = shown("erbij", erbij=2, page=1)
    assert len(names(second)) == 5
    assert not set(names(first)) & set(names(second))
    assert second.select_one("nav a")["href"] == "?erbij=1&page=1#erbij"
    assert len(names(shown("eruit", erbij=2))) == 2


def test_a_part_that_fits_on_one_page_has_no_pages(shown):
    assert shown("eruit").select("nav") == []


def test_who_stands_on_the_second_page_can_be_taken_off(browse, full, shown):
    button = shown("erbij", erbij=2).select("form")[-1]

    browse.post(button["action"], {"party": button.select_one("[name=party]")["value"]})

    assert full.picks.filter(inside=True).count() == 29


def test_only_who_is_shown_is_looked_up(full, queries_for, make_person, colleague):
    address = reverse("network:selection_detail", args=[full.pk])
    before = queries_for(address)
    more = [make_person() for _ in range(30)]
    selections.pick(selection=full, parties=more, inside=False, by=colleague, now=timezone.now())

    assert queries_for(address) == before
