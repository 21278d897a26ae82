"""The way out: by the button of a mail program, by the page, and never by merely looking."""

import re

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from newsletter.models import Newsletter, Subscription
from newsletter.queries.leaving import is_on_list
from post import links
from post.models import Stop
from tests.newsletter.conftest import NOW

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def strict():
    """A browser or mail program without cookies, for whom CSRF is checked."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def samira(released):
    return released.mailing.letters.select_related("person").get(person__given_name="Samira")


@pytest.fixture
def address(samira, invitations):
    token = links.seal("unsubscribe", subject=invitations.pk, person=samira.person_id, letter=samira.pk)
    return f"/uitschrijven/{token}/"


def on_list():
    return Subscription.objects.holding().filter(person__given_name="Samira").count()


@pytest.mark.parametrize("encoding", ["multipart/form-data", "application/x-www-form-urlencoded"])
def test_the_button_of_a_mail_program_works_at_once_without_cookies(strict, address, samira, released, encoding):
    """M4, RFC 8058: both encodings, no cookie, no CSRF token, no login, no Referer, no redirect."""
    if encoding == "multipart/form-data":
        response = strict.post(address, ONE_CLICK)
    else:
        response = strict.post(address, "List-Unsubscribe=One-Click", content_type=encoding)

    place = Subscription.objects.get(person=samira.person)
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert not response.cookies
    assert (place.ended_how, place.ended_through) == ("one_click", released)
    assert Stop.objects.get(person__isnull=False).person == samira.person


def test_pressing_it_again_is_as_good(strict, address):
    """M6, Z16"""
    codes = [strict.post(address, ONE_CLICK).status_code for _ in range(3)]

    assert codes == [200, 200, 200]
    assert Stop.objects.filter(person__isnull=False).count() == 1


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_changes_nothing(strict, address, method):
    """M5, Z17, F24: scanners open every link."""
    response = getattr(strict, method)(address)

    assert response.status_code == 200
    assert on_list() == 1
    assert not Stop.objects.exists()


@pytest.mark.parametrize("body", [{}, {"List-Unsubscribe": "yes"}, {"action": "leave"}])
def test_a_post_without_the_words_of_the_standard_needs_the_token_of_the_page(strict, address, body):
    """M5, S20"""
    assert strict.post(address, body).status_code == 403
    assert on_list() == 1


def test_the_page_ends_the_place_with_one_press(strict, address, samira):
    page = strict.get(address).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]

    response = strict.post(address, {"action": "leave", "csrfmiddlewaretoken": token}, follow=True)

    assert "s…@gemeente.example.org" in page
    assert "Je bent afgemeld" in response.content.decode()
    assert Subscription.objects.get(person=samira.person).ended_how == "page"


def test_the_page_says_nothing_of_the_person_but_a_masked_address(strict, address, samira):
    """Z19: a forwarded letter must not tell who it was for."""
    page = strict.get(address).content.decode()

    for secret in ("Samira", "Amrani", "samira1", "Joost"):
        assert secret not in page


def test_the_address_of_the_page_does_not_wander(strict, address):
    """Z18"""
    headers = strict.get(address).headers

    assert headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in headers["Cache-Control"]
    assert "noindex" in headers["X-Robots-Tag"]


def test_leaving_can_be_undone_at_once(client, address, samira, invitations, now):
    client.post(address, {"action": "leave"})
    assert "Maak ongedaan" in client.get(address).content.decode()

    response = client.post(address, {"action": "undo"}, follow=True)

    assert "Meld me af" in response.content.decode()
    assert is_on_list(samira.person, invitations)


def test_undo_too_late_says_what_to_do(client, address, time_machine):
    client.post(address, {"action": "leave"})
    time_machine.move_to(NOW.replace(hour=11))

    page = client.post(address, {"action": "undo"}).content.decode()

    assert "te lang geleden" in page
    assert on_list() == 0


def test_who_was_off_already_reads_so_and_can_still_press(strict, address, samira):
    Subscription.objects.filter(person=samira.person).update(ended_at=NOW, ended_how="staff")

    page = strict.get(address).content.decode()

    assert "Je bent afgemeld" in page
    assert strict.post(address, ONE_CLICK).status_code == 200


def shown(response):
    return BeautifulSoup(response.content, "lxml").main.get_text()


def other_tokens(samira, invitations):
    return {
        "forged": "a" * 54,
        "short": "abc",
        "answer": links.seal("answer", subject=invitations.pk, person=samira.person_id, letter=samira.pk),
        "nobody": links.seal("unsubscribe", subject=invitations.pk, person=999_999_999, letter=0),
        "no list": links.seal("unsubscribe", subject=999_999_999, person=samira.person_id, letter=0),
    }


@pytest.mark.parametrize("which", ["forged", "short", "answer", "nobody", "no list"])
def test_a_link_that_is_not_ours_changes_nothing_and_tells_nothing(strict, samira, invitations, which):
    """M6, M7, Z15"""
    token = other_tokens(samira, invitations)[which]

    looked = strict.get(f"/uitschrijven/{token}/")
    pressed = strict.post(f"/uitschrijven/{token}/", ONE_CLICK)
    unknown = strict.get(f"/uitschrijven/{'b' * 54}/")

    assert (looked.status_code, pressed.status_code) == (404, 404)
    assert shown(looked) == shown(unknown)
    assert on_list() == 1
    assert not Stop.objects.exists()


def test_a_link_for_one_list_leaves_the_other_alone(strict, address, samira, agree):
    """M7"""
    other = Newsletter.objects.create(slug="kis-nieuwsbrief", name="KIS-nieuwsbrief", name_en="KIS newsletter")
    agree(samira.person, other)

    strict.post(address, ONE_CLICK)

    assert is_on_list(samira.person, other)


def test_links_of_years_ago_still_open(strict, samira, invitations, settings):
    """Z16: two retired keys."""
    settings.LINK_KEYS = ["the oldest key of all"]
    token = links.seal("unsubscribe", subject=invitations.pk, person=samira.person_id, letter=samira.pk)
    settings.LINK_KEYS = ["the newest key", "a key between", "the oldest key of all"]

    assert strict.post(f"/uitschrijven/{token}/", ONE_CLICK).status_code == 200
    assert on_list() == 0


def test_the_link_outlives_its_letter(strict, address, samira):
    samira.delete()

    assert "s…@gemeente.example.org" in strict.get(address).content.decode()
    assert strict.post(address, ONE_CLICK).status_code == 200


@pytest.mark.parametrize("what", ["ja", "nee", "uitschrijven"])
def test_the_links_of_a_test_letter_record_nothing_whatever_is_pressed(strict, db, what, released):
    address = f"/verzendingen/proef/{what}/{'a' * 54}/"

    pages = [strict.get(address), strict.post(address, ONE_CLICK)]

    assert [page.status_code for page in pages] == [200, 200]
    assert all("Dit is een proef" in page.content.decode() for page in pages)
    assert on_list() == 1


def test_there_are_no_other_links_in_a_test_letter(strict, db):
    assert strict.get(f"/verzendingen/proef/iets/{'a' * 54}/").status_code == 404
