"""What another preferred address does to a consent that was confirmed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from network.actions import merges, people
from network.models import MailAddress
from network.timeline import timeline_of
from newsletter.actions import releases, subscribing
from newsletter.models import AddressChange, Subscription, SubscriptionRequest
from newsletter.queries import audiences
from newsletter.queries.audiences import LeftOut
from post.models import Letter, LetterState
from tests.newsletter.conftest import NOW

OLD, NEW = "samira@gemeente.example.org", "samira@nieuw.example.org"


@pytest.fixture
def confirmed(make_person, letters_list, agree):
    """Samira, who confirmed by mail that she wants the newsletter."""
    person = make_person("Samira", "Amrani", OLD, source="Jaarbijeenkomst")
    agree(person, letters_list, confirmed_at=NOW - timedelta(days=90))
    return person


@pytest.fixture
def change(colleague):
    """Return a function by which a colleague gives somebody these addresses, the first preferred."""

    def put(person, *addresses):
        facts = replace(people.facts_of(person), addresses=list(addresses))
        return people.change(person=person, facts=facts, by=colleague, now=NOW)

    return put


def why(campaign, person):
    return audiences.sorted_out(campaign, NOW).get(pk=person.pk).left_out


def letters(address):
    return list(Letter.objects.filter(address=address).order_by("pk").values_list("mailing__subject", flat=True))


def test_newsletters_wait_until_the_new_address_that_a_colleague_wrote_down_is_confirmed(
    confirmed, issue, change, client, link_in, shown
):
    change(confirmed, NEW)
    waits = why(issue, confirmed)

    page = shown(client.post(link_in(NEW), {"keuze": "ja"}, follow=True))

    assert (waits, why(issue, confirmed)) == (LeftOut.UNCONFIRMED, "")
    assert letters(NEW) == ["Bevestig je nieuwe e-mailadres"]
    assert "Je nieuwsbrieven komen weer op dit adres" in page
    assert AddressChange.objects.get().agreed_with == OLD
    assert Subscription.objects.get().confirmed_at == NOW - timedelta(days=90)


def test_invitations_go_on_to_an_address_that_is_not_confirmed(confirmed, campaign, invitations, agree, change, asked):
    agree(confirmed, invitations)
    confirmed.lines.set(campaign.event.lines.all())
    change(confirmed, NEW)

    found = audiences.sorted_out(campaign, NOW, asked(lines=campaign.event.lines.all()))

    assert found.get(pk=confirmed.pk).left_out == ""


def test_who_never_confirmed_anything_loses_nothing(make_subscriber, issue, change):
    person = make_subscriber(source="Jaarbijeenkomst")

    change(person, NEW)

    assert why(issue, person) == ""
    assert not SubscriptionRequest.objects.exists()


@pytest.mark.parametrize("again", ["SAMIRA@gemeente.example.org", OLD])
def test_another_spelling_or_the_old_address_again_is_confirmed_already(confirmed, issue, change, again):
    change(confirmed, NEW)
    change(confirmed, again)

    assert why(issue, confirmed) == ""
    assert not AddressChange.objects.exists()


def test_a_second_address_that_is_not_preferred_changes_nothing(confirmed, issue, change):
    change(confirmed, OLD, NEW)

    assert why(issue, confirmed) == ""


def test_an_address_that_was_wrong_confirms_nothing_once_it_is_mended(confirmed, issue, change, client, link_in, shown):
    """Else a stranger at the first address would get the letters."""
    change(confirmed, "samira@niew.example.org")
    strangers = link_in("samira@niew.example.org")
    change(confirmed, NEW)

    page = shown(client.post(strangers, {"keuze": "ja"}, follow=True))

    assert "niet meer in gebruik" in page
    assert why(issue, confirmed) == LeftOut.UNCONFIRMED
    assert [row.agreed_with for row in AddressChange.objects.all()] == [OLD]


def test_z24_the_new_address_gets_three_letters_a_day_at_most(confirmed, change):
    for _turn in range(5):
        change(confirmed, OLD)
        change(confirmed, NEW)

    assert len(letters(NEW)) == 3


def test_the_form_on_the_site_confirms_the_new_address_as_well(confirmed, issue, change, letters_list, link_in, client):
    from newsletter.models import ConsentText

    text = ConsentText.objects.create(newsletter=letters_list, version=1, wording="Ja", wording_en="Yes", from_at=NOW)
    change(confirmed, NEW)
    subscribing.ask(address=NEW, texts=[text], form="/nieuwsbrief/", language="nl", now=NOW)

    client.post(link_in(NEW), {"keuze": "ja"})

    assert why(issue, confirmed) == ""
    assert Subscription.objects.filter(person=confirmed).count() == 1


def test_f22_an_address_that_changes_under_way_gets_no_newsletter_before_it_is_confirmed(
    confirmed, make_subscriber, issue, editor, change, deliver, server
):
    """Who never confirmed by mail moves along as before; who did waits."""
    other = make_subscriber("Joost", address="joost@gemeente.example.org", source="Jaarbijeenkomst")
    releases.release(campaign=issue, by=editor, now=NOW, version=issue.version)
    issue.refresh_from_db()
    change(confirmed, NEW)
    change(other, "joost@nieuw.example.org")

    deliver(NOW + timedelta(hours=1))

    went = dict(issue.mailing.letters.values_list("person", "state"))
    assert went == {confirmed.pk: LetterState.SKIPPED, other.pk: LetterState.SENT}
    assert "joost@nieuw.example.org" in server.recipients


def test_an_import_that_fills_in_an_address_asks_to_confirm_it(confirmed, issue, change):
    from network.importing.people import _added

    change(confirmed)
    _added(confirmed, {"address": NEW})

    assert letters(NEW) == ["Bevestig je nieuwe e-mailadres"]
    assert why(issue, confirmed) == LeftOut.UNCONFIRMED


def test_a_merge_keeps_the_confirmation_of_the_address_that_stays(confirmed, make_subscriber, issue, colleague):
    """The yes of the other record is older and was never confirmed; the one that was stays as proof."""
    older = make_subscriber("Samira", "Amrani", address="oud@gemeente.example.org")
    Subscription.objects.filter(person=older).update(agreed_at=NOW - timedelta(days=900))
    address = confirmed.mail_addresses.get().pk

    merges.merge(kept=older, gone=confirmed, address=address, by=colleague, now=NOW)

    assert why(issue, older) == ""
    assert Subscription.objects.get(person=older).confirmed_at == NOW - timedelta(days=90)


def test_a_merge_into_an_address_that_nobody_confirmed_waits_and_an_undo_ends_that(
    confirmed, make_person, issue, colleague
):
    other = make_person("Samira", "Amrani", NEW)
    merged = merges.merge(kept=other, gone=confirmed, by=colleague, now=NOW)
    waits = why(issue, other)

    merges.take_back(merge=merged, by=colleague, now=NOW)

    assert waits == LeftOut.UNCONFIRMED
    assert letters(NEW) == ["Bevestig je nieuwe e-mailadres"]
    assert why(issue, confirmed) == ""
    assert MailAddress.objects.get(person=confirmed).preferred


def test_the_timeline_and_the_why_page_say_with_which_address_somebody_agreed(
    confirmed, issue, editor, change, client, link_in, colleague, deliver, shown
):
    from post import links

    change(confirmed, NEW)
    client.post(link_in(NEW), {"keuze": "ja"})
    releases.release(campaign=issue, by=editor, now=NOW, version=issue.version)
    issue.refresh_from_db()
    letter = issue.mailing.letters.get()

    told = [(entry.title, entry.text) for entry in timeline_of(confirmed, colleague, "post")]
    token = links.seal("why", issue.pk, confirmed.pk, letter.pk)
    page = shown(client.get(f"/waarom/{token}/"))

    assert ("Bevestigde het nieuwe adres met de knop in onze brief", f"Zei ja met het adres {OLD}.") in told
    assert "Je zei ja met het adres s…@gemeente.example.org" in page


def test_the_preferences_say_that_newsletters_wait(confirmed, change, client, shown):
    from post import links

    change(confirmed, NEW)

    page = shown(client.get(f"/voorkeuren/{links.seal('preferences', 0, confirmed.pk, 0)}/"))

    assert "Je nieuwsbrieven wachten tot je je adres bevestigt." in page


def test_a_colleague_reads_beside_the_lists_that_newsletters_wait(confirmed, change, client, colleague, link_in, shown):
    change(confirmed, NEW)
    asked = shown(client.get(link_in(NEW)))
    client.force_login(colleague)

    page = shown(client.get(f"/verzendingen/persoon/{confirmed.pk}/"))

    assert "Nieuwsbrieven wachten" in page
    assert "Ja, dat ben ik" in asked
