from base64 import b64encode
from datetime import timedelta
from hashlib import sha256
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from newsletter.actions import releases
from newsletter.models import Campaign
from post.models import Mailing
from tests.newsletter.conftest import NOW

ARCHIVE = "/nieuwsbrief/archief/"


@pytest.fixture
def sent(issue, make_item, make_subscriber, editor, time_machine, settings):
    """The issue, released and past the time for undoing."""
    settings.RELEASE_UNDO_SECONDS = 600
    make_subscriber("Samira", "Amrani")
    make_item(heading="Vier dingen", text="Kies zelf, [voornaam] van [organisatie].", url="https://www.kis.nl/vier")
    version = Campaign.objects.get(pk=issue.pk).version
    releases.release(campaign=issue, by=editor, now=NOW, version=version, anyway="test")
    time_machine.move_to(NOW + timedelta(minutes=11), tick=False)
    return Campaign.objects.get(pk=issue.pk)


def soup(response):
    return BeautifulSoup(response.content, "lxml")


def test_everybody_reads_an_issue_without_anything_personal(client, sent):
    """P12, Z10: neutral words for fields, and no link of anybody."""
    page = soup(client.get(f"{ARCHIVE}{sent.pk}/"))
    words = " ".join(page.get_text(" ").split())

    assert "Beste lezer," in words
    assert "Kies zelf, lezer van je organisatie." in words
    assert "Samira" not in words
    assert "/uitschrijven/" not in str(page)
    assert "Je krijgt deze brief" not in words
    assert "[" not in words


def test_an_issue_in_the_browser_can_be_kept_by_every_cache_and_shows_its_own_style_alone(client, sent):
    """S18"""
    response = client.get(f"{ARCHIVE}{sent.pk}/")
    page = soup(response)
    digest = b64encode(sha256(page.style.string.encode()).digest()).decode()

    assert "public" in response["Cache-Control"]
    assert "max-age=300" in response["Cache-Control"]
    assert "Set-Cookie" not in response.headers
    assert f"style-src 'sha256-{digest}'" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert page.select("[style], script") == []
    assert page.find("a", string="Alle nieuwsbrieven")["href"].endswith(ARCHIVE)
    assert page.find("a", string="Schrijf je in")["href"].endswith("/nieuwsbrief/")
    assert "Vier dingen" in page.body.find("main", recursive=False).get_text()


def test_the_letter_leads_to_the_page_of_the_issue(sent, client, settings):
    assert f"{settings.BASE_URL}{ARCHIVE}{sent.pk}/" in sent.mailing.text


def test_the_archive_and_the_feed_name_nobody_and_show_no_open_field(client, issue, make_subscriber, editor, make_item):
    """Z10"""
    make_subscriber("Samira", "Amrani")
    make_item(heading="Vier dingen", text="Kies zelf.", url="https://www.kis.nl/vier")
    Campaign.objects.filter(pk=issue.pk).update(subject="[voornaam], kom je?", preheader="Voor [naam] en anderen")
    issue = Campaign.objects.get(pk=issue.pk)
    releases.release(campaign=issue, by=editor, now=NOW, version=issue.version, anyway="test")

    listed = soup(client.get(ARCHIVE)).select_one("#lijst").get_text(" ")
    feed = ElementTree.fromstring(client.get(f"{ARCHIVE}rss/").content)

    assert soup(client.get(f"{ARCHIVE}{issue.pk}/")).title.get_text() == "lezer, kom je?"
    assert "Lezer, kom je?" in listed
    assert "Voor lezer en anderen" in listed
    assert feed.findtext("channel/item/title") == "Lezer, kom je?"
    assert feed.findtext("channel/item/description") == "Voor lezer en anderen"


def test_the_archive_and_the_feed_name_what_went_out(client, sent, make_subscriber):
    listed = soup(client.get(ARCHIVE)).select_one("#lijst a")
    feed = ElementTree.fromstring(client.get(f"{ARCHIVE}rss/").content)

    assert listed["href"] == f"{ARCHIVE}{sent.pk}/"
    assert listed.get_text() == "Stagediscriminatie: wat werkt?"
    assert [item.findtext("title") for item in feed.iter("item")] == ["Stagediscriminatie: wat werkt?"]
    assert feed.findtext("channel/item/link").endswith(f"{ARCHIVE}{sent.pk}/")


@pytest.fixture
def narrowed(issue, make_item, make_subscriber, line, editor):
    """The issue, for a part of its list."""
    make_item(heading="Vier dingen", text="Kies zelf.", url="https://www.kis.nl/vier")
    make_subscriber("Samira", "Amrani").lines.add(line)
    issue.audience.lines.add(line)
    return Campaign.objects.get(pk=issue.pk)


def release(campaign, editor, time_machine):
    campaign.refresh_from_db()
    releases.release(campaign=campaign, by=editor, now=NOW, version=campaign.version, anyway="test")
    time_machine.move_to(NOW + timedelta(hours=1), tick=False)
    campaign.refresh_from_db()
    return campaign


def test_an_issue_for_a_part_of_the_list_stays_out_of_the_archive_by_itself(client, narrowed, editor, time_machine):
    sent = release(narrowed, editor, time_machine)

    assert client.get(f"{ARCHIVE}{sent.pk}/").status_code == 404
    assert "Nog geen nieuwsbrieven" in soup(client.get(ARCHIVE)).get_text()
    assert ARCHIVE not in sent.mailing.text


@pytest.mark.parametrize(("choice", "status"), [("ja", 200), ("nee", 404)])
def test_an_editor_chooses_whether_everybody_may_read_it(client, narrowed, editor, time_machine, choice, status):
    client.force_login(editor)
    review = f"/verzendingen/{narrowed.pk}/bekijk/"
    before = soup(client.get(review)).get_text()
    client.post(f"/verzendingen/{narrowed.pk}/archief/", {"archief": choice, "version": narrowed.version})
    client.logout()

    sent = release(narrowed, editor, time_machine)

    assert "omdat hij naar een deel van de lijst gaat" in before
    assert client.get(f"{ARCHIVE}{sent.pk}/").status_code == status
    assert (ARCHIVE in sent.mailing.text) == (choice == "ja")


def test_an_internal_list_comes_in_the_archive_only_when_an_editor_says_so(client, sent):
    to_internal(sent)
    hidden = client.get(f"{ARCHIVE}{sent.pk}/").status_code
    Campaign.objects.filter(pk=sent.pk).update(in_archive=True)

    assert (hidden, client.get(f"{ARCHIVE}{sent.pk}/").status_code) == (404, 200)


def test_a_choice_about_a_letter_that_changed_meanwhile_is_refused(client, narrowed, editor):
    client.force_login(editor)

    client.post(f"/verzendingen/{narrowed.pk}/archief/", {"archief": "ja", "version": narrowed.version + 1})

    assert Campaign.objects.get(pk=narrowed.pk).in_archive is None


def test_who_may_not_send_an_issue_does_not_put_it_in_the_archive(client, narrowed, colleague):
    client.force_login(colleague)

    told = {"archief": "ja", "version": narrowed.version}
    assert client.post(f"/verzendingen/{narrowed.pk}/archief/", told).status_code == 403


def test_without_newsletters_the_archive_says_so(client, db):
    assert "Nog geen nieuwsbrieven" in soup(client.get(ARCHIVE)).get_text()


def to_draft(sent):
    Campaign.objects.filter(pk=sent.pk).update(mailing=None)


def to_internal(sent):
    type(sent.newsletter).objects.update(public=False)


def to_waiting(sent):
    Mailing.objects.update(not_before=NOW + timedelta(days=1))


def to_cancelled(sent):
    Mailing.objects.update(cancelled_at=NOW)


@pytest.mark.parametrize("hide", [to_draft, to_internal, to_waiting, to_cancelled])
def test_what_has_not_gone_out_to_the_public_is_not_there(client, sent, hide):
    hide(sent)

    assert client.get(f"{ARCHIVE}{sent.pk}/").status_code == 404
    assert soup(client.get(ARCHIVE)).select("#lijst a") == []
    assert b"<item>" not in client.get(f"{ARCHIVE}rss/").content


def test_an_invitation_is_never_in_the_archive(client, released, time_machine):
    time_machine.move_to(NOW + timedelta(days=1), tick=False)

    assert client.get(f"{ARCHIVE}{released.pk}/").status_code == 404


def test_the_archive_asks_as_many_questions_with_one_issue_as_with_many(client, sent, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get(ARCHIVE)
    for _number in range(15):
        mailing = Mailing.objects.get(pk=sent.mailing_id)
        mailing.pk = None
        mailing.save()
        audience = type(sent.audience).objects.create()
        Campaign.objects.create(
            title="x", newsletter=sent.newsletter, audience=audience, mailing=mailing, created_by=sent.created_by
        )

    with django_assert_max_num_queries(len(one)):
        client.get(ARCHIVE)


def test_an_issue_that_was_paused_before_anything_left_is_not_public_yet(client, sent, deliver):
    Mailing.objects.update(paused_at=NOW)
    held = client.get(f"{ARCHIVE}{sent.pk}/").status_code
    Mailing.objects.update(paused_at=None)
    deliver(at=NOW + timedelta(minutes=11))
    Mailing.objects.update(paused_at=NOW, finished_at=None)

    assert (held, client.get(f"{ARCHIVE}{sent.pk}/").status_code) == (404, 200)


def test_a_newsletter_in_another_language_than_the_page_says_which(client, sent):
    here = soup(client.get(ARCHIVE)).select_one("#lijst").get_text()
    Campaign.objects.filter(pk=sent.pk).update(language="en")

    assert "Engels" not in here
    assert "Engels" in soup(client.get(ARCHIVE)).select_one("#lijst").get_text()
