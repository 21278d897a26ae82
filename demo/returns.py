"""Letters that come back: what another mail server would answer to a letter in the inbox, handed to the product."""

import hmac
import time
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import format_datetime
from hashlib import sha256

from demo.letters import Letter

# What the buttons below a letter say, and the code and words of the server that sends it back.
BOUNCES = {
    "weg": ("Postvak bestaat niet", "5.1.1", "550 5.1.1 user unknown"),
    "vol": ("Postvak is vol", "4.2.2", "452 4.2.2 mailbox full"),
    "spam": ("Geweigerd als spam", "5.7.1", "554 5.7.1 message rejected as spam"),
}
OTHERS = {"ongewenst": "Als ongewenst gemeld", "afwezig": "Afwezig-bericht"}
KINDS = {**{kind: told[0] for kind, told in BOUNCES.items()}, **OTHERS}


@dataclass(frozen=True)
class Door:
    """Where the product takes in what comes back, and the key it knows us by."""

    url: str
    key: str

    def hand_in(self, raw: bytes) -> None:
        """Hand in a message, signed.

        :raises OSError: when the product does not take it.
        """
        moment = str(int(time.time()))
        signature = hmac.new(self.key.encode(), moment.encode() + b"." + raw, sha256).hexdigest()
        headers = {"Content-Type": "message/rfc822", "X-Post-Time": moment, "X-Post-Signature": signature}
        request = urllib.request.Request(self.url, data=raw, headers=headers)  # noqa: S310  ours, on this machine
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10).close()


def returned(kind: str, letter: Letter, message: Message) -> bytes:
    """Write what comes back of a letter, to the sender on its envelope."""
    if kind == "afwezig":
        head = {"From": letter.recipients[0], "To": letter.sender, "Subject": "Afwezig"}
        return _fields({**head, "Auto-Submitted": "auto-replied"}) + b"\r\nIk ben er volgende week weer.\r\n"
    original = ("text/rfc822-headers", _fields({name: str(value) for name, value in message.raw_items()}))
    if kind == "ongewenst":
        told = _fields({"Feedback-Type": "abuse", "User-Agent": "Demo/1.0", "Version": "1"})
        return _report(letter, "feedback-report", "message/feedback-report", told, original)
    _label, status, words = BOUNCES[kind]
    receiver = {"Final-Recipient": f"rfc822; {letter.recipients[0]}", "Action": "failed", "Status": status}
    told = b"\r\n".join([_fields({"Reporting-MTA": "dns; demo"}), _fields({**receiver, "Diagnostic-Code": words})])
    return _report(letter, "delivery-status", "message/delivery-status", told, original)


def _report(letter: Letter, kind: str, of: str, told: bytes, original: tuple[str, bytes]) -> bytes:
    now = datetime.now(UTC)
    head = {"From": "MAILER-DAEMON@demo.example.org", "To": letter.sender, "Date": format_datetime(now)}
    head |= {"Message-ID": f"<{now.timestamp()}.{letter.id}@demo.example.org>", "Auto-Submitted": "auto-replied"}
    head |= {"Subject": "Terug naar afzender", "MIME-Version": "1.0"}
    head["Content-Type"] = f'multipart/report; report-type={kind}; boundary="=_terug"'
    parts = [("text/plain", b"Deze brief kwam terug.\r\n"), (of, told), original]
    bodies = [b"--=_terug\r\nContent-Type: %b\r\n\r\n%b\r\n" % (name.encode(), text) for name, text in parts]
    return b"".join([_fields(head), b"\r\n", *bodies, b"--=_terug--\r\n"])


def _fields(fields: dict[str, str]) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode("utf-8", "surrogateescape")
