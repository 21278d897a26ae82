"""Many answers at once, against a real PostgreSQL: the promise of bar Q4, faults F18 to F20."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections

from accounts.models import User
from events.actions import events, registrations
from events.models import Answer, AnswerSource, Event
from events.queries import place_in_line, standing
from post.models import Letter

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 8


def all_at_once(work, items):
    """Do this for each item, so many at a time, each with its own connection; return what came of it."""
    gate = Barrier(min(AT_ONCE, len(items)))

    def one(number_and_item):
        number, item = number_and_item
        if number < gate.parties:
            gate.wait()
        try:
            return work(item)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, enumerate(items)))


def test_f18_forty_answers_for_the_last_five_seats_never_oversell(make_event, make_people, say, now):
    event = make_event(capacity=5)
    people = make_people(40)

    answers = all_at_once(lambda person: say(event, person), people)

    assert sorted(answer.state for answer in answers) == ["coming"] * 5 + ["waiting"] * 35
    assert sorted(place_in_line(row) for row in event.registrations.waiting()) == list(range(1, 36))
    assert Letter.objects.count() == 40


def test_f18_the_line_is_served_in_order_while_everybody_gives_up_at_once(make_event, make_people, say):
    event = make_event(capacity=5)
    people = make_people(30)
    for person in people:
        say(event, person)
    line = list(event.registrations.waiting().values_list("person", flat=True))

    all_at_once(lambda person: say(event, person, coming=False), people[:5])

    assert set(event.registrations.coming().values_list("person", flat=True)) == set(line[:5])
    assert list(event.registrations.waiting().values_list("person", flat=True)) == line[5:]


def test_f19_forty_presses_of_one_person_make_one_registration(make_event, make_person, say):
    event, person = make_event(capacity=5), make_person()

    answers = all_at_once(lambda _press: say(event, person), range(40))

    assert {answer.pk for answer in answers} == {event.registrations.get().pk}
    assert Answer.objects.count() == 1
    assert Letter.objects.count() == 1


def check(event: Event, most: int) -> None:
    """Nobody waits beside a free place, no seat was invented, and the numbers add up."""
    known = standing(Event.objects.get(pk=event.pk))
    assert known.coming <= most
    assert known.waiting == 0 or known.coming >= known.capacity
    line = [row.waiting_since for row in event.registrations.waiting()]
    assert line == sorted(set(line))
    last = {}
    for answer in Answer.objects.filter(event=event).order_by("pk"):
        last[answer.person_id] = answer.outcome
    assert last == dict(event.registrations.values_list("person", "state"))


@pytest.mark.parametrize("seed", range(3))
def test_f20_a_random_mix_of_operations_at_once_keeps_every_promise(make_event, make_people, colleague, now, seed):
    event, people, most = make_event(capacity=6), make_people(25), 12
    colleague = User.objects.get(pk=colleague.pk)

    def work(number):
        chance = random.Random(seed * 1000 + number)
        at = now + timedelta(seconds=number)
        if chance.random() < 0.15:
            events.set_capacity(event=event, capacity=chance.randint(2, most), by=colleague, now=at)
            return
        registrations.answer(
            event=event,
            person=chance.choice(people),
            coming=chance.random() < 0.65,
            source=AnswerSource.LETTER,
            now=at,
        )

    all_at_once(work, range(100))

    check(event, most)


def test_f20_step_by_step_the_line_keeps_its_order(make_event, make_people, colleague, now):
    """The same mix beside a plain model of the rules in ten lines."""
    event, people, chance = make_event(capacity=4), make_people(15), random.Random(20)
    coming, line, capacity = set(), [], 4
    for step in range(300):
        at, person = now + timedelta(seconds=step), chance.choice(people)
        if chance.random() < 0.1:
            capacity = chance.randint(1, 8)
            events.set_capacity(event=event, capacity=capacity, by=colleague, now=at)
        else:
            wants = chance.random() < 0.6
            registrations.answer(event=event, person=person, coming=wants, source=AnswerSource.LETTER, now=at)
            if not wants:
                coming.discard(person.pk)
                line = [pk for pk in line if pk != person.pk]
            elif person.pk not in coming and person.pk not in line:
                line.append(person.pk)
        while line and len(coming) < capacity:
            coming.add(line.pop(0))

        assert set(event.registrations.coming().values_list("person", flat=True)) == coming
        assert list(event.registrations.waiting().values_list("person", flat=True)) == line
