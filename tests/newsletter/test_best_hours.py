"""Each letter at the hour of its reader, known from what they did themselves and never in quiet hours."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from events.models import Answer
from newsletter.actions import releases, undoing
from newsletter.queries import best_hours, results
from post.models import LetterState, Parcel
from tests.newsletter.conftest import AMSTERDAM, NOW

TEN, SEVEN_PM = NOW, NOW.replace(hour=19)


@pytest.fixture
def respond(event):
    """Return a function that lets somebody answer at this hour of a day in August."""

    def at(person, hour, *, days=30, source="letter"):
        moment = NOW.replace(hour=hour, minute=20) - timedelta(days=days)
        Answer.objects.create(event=event, person=person, outcome="coming", source=source, answered_at=moment)

    return at


def hours(*people):
    return best_hours.best_hours([person.pk for person in people], NOW)


def test_the_best_hour_is_that_of_most_answers_and_of_as_many_the_latest(make_person, respond):
    often, lately = make_person("Vaak"), make_person("Laatst")
    for hour in (19, 8, 19):
        respond(often, hour)
    respond(lately, 9, days=40)
    respond(lately, 20, days=10)

    assert hours(often, lately) == {often.pk: 19, lately.pk: 20}


def test_only_what_people_did_themselves_and_not_long_ago_counts(make_person, respond):
    person = make_person()
    respond(person, 15, source="staff")
    respond(person, 16, source="waiting_list")
    respond(person, 17, days=800)

    assert hours(person) == {}


def test_confirming_a_list_counts_too(make_person, agree, letters_list):
    person = make_person()
    agree(person, letters_list, confirmed_at=NOW - timedelta(days=20, hours=-3))

    assert hours(person) == {person.pk: 13}


@pytest.mark.parametrize(
    ("hour", "leaves"),
    [
        (10, None),  # it is that hour: at once
        (19, SEVEN_PM),
        (9, NOW.replace(hour=9) + timedelta(days=1)),
        (3, NOW.replace(hour=7) + timedelta(days=1)),  # at the end of the quiet hours
    ],
)
def test_a_letter_waits_at_most_a_day_and_never_for_a_quiet_hour(make_person, respond, settings, hour, leaves):
    settings.POST_QUIET_HOURS = "22:00-07:00"
    person = make_person()
    respond(person, hour)

    found = best_hours.moments([person.pk], NOW, None, NOW)

    assert found == ({person.pk: leaves} if leaves else {})


def test_f14_when_the_clock_goes_back_the_hour_is_that_of_the_clock(make_person, respond):
    person = make_person()
    respond(person, 19)
    saturday = datetime(2026, 10, 24, 20, 0, tzinfo=AMSTERDAM)

    (leaves,) = best_hours.moments([person.pk], saturday, None, NOW).values()

    assert leaves.astimezone(AMSTERDAM).hour == 19
    assert leaves.astimezone(UTC) - saturday.astimezone(UTC) == timedelta(hours=24)  # 23 by the clock, one came twice


def test_nobody_waits_for_an_hour_after_the_event_began(make_person, respond):
    person = make_person()
    respond(person, 19)

    assert best_hours.moments([person.pk], NOW, NOW.replace(hour=18), NOW) == {}


@pytest.fixture
def spread_out(issue, make_item, make_subscriber, editor, respond):
    """An issue released to three readers, of whom two respond in the evening."""
    make_item(heading="Een", text="Kies zelf de stageplek.")
    for name in ("Samira", "Joost", "Fatma"):
        person = make_subscriber(name, address=f"{name.lower()}@gemeente.example.org")
        if name != "Fatma":
            respond(person, 19)
    told = {"by": editor, "now": NOW, "version": issue.version, "anyway": "Het is af."}
    releases.release(campaign=issue, best_hour=True, **told)
    issue.refresh_from_db()
    return issue


def sent(issue):
    letters = issue.mailing.letters.filter(state=LetterState.SENT)
    return sorted(letters.values_list("person__given_name", flat=True))


def test_each_gets_it_once_at_their_own_hour(spread_out, deliver):
    deliver(at=NOW)
    at_once = sent(spread_out)
    deliver(at=SEVEN_PM - timedelta(minutes=1))
    before = sent(spread_out)
    deliver(at=SEVEN_PM)

    assert at_once == before == ["Fatma"]
    assert sent(spread_out) == ["Fatma", "Joost", "Samira"]


def test_the_page_tells_how_many_wait_and_lets_them_all_leave(client, spread_out, deliver, editor):
    deliver(at=NOW)
    client.force_login(editor)
    page = reverse("newsletter:campaign_progress", args=[spread_out.pk])

    shown = client.get(page).content.decode()
    undoing.leave_now(campaign=spread_out, by=editor, now=NOW)
    deliver(at=NOW)

    assert "2 brieven wachten op het uur van hun lezer." in shown
    assert results.for_their_hour(spread_out.mailing, NOW) == {"letters": 0, "until": None}
    assert len(sent(spread_out)) == 3


def test_a_release_that_waits_for_hours_can_be_undone(spread_out, editor):
    parcels = Parcel.objects.filter(mailing=spread_out.mailing_id)
    assert sorted(parcels.values_list("not_before", flat=True), key=str) == [SEVEN_PM, None]

    undoing.undo(campaign=spread_out, by=editor, now=NOW)

    assert not Parcel.objects.exists()


def test_it_is_chosen_where_the_moment_is_chosen(client, issue, make_item, make_subscriber, editor, respond):
    make_item(heading="Een", text="Kies zelf de stageplek.")
    respond(make_subscriber(), 19)
    client.force_login(editor)
    page = reverse("newsletter:campaign_release", args=[issue.pk])

    asked = client.get(page, {"when": "uur"}).content.decode()
    client.post(page, {"when": "uur", "version": issue.version, "anyway": "Het is af."})

    assert "op het uur waarop elke lezer meestal reageert" in asked
    assert Parcel.objects.get(mailing__campaign=issue).not_before == SEVEN_PM
