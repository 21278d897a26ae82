"""A parcel in the hands of a worker: its letters, each with what became of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import structlog
from django.utils.translation import gettext as _

from post.actions.delivering import Claimed, Outcome, Result
from post.blame import is_about_us
from post.compiling import Letterhead
from post.journal import Journal, Mark
from post.links import bounce_address
from post.lookup import Found
from post.models import LetterState, Mailing, Reason
from post.transport.errand import Stage

log = structlog.get_logger(__name__)

MOST_CUTS = 3  # a letter on which the connection broke this often waits for another time
OF_LATE = 200  # accepted letters against which refusals are weighed
ENOUGH_REFUSALS = 20  # refusals that are about us, before we take it that the server wants none of this (bar F7)


class Steering(Protocol):
    """What a hand asks of the round it is in, and tells it."""

    def may_leave(self, hand: Hand, found: Found) -> bool:
        """Tell whether this letter may be handed over now: not stopped, not paused, our claim still good."""
        ...

    def sender_refused(self, hand: Hand, why: str) -> None:
        """Hear that the server refuses us, for good, rather than a receiver."""
        ...

    def put_off(self, hand: Hand, why: str) -> None:
        """Hear that the server takes nothing from us for the moment."""
        ...


@dataclass
class Printed:
    """A mailing with its letterhead, and how the server takes it in this round."""

    mailing: Mailing
    letterhead: Letterhead
    bounces_to: Callable[[int], bytes] = field(default_factory=bounce_address)
    accepted: int = 0
    refused: int = 0  # for a reason that is about us; both are of late, see `hears_yes`

    def hears_yes(self) -> None:
        """Count a letter that was accepted; what was long ago counts ever less, so that a server that turns is seen."""
        self.accepted += 1
        if self.accepted >= OF_LATE:
            self.accepted, self.refused = self.accepted // 2, self.refused // 2


class Hand:
    """One claimed parcel being delivered. Letters come from `queue`; `out` of them are on the wire."""

    def __init__(
        self, *, claimed: Claimed, printed: Printed, found: list[Found], steering: Steering, at: datetime
    ) -> None:
        """Open the journal and take up the letters that may leave; the others have their outcome at once.

        :raises OSError: when the journal cannot be made, so that nothing may be handed over.
        """
        self.claimed, self.printed, self.steering, self.at = claimed, printed, steering, at
        self.journal = Journal(claimed.parcel, claimed.owner, claimed.letters)
        self.result = Result()
        self.refusals: list[Outcome] = []  # for good, of the receiver
        self.queue: deque[Carried] = deque()
        self.out = 0
        self.is_put_off = False
        self.good_until = 0.0  # until when, by `clerk.ticks`, nobody else may think that we are gone
        places = {letter: place for place, letter in enumerate(claimed.letters)}
        leaving = [one for one in found if one.state == LetterState.WAITING]
        for one, values in zip(leaving, self._values_of(leaving), strict=True):
            self.queue.append(Carried(self, one, places[one.who.letter], values))
        for one in found:
            if one.state != LetterState.WAITING:
                self.add(Outcome(one.who.letter, one.state, reason=one.reason, address=one.changed, tried=False))

    def _values_of(self, leaving: list[Found]) -> Sequence[Sequence[bytes] | None]:
        """Make what is personal for all letters at once; when one cannot be made, each is left to be filled alone."""
        letterhead = self.printed.letterhead
        try:
            return letterhead.values_of([one.who for one in leaving], eight_bit=letterhead.fits_eight_bit)
        except Exception:
            log.exception("parcel_filled_one_by_one", parcel=self.claimed.parcel)
            return [None] * len(leaving)

    def add(self, outcome: Outcome) -> None:
        """Take down what became of one letter."""
        self.result.outcomes.append(outcome)

    def close(self) -> Result:
        """Return what became of the parcel; what is still in the queue is left for another time."""
        self.result.left = [errand.number for errand in self.queue]
        self.queue.clear()
        return self.result


class Carried:
    """One letter on its way: an `Errand` that keeps the journal and the result of its parcel."""

    __slots__ = (
        "cuts",
        "ends_at",
        "fits_eight_bit",
        "found",
        "hand",
        "needs_smtputf8",
        "number",
        "octets",
        "place",
        "recipient",
        "sender",
        "size",
        "values",
    )

    def __init__(self, hand: Hand, found: Found, place: int, values: Sequence[bytes] | None) -> None:
        self.hand, self.found, self.place, self.values = hand, found, place, values
        self.number = found.who.letter
        self.needs_smtputf8 = not found.who.address.isascii()
        self.fits_eight_bit = hand.printed.letterhead.fits_eight_bit
        self.octets: list[bytes] = []
        self.ends_at = self.cuts = self.size = 0
        self.recipient = found.who.address.encode()
        # Each letter has its own envelope sender, so that a bounce says which it is (VERP, bar M23).
        self.sender = hand.printed.bounces_to(self.number)

    def fill(self, *, eight_bit: bool) -> bool:
        """Fill the letter; one that cannot be made fails alone, the others go on (bar F26)."""
        eight_bit = eight_bit and self.fits_eight_bit
        values = self.values if eight_bit == self.fits_eight_bit else None
        try:
            self.octets = self.hand.printed.letterhead.fill(
                self.found.who, eight_bit=eight_bit, at=self.hand.at, values=values
            )
        except Exception:
            log.exception("letter_unfit", letter=self.number)
            self._settled(LetterState.FAILED, reason=Reason.UNFIT, tried=False)
            return False
        self.size = sum(map(len, self.octets))
        return True

    def may_leave(self) -> bool:
        return self.hand.steering.may_leave(self.hand, self.found)

    def handed_over(self) -> None:
        self.hand.journal.mark(self.place, Mark.HANDED_OVER)

    def accepted(self, code: int, text: str) -> None:
        self.hand.journal.mark(self.place, Mark.ACCEPTED, code)
        self.hand.printed.hears_yes()
        self._settled(LetterState.SENT, code, text)

    def refused(self, stage: Stage, code: int, text: str) -> None:
        """Take a refusal to heart: of the sender it holds up the mailing, of the receiver this letter alone."""
        if stage is Stage.MAIL:
            self._back_in_line()
            tell = self.hand.steering.put_off if code // 100 == 4 else self.hand.steering.sender_refused
            tell(self.hand, f"{code} {text}")
        elif code // 100 == 4:
            self.hand.journal.mark(self.place, Mark.LATER, code)
            self._settled(LetterState.DEFERRED, code, text)
        else:
            self.hand.journal.mark(self.place, Mark.REFUSED, code)
            self._settled(LetterState.FAILED, code, text)
            if is_about_us(stage, text):
                self._refused_for_us(f"{code} {text}")
            else:
                self.hand.refusals.append(self.hand.result.outcomes[-1])

    def _refused_for_us(self, why: str) -> None:
        printed = self.hand.printed
        printed.refused += 1
        if printed.refused >= ENOUGH_REFUSALS and printed.refused * 10 > printed.accepted:
            self.hand.steering.sender_refused(self.hand, why)

    def cannot_travel(self, *, largest: int) -> None:
        if largest:
            self._back_in_line()
            self.hand.steering.sender_refused(self.hand, _("The letter is larger than the mail server takes."))
        else:
            self._settled(LetterState.FAILED, reason=Reason.NEEDS_SMTPUTF8, tried=False)

    def came_back(self) -> None:
        """Wait for another connection; a letter on which it breaks each time must not hold up the others."""
        self.hand.journal.mark(self.place, Mark.UNTOUCHED)
        self.cuts += 1
        if self.cuts < MOST_CUTS:
            self._back_in_line()
        else:
            self.hand.journal.mark(self.place, Mark.LATER)
            self._settled(LetterState.DEFERRED, reason=Reason.CUT_OFF)

    def in_doubt(self, why: str) -> None:
        """Stay in doubt: a person may decide to send it once more, we do not (bar F10, Q2)."""
        self._settled(LetterState.UNKNOWN, None, why, Reason.NO_ANSWER)

    def skipped(self) -> None:
        """Stay here, because the person said stop after the parcel was claimed."""
        self._settled(LetterState.SKIPPED, reason=Reason.STOPPED, tried=False)

    def _back_in_line(self) -> None:
        self.octets = []
        self.hand.out -= 1
        self.hand.queue.append(self)

    def _settled(
        self, state: LetterState, code: int | None = None, text: str = "", reason: str = "", *, tried: bool = True
    ) -> None:
        self.octets = []
        self.hand.out -= 1
        self.hand.add(Outcome(self.number, state, code, text, reason, self.found.changed, tried))
