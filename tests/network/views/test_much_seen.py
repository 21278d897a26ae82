"""Nobody reads through the network unseen: at 500 people a day who guards privacy hears of it (Z39)."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts.models import AuditLine
from accounts.roles import Role
from network.actions import seeing
from post.models import Letter

PEOPLE = "/netwerk/personen/"


@pytest.fixture(autouse=True)
def _few_is_many(monkeypatch):
    """Let three people be many and five too many: five hundred take a while to store."""
    cache.clear()
    monkeypatch.setattr(seeing, "ALARM_FROM", 3)
    monkeypatch.setattr(seeing, "MOST", 5)


@pytest.fixture
def guard(make_user):
    return make_user(Role.PRIVACY_OFFICER, email="privacy@kis.example.org")


@pytest.fixture
def without_right(monkeypatch):
    monkeypatch.setattr(seeing, "may_export", lambda user: False)


def told():
    return list(AuditLine.objects.filter(action=seeing.ACTION).values_list("actor", "facts__number"))


def test_z39_it_looks_from_five_hundred_on_and_stops_at_a_thousand(monkeypatch):
    monkeypatch.undo()

    assert (seeing.ALARM_FROM, seeing.MOST) == (500, 1000)


def test_z39_who_lists_many_people_is_told_of_once_a_day_by_letter_and_in_the_audit_trail(
    browse, make_person, guard, make_user, colleague
):
    make_user(Role.ADMINISTRATOR, email="beheer@kis.example.org")
    for _number in range(4):
        make_person()

    for _time in range(2):
        assert browse.get(PEOPLE).status_code == 200

    assert told() == [(colleague.pk, 4)]
    letters = Letter.objects.filter(mailing__title="privacy alarm").order_by("address")
    assert [letter.address for letter in letters] == ["beheer@kis.example.org", "privacy@kis.example.org"]
    mailing = letters[1].mailing
    assert mailing.subject == "Een collega zag vandaag veel mensen"
    assert f"{colleague.get_full_name()} opende of bekeek vandaag ongeveer 4 verschillende mensen" in mailing.text
    assert "/netwerk/exports/" in mailing.text


def test_z39_looking_at_the_same_people_again_counts_once(browse, make_person, guard):
    one, other = make_person(), make_person()

    for _time in range(3):
        browse.get(PEOPLE)
        browse.get(f"{PEOPLE}{one.pk}/")
        browse.get(f"{PEOPLE}{other.pk}/")

    assert told() == []


def test_z39_opening_one_after_the_other_counts_too(browse, make_person, guard, colleague):
    for _number in range(3):
        browse.get(f"{PEOPLE}{make_person().pk}/")

    assert told() == [(colleague.pk, 3)]


def test_z39_what_is_found_in_the_top_bar_counts_too(browse, make_person, guard, colleague):
    for _number in range(3):
        make_person(family_name="Vermeulen")

    browse.post("/netwerk/zoek/", {"words": "Vermeulen"}, follow=True)

    assert told() == [(colleague.pk, 3)]


def test_z39_who_guards_and_sees_many_herself_is_told_to_the_others(make_person, guard, browser_of, make_user):
    from django.test import Client

    make_user(Role.ADMINISTRATOR, email="beheer@kis.example.org")
    client = Client()
    client.force_login(guard)
    for _number in range(3):
        make_person()

    client.get(PEOPLE)

    assert [letter.address for letter in Letter.objects.filter(mailing__title="privacy alarm")] == [
        "beheer@kis.example.org"
    ]


def test_z39_above_a_thousand_who_may_take_nothing_out_of_the_house_is_stopped(browse, make_person, without_right):
    for _number in range(5):
        make_person()
    assert browse.get(PEOPLE).status_code == 200

    refused = browse.get(f"{PEOPLE}{make_person().pk}/")

    assert refused.status_code == 403
    assert "Je zag vandaag meer dan 1.000 verschillende mensen. Morgen kun je verder." in refused.text


def test_z39_who_may_export_goes_on(browse, make_person):
    for _number in range(7):
        make_person()

    assert [browse.get(PEOPLE).status_code for _time in range(2)] == [200, 200]


def test_z39_tomorrow_is_another_day(colleague, make_person):
    from datetime import timedelta

    now = timezone.now()
    seeing.note([1, 2], by=colleague, now=now)
    seeing.note([3, 4], by=colleague, now=now + timedelta(days=1))

    assert told() == []


@pytest.mark.parametrize(
    ("role", "shown"), [(Role.PRIVACY_OFFICER, True), (Role.ADMINISTRATOR, True), (Role.EDITOR, False)]
)
def test_z39_who_judges_exports_sees_who_saw_many_people(browser_of, read, colleague, role, shown):
    seeing.note([1, 2, 3], by=colleague, now=timezone.now())

    page = read(browser_of(role).get("/netwerk/exports/")).text

    assert ("Wie veel mensen zag op één dag" in page, colleague.get_full_name() in page) == (shown, shown)


def test_z39_a_page_of_people_asks_the_database_nothing_more(browse, make_person, django_assert_num_queries, colleague):
    with django_assert_num_queries(0):
        seeing.note([1, 2], by=colleague, now=timezone.now())
