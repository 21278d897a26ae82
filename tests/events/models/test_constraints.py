"""What the database itself refuses, whoever asks."""

from datetime import time

import pytest
from django.db import IntegrityError

from events.models import Answer, Appearance, Event, GoneAnswer, Invitation, Registration, SignUp
from network.models import Organisation

pytestmark = pytest.mark.django_db


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def test_an_event_that_ends_before_it_starts(make_event):
    with refused("an_event_ends_after_it_starts"):
        make_event(starts_at=time(12), ends_at=time(10))


def test_an_event_that_ends_without_a_start(make_event):
    with refused("an_event_that_ends_says_when_it_starts"):
        make_event(starts_at=None, ends_at=time(10))


def test_an_event_of_an_unknown_kind(make_event):
    with refused("an_event_has_a_known_kind"):
        make_event(kind="feest")


def test_a_second_registration_of_one_person(event, make_person, now):
    person = make_person()
    Registration.objects.create(event=event, person=person, state="coming", answered_at=now)

    with refused("a_person_is_registered_once_for_an_event"):
        Registration.objects.create(event=event, person=person, state="declined", answered_at=now)


@pytest.mark.parametrize(("state", "waits"), [("waiting", False), ("coming", True), ("declined", True)])
def test_waiting_without_a_moment_and_a_moment_without_waiting(event, make_person, now, state, waits):
    with refused("who_waits_has_waited_since"):
        Registration.objects.create(
            event=event, person=make_person(), state=state, answered_at=now, waiting_since=now if waits else None
        )


def test_a_registration_in_an_unknown_state(event, make_person, now):
    with refused("a_registration_has_a_known_state"):
        Registration.objects.create(event=event, person=make_person(), state="misschien", answered_at=now)


def test_an_answer_with_an_unknown_outcome(event, make_person, now):
    with refused("an_answer_has_a_known_outcome"):
        Answer.objects.create(event=event, person=make_person(), outcome="misschien", source="letter", answered_at=now)


def test_a_second_invitation_of_one_person(event, make_person, colleague, now):
    person = make_person()
    Invitation.objects.create(event=event, person=person, invited_at=now, invited_by=colleague)

    with refused("a_person_is_invited_once_to_an_event"):
        Invitation.objects.create(event=event, person=person, invited_at=now, invited_by=colleague)


def test_an_appearance_of_nobody_and_of_both(event, make_person):
    organisation = Organisation.objects.create(name="Gemeente Utrecht", kind="gemeente")
    person = make_person()

    for who in ({}, {"person": person, "organisation": organisation}):
        with refused("an_appearance_is_of_a_person_or_an_organisation"):
            _in_a_savepoint(lambda who=who: Appearance.objects.create(event=event, role="spreker", **who))


def _in_a_savepoint(work):
    from django.db import transaction

    with transaction.atomic():
        work()


def test_a_sign_up_that_is_confirmed_for_nobody(event, now):
    with refused("a_confirmed_sign_up_is_of_a_person"):
        SignUp.objects.create(
            event=event,
            given_name="Samira",
            family_name="Amrani",
            address="samira@gemeente.example.org",
            asked_at=now,
            confirmed_at=now,
        )


def test_two_events_at_one_address(make_event):
    make_event(slug="talkshow")

    with refused("slug"):
        Event.objects.create(slug="talkshow", kind="talkshow", title="Talkshow", held_on="2026-10-26", online=True)


def test_a_gone_answer_of_an_unknown_state(event):
    with refused("a_gone_answer_has_a_known_state"):
        GoneAnswer.objects.create(event=event, invited=True, state="misschien")


def test_somebody_erased_who_was_there_without_an_answer(event):
    with refused("who_was_counted_as_there_had_answered"):
        GoneAnswer.objects.create(event=event, invited=True, came=True)
