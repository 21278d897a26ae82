"""The letter of an issue: its items in the look of the house, and the same in plain text."""

import re

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError

from newsletter import letters
from newsletter.models import Campaign, Picture
from post.models import Mailing
from post.preview import fill_for
from tests.newsletter.conftest import NOW


@pytest.fixture
def shown(issue, make_person):
    """Return a function that fills the letter for a reader."""

    def show():
        stored = Campaign.objects.get(pk=issue.pk)
        mailing = Mailing(**letters.mailing_of(stored), sender="KIS <post@kis.example.org>")
        return fill_for(mailing, make_person("Samira"))

    return show


@pytest.fixture
def full(make_item, event):
    """The issue of the mock: an article, an event, a contribution, a picture's line and a call."""
    make_item(
        "article",
        label="arbeidsmarkt",
        heading="Vier dingen die een school morgen kan doen",
        text="Kies zelf de stageplek.\n\nVraag door na een afwijzing.",
        url="https://www.kis.nl/artikel",
        link_text="Lees het artikel over stages",
    )
    make_item("event", event=event)
    make_item("separator")
    make_item("contribution", text="‘Bel een ouder eerst met goed nieuws.’", name="Els, teamleider in Friesland")
    make_item("call", heading="Doe mee", text="Vertel hoe jij het doet, [voornaam].", url="https://www.kis.nl/doe-mee")


def test_the_line_below_the_subject_and_the_title_call_the_reader_by_name_too(issue, shown):
    Campaign.objects.filter(pk=issue.pk).update(subject="[voornaam], kom je?", preheader="Nog 8 plaatsen, [voornaam]")

    html = BeautifulSoup(shown().html, "lxml")

    assert html.title.get_text() == "Samira, kom je?"
    assert "Nog 8 plaatsen, Samira" in html.body.get_text()
    assert "[voornaam]" not in html.get_text()


def test_each_item_stands_in_both_versions_of_the_letter(full, shown):
    """M16"""
    letter = shown()
    document = BeautifulSoup(letter.html, "lxml")
    words = " ".join(document.body.get_text(" ").split())

    for sentence in (
        "KIS-nieuwsbrief",
        "Stagediscriminatie: wat werkt?",
        "Beste Samira,",
        "Artikel · arbeidsmarkt",
        "Vier dingen die een school morgen kan doen",
        "Vraag door na een afwijzing.",
        "Lees het artikel over stages",
        "Aanpak institutioneel racisme",
        "Er zijn nog 3 plaatsen.",
        "Bel een ouder eerst met goed nieuws.",
        "Els, teamleider in Friesland",
        "Vertel hoe jij het doet, Samira.",
    ):
        assert sentence in words, sentence
        assert sentence.lower() in " ".join(letter.text.lower().split()), sentence


def test_headings_come_in_order_and_every_picture_and_link_has_words(full, shown):
    """A8"""
    document = BeautifulSoup(shown().html, "lxml")

    assert document.html["lang"] == "nl"
    assert [heading.name for heading in document.find_all(["h1", "h2", "h3"])] == ["h1", "h2", "h2", "h2"]
    assert {table.get("role") for table in document.find_all("table")} == {"presentation"}
    assert all(link.get_text(strip=True) for link in document.find_all("a"))
    assert all(picture.has_attr("alt") for picture in document.find_all("img"))


@pytest.fixture
def make_picture(issue, editor):
    """Return a function that stores a picture of this size."""

    def make(width, height):
        told = {"content_type": "image/jpeg", "size": 9, "added_by": editor, "added_at": NOW}
        return Picture.objects.create(campaign=issue, file="beelden/x", width=width, height=height, **told)

    return make


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ((1200, 800), ("536", "357")),
        ((1200, 3600), ("536", "1608")),
        ((200, 100), ("200", "100")),
        ((536, 1), ("536", "1")),
        ((None, None), ("536", None)),
    ],
)
def test_a_picture_takes_its_room_before_it_comes_in_and_shrinks_on_a_phone(make_item, make_picture, shown, kept, told):
    """M16: without the style, Outlook takes the attributes; with it, a narrow screen takes what it has."""
    make_item("picture", picture=make_picture(*kept), alt="Een ‘klas’ & <juf>", url="https://www.kis.nl/klas")

    image = BeautifulSoup(shown().html, "lxml").select_one("img[src*='/beeld/']")

    assert (image["width"], image.get("height")) == told
    assert f"width:100%;max-width:{told[0]}px;height:auto" in image["style"]
    assert image["alt"] == "Een ‘klas’ & <juf>"
    assert image.find_parent("a")["href"] == "https://www.kis.nl/klas"


@pytest.mark.parametrize("size", [(1201, 10), (10, 3601), (0, 10), (10, None)])
def test_the_database_itself_refuses_a_picture_that_fits_in_no_letter(make_picture, size):
    with pytest.raises(IntegrityError, match="a_picture_fits_in_a_letter"):
        make_picture(*size)


def test_an_event_in_an_issue_follows_the_event_until_the_release(make_item, event, shown):
    make_item("event", event=event)
    event.title, event.place, event.online = "Praat mee", "Utrecht", False
    event.save()

    words = " ".join(BeautifulSoup(shown().html, "lxml").get_text(" ").split())

    assert "Praat mee" in words
    assert "Kennisatelier · maandag 26 oktober · Utrecht" in words
    assert "Meld me aan voor 26 oktober" in words


def test_what_an_editor_types_in_an_item_is_text_and_never_html(make_item, shown):
    """S1, S5"""
    make_item("article", heading="<b>x</b>", text="<script>alert(1)</script>", label="[naam]", link_text="[adres]")
    letter = shown()
    document = BeautifulSoup(letter.html, "lxml")

    assert document.find(["script", "b"]) is None
    assert "<script>alert(1)</script>" in letter.text
    assert "Artikel · [naam]" in letter.text


def test_the_letters_of_two_readers_differ_in_their_own_links_and_fields_only(full, make_item, issue, make_person):
    """T5: no picture and no link in the items tells who reads."""
    mailing = Mailing(**letters.mailing_of(Campaign.objects.get(pk=issue.pk)), sender="KIS <post@kis.example.org>")
    pages = [BeautifulSoup(fill_for(mailing, make_person(name)).html, "lxml") for name in ("Samira", "Joost")]

    pictures = [[picture["src"] for picture in page.find_all("img")] for page in pages]
    own = re.compile("/(uitschrijven|voorkeuren|waarom)/")
    links = [[a["href"] for a in page.find_all("a") if not own.search(a["href"])] for page in pages]

    assert pictures[0] == pictures[1]
    assert links[0] == links[1]


def test_an_issue_in_english_has_an_english_frame_and_says_so(issue, make_item, event, shown):
    make_item("event", event=event)
    Campaign.objects.filter(pk=issue.pk).update(language="en")
    letter = shown()

    assert BeautifulSoup(letter.html, "lxml").html["lang"] == "en"
    assert "KIS newsletter" in letter.html
    assert "Sign me up for 26 October" in letter.text
    assert letters.mailing_of(Campaign.objects.get(pk=issue.pk))["headers"] == {"Content-Language": "en"}


def test_a_full_issue_stays_far_under_what_gmail_cuts_off(full, make_item, shown):
    for _number in range(12):
        make_item("article", heading="Een kop van gewone lengte", text="Woord " * 80, url="https://www.kis.nl/lees")

    assert len(shown().html.encode()) < 102_000


def test_a_test_letter_fills_the_fields_in_the_items_as_well(full, issue, editor):
    words = letters.proof_of(Campaign.objects.get(pk=issue.pk), editor)

    assert "Vertel hoe jij het doet, Ruben." in words["html"]
    assert "[voornaam]" not in words["html"] + words["text"]
