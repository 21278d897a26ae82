"""The start page of who judges exports says which wait."""

import pytest
from django.urls import reverse
from django.utils import timezone

from network.models import Export

START = reverse("network:start_exports")


@pytest.fixture
def waits(colleague):
    """Return a function that stores an export that waits for a second person."""

    def store(by=colleague):
        now = {"begun_at": timezone.now(), "asked_at": timezone.now()}
        return Export.objects.create(
            of="people", keys=[1, 2], purpose="badges", asked_by=by, needs_approval=True, **now
        )

    return store


def test_it_lists_what_somebody_else_asked_and_is_not_judged(client, make_user, read, waits):
    chief = make_user("administrator")
    client.force_login(chief)
    export, _own, judged = waits(), waits(by=chief), waits()
    Export.objects.filter(pk=judged.pk).update(approved=True, decided_by=chief, decided_at=timezone.now())

    page = read(client.get(START))

    assert [link["href"] for link in page.select("li a")] == [reverse("network:export_detail", args=[export.pk])]


def test_with_nothing_it_says_so(browser_of, read, db):
    assert "Er wacht niets" in read(browser_of("privacy_officer").get(START)).text


def test_only_who_judges_gets_it(browser_of, db):
    found = {}
    for role in ("line_staff", "privacy_officer", "administrator"):
        browser = browser_of(role)
        found[role] = browser.get(START).status_code, START in browser.get(reverse("start")).content.decode()

    assert found == {"line_staff": (403, False), "privacy_officer": (200, True), "administrator": (200, True)}


def test_the_number_of_queries_does_not_grow(client, make_user, waits, django_assert_max_num_queries):
    client.force_login(make_user("administrator"))
    for _number in range(30):
        waits()

    with django_assert_max_num_queries(7):
        client.get(START)
