"""A mailbox on loopback that speaks just enough IMAP over TLS for one reader at a time."""

import re
import socket
import ssl
import threading
from contextlib import suppress

from tests.smtp import make_certificate


class ImapServer:
    """Holds `messages`; says which were `seen`, how many were `fetched` and how often somebody called."""

    def __init__(self, folder):
        self.messages, self.seen, self.fetched, self.connections = [], set(), 0, 0
        self._kept = {}
        self.certificate = make_certificate(folder)
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(self.certificate)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self):
        self._socket.close()

    def _serve(self):
        with suppress(OSError):
            while True:
                plain, _address = self._socket.accept()
                self.connections += 1
                with suppress(OSError), self._tls.wrap_socket(plain, server_side=True) as line:
                    self._talk(line.makefile("rwb", buffering=0))

    def _talk(self, line):
        numbered = dict(enumerate(self.messages, 1)) if not self._kept else self._kept
        line.write(b"* OK ready\r\n")
        for said in line:
            tag, _space, rest = said.decode().strip().partition(" ")
            for answer in self._answers(rest, numbered):
                line.write(answer + b"\r\n")
            line.write(f"{tag} OK done\r\n".encode())
            if rest.upper().startswith("LOGOUT"):
                break
        self._kept, self.messages = numbered, list(numbered.values())

    def _answers(self, said, numbered):
        verb = said.upper()
        number = int(found[1]) if (found := re.match(r"UID \w+ (\d+)", verb)) else 0
        if verb.startswith("CAPABILITY"):
            yield b"* CAPABILITY IMAP4rev1"
        elif verb.startswith("LOGOUT"):
            yield b"* BYE"
        elif verb.startswith("SELECT"):
            yield b"* %d EXISTS" % len(numbered)
        elif verb.startswith("UID SEARCH"):
            yield b"* SEARCH " + " ".join(str(one) for one in numbered if one not in self.seen).encode()
        elif verb.startswith("UID FETCH"):
            self.fetched += 1
            raw = numbered[number]
            yield b"* %d FETCH (UID %d FLAGS () RFC822.SIZE %d BODY[] {%d}" % (number, number, len(raw), len(raw))
            yield raw + b")"
        elif verb.startswith("UID STORE") and "DELETED" in verb:
            numbered.pop(number)
        elif verb.startswith("UID STORE"):
            self.seen.add(number)
