"""What an answer does: who comes, who waits, who is told."""

from datetime import timedelta

import pytest

from accounts.models import AuditLine
from events.actions import events, registrations
from events.actions.registrations import CannotAnswer, HasBegun, WasCalledOff
from events.models import Answer, AnswerSource, Registration
from events.queries import place_in_line, standing
from post.models import Letter

pytestmark = pytest.mark.django_db


def states(event):
    return dict(event.registrations.values_list("person", "state"))


def test_a_person_who_says_yes_comes(event, make_person, say, now):
    person = make_person()

    registration = say(event, person)

    assert (registration.state, registration.answered_at, registration.waiting_since) == ("coming", now, None)
    assert list(Answer.objects.values_list("person", "outcome", "source", "recorded_by")) == [
        (person.pk, "coming", "letter", None)
    ]
    assert AuditLine.objects.get(action="events.answered").facts == {"outcome": "coming", "source": "letter"}


def test_f19_the_same_answer_again_changes_nothing(event, make_person, say, now, subjects):
    person = make_person()
    first = say(event, person)

    again = say(event, person, at=now + timedelta(minutes=5), source=AnswerSource.ACCOUNT)

    assert (again.pk, again.answered_at) == (first.pk, now)
    assert Answer.objects.count() == 1
    assert len(subjects(person)) == 1


def test_yes_no_and_yes_again_stays_one_registration(event, make_person, say):
    person = make_person()

    for coming in (True, False, True):
        say(event, person, coming)

    assert states(event) == {person.pk: "coming"}
    assert list(Answer.objects.order_by("pk").values_list("outcome", flat=True)) == ["coming", "declined", "coming"]


def test_who_finds_no_place_free_waits_in_the_order_of_coming(make_event, make_people, say, now):
    event = make_event(capacity=1)
    first, second, third = make_people(3)

    for minutes, person in enumerate((first, second, third)):
        say(event, person, at=now + timedelta(minutes=minutes))

    assert states(event) == {first.pk: "coming", second.pk: "waiting", third.pk: "waiting"}
    assert [place_in_line(row) for row in event.registrations.waiting()] == [1, 2]


def test_a_place_in_line_is_never_lost_to_who_pressed_earlier_but_was_served_later(make_event, make_people, say, now):
    event = make_event(capacity=1)
    first, second, third = make_people(3)
    say(event, first)
    told = say(event, second, at=now + timedelta(seconds=2))

    say(event, third, at=now + timedelta(seconds=1))

    assert place_in_line(told) == 1
    assert list(event.registrations.waiting().values_list("person", flat=True)) == [second.pk, third.pk]


def test_a_place_that_comes_free_goes_to_the_first_in_line_at_once(make_event, make_people, say, now, subjects):
    event = make_event(capacity=1)
    first, second, third = make_people(3)
    for minutes, person in enumerate((first, second, third)):
        say(event, person, at=now + timedelta(minutes=minutes))

    say(event, first, coming=False, at=now + timedelta(minutes=9))

    assert states(event) == {first.pk: "declined", second.pk: "coming", third.pk: "waiting"}
    assert subjects(second) == [
        "Je staat op de wachtlijst van ‘Aanpak institutioneel racisme’",
        "Er is een plaats voor je bij ‘Aanpak institutioneel racisme’",
    ]
    assert Answer.objects.filter(person=second).first().source == AnswerSource.WAITING_LIST


def test_who_gives_up_a_place_and_wants_it_back_joins_the_end_of_the_line(make_event, make_people, say, now):
    event = make_event(capacity=1)
    first, second, third = make_people(3)
    for minutes, person in enumerate((first, second, third)):
        say(event, person, at=now + timedelta(minutes=minutes))
    say(event, first, coming=False, at=now + timedelta(minutes=9))

    say(event, first, at=now + timedelta(minutes=10))

    assert list(event.registrations.waiting().values_list("person", flat=True)) == [third.pk, first.pk]


def test_saying_no_without_having_a_place_moves_nobody(make_event, make_people, say):
    event = make_event(capacity=1)
    first, second, third = make_people(3)
    say(event, first)
    say(event, second)

    say(event, third, coming=False)

    assert states(event) == {first.pk: "coming", second.pk: "waiting", third.pk: "declined"}


def test_without_a_limit_nobody_waits(event, make_people, say):
    for person in make_people(5):
        say(event, person)

    assert standing(event).coming == 5


def test_an_answer_that_a_colleague_records_says_who(event, make_person, say, colleague):
    person = make_person()

    say(event, person, source=AnswerSource.STAFF, by=colleague)

    assert Answer.objects.get().recorded_by == colleague
    assert AuditLine.objects.get(action="events.answered").actor == colleague


def test_z16_nobody_answers_once_the_event_has_begun(event, make_person, say):
    with pytest.raises(HasBegun):
        say(event, make_person(), at=event.begins_at)

    assert not Registration.objects.exists()


def test_nobody_answers_an_event_that_was_called_off(event, make_person, say, colleague, now):
    events.call_off(event=event, note="", by=colleague, now=now)

    with pytest.raises(WasCalledOff):
        say(event, make_person())


def test_an_answer_counts_also_before_the_event_is_on_the_site(make_event, make_person, say):
    event = make_event(published_at=None)

    assert say(event, make_person()).state == "coming"


def test_a_colleague_lets_somebody_in_before_their_turn(make_event, make_people, say, colleague, now, subjects):
    event = make_event(capacity=1)
    first, second, third = make_people(3)
    for person in (first, second, third):
        say(event, person)

    registrations.give_place(registration=event.registrations.get(person=third), by=colleague, now=now)

    assert states(event) == {first.pk: "coming", second.pk: "waiting", third.pk: "coming"}
    assert subjects(third)[-1] == "Er is een plaats voor je bij ‘Aanpak institutioneel racisme’"


def test_a_place_given_beyond_the_number_is_not_given_twice(make_event, make_people, say, colleague, now):
    event = make_event(capacity=1)
    first, second, third = make_people(3)
    for person in (first, second, third):
        say(event, person)
    registrations.give_place(registration=event.registrations.get(person=third), by=colleague, now=now)

    say(event, third, coming=False)

    assert states(event) == {first.pk: "coming", second.pk: "waiting", third.pk: "declined"}


def test_a_place_is_given_only_to_who_waits(event, make_person, say, colleague, now):
    registration = say(event, make_person())

    with pytest.raises(CannotAnswer):
        registrations.give_place(registration=registration, by=colleague, now=now)


def test_somebody_without_an_address_gets_no_letter(event, make_person, say):
    say(event, make_person(address=None))

    assert not Letter.objects.exists()


def test_nobody_gets_a_letter_for_saying_no(event, make_person, say, subjects):
    person = make_person()

    say(event, person, coming=False)

    assert subjects(person) == []
