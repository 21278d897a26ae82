"""Messages as other mail servers send them back about letters of ours, written out as they travel."""

from email.utils import format_datetime

from post.links import bounce_address
from tests.post.conftest import NOW


def returns_to(letter):
    return bounce_address()(letter.pk).decode()


def block(address, status="5.1.1", action="failed", words="", original=""):
    """Return the fields of a report about one receiver."""
    fields = {"Original-Recipient": f"rfc822; {original}"} if original else {}
    fields |= {"Final-Recipient": f"rfc822; {address}", "Action": action, "Status": status}
    return fields | ({"Diagnostic-Code": f"smtp; {words}"} if words else {})


def dsn(letter, *blocks, to=None, number=1, at=NOW, headers=None):
    """Return a delivery report (RFC 3464) about a letter, with these receivers."""
    head = {
        "From": "MAILER-DAEMON@mx.example.org",
        "To": to or returns_to(letter),
        "Subject": "Undelivered Mail Returned to Sender",
        "Auto-Submitted": "auto-replied",
        "Message-ID": f"<report-{letter.pk}-{number}@mx.example.org>",
        "Date": format_datetime(at),
    }
    receivers = blocks or [block(letter.address)]
    status = "\r\n".join(_fields(one) for one in ({"Reporting-MTA": "dns; mx.example.org"}, *receivers))
    original = _fields({"From": "post@kis.example.org", "To": letter.address, **(headers or {})})
    parts = [("text/plain", "Sorry.\r\n"), ("message/delivery-status", status), ("text/rfc822-headers", original)]
    return _report(head, "delivery-status", parts)


def complaint(letter, kind="abuse", to="fbl@kis.example.org", rcpt=None, headers=None):
    """Return a feedback report (RFC 5965) about a letter; without `rcpt` it hides who complained."""
    head = {"From": "fbl@mx.example.org", "To": to, "Date": format_datetime(NOW)}
    head["Message-ID"] = f"<fbl-{letter.pk}@mx.example.org>"
    fields = {"Feedback-Type": kind, "User-Agent": "Loop/1.0", "Version": "1"}
    fields |= {"Original-Rcpt-To": f"<{rcpt}>"} if rcpt else {}
    original = _fields({"From": "post@kis.example.org", "Subject": "Nieuws", **(headers or {})})
    parts = [
        ("text/plain", "This is an abuse report.\r\n"),
        ("message/feedback-report", _fields(fields)),
        ("message/rfc822", f"{original}\r\nDag …\r\n"),
    ]
    return _report(head, "feedback-report", parts)


def vacation(letter, **headers):
    """Return an automatic answer of a person's mail program, with the words of a bounce in it."""
    head = {"From": letter.address, "To": returns_to(letter), "Subject": "Afwezig: Nieuws"}
    head |= {"Auto-Submitted": "auto-replied", **headers}
    text = f"550 5.1.1 <{letter.address}> User unknown. Ik ben er tot 1 december niet.\r\n"
    return f"{_fields(head)}\r\n{text}".encode()


def _fields(fields):
    return "".join(f"{name}: {value}\r\n" for name, value in fields.items())


def _report(head, kind, parts):
    head = {**head, "MIME-Version": "1.0", "Content-Type": f'multipart/report; report-type={kind}; boundary="=_b"'}
    bodies = "".join(f"--=_b\r\nContent-Type: {part}\r\n\r\n{text}\r\n" for part, text in parts)
    return f"{_fields(head)}\r\n{bodies}--=_b--\r\n".encode()
