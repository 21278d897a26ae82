"""What the postman leaves to somebody who can wait for the database: fetching parcels, settling them, pausing."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import connections
from django.utils import timezone

from post import place
from post.actions import alarms, delivering, outages, reports, restoring
from post.actions.delivering import Claimed, Result
from post.compiling import Letterhead
from post.fields import CannotCompile, without_addresses
from post.hand import Hand, Printed, Steering
from post.lookup import look_up
from post.models import LetterState, Mailing
from post.place import Sign

GONE_WRONG = (LetterState.FAILED, LetterState.DEFERRED)
MOST_PRINTED = 8  # mailings kept compiled


# Seconds that also pass while the machine sleeps, so that a claim is not kept over a long sleep.
ticks = partial(time.clock_gettime, getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Clerk:
    """The one who keeps the books of a round, in the name of its owner."""

    def __init__(self, owner: str, clock: Callable[[], datetime], steering: Steering) -> None:
        self.owner, self._clock, self._steering = owner, clock, steering
        self._printed: dict[int, Printed] = {}
        self._has_said_it_works = False

    def fetch(self, *, service_only: bool) -> Hand | None:
        """Claim the next parcel and make it ready to go; nothing when there is none to claim."""
        while True:
            began, now = ticks(), self._clock()
            claimed = delivering.claim(owner=self.owner, now=now, service_only=service_only)
            if not claimed:
                return None
            if place.beat(now=now) is not Sign.GOOD:
                delivering.settle(claimed=claimed, result=Result(left=claimed.letters), now=now)
                restoring.come_up_paused(now=now)
                continue
            try:
                printed = self._print(claimed.mailing)
            except CannotCompile as refused:
                self._send_back(claimed, str(refused))
                continue
            found = look_up(mailing=printed.mailing, letters=claimed.letters, today=timezone.localdate(now))
            hand = Hand(
                claimed=claimed, printed=printed, found=found, steering=self._steering, at=timezone.localtime(now)
            )
            hand.good_until = began + delivering.LEASE - delivering.GRACE
            return hand

    def _print(self, number: int) -> Printed:
        """Return a mailing with its letterhead, compiled once per round: its words stand still since its release."""
        if number not in self._printed:
            if len(self._printed) >= MOST_PRINTED:
                del self._printed[next(iter(self._printed))]
            mailing = Mailing.objects.get(pk=number)
            self._printed[number] = Printed(mailing, Letterhead(mailing))
        return self._printed[number]

    def _send_back(self, claimed: Claimed, why: str) -> None:
        """Give a parcel back whose mailing cannot become a letter, and hold that mailing for a person to look at."""
        delivering.settle(claimed=claimed, result=Result(left=claimed.letters, trouble=why), now=self._clock())
        self.pause(claimed.mailing, why)

    def settle(self, hand: Hand, result: Result) -> None:
        """Write down what became of a parcel; its journal goes only after that is certain."""
        now = self._clock()
        delivering.settle(claimed=hand.claimed, result=result, now=now)
        hand.journal.put_away()
        if hand.refusals:
            reports.take_refusals(refusals=hand.refusals, now=now)
        if any(one.state in GONE_WRONG for one in result.outcomes):
            alarms.look_at_attempts(number=hand.claimed.mailing, now=now)
        if not result.left:
            delivering.finish(mailing=hand.claimed.mailing, now=now)
        if not self._has_said_it_works and any(one.state == LetterState.SENT for one in result.outcomes):
            self._has_said_it_works = True
            outages.over(now=now)

    def server_is_away(self, why: str) -> None:
        """Write down that no mail server takes anything from us."""
        outages.noticed(words=without_addresses(why), now=self._clock())

    def renew(self) -> float:
        """Keep what is in hand for another while, and return until when that is sure."""
        began = ticks()
        delivering.renew(owner=self.owner)
        return began + delivering.LEASE - delivering.GRACE

    def pause(self, number: int, why: str) -> None:
        """Pause a mailing that the server does not want; somebody else may have done so already."""
        alarms.hold(mailing=Mailing(pk=number), reason=without_addresses(why), now=self._clock())

    def go_home(self) -> None:
        """Close the database connection of this thread."""
        connections.close_all()


def holds_for_service(hand: Hand) -> bool:
    """Tell whether these are service letters, which somebody waits for and which are never paused."""
    return not hand.printed.mailing.rules.pauses_itself
