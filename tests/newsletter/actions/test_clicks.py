"""Links are counted without a person: the same for everybody, and they lead nowhere but where the letter said."""

import pytest
from django.db import IntegrityError, transaction

from newsletter.actions import clicks, undoing
from newsletter.models import CountedLink
from tests.newsletter.conftest import NOW

ARTICLE = "https://www.kis.nl/artikel?a=1&b=2"
LINK = f'<a class="link" href="{ARTICLE.replace("&", "&amp;")}" style="color:#000">Wat werkt bij <b>stages</b>?</a>'


def test_a_link_leads_past_the_counter_and_knows_where_to(campaign, settings):
    html = clicks.count_links(campaign=campaign, html=f"<p>{LINK}</p>")

    link = CountedLink.objects.get()
    assert (link.url, link.label) == (ARTICLE, "Wat werkt bij stages?")
    assert f'href="{settings.BASE_URL}/k/{link.code}/"' in html
    assert "kis.nl" not in html


def test_the_same_address_is_counted_once_however_often_it_stands(campaign):
    html = clicks.count_links(campaign=campaign, html=LINK + '<a href="https://www.kis.nl/artikel?a=1&b=2">Lees</a>')

    assert html.count(CountedLink.objects.get().code) == 2


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://www.kis.nl/">https://www.kis.nl/</a>',
        '<a href="https://www.kis.nl/"> <b>www.kis.nl</b></a>',
        '<a href="[link:unsubscribe]">Uitschrijven</a>',
        '<a href="https://www.kis.nl/?n=[voornaam]">Lees</a>',
        '<a href="mailto:info@kis.example.org">Mail ons</a>',
        '<a href="javascript:alert(1)">Lees</a>',
    ],
    ids=["address shown", "address shown without https", "personal", "personal field", "mail", "script"],
)
def test_what_shows_an_address_or_is_personal_stays_as_it_is(campaign, html):
    assert clicks.count_links(campaign=campaign, html=html) == html
    assert not CountedLink.objects.exists()


def test_a_picture_is_called_by_its_alt_text(campaign):
    clicks.count_links(campaign=campaign, html='<a href="https://www.kis.nl/x"><img src="y" alt="De omslag"></a>')

    assert CountedLink.objects.get().label == "De omslag"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//elders.example.org", "ftp://elders.example.org"])
def test_a_link_to_anything_but_the_web_is_refused_by_the_database(campaign, url):
    with pytest.raises(IntegrityError, match="a_counted_link_leads_to_the_web"), transaction.atomic():
        CountedLink.objects.create(campaign=campaign, url=url, label="x")


def test_every_reader_gets_the_same_link(received, campaign):
    """T7: the invitation of the house holds no link to the web, so nothing of it is counted."""
    assert not CountedLink.objects.exists()
    assert all("/k/" not in one.message.get_body(("html",)).get_content() for one in received.values())


def test_undoing_a_release_forgets_its_links(released, colleague):
    CountedLink.objects.create(campaign=released, url=ARTICLE, label="x")

    undoing.undo(campaign=released, by=colleague, now=NOW)

    assert not CountedLink.objects.exists()
