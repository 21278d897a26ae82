"""Octets to and from the server, without ever waiting for it; the same with and without TLS."""

from __future__ import annotations

import ssl
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from socket import socket

MOST_BUFFERS = 500  # sendmsg takes 1024 at least (IOV_MAX)
LONGEST_LINE = 65_536

_LATER = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class LineLost(Exception):
    """The connection is of no use any more; the text says why."""


class Channel:
    """One connected socket. `queued` and `written` count octets since it opened: asked for, and taken by the system."""

    def __init__(self, connected: socket, now: float) -> None:
        self.queued = self.written = 0
        self.touched_at = now  # when octets last went either way
        self._socket = connected
        self._is_tls = isinstance(connected, ssl.SSLSocket)
        self._unread = b""
        self._unsent: list[bytes] = []
        self._backlog: deque[memoryview] = deque()

    def fileno(self) -> int:
        return self._socket.fileno()

    @property
    def is_behind(self) -> bool:
        """Tell whether the system did not take everything yet."""
        return bool(self._backlog)

    def lines(self, now: float) -> list[bytes]:
        """Return each whole line that came in.

        :raises LineLost: when the server hung up or speaks without end.
        """
        data = self._read()
        if data:
            self.touched_at = now
        *lines, self._unread = (self._unread + data).split(b"\n")
        if len(self._unread) > LONGEST_LINE:
            raise LineLost("The server gives no end to its answer.")
        return lines

    def _read(self) -> bytes:
        """Return what has come in; with TLS all of it, because the system does not know what TLS still holds."""
        data = b""
        try:
            while chunk := self._socket.recv(65_536):
                data += chunk
                if not self._is_tls:
                    return data
        except _LATER:
            return data
        except OSError as broken:
            if not data:  # else it is heard first; the next read meets the same error
                raise LineLost(type(broken).__name__) from broken
        if not data:
            raise LineLost("The server hung up.")
        return data

    def write(self, buffers: Sequence[bytes], octets: int) -> None:
        """Have this sent, so many octets together, with the next `send_off`."""
        self.queued += octets
        self._unsent += buffers

    @property
    def has_unsent(self) -> bool:
        return bool(self._unsent)

    def send_off(self) -> None:
        """Send what was written, now or as soon as the server reads.

        :raises LineLost: when the connection broke.
        """
        buffers, self._unsent = self._unsent, []
        if self._backlog:
            self._backlog.append(memoryview(b"".join(buffers)))
            return
        sent = self._send(buffers)
        self.written += sent
        if self.written < self.queued:
            self._backlog.append(memoryview(b"".join(buffers))[sent:])

    def writable(self, now: float) -> None:
        """Write on where the system took no more.

        :raises LineLost: when the connection broke.
        """
        while self._backlog:
            rest = self._backlog.popleft()
            sent = self._send([rest])
            self.written += sent
            if sent:
                self.touched_at = now
            if sent < len(rest):
                self._backlog.appendleft(rest[sent:])
                return

    def _send(self, buffers: Sequence[bytes | memoryview]) -> int:
        """Give the system what it takes at once, and return how much that was."""
        try:
            if self._is_tls or len(buffers) > MOST_BUFFERS:
                return self._socket.send(b"".join(buffers))
            return self._socket.sendmsg(buffers)
        except _LATER:
            return 0
        except OSError as broken:
            raise LineLost(type(broken).__name__) from broken

    def try_to_say(self, octets: bytes) -> None:
        with suppress(LineLost):
            self._send([octets])

    def close(self) -> None:
        self._socket.close()
