"""How people answered an invitation, worked out in the order in which their answers came in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from events.models import Answer, AnswerSource, Event, Registration, RegistrationState
from network.models import Person

COMING, WAITING, DECLINED = RegistrationState.COMING, RegistrationState.WAITING, RegistrationState.DECLINED
YES, NO = 0.34, 0.22  # of those invited; the others say nothing
THOUGHT_BETTER = 0.07  # of those who said yes


@dataclass
class Desk:
    """Keeps the places of one event: first come, first served, and a line for who comes after."""

    event: Event
    registrations: dict[int, Registration] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)

    def take(self, person: Person, coming: bool, moment: datetime) -> None:
        """Write down what somebody said; a place that comes free goes to the first in line."""
        before = self.registrations.get(person.pk)
        state = DECLINED if not coming else COMING if self._has_room() else WAITING
        self._settle(person, state, moment, AnswerSource.LETTER)
        if before and before.state == COMING and state == DECLINED:
            self._move_up(moment + timedelta(seconds=1))

    def _has_room(self) -> bool:
        coming = sum(1 for each in self.registrations.values() if each.state == COMING)
        return self.event.capacity is None or coming < self.event.capacity

    def _settle(self, person: Person, state: str, moment: datetime, source: str) -> None:
        waiting_since = moment if state == WAITING else None
        self.registrations[person.pk] = Registration(
            event=self.event, person=person, state=state, answered_at=moment, waiting_since=waiting_since
        )
        self.answers.append(Answer(event=self.event, person=person, outcome=state, source=source, answered_at=moment))

    def _move_up(self, moment: datetime) -> None:
        waiting = [each for each in self.registrations.values() if each.state == WAITING]
        if waiting:
            first = min(waiting, key=lambda each: each.waiting_since or moment)
            self._settle(first.person, COMING, moment, AnswerSource.WAITING_LIST)


def receive(dice: Random, event: Event, people: list[Person], invited_at: datetime, until: datetime) -> Desk:
    """Let these people answer between the invitation and a moment."""
    said: list[tuple[datetime, int, Person, bool]] = []
    for person in people:
        luck = dice.random()
        if luck >= YES + NO:
            continue
        moment = _later(dice, invited_at)
        said.append((moment, person.pk, person, luck < YES))
        if luck < YES * THOUGHT_BETTER:
            said.append((_later(dice, moment), person.pk, person, False))
    desk = Desk(event)
    for moment, _pk, person, coming in sorted(said, key=lambda each: each[:2]):
        if moment < until:
            desk.take(person, coming, moment)
    return desk


def _later(dice: Random, moment: datetime) -> datetime:
    """Return a moment some days later; most people answer soon or not at all."""
    return moment + timedelta(days=min(dice.expovariate(0.4), 20), minutes=3)
