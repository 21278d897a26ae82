from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from post.actions import stops
from post.links import address_hash
from post.models import Stop, StopSource
from post.signals import mail_stopped
from tests.post.conftest import NOW


@pytest.fixture
def told():
    heard = []

    def hear(sender, person, scope, at, **_more):
        heard.append((person, scope, at))

    mail_stopped.connect(hear)
    yield heard
    mail_stopped.disconnect(hear)


def test_m6_saying_stop_twice_is_saying_it_once(make_person, told):
    person = make_person()

    for later in range(2):
        at = NOW + timedelta(days=later)
        stops.stop(person=person, scope=7, how=StopSource.ONE_CLICK, now=at)

    told_of = Stop.objects.filter(person=person)
    assert list(told_of.values_list("scope", "how", "at")) == [(7, "one_click", NOW)]
    assert list(Stop.objects.exclude(person=person).values_list("scope", "how", "at")) == [(7, "one_click", NOW)]
    assert [(who, scope) for who, scope, _ in told] == [(person, 7)] * 2


def test_p10_stopping_everything_also_stops_the_addresses(make_person):
    """So that the same address under another record, or added again later, gets nothing either."""
    person = make_person(address="Samira@X.example.org")

    stops.stop(person=person, how=StopSource.PAGE, now=NOW)

    assert Stop.objects.filter(person=person, scope=None).exists()
    assert Stop.objects.filter(address_hash=address_hash("samira@x.example.org"), scope=None).exists()
    assert "samira" not in str(list(Stop.objects.values())).lower()


def test_a_stop_of_an_address_outlives_its_person(make_person):
    person = make_person(address="samira@x.example.org")
    stops.stop(person=person, how=StopSource.ERASURE, now=NOW)

    person.delete()

    assert [bytes(hashed) for hashed in Stop.objects.values_list("address_hash", flat=True)] == [
        address_hash("samira@x.example.org")
    ]


@pytest.mark.parametrize("scope", [7, None])
def test_p10_what_somebody_stopped_outlives_them_at_the_addresses_they_have_by_then(make_person, scope):
    person = make_person(address="samira@x.example.org")
    stops.stop(person=person, scope=scope, how=StopSource.PAGE, now=NOW)
    person.mail_addresses.update(address="nieuw@x.example.org")

    person.delete()

    held = Stop.objects.holding().filter(scope=scope).values_list("address_hash", flat=True)
    assert {bytes(one) for one in held} == {
        address_hash("samira@x.example.org"),
        address_hash("nieuw@x.example.org"),
    }


def test_p10_stops_of_before_hold_for_their_addresses_too(make_person):
    person, lifted = make_person(address="samira@x.example.org"), make_person(address="joost@x.example.org")
    Stop.objects.create(person=person, scope=7, how="page", at=NOW)
    Stop.objects.create(person=lifted, scope=7, how="page", at=NOW, lifted_at=NOW)
    migration = import_module("post.migrations.0008_addresses_of_stops")

    for _again in range(2):
        migration.hash_addresses(apps, None)

    written = Stop.objects.exclude(address_hash=None).values_list("address_hash", "scope", "how", "at")
    assert [(bytes(one), *rest) for one, *rest in written] == [(address_hash("samira@x.example.org"), 7, "page", NOW)]


def test_who_asks_for_the_letters_again_gets_them(make_person):
    person = make_person()
    stops.stop(person=person, how=StopSource.PAGE, now=NOW)
    stops.stop(person=person, scope=7, how=StopSource.PAGE, now=NOW)

    stops.lift(person=person, now=NOW)

    assert set(Stop.objects.holding().values_list("person", "scope")) == {(person.pk, 7), (None, 7)}
    stops.lift(person=person, scope=7, now=NOW)
    assert not Stop.objects.holding().exists()
    stops.stop(person=person, scope=7, how=StopSource.PAGE, now=NOW)
    assert Stop.objects.holding().filter(person=person).count() == 1


def test_a_dead_address_stays_dead_whatever_the_person_asks(make_person):
    person = make_person()
    stops.stop(person=person, how=StopSource.PAGE, now=NOW)
    stops.stop(person=person, how=StopSource.BOUNCE, scope=7, now=NOW)

    stops.lift(person=person, now=NOW)

    assert set(Stop.objects.holding().values_list("how", "scope")) == {("bounce", None)}


@pytest.mark.parametrize(
    "wrong",
    [
        {"person": None, "address_hash": None},
        {"address_hash": b"x" * 32},
        {"how": "so"},
        {"lifted_at": NOW - timedelta(days=1)},
    ],
)
def test_the_database_refuses_a_stop_that_makes_no_sense(make_person, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Stop.objects.create(**{"person": make_person(), "scope": 1, "how": "page", "at": NOW, **wrong})
