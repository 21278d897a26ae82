"""A list is paged by keys: whatever the page and however long the list, it shows what was found, in order."""

import pytest

from network.models import Person
from network.views import keys_first
from network.views.keys_first import KeysFirst


@pytest.fixture
def names(make_person, monkeypatch):
    """Store twelve people and let five keys come at once."""
    monkeypatch.setattr(keys_first, "AT_ONCE", 5)
    names = [f"Naam{number:02}" for number in range(12)]
    for name in reversed(names):
        make_person("Abel", name)
    return names


def drawn(keys):
    family = dict(Person.objects.values_list("pk", "family_name"))
    return [family[key] for key in keys]


def shown(pages, number):
    return list(pages.get_page(number).object_list)


def test_each_page_holds_its_part_in_order(names):
    pages = KeysFirst(Person.objects.by_name(), drawn, 3)

    assert (pages.count, pages.num_pages) == (12, 4)
    assert [shown(pages, number) for number in (1, 2, 3, 4)] == [names[:3], names[3:6], names[6:9], names[9:]]
    assert shown(pages, 99) == names[9:]
    assert shown(pages, "x") == names[:3]


def test_a_short_list_is_counted_from_its_keys(names, django_assert_num_queries):
    pages = KeysFirst(Person.objects.filter(family_name__lt="Naam04").by_name(), list, 3)

    with django_assert_num_queries(1):
        assert (pages.count, pages.page(1).has_next()) == (4, True)


def test_nothing_found_is_one_empty_page(db):
    pages = KeysFirst(Person.objects.by_name(), drawn, 3)

    assert (pages.count, shown(pages, 1)) == (0, [])
