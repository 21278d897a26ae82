"""The words of a letter: paragraphs, links, fields, and what may not slip through."""

import pytest
from bs4 import BeautifulSoup

from newsletter import letters
from newsletter.letters import compose
from newsletter.models import Campaign
from newsletter.words import Piece, paragraphs, pieces, unknown_fields


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("Beste [voornaam] [achternaam] van [organisatie], [naam]", []),
        ("[voornam] en [voornam] en [Naam]", ["voornam", "Naam"]),
        ("zie [1], [2020] en [zie ook]", []),
        ("[[sic] en [[naam]", []),
        ("[link:answer_yes] [adres]", ["link:answer_yes", "adres"]),
        ("[geboorteland]", ["geboorteland"]),
    ],
)
def test_a_field_that_does_not_exist_is_found_by_its_name(text, unknown):
    assert unknown_fields(text) == unknown


def test_a_blank_line_begins_a_paragraph_and_a_line_end_a_line():
    assert paragraphs("Een\r\ntwee\r\n \r\n\r\ndrie\n") == [["Een", "twee"], ["drie"]]


@pytest.mark.parametrize(
    ("line", "cut"),
    [
        ("Lees https://www.kis.nl/a?b=1&c=2.", [Piece("Lees "), ("https://www.kis.nl/a?b=1&c=2",) * 2, Piece(".")]),
        ("(zie http://kis.nl/x)", [Piece("(zie "), ("http://kis.nl/x",) * 2, Piece(")")]),
        ("geen javascript:alert(1) of data:x", [Piece("geen javascript:alert(1) of data:x")]),
    ],
)
def test_a_web_address_becomes_a_link_and_nothing_else_does(line, cut):
    """S2"""
    assert list(pieces(line)) == cut


@pytest.fixture
def composed(campaign):
    def write(**words):
        for name, value in words.items():
            setattr(campaign, name, value)
        return compose(campaign)

    return write


def test_what_an_editor_types_is_text_and_never_html(composed):
    """S1, S5"""
    words = composed(body='<script>alert(1)</script> & "zo" <b>x</b>')
    document = BeautifulSoup(words.html, "lxml")

    assert document.find("script") is None
    assert document.find("b") is None
    assert '<script>alert(1)</script> & "zo" <b>x</b>' in document.get_text()
    assert '<script>alert(1)</script> & "zo" <b>x</b>' in words.text


def test_brackets_in_the_title_of_an_event_are_brackets(campaign, make_person):
    from post.models import Mailing
    from post.preview import fill_for

    campaign.event.title = "Werk [naam] & [adres]"
    shown = fill_for(Mailing(**letters.mailing_of(campaign), sender="KIS <post@kis.example.org>"), make_person())

    assert "Werk [naam] & [adres]" in shown.text


def test_headings_come_in_order_and_tables_are_layout(composed):
    """A8"""
    document = BeautifulSoup(composed().html, "lxml")

    assert document.html["lang"] == "nl"
    assert [heading.name for heading in document.find_all(["h1", "h2", "h3"])] == ["h1", "h2", "h2"]
    assert {table.get("role") for table in document.find_all("table")} == {"presentation"}
    assert all(link.get_text(strip=True) for link in document.find_all("a"))


def test_an_event_without_a_known_time_says_the_day_alone(campaign, composed):
    campaign.event.starts_at = campaign.event.ends_at = None
    words = composed()

    assert "Wanneer: maandag 26 oktober 2026" in words.text
    assert "Hoe laat" not in words.text


def test_the_text_twin_says_what_the_html_says(composed):
    """M16"""
    words = composed(body="Eerste alinea met https://www.kis.nl/lees erin.\n\nTweede alinea.")
    shown = " ".join(BeautifulSoup(words.html, "lxml").body.get_text(" ").split())

    for sentence in ("Eerste alinea met", "https://www.kis.nl/lees", "Tweede alinea.", "Ik kom", "Ik kan niet"):
        assert sentence in shown
        assert sentence in words.text


def test_a_letter_is_dutch_whatever_language_the_page_has(composed):
    from django.utils import translation

    with translation.override("en"):
        assert "Wanneer en waar" in composed().text


def test_a_letter_stays_far_under_what_mail_programs_cut_off(composed):
    assert len(composed(body="Woord " * 3000).html.encode()) < 102_000


def test_saved_words_are_composed_as_they_are(campaign):
    Campaign.objects.filter(pk=campaign.pk).update(subject="[voornaam], kom je?")

    assert compose(Campaign.objects.get(pk=campaign.pk)).subject == "[voornaam], kom je?"
