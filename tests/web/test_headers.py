"""N1, N2, N3, S14 to S19, Z44: what the browser is told with every answer, also with errors and static files."""

import pytest
from django.urls import reverse

POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


@pytest.fixture
def broken(monkeypatch):
    """A page that fails by itself."""

    def fail(*args, **kwargs):
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("web.views.render", fail)


def shut(response):
    """Close the file behind a static answer; closing the answer itself would close the database with it."""
    for close in response._resource_closers:
        close()


def answers(client, make_user):
    """One answer of each kind, by name."""
    client.raise_request_exception = False
    yield "page", client.get("/privacy/"), 200
    yield "redirect to log in", client.get("/"), 302
    yield "not found", client.get("/nergens/"), 404
    yield "wrong method", client.post("/privacy/"), 405
    yield "bad host", client.get("/privacy/", headers={"host": "elders.example.org"}), 400
    yield "static", client.get("/static/css/base.css"), 200
    yield "static not found", client.get("/static/nergens.css"), 404
    yield "health", client.get("/healthz"), 200
    yield "security.txt", client.get("/.well-known/security.txt"), 200
    client.force_login(make_user("member"))
    yield "forbidden", client.get(reverse("accounts:user_list")), 403
    yield "start", client.get("/"), 200


@pytest.mark.django_db
def test_every_kind_of_answer_tells_the_browser_what_it_may_do(client, make_user):
    for kind, response, status in answers(client, make_user):
        headers = response.headers
        policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
        shut(response)
        assert response.status_code == status, kind
        assert policy == POLICY, kind
        assert headers["X-Content-Type-Options"] == "nosniff", kind
        assert headers["X-Frame-Options"] == "DENY", kind
        assert headers["Referrer-Policy"] == "same-origin", kind
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", kind
        assert "camera=()" in headers["Permissions-Policy"], kind
        assert "X-XSS-Protection" not in headers, kind
        assert "Access-Control-Allow-Origin" not in headers, kind


@pytest.mark.django_db
@pytest.mark.usefixtures("broken")
def test_an_error_on_our_side_carries_them_too_and_says_nothing_of_our_insides(client):
    """S64."""
    client.raise_request_exception = False

    response = client.get("/privacy/")

    assert response.status_code == 500
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Er ging bij ons iets mis" in response.text
    assert "broken on purpose" not in response.text


@pytest.mark.django_db
def test_over_https_the_browser_is_told_to_stay_there(client, settings):
    """S16, N3: on pages, errors and redirects alike."""
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    settings.SECURE_SSL_REDIRECT = True

    for path in ("/privacy/", "/", "/nergens/", "/static/css/base.css"):
        response = client.get(path, secure=True)
        shut(response)
        assert response.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"

    assert client.get("/privacy/").headers["Location"] == "https://testserver/privacy/"


@pytest.mark.django_db
def test_no_answer_reflects_an_origin(client):
    """S17."""
    response = client.get("/privacy/", headers={"Origin": "https://elders.example.org"})

    assert not any(name.startswith("Access-Control") for name in response.headers)


@pytest.mark.django_db
def test_pages_of_somebody_stay_out_of_shared_caches(client, make_user):
    """S58."""
    client.force_login(make_user("line_staff"))

    assert "no-store" in client.get("/").headers["Cache-Control"]


@pytest.mark.django_db
def test_at_logout_the_browser_forgets_what_it_kept(client, make_user):
    """S59."""
    client.force_login(make_user("member"))

    response = client.post(reverse("account_logout"))

    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
