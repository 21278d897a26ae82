import pytest

from newsletter.actions import proposals
from newsletter.models import Proposal, Renewal
from newsletter.queries import sender
from newsletter.queries.renewals import Wanted
from post.models import Letter
from tests.newsletter.conftest import NOW

LIST = "/verzendingen/akkoord/"


@pytest.fixture
def desk(client, colleague, released, settings):
    settings.NEWSLETTER_APPROVAL_ABOVE = 3
    client.force_login(colleague)
    return client


@pytest.fixture
def page(released, make_reader):
    make_reader("Later")
    return f"/verzendingen/{released.pk}/later-bij/"


def test_who_came_later_is_proposed_and_a_colleague_lets_it_go(desk, page, make_user, shown):
    offered = shown(desk.get(page))
    proposed = shown(desk.post(page, {"action": "propose"}, follow=True))
    own = shown(desk.get(LIST))
    desk.force_login(make_user("line_staff"))
    waiting = shown(desk.get(LIST))
    seen = shown(desk.get(page))
    desk.post(page)

    assert "een tweede persoon het moet laten gaan" in offered
    assert "Stel het een collega voor" in offered
    assert "Voorgesteld." in proposed
    assert "Trek terug" in own
    assert "ook voor wie later kwam" in waiting
    assert "stelt dit voor 1 persoon voor" in seen
    assert Letter.objects.count() == 4


def test_a_proposal_is_taken_off_the_table_by_who_made_it_or_could_send_it(desk, page, make_user, shown):
    def withdraw():
        return desk.post(f"{LIST}voorstel/{Proposal.objects.get().pk}/weg/", follow=True)

    desk.post(page, {"action": "propose"})
    first = withdraw()
    desk.post(page, {"action": "propose"})
    desk.force_login(make_user("privacy_officer"))
    refused = withdraw()
    desk.force_login(make_user("line_staff"))
    second = withdraw()

    assert "Van tafel." in shown(first)
    assert refused.status_code == 403
    assert "Van tafel." in shown(second)
    assert not Proposal.objects.exists()


def test_asking_readers_again_is_proposed_with_whom_and_how_long(
    client, editor, subscribed, letter_list, settings, make_user, shown, now, make_person, agree
):
    settings.NEWSLETTER_APPROVAL_ABOVE = 1
    agree(make_person("Joost", address="joost@gemeente.example.org"), letter_list)
    path, told = f"/verzendingen/lijsten/{letter_list.pk}/opnieuw/", {"agreed_before": "2026-08-01", "days": "21"}
    client.force_login(editor)
    offered = shown(client.post(path, {**told, "action": "count"}))
    client.post(path, {**told, "action": "propose"})
    client.force_login(make_user("editor"))
    filled = client.get(path).content.decode()
    counted = shown(client.post(path, {**told, "action": "count"}))
    client.post(path, {**told, "action": "begin"})

    assert "Stel het een collega voor" in offered
    assert 'value="2026-08-01"' in filled
    assert 'value="21"' in filled
    assert "Ja, vraag deze 2 lezers" in counted
    assert Renewal.objects.get().asks.count() == 2


def test_a_writer_sees_no_proposal_about_what_only_editors_send(client, editor, letter_list, make_user, shown, now):
    told = {"wanted": Wanted(), "days": 30, "number": 600, "by": editor, "now": NOW}
    proposals.propose_renewal(newsletter=letter_list, **told)
    client.force_login(make_user("line_staff"))

    assert "Er wacht niets op jou" in shown(client.get(LIST))


def test_a_wrong_sender_is_told_on_the_page_and_can_be_overruled_after_the_release(
    desk, page, released, settings, monkeypatch, make_user, shown
):
    settings.SENDER_MUST_BE_RIGHT, settings.NEWSLETTER_APPROVAL_ABOVE = True, 0
    monkeypatch.setattr(sender, "MANY", 3)

    told = shown(desk.get(page))
    overruled = {"reason": "Het DNS komt morgen.", "version": released.version, "number": 4}
    desk.post(f"/verzendingen/{released.pk}/toch/", overruled)
    desk.force_login(make_user("line_staff"))
    desk.post(page)

    assert "Ontvangers vertrouwen onze afzender misschien niet" in told
    assert Letter.objects.count() == 4
