"""A sink with a mood: it takes letters as the one in Python does, and does wrong what its mood says.

    python -m bench.moodysink -c COUNTERS -l JOURNAL -m MOOD      SIGUSR1 makes it calm

What it takes stands in the journal before it answers, or before it cuts the line instead of answering.
"""

import argparse
import asyncio
import signal
from zlib import crc32

from bench import pysink

LATER, CLOSING = b"451 4.7.0 Try again later\r\n", b"421 4.3.2 Too busy, closing\r\n"
GONE, UNWANTED = b"550 5.1.1 No such user\r\n", b"550 5.7.1 We take no mail from you\r\n"
MOODS = ("later", "closing", "gone", "unwanted", "silent", "cut_in_data", "cut_after_dot", "cut_at_message")
BEFORE_UNWANTED = 3_000  # letters it takes before it wants no more of them
PER_CONNECTION = 100  # letters it takes on a connection before it cuts it


class Mood:
    """What all sessions of a moody sink share: what it does wrong, and how often it did so."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.seen: set[bytes] = set()
        self.turns: dict[str, int] = {}

    def calm(self) -> None:
        """Do nothing wrong from now on."""
        self.name = ""

    def strikes(self, name: str, every: int) -> bool:
        """Tell whether it is time to do this wrong again: once in so many times."""
        if self.name != name:
            return False
        self.turns[name] = self.turns.get(name, 0) + 1
        return self.turns[name] % every == 0

    def puts_off(self, recipient: bytes) -> bool:
        """Tell whether this recipient has to wait: three in ten, the first time that we hear of them."""
        if self.name != "later" or crc32(recipient) % 10 >= 3 or recipient in self.seen:
            return False
        self.seen.add(recipient)
        return True


class Session(pysink.Session):
    """One client of a moody sink."""

    def __init__(self, ledger: pysink.Ledger, mood: Mood) -> None:
        super().__init__(ledger)
        self.mood, self.taken = mood, 0
        self.is_silent = self.is_over = False

    def answer(self, replies: bytes) -> None:
        """Reply, unless this client is never to hear anything any more."""
        if self.transport.is_closing() or (self.is_silent and not replies):
            return
        super().answer(replies)
        if self.is_over:
            self.transport.close()

    def work(self) -> bytes | None:
        """Say nothing from one command on, at one stage after the other; or say that we are closing."""
        if self.is_silent or self.is_over or self.transport.is_closing():
            return None
        starts_command = not self.in_data and b"\n" in self.buffer
        if starts_command and self.mood.strikes("silent", 5_003):
            self.is_silent = True
            return None
        if starts_command and self.mood.strikes("closing", 997):
            self.is_over = True
            return CLOSING
        return super().work()

    def on_rcpt(self, line: bytes) -> bytes:
        recipient = pysink.address(line) or b""
        if self.mood.puts_off(recipient):
            return LATER
        if self.mood.name == "gone" and crc32(recipient) % 50 == 0:
            return GONE
        if self.mood.name == "unwanted" and self.ledger.seen[pysink.LETTERS] >= BEFORE_UNWANTED:
            return UNWANTED
        return super().on_rcpt(line)

    def end_of_letter(self) -> bytes | None:
        """Take a letter; or cut the line in the middle of it, or when it is written down and not yet answered."""
        if pysink.END not in self.buffer and self.mood.strikes("cut_in_data", 199):
            self.transport.abort()
            return None
        reply = super().end_of_letter()
        self.taken += reply is not None
        if reply and (self.mood.strikes("cut_after_dot", 499) or self._is_worn_out()):
            self.ledger.count(pysink.CUT)
            self.transport.abort()
            return None
        if reply and self.mood.strikes("silent", 5_003):
            self.ledger.count(pysink.CUT)
            self.is_silent, reply = True, None
        return reply

    def _is_worn_out(self) -> bool:
        return self.mood.name == "cut_at_message" and self.taken == PER_CONNECTION


async def serve(options: argparse.Namespace) -> None:
    """Listen on loopback until the process is told to stop."""
    ledger, mood = pysink.Ledger(options), Mood(options.m)
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGUSR1, mood.calm)
    server = await loop.create_server(lambda: Session(ledger, mood), "127.0.0.1", options.p)
    print("port", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    parser = pysink.options()
    parser.add_argument("-m", choices=MOODS, required=True)
    asyncio.run(serve(parser.parse_args()))
