import pytest
from django.template.loader import get_template
from django.test import Client

PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "405.html", "429.html", "500.html"]


@pytest.mark.parametrize("name", PAGES)
def test_an_error_page_needs_nothing_to_be_drawn(name):
    """S64: no database, no session, no request: they may be what is broken."""
    text = get_template(name).render()

    assert '<a class="btn btn--main" href="/">' in text
    assert "<form" not in text


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_in_words():
    """S20."""
    response = Client(enforce_csrf_checks=True).post("/account/inloggen/", {"login": "x", "password": "y"})

    assert response.status_code == 403
    assert "Deze pagina stond te lang open" in response.text


@pytest.mark.django_db
def test_a_page_that_does_not_exist_says_so_in_words(client):
    response = client.get("/nergens/")

    assert response.status_code == 404
    assert "Deze pagina bestaat niet" in response.text


@pytest.mark.django_db
def test_what_is_not_meant_for_somebody_says_so_in_words(client, make_user):
    client.force_login(make_user("member"))

    assert "Deze pagina mag je niet openen" in client.get("/beheer/gebruikers/").text


@pytest.mark.django_db
def test_the_address_of_a_button_says_in_words_that_nothing_was_done(client, make_user):
    client.force_login(make_user("line_staff"))

    answer = client.get("/netwerk/taken/1/klaar/")

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "Er is niets gedaan" in answer.text
