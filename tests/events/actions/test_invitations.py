from datetime import timedelta

import pytest

from accounts.models import AuditLine
from events.actions.invitations import CannotInvite, invite
from events.models import Invitation
from network.models import Person

pytestmark = pytest.mark.django_db


def test_everybody_is_invited_once_however_often_they_are_asked(event, make_people, colleague, now):
    make_people(5)
    some = Person.objects.order_by("pk")[:3]

    first = invite(event=event, people=some, by=colleague, now=now)
    again = invite(event=event, people=Person.objects.all(), by=colleague, now=now + timedelta(hours=1))

    assert (first, again) == (3, 2)
    assert Invitation.objects.filter(invited_at=now, invited_by=colleague).count() == 3
    assert list(AuditLine.objects.order_by("pk").values_list("facts", flat=True)) == [{"number": 3}, {"number": 2}]


def test_inviting_many_takes_as_many_queries_as_inviting_one(
    event, make_people, colleague, now, django_assert_num_queries
):
    make_people(300)

    with django_assert_num_queries(5):  # savepoint, lock, insert, audit line, release
        invite(event=event, people=Person.objects.all(), by=colleague, now=now)


def test_people_found_by_joins_and_twice_are_invited_once(event, make_person, colleague, now):
    person = make_person()
    person.mail_addresses.create(address="tweede@gemeente.example.org", preferred=False)
    twice = Person.objects.filter(mail_addresses__address__contains="example")

    assert invite(event=event, people=twice, by=colleague, now=now) == 1


def test_nobody_is_invited_to_what_is_over_or_off(make_event, make_person, colleague, now):
    make_person()
    begun, off = make_event(), make_event(cancelled_at=now)

    with pytest.raises(CannotInvite):
        invite(event=begun, people=Person.objects.all(), by=colleague, now=begun.begins_at)
    with pytest.raises(CannotInvite):
        invite(event=off, people=Person.objects.all(), by=colleague, now=now)

    assert not Invitation.objects.exists()
