from datetime import timedelta

import pytest

from accounts.models import AuditLine
from newsletter.actions import subscriptions
from newsletter.models import Newsletter, Subscription
from newsletter.models.subscription import EndSource
from newsletter.queries.leaving import UNDO_FOR, is_on_list
from post.actions import stops
from post.models import Stop, StopSource
from tests.newsletter.conftest import NOW


@pytest.fixture
def reader(make_reader):
    return make_reader()


def leave(reader, newsletter, how=EndSource.PAGE, now=NOW, **more):
    subscriptions.end(person=reader, newsletter=newsletter, how=how, now=now, **more)


def test_leaving_ends_the_place_keeps_the_consent_and_stops_the_letters(reader, invitations, campaign):
    """P1: taken back is an end, with how and through which letter."""
    leave(reader, invitations, EndSource.ONE_CLICK, through=campaign)

    place = Subscription.objects.get()
    assert (place.ended_at, place.ended_how, place.ended_through) == (NOW, "one_click", campaign)
    assert Stop.objects.get(person=reader).scope == invitations.pk
    assert AuditLine.objects.filter(action="subscription.ended").count() == 1


def test_leaving_twice_is_leaving_once(reader, invitations):
    """M6"""
    leave(reader, invitations)
    leave(reader, invitations, EndSource.ONE_CLICK, now=NOW + timedelta(hours=1))

    assert Subscription.objects.get().ended_at == NOW
    assert Stop.objects.filter(person=reader).count() == 1


def test_leaving_one_list_touches_no_other_and_nobody_else(reader, make_reader, invitations, agree):
    """M7"""
    other_list = Newsletter.objects.create(slug="kis-nieuwsbrief", name="KIS-nieuwsbrief", name_en="KIS newsletter")
    agree(reader, other_list)
    other = make_reader("Joost")

    leave(reader, invitations)

    assert not is_on_list(reader, invitations)
    assert is_on_list(reader, other_list)
    assert is_on_list(other, invitations)


def test_undoing_at_once_is_a_new_consent_with_its_own_words(reader, invitations):
    """P1"""
    leave(reader, invitations)
    subscriptions.undo(person=reader, newsletter=invitations, now=NOW + timedelta(minutes=1))
    subscriptions.undo(person=reader, newsletter=invitations, now=NOW + timedelta(minutes=2))

    first, second = Subscription.objects.order_by("pk")
    assert (first.ended_at, second.ended_at) == (NOW, None)
    assert (second.source, second.proof) == ("undo", f"subscription {first.pk}")
    assert second.wording == "Maak ongedaan: ik wil deze brieven blijven krijgen"
    assert is_on_list(reader, invitations)


def test_after_half_an_hour_leaving_is_not_undone_with_one_press(reader, invitations):
    leave(reader, invitations)

    with pytest.raises(subscriptions.CannotUndo):
        subscriptions.undo(person=reader, newsletter=invitations, now=NOW + UNDO_FOR + timedelta(seconds=1))

    assert not is_on_list(reader, invitations)


def test_what_a_colleague_recorded_is_not_undone_by_a_link(reader, invitations, colleague):
    """P10"""
    leave(reader, invitations, EndSource.STAFF, by=colleague)

    with pytest.raises(subscriptions.CannotUndo):
        subscriptions.undo(person=reader, newsletter=invitations, now=NOW)


def test_undo_gives_no_place_to_who_never_had_one(make_person, invitations):
    """T1"""
    person = make_person()
    leave(person, invitations)
    subscriptions.undo(person=person, newsletter=invitations, now=NOW)

    assert not Subscription.objects.exists()


def test_who_stops_everything_leaves_every_list(reader, invitations, agree):
    agree(reader, Newsletter.objects.create(slug="kis-nieuwsbrief", name="KIS-nieuwsbrief", name_en="KIS newsletter"))

    stops.stop(person=reader, scope=None, how=StopSource.COMPLAINT, now=NOW)

    assert set(Subscription.objects.values_list("ended_how", "ended_at")) == {("complaint", NOW)}


def test_a_dead_address_takes_back_no_consent(reader, invitations):
    stops.stop(person=reader, scope=None, how=StopSource.BOUNCE, now=NOW)

    assert is_on_list(reader, invitations)
