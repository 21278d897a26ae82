"""The sink for a machine without a C compiler: same options, same counters, slower (the report says which one ran)."""

import argparse
import asyncio
import mmap
import os
import random
from collections.abc import Callable
from pathlib import Path

from bench.sink import COUNTERS

END = b"\r\n.\r\n"
LETTERS, BYTES, SESSIONS, REFUSED, CUT, EARLY = range(6)
OFFERS = (b"PIPELINING", b"SIZE 52428800", b"8BITMIME", b"SMTPUTF8")
FIXED = {
    b"EHLO": b"".join(b"250-%b\r\n" % offer for offer in (b"pysink", *OFFERS)) + b"250 ENHANCEDSTATUSCODES\r\n",
    b"HELO": b"250 pysink\r\n",
    b"NOOP": b"250 2.0.0 Ok\r\n",
    b"QUIT": b"221 2.0.0 Bye\r\n",
}
UNKNOWN = b"500 5.5.2 Unknown command\r\n"


class Ledger:
    """What all sessions write in: the mapped counters, the journal and the samples."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.delay, self.dump, self.every = options.w / 1000, options.d, options.e
        self.journal = os.open(options.l, os.O_CREAT | os.O_WRONLY | os.O_TRUNC) if options.l else None
        Path(options.c).write_bytes(bytes(mmap.PAGESIZE))
        with Path(options.c).open("r+b") as file:
            self.counters = mmap.mmap(file.fileno(), COUNTERS.size)
        self.seen = [0] * 6
        self.dumped = 0

    def count(self, what: int, by: int = 1) -> None:
        """Add to one of the counters that the bench reads."""
        self.seen[what] += by
        COUNTERS.pack_into(self.counters, 0, *self.seen)

    def take(self, sender: bytes, recipients: list[bytes], data: bytes) -> None:
        """Write down who a letter was for, and one letter in so many itself."""
        if self.journal is not None:
            os.write(self.journal, b"".join(recipient + b"\n" for recipient in recipients))
        if self.dump and random.randrange(self.every) == 0:
            envelope = b"Return-Path: <%b>\r\nDelivered-To: %b\r\n" % (sender, recipients[0])
            Path(self.dump, f"{self.dumped:08}.eml").write_bytes(envelope + data)
            self.dumped += 1
        self.count(LETTERS)


class Session(asyncio.Protocol):
    """One client; `buffer` is what it said that was not worked through yet."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.buffer, self.in_data = ledger, b"", False
        self.sender, self.recipients = b"", list[bytes]()
        self.handlers: dict[bytes, Callable[[bytes], bytes]] = {
            b"MAIL": self.on_mail,
            b"RCPT": self.on_rcpt,
            b"DATA": self.on_data,
            b"RSET": self.on_rset,
        }

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.ledger.count(SESSIONS)
        self.answer(b"220 pysink ESMTP\r\n")

    def connection_lost(self, _exc: Exception | None) -> None:
        if self.in_data:
            self.ledger.count(CUT)

    def data_received(self, data: bytes) -> None:
        """Answer everything that is complete so far in one write."""
        self.buffer += data
        replies = b""
        while (reply := self.work()) is not None:
            replies += reply
        if replies:
            self.answer(replies)

    def work(self) -> bytes | None:
        """Take one letter or one command from the buffer and return the reply; None when nothing is complete."""
        if self.in_data:
            return self.end_of_letter()
        line, newline, rest = self.buffer.partition(b"\n")
        if not newline:
            return None
        self.buffer = rest
        verb = line[:4].upper()
        handler = self.handlers.get(verb)
        return handler(line) if handler else FIXED.get(verb, UNKNOWN)

    def end_of_letter(self) -> bytes | None:
        letter, end, rest = self.buffer.partition(END)
        if not end:
            return None
        self.buffer, self.in_data = rest, False
        self.ledger.count(BYTES, len(letter) + len(END) - 2)
        self.ledger.take(self.sender, self.recipients, letter[2:] + b"\r\n")
        self.recipients = []
        return b"250 2.0.0 Ok\r\n"

    def on_mail(self, line: bytes) -> bytes:
        self.sender, self.recipients = address(line) or b"", []
        return b"250 2.1.0 Ok\r\n"

    def on_rcpt(self, line: bytes) -> bytes:
        recipient = address(line)
        if not recipient:
            return b"501 5.1.3 Bad address\r\n"
        if recipient.lower().startswith((b"bounce", b"defer")):
            self.ledger.count(REFUSED)
            return b"550 5.1.1 No such user\r\n" if recipient[:1] in b"bB" else b"451 4.7.1 Try later\r\n"
        self.recipients.append(recipient)
        return b"250 2.1.5 Ok\r\n"

    def on_data(self, _line: bytes) -> bytes:
        if not self.recipients:
            return b"554 5.5.1 No valid recipients\r\n"
        if self.buffer:
            self.ledger.count(EARLY)
        self.in_data, self.buffer = True, b"\r\n" + self.buffer
        return b"354 Go\r\n"

    def on_rset(self, _line: bytes) -> bytes:
        self.recipients = []
        return b"250 2.0.0 Ok\r\n"

    def answer(self, replies: bytes) -> None:
        """Reply at once, or later for a relay that is far away."""
        if self.ledger.delay:
            asyncio.get_running_loop().call_later(self.ledger.delay, self.transport.write, replies)
        else:
            self.transport.write(replies)
        if replies.endswith(FIXED[b"QUIT"]):
            asyncio.get_running_loop().call_later(self.ledger.delay, self.transport.close)


def address(line: bytes) -> bytes | None:
    """Take what stands between < and > in a command."""
    inside, close, _ = line.partition(b"<")[2].partition(b">")
    return inside if close else None


async def serve(options: argparse.Namespace) -> None:
    """Listen on loopback until the process is told to stop."""
    ledger = Ledger(options)
    server = await asyncio.get_running_loop().create_server(lambda: Session(ledger), "127.0.0.1", options.p)
    print("port", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def options() -> argparse.ArgumentParser:
    """Know the options that fastsink.c also has."""
    parser = argparse.ArgumentParser()
    parser.add_argument("-c", required=True)
    parser.add_argument("-p", type=int, default=0)
    parser.add_argument("-l")
    parser.add_argument("-w", type=float, default=0)
    parser.add_argument("-d")
    parser.add_argument("-e", type=int, default=1)
    return parser


if __name__ == "__main__":
    asyncio.run(serve(options().parse_args()))
