"""“Waarom krijg ik deze e-mail?”: true when it was sent, and still true later."""

import re
import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from events.models import Event
from newsletter.actions import preferences
from newsletter.models import Preference, SendingGround, Subscription
from newsletter.models.subscription import EndSource
from newsletter.queries.leaving import is_on_list
from post import links
from post.models import Letter, Mailing, Parcel, Stop
from tests.newsletter.conftest import NOW


@pytest.fixture
def samira(released):
    return released.mailing.letters.select_related("person").get(person__given_name="Samira")


@pytest.fixture
def page(samira, released):
    return f"/waarom/{links.seal('why', released.pk, samira.person_id, samira.pk)}/"


def test_every_letter_leads_to_why_it_came_and_to_the_preferences(received, released, client):
    text = received["samira"].message.get_body(("plain",)).get_content()

    for path in ("/waarom/", "/voorkeuren/"):
        address = next(word for word in text.split() if path in word)
        assert client.get(path + address.partition(path)[2]).status_code == 200


def test_the_page_says_which_letter_to_which_address_why_and_with_which_words(client, page, shown):
    said = shown(client.get(page))

    for told in (
        "s…@gemeente.example.org",
        "Uitnodigingen voor bijeenkomsten",
        "Aanpak institutioneel racisme",
        "Iedereen op deze lijst bij wie dit klopt: Programmalijnen: ",
        "formulier op de website",
        "“Ja, stuur mij uitnodigingen”",
        "3 juni 2026",
    ):
        assert told in said


def test_it_counts_how_often_the_reader_was_at_an_event_in_the_past_year(client, page, samira, shown):
    told = {"kind": "kennisatelier", "title": "Atelier", "published_at": NOW}
    for number, (days, came) in enumerate([(20, True), (90, True), (40, False), (60, None), (500, True)]):
        event = Event.objects.create(slug=f"atelier-{number}", held_on=timezone.localdate() - timedelta(days), **told)
        samira.person.registrations.create(event=event, state="coming", answered_at=NOW, came=came)

    said = shown(client.get(page))

    assert "keer bij een bijeenkomst 2" in said


def test_z19_the_page_says_nothing_more_of_the_person(client, page, shown):
    said = shown(client.get(page))

    assert [secret for secret in ("Samira", "Amrani", "samira1@") if secret in said] == []


def test_it_stays_true_when_list_audience_address_and_consent_change(
    client, page, released, samira, invitations, shown
):
    before = shown(client.get(page))
    invitations.name = "Iets anders"
    invitations.save()
    released.audience.lines.clear()
    samira.person.mail_addresses.update(address="ander@elders.example.org")
    Subscription.objects.filter(person=samira.person).update(ended_at=NOW + timedelta(days=1), ended_how="staff")
    Subscription.objects.create(
        person=samira.person, newsletter=invitations, wording="Later", source="form", agreed_at=NOW + timedelta(days=2)
    )

    assert shown(client.get(page)) == before


@pytest.mark.parametrize("since", ["is still on the list", "left since"])
def test_who_joined_after_the_release_reads_the_yes_by_which_their_letter_left(
    released, client, colleague, make_person, line, agree, invitations, deliver, shown, since
):
    """P1: the consent of a latecomer is younger than the release."""
    from newsletter.actions import latecomers, subscriptions

    late = make_person("Later", address="later@gemeente.example.org")
    late.lines.add(line)
    agree(late, invitations)
    Subscription.objects.filter(person=late).update(agreed_at=NOW + timedelta(hours=1), wording="Ja, na de verzending")
    latecomers.add(campaign=released, by=colleague, now=NOW + timedelta(hours=2))
    deliver(NOW + timedelta(hours=3))
    letter = Letter.objects.get(person=late)
    if since == "left since":
        subscriptions.end(person=late, newsletter=invitations, how=EndSource.PAGE, now=NOW + timedelta(hours=4))

    said = shown(client.get(f"/waarom/{links.seal('why', released.pk, late.pk, letter.pk)}/"))

    assert letter.settled_at == NOW + timedelta(hours=3)
    assert "“Ja, na de verzending”" in said


def test_a_release_that_was_undone_is_written_down_anew(released, colleague, make_line, make_reader):
    from newsletter.actions import releases, undoing

    undoing.undo(campaign=released, by=colleague, now=NOW)
    released.refresh_from_db()
    released.audience.lines.set([*released.audience.lines.all(), make_line(7, "Arbeidsmarkt")])

    releases.release(campaign=released, by=colleague, now=NOW, version=released.version)

    assert "Arbeidsmarkt" in str(SendingGround.objects.get().rule)


def test_it_counts_the_letters_of_a_year_and_what_is_planned(client, page, samira, shown):
    assert "brieven gekregen 0 staan er nog gepland 1" in shown(client.get(page))

    Letter.objects.filter(pk=samira.pk).update(state=1, settled_at=NOW)

    assert "brieven gekregen 1 staan er nog gepland 0" in shown(client.get(page))


def test_what_is_planned_stands_there_with_its_subject_and_the_day(client, page, released, shown):
    Mailing.objects.filter(pk=released.mailing_id).update(not_before=NOW + timedelta(days=5), subject="Het atelier")

    assert "“Het atelier”, vanaf 6 september 2026" in shown(client.get(page))


def test_z19_the_name_of_the_reader_in_a_subject_is_not_shown_to_a_passer_by(client, page, released, shown):
    Mailing.objects.filter(pk=released.mailing_id).update(subject="[voornaam], kom je [[morgen]?")

    said = shown(client.get(page))

    assert said.count("Lezer, kom je [morgen]?") == 2
    assert "Samira" not in said


def planned(client, page, shown):
    """Return what the page says of the letters that still come."""
    return shown(client.get(page)).partition("Nog gepland voor jou:")[2].partition(" Stop deze brief")[0].strip()


def test_what_waits_for_the_hour_of_this_reader_says_that_hour(client, page, released, samira, shown):
    parcel = Parcel.objects.get()
    mine, rest = [samira.pk], [pk for pk in parcel.letter_ids if pk != samira.pk]
    Parcel.objects.filter(pk=parcel.pk).update(letter_ids=rest)
    evening = NOW + timedelta(hours=9)
    Parcel.objects.create(mailing=parcel.mailing, number=2, letter_ids=mine, not_before=evening)

    assert "vanaf 1 september 2026, 19.00 uur" in planned(client, page, shown)


def test_what_would_leave_in_the_quiet_hours_says_when_they_end(client, page, released, shown, settings):
    settings.POST_QUIET_HOURS = "21:00-07:00"
    Mailing.objects.update(not_before=NOW + timedelta(hours=12))

    assert "vanaf 2 september 2026, 07.00 uur" in planned(client, page, shown)


def test_what_may_leave_now_comes_today_and_what_is_paused_stands_still(client, page, released, shown):
    now = planned(client, page, shown)
    Mailing.objects.update(paused_at=NOW)

    assert now.endswith("”, vandaag")
    assert planned(client, page, shown).endswith("”; hij staat even stil")


def test_what_is_pointless_by_then_is_not_planned(client, page, released, shown):
    Mailing.objects.update(not_before=NOW + timedelta(days=5), expires_at=NOW + timedelta(days=5))

    assert "staan er nog gepland 0" in shown(client.get(page))


@pytest.mark.parametrize("action", ["stop", "stop_all", "not_me"])
def test_what_was_stopped_is_not_planned_any_more(client, page, released, shown, action):
    before = shown(client.get(page))
    client.post(page, {"action": action})

    assert "staan er nog gepland 1" in before
    assert "staan er nog gepland 0" in shown(client.get(page))


def test_who_said_that_it_is_not_them_reads_that_nothing_comes_any_more(client, page, shown):
    client.post(page, {"action": "not_me"})

    said = client.get(page)

    assert "Je hebt al onze brieven gestopt." in shown(said)
    assert re.findall(r'name="action" value="(\w+)"', said.content.decode()) == ["not_me"]


def test_a_letter_that_was_put_off_says_when_it_is_tried_again(client, page, released, shown):
    Parcel.objects.update(not_before=NOW + timedelta(minutes=30), attempt=1)

    assert "vanaf 1 september 2026, 10.30 uur" in planned(client, page, shown)


@pytest.mark.parametrize(("until", "planned"), [(date(2026, 9, 7), False), (date(2026, 9, 6), True)])
def test_what_would_leave_in_a_pause_is_not_planned(client, page, released, samira, shown, until, planned):
    Mailing.objects.filter(pk=released.mailing_id).update(not_before=NOW + timedelta(days=5), subject="Het atelier")
    Preference.objects.create(person=samira.person, paused_until=until, changed_at=NOW)

    assert ("vanaf 6 september 2026" in shown(client.get(page))) is planned


def test_fewer_letters_keep_a_pause_that_runs_and_the_mail_says_both(client, page, samira):
    told_at = NOW - timedelta(days=1)
    pause = {"paused_until": date(2026, 10, 17), "told_end_at": told_at, "changed_at": NOW}
    Preference.objects.create(person=samira.person, **pause)

    client.post(page, {"action": "fewer"})
    client.post(page, {"action": "fewer"})

    stands = Preference.objects.get()
    assert (stands.fewer, stands.paused_until, stands.told_end_at) == (True, date(2026, 10, 17), told_at)
    told = Mailing.objects.get(subject="Je voorkeuren zijn veranderd").text
    assert "tot 17 oktober 2026 geen brieven. Daarna krijg je er" in told


def test_fewer_letters_end_no_pause_that_is_over(client, page, samira):
    Preference.objects.create(person=samira.person, paused_until=date(2026, 9, 1), changed_at=NOW)

    client.post(page, {"action": "fewer"})

    assert Preference.objects.get().paused_until is None


@pytest.mark.django_db(transaction=True)
def test_a_first_press_twice_at_once_is_once_and_no_error(make_person, now):
    person, failed = make_person(), []
    together = threading.Barrier(2)

    def press():
        together.wait(10)
        try:
            preferences.want_fewer(person=person, now=now)
        except Exception as wrong:
            failed.append(wrong)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert failed == []
    assert Preference.objects.get().fewer
    assert Mailing.objects.count() == 1


def test_a_pause_until_a_day_of_ones_own(client, page, samira):
    client.post(page, {"action": "pause", "until": "2026-10-17"})

    assert Preference.objects.get().paused_until == date(2026, 10, 17)
    assert samira.person.letters.latest("pk").mailing.subject == "Je voorkeuren zijn veranderd"


def test_a5_a_day_that_is_no_pause_is_said_at_the_field_and_changes_nothing(client, page, shown):
    response = client.post(page, {"action": "pause", "until": "2026-09-01"})

    assert "Kies een dag na vandaag." in shown(response)
    assert not Preference.objects.exists()


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_z17_looking_changes_nothing(client, page, samira, invitations, method):
    getattr(client, method)(page)

    assert is_on_list(samira.person, invitations)
    assert not Stop.objects.exists()


def test_stop_ends_this_list_through_this_letter(client, page, samira, released, invitations):
    client.post(page, {"action": "stop"})

    place = Subscription.objects.get(person=samira.person)
    assert (place.ended_how, place.ended_through) == ("page", released)
    assert "service" in samira.person.letters.latest("pk").mailing.letter_class


def test_fewer_is_one_letter_in_four_weeks(client, page, samira):
    client.post(page, {"action": "fewer"})

    assert Preference.objects.get().fewer
    assert samira.person.letters.latest("pk").mailing.subject == "Je voorkeuren zijn veranderd"


def test_stop_all_stops_everything(client, page, samira, shown):
    client.post(page, {"action": "stop_all"})

    assert Stop.objects.holding().filter(person=samira.person, scope=None).exists()
    assert "Je hebt al onze brieven gestopt" in shown(client.get(page))


def test_this_is_not_me_stops_the_address_and_not_the_person(client, page, samira, link_in, invitations):
    address = samira.address
    client.post(page, {"action": "not_me"})

    stop = Stop.objects.holding().get()
    assert (stop.person, stop.scope) == (None, None)
    assert is_on_list(samira.person, invitations)
    client.post(link_in(address), {"keuze": "ja"})
    assert not Stop.objects.holding().exists()


@pytest.mark.parametrize("purpose", ["unsubscribe", "preferences", "answer", "preview"])
def test_z15_a_link_made_for_something_else_opens_nothing(client, released, samira, purpose):
    token = links.seal(purpose, released.pk, samira.person_id, samira.pk)

    assert client.get(f"/waarom/{token}/").status_code == 404
