"""Organisations that were invited often and never came."""

from datetime import date, timedelta

import pytest

from events.models import Invitation, Registration
from events.queries import invited_in_vain
from network.models import Affiliation, Organisation
from network.queries.gaps import GapKind, gaps

TODAY = date(2026, 9, 18)


@pytest.fixture
def invited(make_event, make_person, colleague, now):
    """Somebody of Divosa who was invited to three events that were held."""
    person = make_person()
    divosa = Organisation.objects.create(name="Divosa", kind="vereniging")
    Affiliation.objects.create(person=person, organisation=divosa)
    events = [make_event(held_on=TODAY - timedelta(days=days)) for days in (10, 20, 30)]
    for event in events:
        Invitation.objects.create(event=event, person=person, invited_at=now, invited_by=colleague)
    return divosa, person, events


def test_three_times_in_vain_is_told_with_the_last_day(invited):
    divosa, _person, _events = invited

    assert invited_in_vain(TODAY) == {divosa.pk: (3, TODAY - timedelta(days=10))}


def test_the_gap_finder_says_so(invited, colleague):
    [gap] = [gap for gap in gaps(colleague, TODAY) if gap.kind == GapKind.IN_VAIN]

    assert (gap.organisation.name, gap.reason[:27]) == ("Divosa", "Uitgenodigd voor 3 bijeenko")


def test_an_invitation_to_what_is_yet_to_come_does_not_count(invited):
    event = invited[2][0]
    event.held_on = TODAY
    event.save()

    assert invited_in_vain(TODAY) == {}


@pytest.mark.parametrize(("came", "in_vain"), [(True, False), (None, False), (False, True)])
def test_who_said_yes_came_unless_somebody_recorded_that_they_did_not(came, in_vain, invited, now):
    _divosa, person, events = invited
    Registration.objects.create(event=events[0], person=person, state="coming", answered_at=now, came=came)

    assert bool(invited_in_vain(TODAY)) == in_vain
