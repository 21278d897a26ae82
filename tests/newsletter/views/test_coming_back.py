"""P10: who was forgotten comes back by their own confirmed request, and in no other way."""

from datetime import timedelta

import pytest
from django.core import signing

from network.models import MailAddress, Person
from newsletter.actions import bringing_in, subscriptions
from newsletter.models import Newsletter, Subscription, SubscriptionRequest
from newsletter.models.subscription import ConsentSource
from newsletter.queries.bringing_in import sort_out
from newsletter.reader_forms import SALT
from post.actions import stops
from post.models import Letter, LetterState, Mailing, Stop, StopSource
from privacy.actions import erasing
from tests.newsletter.conftest import NOW

pytestmark = pytest.mark.django_db
ADDRESS = "samira@gemeente.example.org"
SAID = {"wording": "Ja", "proof": "lijst", "agreed_at": NOW - timedelta(days=1)}


@pytest.fixture
def forgotten(subscribed, colleague, now):
    """Samira was on the newsletter and was forgotten because she asked for it."""
    erasing.erase(person=subscribed, asked_on=NOW.date(), by=colleague, now=NOW)
    return ADDRESS


@pytest.fixture
def send(client, letter_list):
    """Return a function that sends the form in."""

    def post(address=ADDRESS):
        opened = signing.dumps(int(NOW.timestamp()) - 60, salt=SALT)
        told = {"address": address, "lists": [letter_list.slug], "website": "", "opened": opened}
        return client.post("/nieuwsbrief/", told, follow=True)

    return post


@pytest.fixture
def come_back(client, send, deliver, link_in):
    """Return a function that asks for the newsletter, reads the letter that arrives and presses its button."""

    def press(address=ADDRESS):
        send(address)
        page = link_in(address)
        deliver()
        return client.post(page, {"keuze": "ja"}, follow=True)

    return press


@pytest.fixture
def other_list(db):
    return Newsletter.objects.create(slug="arbeid", name="Arbeid", name_en="Labour", description="x")


def test_p10_the_letter_that_asks_to_confirm_reaches_who_was_forgotten(forgotten, send, deliver, server):
    send()

    deliver()

    assert Letter.objects.latest("pk").state == LetterState.SENT
    assert dict(server.recipients) == {ADDRESS: 1}


def test_z22_the_answer_is_the_same_for_who_was_forgotten_and_for_a_stranger(forgotten, send, shown):
    known, strange = send(), send("sam@gemeente.example.org")

    assert [len(where) for where, _status in known.redirect_chain] == [
        len(where) for where, _status in strange.redirect_chain
    ]
    assert shown(known) == shown(strange)
    assert SubscriptionRequest.objects.count() == Letter.objects.filter(mailing__answers_request=True).count() == 2


def test_p10_asking_alone_lifts_nothing(forgotten, send, deliver):
    send()
    deliver()

    assert Stop.objects.holding().filter(how=StopSource.ERASURE).exists()
    assert not Person.objects.filter(mail_addresses__address=ADDRESS).exists()


def test_p10_confirmed_they_are_on_that_list_and_the_old_stop_stays_on_record(forgotten, come_back, letter_list):
    come_back()

    place = Subscription.objects.holding().get()
    stop = Stop.objects.get(how=StopSource.ERASURE)
    assert (place.newsletter, place.source, place.confirmed_at) == (letter_list, ConsentSource.FORM, NOW)
    assert (stop.at, stop.lifted_at) == (NOW, NOW)


def test_p10_who_came_back_gets_the_newsletter_again(forgotten, come_back, letter_list, deliver, server):
    from post.actions import mailings

    come_back()
    told = {"letter_class": "newsletter", "title": "x", "subject": "x", "text": "x", "scope": letter_list.pk}
    mailing = mailings.compose(**told, now=NOW)
    people = MailAddress.objects.filter(address=ADDRESS).values_list("person_id", "address")
    mailings.freeze(mailing=mailing, people=people, now=NOW)

    deliver()

    assert mailing.letters.get().state == LetterState.SENT


def test_p10_what_they_had_left_before_they_were_forgotten_stays_left(
    subscribed, other_list, colleague, now, come_back
):
    stops.stop(person=subscribed, scope=other_list.pk, how=StopSource.PAGE, now=NOW)
    erasing.erase(person=subscribed, asked_on=NOW.date(), by=colleague, now=NOW)

    come_back()

    assert Stop.objects.holding().get().scope == other_list.pk


@pytest.mark.parametrize("back", [False, True])
def test_p10_no_file_and_no_colleague_puts_who_was_forgotten_on_a_list(
    forgotten, come_back, other_list, colleague, make_person, back
):
    if back:
        come_back()
    person = Person.objects.filter(mail_addresses__address=ADDRESS).first() or make_person("S", "A", ADDRESS)

    found = sort_out(other_list, [ADDRESS], NOW)
    bringing_in.bring_in(newsletter=other_list, addresses=[ADDRESS], by=colleague, now=NOW, **SAID)
    told = {**SAID, "source": ConsentSource.MEETING, "by": colleague}
    with pytest.raises(subscriptions.CannotBegin):
        subscriptions.begin(person=person, newsletter=other_list, **told)

    assert found.left == (ADDRESS,)
    assert not Subscription.objects.filter(newsletter=other_list).exists()


def test_p10_another_kind_of_letter_does_not_reach_who_was_forgotten(forgotten, deliver, server):
    from post.actions import mailings

    mailings.send_service(to=ADDRESS, subject="Code", text="123", now=NOW)

    deliver()

    assert Letter.objects.get(address=ADDRESS).state == LetterState.SKIPPED
    assert not server.recipients


@pytest.mark.parametrize("how", [StopSource.BOUNCE, StopSource.RESTRICTED])
def test_m24_a_request_does_not_reach_an_address_that_is_dead_or_restricted(send, deliver, server, letter_list, how):
    stops.stop(address=ADDRESS, how=how, now=NOW)
    send()

    deliver()

    assert not server.recipients
    assert Stop.objects.holding().get().how == how


def test_p10_an_address_that_works_again_does_not_bring_back_who_was_forgotten(subscribed, colleague, now):
    stops.stop(address=ADDRESS, how=StopSource.BOUNCE, now=NOW)
    erasing.erase(person=subscribed, asked_on=NOW.date(), by=colleague, now=NOW)

    stops.revive(address=ADDRESS, now=NOW)

    assert Stop.objects.holding().get().how == StopSource.ERASURE


def test_z22_who_was_forgotten_asks_for_the_link_and_gets_the_same_answer_and_no_letter(forgotten, client, shown):
    before = Letter.objects.count()

    known = client.post("/voorkeuren/", {"address": ADDRESS}, follow=True)
    strange = client.post("/voorkeuren/", {"address": "nieuw@gemeente.example.org"}, follow=True)

    assert shown(known) == shown(strange)
    assert Letter.objects.count() == before


def test_p10_who_came_back_adds_a_list_in_the_preference_centre(forgotten, come_back, client, other_list):
    from newsletter.models import ConsentText
    from post import links

    ConsentText.objects.create(newsletter=other_list, version=1, from_at=NOW, wording="Ik wil arbeid.", wording_en="x")
    come_back()
    person = Person.objects.get(mail_addresses__address=ADDRESS)
    page = f"/voorkeuren/{links.seal('preferences', 0, person.pk, 0)}/"
    lists = list(Newsletter.objects.values_list("pk", flat=True))
    client.post(page, {"lists": lists, "words": "arbeid:1", "often": "alles"})

    assert Subscription.objects.holding().filter(person=person, newsletter=other_list).exists()


def test_p10_a_reader_who_moves_to_an_address_that_was_forgotten_confirms_it_there(
    forgotten, make_person, agree, letter_list, deliver, server, client, link_in
):
    from newsletter.actions import moving

    person = make_person("Sam", "A", "oud@gemeente.example.org")
    agree(person, letter_list)
    moving.ask(person=person, address=ADDRESS, now=NOW)
    page = link_in(ADDRESS)
    deliver()

    client.post(page, {"keuze": "ja"})

    assert server.recipients[ADDRESS] == 1
    assert not Stop.objects.holding().exists()


def test_p10_an_address_that_a_colleague_wrote_down_gets_no_question_when_its_reader_was_forgotten(
    forgotten, deliver, server
):
    from newsletter.actions import notices
    from newsletter.models.subscription_request import BY_ANOTHER

    request = SubscriptionRequest.objects.create(
        address=ADDRESS, form=BY_ANOTHER, language="nl", asked_at=NOW, moves=None
    )
    notices.ask_to_confirm_address(request, now=NOW)

    deliver()

    assert not server.recipients
    assert not Mailing.objects.latest("pk").answers_request
