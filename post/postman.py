"""One round of the postman: take parcels, carry their letters to the mail server, say what became of them.

The loop of the wire runs in this thread. What waits for the database is done by a clerk in a second thread, so that the
wire stays busy meanwhile.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop

from post import owner, pace
from post.actions import recovering
from post.actions.delivering import GRACE
from post.clerk import Clerk, holds_for_service, ticks
from post.fields import without_addresses
from post.halts import Halts
from post.hand import Carried, Hand
from post.lookup import Found
from post.transport.opening import NoConnectionError, NotWelcomeError
from post.transport.provider import Courier
from post.transport.wire import Wire

log = structlog.get_logger(__name__)

ENOUGH = 250  # letters at hand; with fewer the clerk fetches another parcel
MOST_HANDS = 4
RENEW_EVERY = 10  # seconds
LOOK_AGAIN = 1  # seconds between two looks for service letters while other letters are on their way
SILENT = gettext_noop("The mail server does not answer.")
REST = timedelta(seconds=30)  # how long a parcel waits when the mail server takes nothing


class Inline(Executor):
    """A clerk who works at once, in this thread: for tests that see only their own transaction."""

    def submit(self, work: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        """Do the work and return it done."""
        done: Future[Any] = Future()
        try:
            done.set_result(work(*given, **named))
        except Exception as failed:
            done.set_exception(failed)
        return done


def deliver(
    *, seconds: float | None = None, clock: Callable[[], datetime] = timezone.now, in_thread: bool = True
) -> bool:
    """Deliver until nothing is claimable, or for so many seconds; return whether there may be more to do.

    What this process or another one here left behind is settled first.
    """
    this = Round(seconds=seconds, clock=clock, in_thread=in_thread)
    try:
        recovering.recover(by=this.owner, now=clock())
        return this.run()
    finally:
        this.close()


class Round:
    """What one round knows: the parcels in hand, the wire, the clerk, and what was said while it ran."""

    def __init__(self, *, seconds: float | None, clock: Callable[[], datetime], in_thread: bool) -> None:
        self.owner = owner.begin_round()
        self._clock = clock
        self._until = time.monotonic() + seconds if seconds is not None else float("inf")
        self._in_thread = in_thread
        self._clerk = Clerk(self.owner, clock, self)
        self._desk: Executor = ThreadPoolExecutor(1, "clerk") if in_thread else Inline()
        self._halts = Halts()
        self._pace = pace.from_settings()
        take = self._take_in_pace if self._pace else self._take
        carrier = Courier if settings.POST_PROVIDER else Wire
        self._wire = carrier(take=take, waiting=self._waiting, most_lines=settings.POST_CONNECTIONS)
        self._wire.watch(self._halts.fileno(), self._halts.hear)
        self._hands: deque[Hand] = deque()
        self._jobs: list[Future[Any]] = []
        self._fetching: Future[Hand | None] | None = None
        self._asked_for_service_only = False
        self._renewing: Future[float] | None = None
        self._fetch_from = 0.0
        self._renew_from = time.monotonic() + RENEW_EVERY
        self._is_out_of_parcels = self._is_closing = self._is_broken = self._has_left_some = False

    def run(self) -> bool:
        """Carry letters until there are none or the time is up; return whether there may be more."""
        try:
            self._wire.run(self._tend)
            if self._wire.is_met_with_silence:
                log.warning("mail_server_away", error=SILENT)
                self._tell_that_it_is_away(SILENT)
        except NoConnectionError as broken:
            log.warning("mail_server_away", error=without_addresses(str(broken)))
            self._put_everything_off(str(broken))
            self._tell_that_it_is_away(str(broken))
        except NotWelcomeError as refused:
            log.error("mail_server_refuses_us", error=without_addresses(str(refused)))
            for hand in self._hands:
                self.sender_refused(hand, str(refused))
            self._put_everything_off(str(refused))
            self._tell_that_it_is_away(str(refused))
        except Exception:
            # A database or a disk that broke is no reason to leave letters in doubt: the journal needs neither.
            self._is_closing = self._is_broken = True
            self._wire.hear_the_rest(seconds=GRACE)
            raise
        self._is_closing = True
        self._finish_fetching()
        self._settle_what_is_done()
        for job in self._jobs:
            job.result()
        return not self._is_out_of_parcels or self._has_left_some

    def close(self) -> None:
        """Let go of everything. What was not settled is settled by the next round, from the journal."""
        self._wire.close()
        if self._in_thread:
            self._desk.submit(self._clerk.go_home)
        self._desk.shutdown()
        for hand in self._hands:
            hand.journal.leave()
        self._halts.close()
        owner.end_round(self.owner)

    # What the wire asks

    def _take(self) -> Carried | None:
        """Give the wire the next letter that may leave."""
        for hand in self._hands:
            while hand.queue and self._goes_on(hand):
                letter = hand.queue.popleft()
                hand.out += 1
                if self._halts.knows_stops and self._is_stopped(hand, letter.found):
                    letter.skipped()
                    continue
                return letter
        return None

    def _take_in_pace(self) -> Carried | None:
        """Give the wire the next letter that may leave in this second."""
        assert self._pace
        for hand in self._hands:
            while hand.queue and self._goes_on(hand) and self._pace.brings_forward(hand.queue):
                letter = hand.queue.popleft()
                hand.out += 1
                if not self._is_stopped(hand, letter.found):
                    return letter
                letter.skipped()
        return None

    def _waiting(self) -> int:
        return sum(len(hand.queue) for hand in self._hands if self._goes_on(hand))

    def _goes_on(self, hand: Hand) -> bool:
        """Tell whether letters of this parcel may still be taken."""
        return not (
            self._is_closing or hand.is_put_off or self._halts.holds(hand.claimed.mailing) or ticks() > hand.good_until
        )

    def _is_stopped(self, hand: Hand, found: Found) -> bool:
        mailing = hand.printed.mailing
        return self._halts.stops(
            number=found.who.person, hashed=found.hashed, scope=mailing.scope, bulk=mailing.rules.stops_with_list
        )

    def may_leave(self, hand: Hand, found: Found) -> bool:
        """Tell whether this letter may be handed over at this very moment."""
        return (
            ticks() <= hand.good_until
            and not self._is_broken
            and not self._halts.holds(hand.claimed.mailing)
            and not (self._halts.knows_stops and self._is_stopped(hand, found))
        )

    def put_off(self, hand: Hand, why: str) -> None:
        """Let a parcel rest: the server takes nothing from us for the moment."""
        hand.is_put_off = True
        hand.result.not_before, hand.result.trouble = self._clock() + REST, why

    def sender_refused(self, hand: Hand, why: str) -> None:
        """Hold a mailing that the server does not want from us; service letters are tried again later instead."""
        if not hand.is_put_off:
            self.put_off(hand, why)
            if not holds_for_service(hand):
                self._jobs.append(self._desk.submit(self._clerk.pause, hand.claimed.mailing, why))

    def _put_everything_off(self, why: str) -> None:
        for hand in self._hands:
            self.put_off(hand, why)

    def _tell_that_it_is_away(self, why: str) -> None:
        self._jobs.append(self._desk.submit(self._clerk.server_is_away, why))

    # What happens between letters

    def _tend(self) -> bool:
        """Keep parcels coming and going; return whether there is, or may come, something to carry."""
        now = time.monotonic()
        self._is_closing = self._is_closing or now > self._until
        self._collect()
        self._settle_what_is_done()
        self._renew(now)
        if not self._is_closing:
            self._fetch(now)
        at_work = self._hands or self._jobs or self._fetching or not self._is_out_of_parcels
        return bool(at_work) and not self._is_closing

    def _collect(self) -> None:
        """Take in what the clerk has done.

        :raises Exception: what the clerk met, such as a database that is gone.
        """
        if self._fetching and self._fetching.done():
            self._finish_fetching()
        if self._renewing and self._renewing.done():
            for hand in self._hands:
                hand.good_until = self._renewing.result()
            self._renewing = None
        if self._jobs and self._jobs[0].done():
            self._jobs.pop(0).result()

    def _finish_fetching(self) -> None:
        if not self._fetching:
            return
        hand, self._fetching = self._fetching.result(), None
        self._is_out_of_parcels = hand is None and not self._asked_for_service_only
        if hand:
            (self._hands.appendleft if holds_for_service(hand) else self._hands.append)(hand)

    def _fetch(self, now: float) -> None:
        """Have another parcel fetched in time; while letters are at hand, look for service letters now and then."""
        if self._fetching or len(self._hands) >= MOST_HANDS:
            return
        has_enough = self._waiting() >= ENOUGH
        if (has_enough or self._is_out_of_parcels) and (now < self._fetch_from or not self._hands):
            return
        self._fetch_from = now + LOOK_AGAIN
        self._asked_for_service_only = has_enough
        self._fetching = self._desk.submit(self._clerk.fetch, service_only=has_enough)
        self._fetching.add_done_callback(self._wire.wake)

    def _renew(self, now: float) -> None:
        if self._hands and not self._renewing and now >= self._renew_from:
            self._renew_from = now + RENEW_EVERY
            self._renewing = self._desk.submit(self._clerk.renew)

    def _settle_what_is_done(self) -> None:
        """Have every parcel written up of which nothing is on the wire and nothing more may leave."""
        for hand in list(self._hands):
            if not hand.out and not (hand.queue and self._goes_on(hand)):
                self._hands.remove(hand)
                result = hand.close()
                self._has_left_some = self._has_left_some or bool(result.left and not result.not_before)
                job = self._desk.submit(self._clerk.settle, hand, result)
                job.add_done_callback(self._wire.wake)
                self._jobs.append(job)
