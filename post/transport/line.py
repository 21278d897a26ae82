"""The talk on one connection (RFC 5321), with as much said at once as the server allows (RFC 2920).

Where the server offers PIPELINING, one write carries the letter, its final dot, and the envelope of the next letter;
one read brings the four answers. Else each command waits for its answer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from .channel import Channel, LineLost
from .errand import Errand, Stage
from .opening import Opened

MOST_LINES = 100  # of one answer
_ENVELOPE = (Stage.MAIL, Stage.RCPT)

Take = Callable[[], "Errand | None"]


class Line:
    """One connection. Takes errands by itself; `idle` while there are none."""

    def __init__(self, opened: Opened, take: Take, now: float) -> None:
        self.channel = Channel(opened.socket, now)
        self.offers = opened.offers
        self.idle = True
        self.delivered = 0
        self._take = take
        self._awaited: deque[tuple[Stage, Errand | None]] = deque()
        self._refusal: tuple[Stage, int, str] | None = None
        self._said: list[bytes] = []  # the lines of an answer that has more to come

    def start(self) -> None:
        """Take an errand when there is one and begin to talk."""
        errand = self._next()
        self.idle = errand is None
        if errand:
            self._say(self._envelope(errand))

    def readable(self, now: float) -> None:
        """Read what the server said and act on it.

        :raises LineLost: when it hung up, or speaks no SMTP.
        """
        for line in self.channel.lines(now):
            if line[3:4] == b"-":
                self._continued(line)
                continue
            if not self._awaited or not line[:3].isdigit():
                raise LineLost(_words(line))
            stage, errand = self._awaited.popleft()
            if line[:1] == b"2" and stage in _ENVELOPE and self.offers.pipelining:
                self._said.clear()
                continue  # the answer to DATA decides
            text, self._said = _words(b" ".join([*self._said, line[4:]])), []
            self._hear(stage, errand, int(line[:3]), text)

    def _continued(self, line: bytes) -> None:
        """Keep a line of an answer that has more lines to come."""
        self._said.append(line[4:].strip())
        if len(self._said) > MOST_LINES:
            raise LineLost("The server gives no end to its answer.")

    # Taking errands

    def _next(self) -> Errand | None:
        """Take the first errand that this server can carry."""
        while (errand := self._take()) is not None:
            if errand.needs_smtputf8 and not self.offers.smtputf8:
                errand.cannot_travel(largest=0)
            elif errand.fill(eight_bit=self.offers.eight_bit):
                if not self.offers.largest or errand.size <= self.offers.largest:
                    return errand
                errand.cannot_travel(largest=self.offers.largest)
        return None

    def _envelope(self, errand: Errand) -> bytes:
        """Return MAIL, RCPT and DATA, or MAIL alone for a server that wants one at a time, and await the answers."""
        if not self.offers.pipelining:
            self._awaited.append((Stage.MAIL, errand))
            return self._mail(errand)
        self._awaited += ((Stage.MAIL, errand), (Stage.RCPT, errand), (Stage.DATA, errand))
        return b"%b%bDATA\r\n" % (self._mail(errand), self._rcpt(errand))

    def _mail(self, errand: Errand) -> bytes:
        said = b"MAIL FROM:<%b>" % errand.sender
        if self.offers.largest:
            said += b" SIZE=%d" % errand.size  # RFC 1870
        if self.offers.eight_bit and errand.fits_eight_bit:
            said += b" BODY=8BITMIME"  # RFC 6152
        if errand.needs_smtputf8:
            said += b" SMTPUTF8"  # RFC 6531
        if self.offers.dsn:
            said += b" RET=HDRS ENVID=%d" % errand.number  # RFC 3461, bar M23
        return said + b"\r\n"

    def _rcpt(self, errand: Errand) -> bytes:
        if not self.offers.dsn or errand.needs_smtputf8:
            return b"RCPT TO:<%b>\r\n" % errand.recipient
        original = errand.recipient.replace(b"+", b"+2B").replace(b"=", b"+3D")  # xtext, RFC 3461 section 4
        return b"RCPT TO:<%b> NOTIFY=FAILURE,DELAY ORCPT=rfc822;%b\r\n" % (errand.recipient, original)

    def _say(self, octets: bytes) -> None:
        self.channel.write((octets,), len(octets))

    # Hearing answers

    def _hear(self, stage: Stage, errand: Errand | None, code: int, text: str) -> None:
        """Act on one answer; unknown codes go by their first digit (RFC 5321 section 4.2.1, bar M21)."""
        if code == 421:  # the server is closing down; nobody is to blame, and what it answers so it did not take
            if errand:
                self._awaited = deque(pair for pair in self._awaited if pair[1] is not errand)
                errand.came_back()
            raise LineLost(f"421 {text}")
        if errand is None:  # the answer to a RSET or an empty letter, whatever it is
            self._go_on()
        elif stage is Stage.CONTENT:
            self._content_answered(errand, code, text)
        elif stage is Stage.DATA:
            self._data_answered(errand, code, text)
        else:
            self._envelope_answered(stage, errand, code, text)

    def _envelope_answered(self, stage: Stage, errand: Errand, code: int, text: str) -> None:
        if code // 100 != 2 and not self._refusal:
            self._refusal = (stage, code, text)
        if self.offers.pipelining:
            return
        if self._refusal:
            self._refuse(errand)
        elif stage is Stage.MAIL:
            self._awaited.append((Stage.RCPT, errand))
            self._say(self._rcpt(errand))
        else:
            self._awaited.append((Stage.DATA, errand))
            self._say(b"DATA\r\n")

    def _data_answered(self, errand: Errand, code: int, text: str) -> None:
        go_ahead = code // 100 == 3
        if go_ahead and not self._refusal:
            self._hand_over(errand)
            return
        self._refusal = self._refusal or (Stage.DATA, code, text)
        self._refuse(errand, empty=go_ahead)

    def _refuse(self, errand: Errand, *, empty: bool = False) -> None:
        """Tell an errand that it was refused, clear the table and go on with the next.

        `empty`: the server waits for a letter although it took no recipient; it gets an empty one, which it then
        refuses (RFC 2920 section 3.1).
        """
        assert self._refusal
        refusal, self._refusal = self._refusal, None
        errand.refused(*refusal)
        self._awaited.append((Stage.EMPTY if empty else Stage.RESET, None))
        self._say(b".\r\n" if empty else b"RSET\r\n")

    def _hand_over(self, errand: Errand) -> None:
        """Send the letter with its final dot, and the envelope of the next one behind it.

        :raises LineLost: when it may no longer leave; hanging up is the only way to take DATA back.
        """
        if not errand.may_leave():
            errand.came_back()
            raise LineLost("A letter was called back.")
        following = self._next() if self.offers.pipelining else None
        errand.handed_over()
        errand.ends_at = self.channel.queued + errand.size
        self._awaited.append((Stage.CONTENT, errand))
        self.channel.write(errand.octets, errand.size)
        if following:
            self._say(self._envelope(following))

    def _content_answered(self, errand: Errand, code: int, text: str) -> None:
        errand.octets = []
        if code // 100 == 2:
            self.delivered += 1
            errand.accepted(code, text)
        else:
            errand.refused(Stage.CONTENT, code, text)
        if self.channel.written < errand.ends_at:
            raise LineLost("The server answered before the letter had ended.")
        self._go_on()

    def _go_on(self) -> None:
        if not self._awaited:
            self.start()

    # Ending

    @property
    def awaits_the_last_word(self) -> bool:
        """Tell whether a whole letter is with the server, which has not said yet whether it takes it."""
        stage, errand = self._awaited[0] if self._awaited else (None, None)
        return stage is Stage.CONTENT and errand is not None and self.channel.written >= errand.ends_at

    def hang_up(self, why: str) -> None:
        """Close the connection and tell every errand on it what that means for it."""
        awaited, self._awaited = self._awaited, deque()
        told: set[int] = set()
        for stage, errand in awaited:
            if errand is None or id(errand) in told:
                continue
            told.add(id(errand))
            if stage is Stage.CONTENT and self.channel.written >= errand.ends_at:
                errand.in_doubt(why)
            else:
                errand.came_back()
        self.channel.close()

    def say_goodbye(self) -> None:
        """Close a connection that is idle, politely and without waiting for an answer."""
        self.channel.try_to_say(b"QUIT\r\n")
        self.channel.close()


def _words(octets: bytes) -> str:
    return octets.decode(errors="replace").strip()
