"""Where the focus is, and what is heard, after htmx brought a part of a page and after a form was sent."""

import pytest
from django.urls import reverse
from django.utils import timezone

from network.models import Task


@pytest.fixture
def many_people(transactional_db, make_person):
    return [make_person(f"Persoon {number}", "Mensah") for number in range(30)]


def test_who_sorts_by_keyboard_stays_on_the_head_of_the_column(many_people, page_of, colleague):
    page = page_of(colleague)
    page.goto(reverse("network:person_list"))

    page.get_by_role("link", name="Organisatie", exact=True).press("Enter")

    page.locator("th[aria-sort] a:focus", has_text="Organisatie").wait_for()


def test_who_turns_a_page_by_keyboard_reads_on_at_the_start_of_the_list(many_people, page_of, colleague):
    page = page_of(colleague)
    page.goto(reverse("network:person_list"))

    page.get_by_role("link", name="Volgende").press("Enter")

    page.locator("#resultaten:focus", has_text="26 tot en met 30 van 30").wait_for()


def test_what_a_page_says_after_a_form_is_heard(page_of, colleague, transactional_db):
    Task.objects.create(what="Bellen", assigned_to=colleague, due_on=timezone.localdate(), created_by=colleague)
    page = page_of(colleague)
    page.goto(reverse("start"))

    page.get_by_role("button", name="Klaar").click()

    page.locator("[data-announcer]", has_text="Klaar: Bellen.").wait_for(state="attached")
