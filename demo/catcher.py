"""A mail server that delivers nothing: it keeps every letter in a file, for the inbox to show.

    python -m demo.catcher --smtp-port 2525 --web-port 8025 --store .services/demo/letters.sqlite3

Both listen on 127.0.0.1 only. A letter is on disk before the sender hears 250; only a power cut can cost the last few.
"""

import argparse
import asyncio
import os
import sqlite3
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from demo import inbox_server, letters
from demo.returns import Door


class Catcher:
    """What aiosmtpd asks of a handler."""

    def __init__(self, store: sqlite3.Connection) -> None:
        self.store = store

    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Announce PIPELINING: aiosmtpd reads line by line, so it can, but does not say so."""
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]]

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the letter before saying that we did."""
        assert isinstance(envelope.content, bytes)
        number = letters.keep(
            self.store,
            sender=envelope.mail_from or "",
            recipients=envelope.rcpt_tos,
            raw=envelope.content,
            now=datetime.now(UTC),
        )
        return f"250 2.0.0 kept as {number}"


async def serve_smtp(store: sqlite3.Connection, port: int) -> asyncio.Server:
    """Listen for mail on this port of the loopback."""
    loop = asyncio.get_running_loop()
    return await loop.create_server(
        lambda: SMTP(Catcher(store), enable_SMTPUTF8=True, hostname="localhost", loop=loop), "127.0.0.1", port
    )


async def serve(*, smtp_port: int, web_port: int, store: Path, returns_to: str = "") -> None:
    """Catch mail and show it, until somebody stops us."""
    key = os.environ.get("POST_WEBHOOK_KEYS", "").partition(",")[0]
    door = Door(returns_to, key) if returns_to and key else None
    pages = inbox_server.make_server(store, web_port, door=door)
    threading.Thread(target=pages.serve_forever, daemon=True).start()
    post = await serve_smtp(letters.open_store(store), smtp_port)
    await post.serve_forever()


def main(words: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m demo.catcher", description=__doc__.splitlines()[0])
    parser.add_argument("--smtp-port", type=int, default=2525)
    parser.add_argument("--web-port", type=int, default=8025)
    parser.add_argument("--store", type=Path, default=Path(".services/demo/letters.sqlite3"))
    parser.add_argument("--returns-to", default="", help="where the product takes in what comes back")
    asyncio.run(serve(**vars(parser.parse_args(words))))


if __name__ == "__main__":
    main(sys.argv[1:])
