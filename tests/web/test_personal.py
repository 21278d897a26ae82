"""What every page behind a personal link keeps to."""

import re

import pytest
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.urls import path

from config.urls import urlpatterns as house
from web.personal import personal_page


@personal_page
def page(request, token):
    return HttpResponse(f"{request.method} {get_token(request)}")


urlpatterns = [path("persoonlijk/<str:token>/", page), *house]

ADDRESS = "/persoonlijk/abc/"


@pytest.fixture(autouse=True)
def _these_pages(settings):
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def browser():
    """Return a client that is checked as a real browser is."""
    return Client(enforce_csrf_checks=True)


def form_token(response):
    return re.search(r"GET (\w+)", response.content.decode())[1]


@pytest.mark.django_db
def test_z18_the_address_stays_out_of_caches_referrers_and_search_engines(browser):
    response = browser.get(ADDRESS)

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.django_db
def test_s20_without_the_token_of_the_form_nothing_is_posted(browser):
    browser.get(ADDRESS)

    assert browser.post(ADDRESS).status_code == 403
    assert browser.post(ADDRESS, headers={"origin": "null"}).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("origin", ["null", "http://testserver"])
def test_the_form_of_the_page_itself_is_accepted(browser, origin):
    """A page with no-referrer makes browsers send `Origin: null`."""
    token = form_token(browser.get(ADDRESS))

    response = browser.post(ADDRESS, {"csrfmiddlewaretoken": token}, headers={"origin": origin})

    assert response.status_code == 200
    assert response.content.startswith(b"POST")


@pytest.mark.django_db
def test_another_site_is_refused(browser):
    token = form_token(browser.get(ADDRESS))

    response = browser.post(
        ADDRESS, {"csrfmiddlewaretoken": token}, headers={"origin": "https://elsewhere.example.org"}
    )

    assert response.status_code == 403
