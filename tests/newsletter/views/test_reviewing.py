import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from bs4 import BeautifulSoup

from newsletter.models import Campaign
from post.models import Letter, Mailing
from tests.newsletter.conftest import NOW


@pytest.fixture
def desk(client, colleague, now):
    client.force_login(colleague)
    return client


@pytest.fixture
def review(campaign):
    return f"/verzendingen/{campaign.pk}/bekijk/"


@pytest.fixture
def send(campaign):
    return f"/verzendingen/{campaign.pk}/verstuur/"


def soup(response):
    return BeautifulSoup(response.content, "lxml")


def text(response):
    return " ".join(soup(response).main.get_text(" ").split())


def test_the_letter_is_shown_as_a_reader_gets_it(desk, review, make_reader):
    make_reader("Samira", "Amrani")
    page = desk.get(review)

    frame = desk.get(soup(page).iframe["src"]).content.decode()

    assert "Zoals Samira Amrani hem krijgt" in text(page)
    assert "Beste Samira," in frame
    assert "Beste Samira," in soup(page).select_one("details pre").get_text()


def test_one_walks_from_reader_to_reader_in_the_order_of_their_names(desk, review, make_reader):
    for given, infix, family in (("Joost", "van den", "Berg"), ("Samira", "", "Amrani"), ("Fatma", "", "Çelik")):
        make_reader(given, family, tussenvoegsel=infix)
    page, walked = soup(desk.get(review)), []
    while page.select_one("a[rel=next]"):
        page = soup(desk.get(review + page.select_one("a[rel=next]")["href"]))
        walked.append(page.select_one("a[rel=prev]").get_text(strip=True))

    assert walked == ["Samira Amrani", "Joost van den Berg"]


def test_a_reader_is_found_by_name_and_the_name_stands_in_no_address(desk, review, make_reader):
    """Z38"""
    make_reader("Samira", "Amrani")
    joost = make_reader("Joost", "Berg")

    found = soup(desk.post(review, {"q": "joost"})).select("ul[role=status] a")

    assert [link["href"] for link in found] == [f"?persoon={joost.pk}#h-voor"]
    assert "Zoals Joost Berg hem krijgt" in text(desk.get(f"{review}?persoon={joost.pk}"))


def test_z39_the_readers_whom_the_page_names_count_as_seen(desk, review, make_reader, counted):
    samira, joost = make_reader("Samira", "Amrani"), make_reader("Joost", "Berg")

    desk.get(f"{review}?persoon={samira.pk}")

    assert counted == {samira.pk, joost.pk}


def test_nobody_found_says_so(desk, review, make_reader):
    make_reader()
    make_reader("Joost")

    assert "Niemand gevonden met ‘Jansen’" in text(desk.post(review, {"q": "Jansen"}))
    assert desk.post(review, {"q": "Jan\0sen"}).status_code == 200


def test_without_readers_the_colleague_sees_it_as_their_own(desk, review):
    page = desk.get(review)

    assert "Beste Nadia," in desk.get(soup(page).iframe["src"]).content.decode()
    assert "Niemand zou deze brief krijgen." in text(page)


def test_the_frame_lets_nothing_in_and_only_our_own_page_around_it(desk, review, make_reader):
    """S18: no unsafe-inline, one sheet with a nonce; the frame opens on our own pages alone."""
    make_reader()
    page = desk.get(review)
    frame = desk.get(soup(page).iframe["src"])
    policy = frame.headers["Content-Security-Policy"]
    document = soup(frame)
    nonce = re.search(r"style-src 'nonce-([^']+)'", policy)[1]

    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "sandbox" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert frame.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert [style["nonce"] for style in document.find_all("style")] == [nonce]
    assert document.select("[style]") == document.select("script, img, iframe, link") == []
    assert "sandbox" in soup(page).iframe.attrs


def test_every_other_page_stays_out_of_frames(desk, review):
    headers = desk.get(review).headers

    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"


def test_no_link_in_the_frame_leads_anywhere(desk, review, campaign, make_reader):
    make_reader()
    Campaign.objects.filter(pk=campaign.pk).update(body="Lees https://www.kis.nl/lees")

    document = soup(desk.get(soup(desk.get(review)).iframe["src"]))

    assert document.select("[href]") == []
    assert "https://www.kis.nl/lees" in document.get_text()


def test_looking_at_a_letter_promises_nothing(desk, review, make_reader):
    make_reader()

    desk.get(review)

    assert (Mailing.objects.count(), Letter.objects.count()) == (0, 0)


def test_a_letter_that_cannot_be_made_says_why_and_shows_none(desk, review, campaign):
    Campaign.objects.filter(pk=campaign.pk).update(body="Beste [voornam]")

    page = desk.get(review)
    frame = desk.get(f"{review}brief/0/")

    assert "[voornam] in de brief is geen veld dat we kennen." in text(page)
    assert soup(page).iframe is None
    assert frame.status_code == 200


def test_the_checks_warn_of_what_may_stay(desk, review, campaign, make_reader):
    make_reader()
    Campaign.objects.filter(pk=campaign.pk).update(subject="x" * 71, body="Beste [organisatie]")

    page = text(desk.get(review))

    assert "Het onderwerp is lang: 71 tekens." in page
    assert "Van 1 persoon weten we niet waar die werkt." in page


def test_a_test_letter_is_asked_for_with_a_button(desk, review, campaign, colleague):
    """Z17, Z30"""
    EmailAddress.objects.create(user=colleague, email=colleague.email, verified=True, primary=True)
    looked = desk.get(f"/verzendingen/{campaign.pk}/proef/")

    page = desk.post(f"/verzendingen/{campaign.pk}/proef/", follow=True)

    assert looked.status_code == 405
    assert f"De proef is onderweg naar {colleague.email}" in text(page)
    assert Letter.objects.get().address == colleague.email


def test_the_last_question_repeats_what_goes_out_to_how_many_and_when(desk, send, make_reader):
    make_reader()
    make_reader("Joost")

    page = text(desk.get(f"{send}?when=later&day=2026-09-03&time=09:30"))

    assert "Deze brief naar 2 mensen sturen?" in page
    assert "Kom je naar ‘Aanpak institutioneel racisme’ op 26 oktober?" in page
    assert "donderdag 3 september 2026, 09.30 uur" in page
    assert not Letter.objects.exists()


def test_pressing_the_button_releases_and_leads_to_how_it_goes(desk, send, campaign, make_reader):
    make_reader()

    response = desk.post(send, {"when": "nu", "version": campaign.version})

    assert response.url == f"/verzendingen/{campaign.pk}/"
    assert Campaign.objects.get(pk=campaign.pk).mailing.promised == 1


def test_a_moment_later_is_kept_in_dutch_time(desk, send, campaign, make_reader):
    """F14"""
    make_reader()

    desk.post(send, {"when": "later", "day": "2026-10-25", "time": "09:30", "version": campaign.version})

    assert Mailing.objects.get().not_before.isoformat() == "2026-10-25T08:30:00+00:00"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ({"when": "later"}, "Kies een dag."),
        ({"when": "later", "day": "2026-09-02"}, "Kies een tijd."),
        ({"when": "later", "day": "2026-10-25", "time": "02:30"}, "Op dat moment verspringt de klok."),
        ({"when": "later", "day": "2026-08-01", "time": "10:00"}, "Dat moment is voorbij."),
        ({"when": "later", "day": "2026-12-01", "time": "10:00"}, "Dan is de bijeenkomst al begonnen."),
        ({"when": "later", "day": "morgen", "time": "10:00"}, "Schrijf een dag die bestaat"),
        ({"when": "ooit"}, "ooit"),
    ],
)
def test_a_moment_that_cannot_be_is_refused_in_words(desk, send, campaign, make_reader, moment, said):
    """F14: an hour that is there twice is not guessed at."""
    make_reader()

    asked = desk.get(send, moment)
    pressed = desk.post(send, {**moment, "version": campaign.version})

    assert said in text(asked)
    assert said in text(pressed)
    assert not Mailing.objects.exists()


def test_the_second_click_is_told_that_it_went_out_and_led_to_how_it_goes(desk, send, campaign, make_reader, colleague):
    """F15, F19"""
    make_reader()
    first = desk.post(send, {"when": "nu", "version": campaign.version})
    second = desk.post(send, {"when": "nu", "version": campaign.version}, follow=True)

    assert first.status_code == 302
    assert second.redirect_chain == [(f"/verzendingen/{campaign.pk}/", 302)]
    assert "al vrij" in text(second)
    assert Letter.objects.count() == 1


def test_a_colleague_who_looked_at_an_older_text_must_look_again(desk, send, campaign, make_reader):
    make_reader()
    Campaign.objects.filter(pk=campaign.pk).update(version=campaign.version + 1)

    page = desk.post(send, {"when": "nu", "version": campaign.version})

    assert "Een collega veranderde de brief" in text(page)
    assert not Letter.objects.exists()


def test_what_is_over_cannot_be_sent_and_says_why(desk, send, campaign, make_reader):
    make_reader()
    type(campaign.event).objects.filter(pk=campaign.event_id).update(held_on=NOW.date() - timedelta(days=1))

    page = desk.get(send)

    assert "Deze brief kan nog niet weg" in text(page)
    assert "De bijeenkomst is al begonnen." in text(page)
