from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from accounts.models import AuditLine
from newsletter.actions import campaigns, releases, senders, undoing
from newsletter.actions.releases import CannotRelease
from newsletter.actions.senders import CannotOverrule
from newsletter.models import Campaign, SenderOverride
from newsletter.queries import sender as sender_queries
from post.actions import sender_checks
from post.dns_asking import NoAnswer
from post.models import Letter, SenderCheck
from tests.newsletter.conftest import NOW

PAGE = "/verzendingen/afzender/"
SIGNED = "DKIM-Signature: v=1; d=kis.example.org; h=From:List-Unsubscribe:List-Unsubscribe-Post; b=x\nFrom: KIS\n\nDag"


@pytest.fixture
def desk(client, colleague, now):
    client.force_login(colleague)
    return client


@pytest.fixture
def dns(monkeypatch):
    """A DNS in which a test writes what it wants; nothing leaves this machine."""
    records = {}
    monkeypatch.setattr(
        sender_checks, "asker", lambda: lambda name, kind="TXT": records.get(name, []) if kind == "TXT" else []
    )
    return records


@pytest.fixture
def strict(settings, monkeypatch):
    """A house in which the sender must be right for a letter to more than two people."""
    settings.SENDER_MUST_BE_RIGHT = True
    monkeypatch.setattr(sender_queries, "MANY", 2)


@pytest.fixture
def readers(make_reader):
    return [make_reader(f"Lezer{number}") for number in range(3)]


def text(response):
    return " ".join(BeautifulSoup(response.content, "lxml").main.get_text(" ").split())


def right(at=NOW):
    SenderCheck.objects.create(findings=[], aligned=True, at=at)


def test_nobody_looked_yet_and_then_somebody_did(desk, dns):
    before = text(desk.get(PAGE))
    after = text(desk.post(f"{PAGE}kijk/", follow=True))

    assert "Nog niemand keek" in before
    assert "kis.example.org heeft geen SPF-record." in after
    assert "v=DMARC1; p=quarantine; rua=mailto:info@kis.example.org" in after
    assert "Nadia Bouzid" in after
    assert AuditLine.objects.get(action="sender.checked").facts == {"aligned": False, "of_a_letter": False}


def test_without_a_dns_it_says_so(desk, monkeypatch):
    def nowhere():
        raise NoAnswer

    monkeypatch.setattr(sender_checks, "asker", nowhere)

    assert "Er is hier geen DNS" in text(desk.post(f"{PAGE}kijk/", follow=True))


def test_the_source_of_a_letter_is_looked_at_and_not_kept(desk):
    """M2"""
    shown = text(desk.post(f"{PAGE}brief/", {"source": SIGNED}, follow=True))

    assert "De handtekening dekt de afzender en beide kopregels voor uitschrijven." in shown
    assert "DKIM-Signature" not in str(SenderCheck.objects.get().findings)


def test_an_empty_source_is_asked_for(desk):
    assert desk.post(f"{PAGE}brief/", {"source": ""}).status_code == 200
    assert not SenderCheck.objects.exists()


def test_who_only_reads_may_look_at_it_but_not_press(client, make_user):
    client.force_login(make_user("privacy_officer"))

    page = client.get(PAGE)

    assert BeautifulSoup(page.content, "lxml").main.select("form") == []
    assert [client.post(f"{PAGE}{what}/").status_code for what in ("kijk", "brief")] == [403, 403]


def test_many_letters_wait_for_a_sender_that_is_right(strict, campaign, readers, colleague):
    """M29"""
    with pytest.raises(CannotRelease, match="vertrouwen"):
        releases.release(campaign=campaign, by=colleague, now=NOW, version=campaign.version)
    assert not Letter.objects.exists()

    right()

    assert releases.release(campaign=campaign, by=colleague, now=NOW, version=campaign.version) == 3


def test_a_look_of_more_than_a_month_ago_counts_no_more(strict, campaign, readers, colleague):
    right(at=NOW - timedelta(days=31))

    with pytest.raises(CannotRelease):
        releases.release(campaign=campaign, by=colleague, now=NOW, version=campaign.version)


def test_a_few_letters_leave_whatever_the_dns_says(strict, campaign, make_reader, colleague):
    make_reader()

    assert releases.release(campaign=campaign, by=colleague, now=NOW, version=campaign.version) == 1


def overrule(campaign, by, number=3):
    told = {"version": campaign.version, "number": number, "reason": "De DNS is net verhuisd"}
    return senders.overrule(campaign=campaign, by=by, now=NOW, **told)


def test_two_people_together_may_overrule_it_and_one_alone_may_not(strict, campaign, readers, colleague, make_user):
    """M29: a second person, with a reason that stays on record."""
    overrule(campaign, colleague)
    with pytest.raises(CannotRelease):
        releases.release(campaign=campaign, by=colleague, now=NOW, version=campaign.version)

    other = make_user("editor")

    assert releases.release(campaign=campaign, by=other, now=NOW, version=campaign.version) == 3
    assert AuditLine.objects.filter(action="campaign.sender_overruled", actor=colleague).exists()


def test_what_was_overruled_holds_for_those_words_and_that_many_people(
    strict, campaign, readers, colleague, make_user, make_reader
):
    """M29"""
    other = make_user("editor")
    overrule(campaign, colleague, number=2)
    with pytest.raises(CannotRelease):
        releases.release(campaign=campaign, by=other, now=NOW, version=campaign.version)
    overrule(campaign, colleague)
    words = {"title": "Anders", "subject": "Anders", "body": "Anders"}
    changed = campaigns.write(campaign=campaign, version=campaign.version, by=other, now=NOW, **words)

    with pytest.raises(CannotRelease):
        releases.release(campaign=changed, by=other, now=NOW, version=changed.version)
    with pytest.raises(CannotOverrule, match="veranderde"):
        overrule(campaign, colleague)

    assert sender_queries.standing(changed, 3, NOW).outdated
    assert not Letter.objects.exists()


@pytest.fixture
def released_all_the_same(strict, settings, campaign, readers, colleague, make_user):
    """A letter that left under a sender that is not right: one colleague overruled that, another released it."""
    settings.RELEASE_UNDO_SECONDS = 600
    overrule(campaign, colleague)
    releases.release(campaign=campaign, by=make_user("editor"), now=NOW, version=campaign.version)
    return Campaign.objects.get(pk=campaign.pk)


def undone(campaign, by, now=NOW):
    undoing.undo(campaign=campaign, by=by, now=now)
    return Campaign.objects.get(pk=campaign.pk)


def test_what_was_overruled_holds_when_the_release_is_undone(released_all_the_same, make_user, make_reader):
    """M29"""
    second = make_user("editor")
    draft = undone(released_all_the_same, second)

    assert releases.release(campaign=draft, by=second, now=NOW, version=draft.version) == 3

    draft = undone(draft, second)
    make_reader("Nog een lezer")
    with pytest.raises(CannotRelease, match="vertrouwen"):
        releases.release(campaign=draft, by=second, now=NOW, version=draft.version)


def test_what_was_overruled_does_not_outlive_a_change_after_an_undo(released_all_the_same, make_user):
    """M29"""
    second = make_user("editor")
    draft = undone(released_all_the_same, second)
    words = {"title": "Anders", "subject": "Anders", "body": "Anders"}
    changed = campaigns.write(campaign=draft, version=draft.version, by=second, now=NOW, **words)

    with pytest.raises(CannotRelease, match="vertrouwen"):
        releases.release(campaign=changed, by=second, now=NOW, version=changed.version)


def test_what_was_overruled_more_than_a_day_ago_is_asked_again_after_an_undo(strict, campaign, readers, make_user):
    """M29"""
    first, second = make_user("editor"), make_user("editor")
    overrule(campaign, first)
    next_week = NOW + timedelta(days=7)
    releases.release(campaign=campaign, by=second, now=NOW, version=campaign.version, at=next_week)
    draft = undone(campaign, second, now=NOW + timedelta(days=1))

    with pytest.raises(CannotRelease, match="vertrouwen"):
        releases.release(campaign=draft, by=second, now=NOW + timedelta(days=1), version=draft.version)


@pytest.mark.parametrize("where", ["later-bij", "gemist"])
def test_who_overrules_it_after_the_release_comes_back_to_where_that_was_asked(
    desk, released_all_the_same, make_reader, where
):
    make_reader("Later")
    page = f"/verzendingen/{released_all_the_same.pk}/toch/?vanaf={where}"
    asked = desk.get(page)

    saved = desk.post(page, form_of(asked) | {"reason": "De DNS is net verhuisd"})

    back = f"/verzendingen/{released_all_the_same.pk}/{where}/"
    assert [link["href"] for link in BeautifulSoup(asked.content, "lxml").main.select("form a.btn")] == [back]
    assert saved.url == back


def test_the_page_of_who_came_later_leads_to_overruling_and_back(desk, released_all_the_same, make_reader):
    make_reader("Later")
    page = f"/verzendingen/{released_all_the_same.pk}/"

    links = BeautifulSoup(desk.get(f"{page}later-bij/").content, "lxml").main.select(f'a[href^="{page}toch/"]')

    assert [link["href"] for link in links] == [f"{page}toch/?vanaf=later-bij"]


def test_an_address_with_another_word_leads_back_into_the_letter_and_nowhere_else(desk, strict, campaign, readers):
    page = f"/verzendingen/{campaign.pk}/toch/?vanaf=https://elders.example.org/"

    saved = desk.post(page, form_of(desk.get(page)) | {"reason": "De DNS is net verhuisd"})

    assert saved.url == f"/verzendingen/{campaign.pk}/bekijk/"


def test_who_overrules_what_a_colleague_changed_looks_again_and_loses_no_word(desk, strict, campaign, readers):
    page = f"/verzendingen/{campaign.pk}/toch/"
    seen = form_of(desk.get(page))
    Campaign.objects.filter(pk=campaign.pk).update(version=2)

    refused = desk.post(page, seen | {"reason": "De DNS is net verhuisd"})
    desk.post(page, form_of(refused))

    assert "veranderde de brief nadat jij deze bladzijde opende" in text(refused)
    override = SenderOverride.objects.get()
    assert (override.version, override.number, override.reason) == (2, 3, "De DNS is net verhuisd")


def form_of(response):
    form = BeautifulSoup(response.content, "lxml").main.select_one("form")
    fields = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    return fields | {"reason": form.textarea.get_text().strip()}


def test_the_page_of_the_letter_says_what_stands_in_the_way_and_who_overruled_it(desk, strict, campaign, readers):
    review, page = f"/verzendingen/{campaign.pk}/bekijk/", f"/verzendingen/{campaign.pk}/toch/"
    before = text(desk.get(review))
    seen = form_of(desk.get(page))
    unsaid = desk.post(page, seen | {"reason": " "})
    said = text(desk.post(page, seen | {"reason": "De DNS is net verhuisd"}, follow=True))

    assert "Ontvangers vertrouwen onze afzender misschien niet." in before
    assert unsaid.status_code == 200
    assert "“De DNS is net verhuisd”" in said
    assert SenderOverride.objects.get().by.get_full_name() in said


def test_who_may_not_release_it_reads_so_before_writing_anything(desk, strict, campaign, readers):
    asks = text(desk.get(f"/verzendingen/{campaign.pk}/verstuur/"))

    assert "Deze brief kan nog niet weg" in asks
    assert "Ontvangers vertrouwen onze afzender misschien niet" in asks


def test_where_the_sender_need_not_be_right_nothing_is_said(desk, campaign, readers):
    assert "Ontvangers vertrouwen" not in text(desk.get(f"/verzendingen/{campaign.pk}/bekijk/"))
    assert "niet nodig" in text(desk.get(f"/verzendingen/{campaign.pk}/toch/"))


def test_every_night_we_look_again_and_a_silent_dns_changes_nothing(desk, dns, monkeypatch):
    sender_checks.look_again(now=NOW)
    shown = text(desk.get(PAGE))

    def silent(name, kind="TXT"):
        raise NoAnswer(name)

    assert "We keken zelf op 1 september 2026" in shown
    assert sender_checks.look_again(now=NOW, ask=silent) is None
    assert SenderCheck.objects.count() == 1


def test_a_letter_whose_headers_are_not_signed_closes_the_gate(strict, campaign, readers, colleague):
    """M2"""
    right()
    SenderCheck.objects.create(findings=[], aligned=False, of_a_letter=True, at=NOW)

    with pytest.raises(CannotRelease, match="vertrouwen"):
        releases.release(campaign=campaign, by=colleague, now=NOW, version=campaign.version)
