"""Keep several connections to the mail server going in one loop, and open new ones where they break."""

from __future__ import annotations

import queue
import selectors
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings

from .channel import LineLost
from .line import Line, Take
from .opening import NoConnectionError, Opened, dial

LOOK_ROUND = 0.5  # seconds: how long the loop sleeps at most, and how often it looks for silent connections
SILENCE = 15  # seconds without a greeting: less than a round of a worker lasts, and more than a slow server takes
PATIENCE = 5  # failures in a row, without one letter accepted, before we leave the server alone for a while


class Wire:
    """The connections of one worker. Asks `take` for errands; `waiting` says how many there are to take."""

    def __init__(self, *, take: Take, waiting: Callable[[], int], most_lines: int) -> None:
        self._take, self._waiting, self._most_lines = take, waiting, most_lines
        self._selector = selectors.DefaultSelector()
        self._lines: list[Line] = []
        self._dialled: queue.SimpleQueue[Opened | Exception] = queue.SimpleQueue()
        self._dialling = 0
        self._failures = 0
        self._dial_from = self._looked_at = 0.0
        self._first_dial = float("inf")
        self._got_through = False
        self._bell, self._rings = socket.socketpair()
        self._bell.setblocking(False)
        self._rings.setblocking(False)
        self.watch(self._rings.fileno(), self._heard_bell)
        self._closed = False
        self.trouble = ""  # why the last connection broke or did not come

    def watch(self, descriptor: int, react: Callable[[], None]) -> None:
        """Call `react` in the loop whenever there is something to read here."""
        self._selector.register(descriptor, selectors.EVENT_READ, react)

    def wake(self, *_ignored: object) -> None:
        """Make the loop look round at once; may be called from another thread."""
        with suppress(OSError):  # it rings already, or the loop has ended
            self._bell.send(b".")

    def run(self, go_on: Callable[[], bool]) -> None:
        """Carry errands until `go_on`, asked after everything that happens, says no and no letter is on the wire.

        :raises NotWelcomeError: when the server does not let us in.
        :raises NoConnectionError: when it cannot be reached, or breaks off again and again.
        """
        while True:
            wanted = go_on()
            now = time.monotonic()
            self._take_dialled(now)
            if wanted:
                self._put_to_work(now)
                self._send_off()
            elif all(line.idle for line in self._lines):
                return
            self._hear()
            self._look_for_silence()

    @property
    def is_met_with_silence(self) -> bool:
        """Whether we knock, nobody opened yet, and that takes so long that the round may end before it fails."""
        return self._dialling > 0 and not self._got_through and time.monotonic() - self._first_dial >= SILENCE

    def hear_the_rest(self, *, seconds: float) -> None:
        """Wait so long for what the server still says of letters that are with it; nothing new begins."""
        for key in list(self._selector.get_map().values()):
            if not isinstance(key.data, Line):
                self._selector.unregister(key.fileobj)
        until = time.monotonic() + seconds
        while time.monotonic() < until and not all(line.idle for line in self._lines):
            self._hear()

    def _hear(self) -> None:
        """Act on whatever happens next, or on nothing for a while, and send what follows from it."""
        for key, events in self._selector.select(LOOK_ROUND):
            self._react(key, events)
        self._send_off()

    def close(self) -> None:
        """Hang up everywhere; whoever is still on the wire hears so."""
        self._closed = True
        for line in self._lines:
            if line.idle:
                line.say_goodbye()
            else:
                line.hang_up("We stopped.")
        self._selector.close()
        self._bell.close()
        self._rings.close()
        self._drop_dialled()

    def _drop_dialled(self) -> None:
        while (opened := self._next_dialled()) is not None:
            if isinstance(opened, Opened):
                opened.socket.close()

    def _next_dialled(self) -> Opened | Exception | None:
        with suppress(queue.Empty):
            return self._dialled.get_nowait()
        return None

    # Lines at work

    def _react(self, key: selectors.SelectorKey, events: int) -> None:
        line = key.data
        if not isinstance(line, Line):
            line()
            return
        now = time.monotonic()
        delivered = line.delivered
        try:
            if events & selectors.EVENT_WRITE:
                line.channel.writable(now)
                self._listen(line)
            if events & selectors.EVENT_READ:
                line.readable(now)
        except LineLost as lost:
            self._lose(line, str(lost), now)
        if line.delivered > delivered:
            self._failures = 0

    def _listen(self, line: Line) -> None:
        write = selectors.EVENT_WRITE if line.channel.is_behind else 0
        self._selector.modify(line.channel, selectors.EVENT_READ | write, line)

    def _send_off(self) -> None:
        """Send what all lines have to say, at one go: each wakes a server on the same machine only once."""
        for line in [line for line in self._lines if line.channel.has_unsent]:
            try:
                line.channel.send_off()
            except LineLost as lost:
                self._lose(line, str(lost), time.monotonic())
            else:
                if line.channel.is_behind:
                    self._listen(line)

    def _lose(self, line: Line, why: str, now: float) -> None:
        """Give up a connection; its errands hear so, and the next connection waits a little longer."""
        self._selector.unregister(line.channel)
        self._lines.remove(line)
        line.hang_up(why)
        self._failed(why, now)

    def _failed(self, why: str, now: float) -> None:
        self.trouble = why
        self._failures += 1
        self._dial_from = now + min(0.1 * 2**self._failures, 10)

    def _look_for_silence(self) -> None:
        """Hang up on a server that says nothing, so that it cannot hold a worker for ever (bar F8, M20)."""
        now = time.monotonic()
        if now - self._looked_at < LOOK_ROUND:
            return
        self._looked_at = now
        for line in self._lines.copy():
            patience = settings.POST_ANSWER_TIMEOUT if line.awaits_the_last_word else settings.EMAIL_TIMEOUT
            if not line.idle and now - line.channel.touched_at > patience:
                self._lose(line, "The server said nothing for too long.", now)

    # New lines

    def _put_to_work(self, now: float) -> None:
        """Start lines that are idle, and open another when there is more to do than there are lines.

        :raises NoConnectionError: when that failed too often.
        """
        idle = [line for line in self._lines if line.idle]
        if (not idle and len(self._lines) == self._most_lines) or not self._waiting():
            return
        for line in idle:
            line.channel.touched_at = now
            line.start()
        if self._failures >= PATIENCE and not self._lines and not self._dialling:
            raise NoConnectionError(self.trouble)
        at_hand = len(self._lines) + self._dialling
        if self._waiting() and at_hand < self._most_lines and now >= self._dial_from:
            for _line in range(min(self._waiting(), self._most_lines - at_hand)):
                self._dialling += 1
                self._first_dial = min(self._first_dial, now)
                threading.Thread(target=self._dial, name="dial", daemon=True).start()

    def _dial(self) -> None:
        """Open a connection in a thread of its own: a server that is slow to greet must not hold up the others."""
        try:
            self._dialled.put(dial())
        except Exception as failed:
            self._dialled.put(failed)
        self.wake()
        if self._closed:  # it took so long that the loop has ended
            self._drop_dialled()

    def _take_dialled(self, now: float) -> None:
        """Put new connections to work.

        :raises NotWelcomeError: when the server does not let us in.
        """
        while self._dialling and (opened := self._next_dialled()) is not None:
            self._dialling -= 1
            if isinstance(opened, NoConnectionError):
                self._failed(str(opened), now)
            elif isinstance(opened, Exception):
                raise opened
            else:
                self._got_through = True
                line = Line(opened, self._take, now)
                self._lines.append(line)
                self._selector.register(line.channel, selectors.EVENT_READ, line)

    def _heard_bell(self) -> None:
        self._rings.recv(4096)
