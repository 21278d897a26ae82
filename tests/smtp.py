"""A mail server on loopback that does what a test tells it: refuse, wait, hang, cut the line before or after the dot.

    server.answer("RCPT", "550 5.1.1 no such mailbox", about="weg@")
    server.cut("DOT", keeping=True, times=1)

Before it says 250 to a letter it writes a line in a journal and waits for the disk: what is in there, it has.
"""

import os
import re
import socket
import ssl
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

STAGES = {"CONNECT", "EHLO", "HELO", "MAIL", "RCPT", "DATA", "BODY", "DOT", "RSET", "AUTH", "STARTTLS"}
EVERYTHING = ("PIPELINING", "8BITMIME", "SMTPUTF8", "DSN", "SIZE 10000000", "ENHANCEDSTATUSCODES")


class Cut(Exception):
    """Hang up now."""


@dataclass
class Rule:
    stage: str
    about: str = ""  # part of the line, or of the recipient at BODY and DOT
    reply: str = ""
    cuts: bool = False
    keeping: bool = False  # at DOT: the letter is taken and written down before the cut
    delay: float = 0
    times: float = float("inf")


@dataclass
class Received:
    sender: str
    recipient: str
    raw: bytes

    @property
    def message(self):
        return message_from_bytes(self.raw, policy=policy.default)


@dataclass
class SmtpServer:
    journal: Path
    offers: tuple[str, ...] = EVERYTHING
    certificate: Path | None = None
    implicit_tls: bool = False
    receive_buffer: int = 0
    received: list[Received] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    connections: int = 0

    def __post_init__(self):
        self.rules: list[Rule] = []
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._socket = socket.socket()
        if self.receive_buffer:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.receive_buffer)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen(64)
        self.port = self._socket.getsockname()[1]
        self._journal = os.open(self.journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._closing = threading.Event()
        self._threads = [threading.Thread(target=self._serve, daemon=True)]
        self._threads[0].start()

    # What a test says

    def answer(self, stage, reply, about="", times=float("inf"), delay=0):
        self._add(Rule(stage, about, reply=reply, times=times, delay=delay))

    def cut(self, stage, about="", times=float("inf"), keeping=False, delay=0):
        self._add(Rule(stage, about, cuts=True, keeping=keeping, times=times, delay=delay))

    def hang(self, stage, about="", times=float("inf")):
        self._add(Rule(stage, about, cuts=True, delay=60, times=times))

    def _add(self, rule):
        assert rule.stage in STAGES
        self.rules.insert(0, rule)

    def obey(self):
        """Forget every rule."""
        self.rules.clear()

    @property
    def recipients(self):
        with self._lock:
            return Counter(one.recipient for one in self.received)

    def journalled(self):
        return [line.split() for line in self.journal.read_text().splitlines()]

    def close(self):
        self._closing.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        os.close(self._journal)

    # What it does

    def _serve(self):
        while not self._closing.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self._open.add(connection)
            thread = threading.Thread(target=self._talk, args=[connection], daemon=True)
            self._threads.append(thread)
            thread.start()

    def _talk(self, connection):
        conversation = Conversation(self, connection)
        with suppress(Cut, OSError, ValueError):
            if self.implicit_tls:
                conversation.secure()
            conversation.run()
        conversation.close()

    def rule_for(self, stage, about):
        with self._lock:
            for rule in self.rules:
                if rule.stage == stage and rule.about in about and rule.times > 0:
                    rule.times -= 1
                    return rule
        return None

    def keep(self, letter):
        number = re.search(rb"(?im)^Message-ID: (\S+)", letter.raw)
        line = f"{letter.recipient} {number[1].decode() if number else '-'}\n"
        with self._lock:
            os.write(self._journal, line.encode())
            os.fsync(self._journal)
            self.received.append(letter)

    def wait(self, seconds):
        if self._closing.wait(seconds):
            raise Cut


class ClosedAtLast(ssl.SSLSocket):
    """Closes without a warning: Python 3.11 leaves it open when the other side is gone before the handshake begins."""

    def __del__(self):
        self.close()


class Conversation:
    def __init__(self, server, connection):
        self.server, self.connection = server, connection
        self.file = connection.makefile("rb")
        self.sender = self.recipient = ""

    def secure(self):
        """Go on under TLS."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.sslsocket_class = ClosedAtLast
        context.load_cert_chain(self.server.certificate)
        self.file.close()
        self.server._open.discard(self.connection)
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.server._open.add(self.connection)
        self.file = self.connection.makefile("rb")

    def close(self):
        """Hang up at once, with what was not read thrown away, as a server that dies would."""
        self.server._open.discard(self.connection)
        self.file.close()
        with suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.connection.close()

    def run(self):
        self.server.connections += 1
        self.reply("CONNECT", "", "220 test ESMTP")
        while line := self.file.readline():
            said = line.decode("utf-8").rstrip("\r\n")
            self.server.commands.append(said)
            verb = said.partition(" ")[0].partition(":")[0].upper()
            getattr(self, f"on_{verb.lower()}", self.on_other)(said)

    def reply(self, stage, about, usual):
        rule = self.server.rule_for(stage, about)
        if rule and rule.delay:
            self.server.wait(rule.delay)
        if rule and rule.cuts:
            raise Cut
        told = (rule.reply if rule else "") or usual
        self.connection.sendall(told.encode() + b"\r\n")
        if told.startswith("421"):
            raise Cut
        return told

    def on_ehlo(self, said):
        lines = ["test", *self.server.offers]
        usual = "\r\n".join(f"250{'-' if n < len(lines) - 1 else ' '}{line}" for n, line in enumerate(lines))
        self.reply("EHLO", said, usual)

    def on_helo(self, said):
        self.reply("HELO", said, "250 test")

    def on_mail(self, said):
        told = self.reply("MAIL", said, "250 2.1.0 ok")
        self.sender = re.search("<(.*?)>", said)[1] if told.startswith("2") else ""

    def on_rcpt(self, said):
        usual = "250 2.1.5 ok" if self.sender else "503 5.5.1 MAIL first"
        told = self.reply("RCPT", said, usual)
        self.recipient = re.search("<(.*?)>", said)[1] if told.startswith("2") else ""

    def on_data(self, said):
        told = self.reply("DATA", said, "354 go on" if self.recipient else "503 5.5.1 RCPT first")
        if not told.startswith("3"):
            return
        raw = self.body()
        rule = self.server.rule_for("DOT", self.recipient)
        if rule and rule.delay and not rule.keeping:
            self.server.wait(rule.delay)
        told = (rule.reply if rule else "") or ("250 2.0.0 taken" if self.recipient else "554 5.5.1 no recipients")
        if told.startswith("2") and not (rule and rule.cuts and not rule.keeping):
            self.server.keep(Received(self.sender, self.recipient, raw))
        if rule and rule.delay and rule.keeping:
            self.server.wait(rule.delay)
        if rule and rule.cuts:
            raise Cut
        self.connection.sendall(told.encode() + b"\r\n")
        self.sender = self.recipient = ""

    def body(self):
        rule = self.server.rule_for("BODY", self.recipient)
        lines = []
        while (line := self.file.readline()) != b".\r\n":
            if not line:
                raise Cut
            lines.append(line.removeprefix(b"."))
            if rule and rule.cuts and len(lines) > 20:
                time.sleep(rule.delay or 0.3)
                raise Cut
        return b"".join(lines)

    def on_rset(self, said):
        self.sender = self.recipient = ""
        self.reply("RSET", said, "250 2.0.0 ok")

    def on_quit(self, said):
        self.connection.sendall(b"221 2.0.0 bye\r\n")
        raise Cut

    def on_auth(self, said):
        told = self.reply("AUTH", said, "235 2.7.0 welcome")
        if told.startswith("334"):
            self.file.readline()

    def on_starttls(self, said):
        self.reply("STARTTLS", said, "220 ready")
        self.secure()

    def on_other(self, said):
        self.connection.sendall(b"502 5.5.2 unknown\r\n")


def make_certificate(folder, host="127.0.0.1"):
    """Return a file with a key and a certificate that vouches for itself, good for a day."""
    import ipaddress

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "server.pem"
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path
