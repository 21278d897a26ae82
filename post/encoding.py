"""Write text as octets that may stand in a header, an address or a body, whatever the text is.

Everything here takes text that `fields.clean` went over: one line without control characters.
"""

import binascii
import re
from base64 import b64encode
from functools import lru_cache

import idna

CRLF = b"\r\n"
SOFT_BREAK = b"=\r\n"  # ends a line of quoted-printable, not of the text
_PLAIN = re.compile(rb"[A-Za-z0-9 ,;:!?()/@_-][A-Za-z0-9 ,;:!?()/@._-]{0,69}")
_DOT_FIRST = re.compile(rb"(?m)^\.")
_BARE_LINE_END = re.compile(rb"(?<!\r)\n")
_DOT_ATOM = r"[^\x00-\x20\x7f-\x9f\ud800-\udfff()<>\[\]:;@\\,.\"\s]+"
_LOCAL = re.compile(rf"{_DOT_ATOM}(?:\.{_DOT_ATOM})*")
_MAILBOX = re.compile(r'\s*(?:"?(?P<name>[^"<>]*?)"?\s*<(?P<address>[^<>]+)>|(?P<bare>[^<>"\s]+))\s*')
_LIST_ID = re.compile(r"(?P<name>.*)<(?P<label>[A-Za-z0-9._-]+)>")


class BadAddress(ValueError):
    """No mail server would take this address."""


def unstructured(text: str, taken: int) -> bytes:
    """Return a header value such as a subject, as encoded words when it has to (RFC 2047).

    `taken` is how many octets the name of the header takes on the first line.
    """
    if text.isascii() and "=?" not in text and taken + len(text) <= 78:
        return text.encode()
    return _encoded_words(text, taken)


def phrase(text: str, taken: int) -> bytes:
    """Return a display name: a quoted string, or encoded words (RFC 5322 section 3.2.5, RFC 2047 section 5)."""
    if text.isascii() and "=?" not in text:
        return b'"%b"' % text.replace("\\", "\\\\").replace('"', '\\"').encode()
    return _encoded_words(text, taken)


def _encoded_words(text: str, taken: int) -> bytes:
    """Return the text in base64 words of at most 75 octets, each on a line of its own (RFC 2047 section 2)."""
    room = (75 - min(taken, 40) - 12) // 4 * 3
    if len(text.encode()) <= room:
        return b"=?utf-8?b?%b?=" % b64encode(text.encode())
    words, piece = [], b""
    for character in text:
        octets = character.encode()
        if len(piece) + len(octets) > room:
            words.append(piece)
            piece, room = b"", 45
        piece += octets
    words.append(piece)
    return b"\r\n ".join(b"=?utf-8?b?%b?=" % b64encode(word) for word in words)


def mailbox(name: str, address: str, taken: int) -> bytes:
    """Return a mailbox for a header: the name, when there is one, and the address in angle brackets."""
    written = address.encode()
    return b"%b\r\n <%b>" % (phrase(name, taken), written) if name else written


def split_mailbox(text: str) -> tuple[str, str]:
    """Return the name and the address of `KIS <post@kis.example.org>`, the address as it travels.

    :raises BadAddress: when it is not exactly one mailbox.
    """
    found = _MAILBOX.fullmatch(text)
    if not found or not text.isprintable():
        raise BadAddress(text)
    return (found["name"] or "").strip(), wire_address(found["address"] or found["bare"])


def wire_address(address: str) -> str:
    """Return the address as it goes over the wire: the domain in A-labels (RFC 5891), the local part as it is.

    :raises BadAddress: when it is not one, or too long: local part 64 octets, domain 255, together 254
        (RFC 5321 section 4.5.3.1, bar M19).
    """
    local, at, domain = address.strip().rpartition("@")
    if not at or not _LOCAL.fullmatch(local):
        raise BadAddress(address)
    domain = _wire_domain(domain)
    octets = len(local) if local.isascii() else len(local.encode(errors="replace"))
    if not domain or octets > 64 or octets + len(domain) + 1 > 254:
        raise BadAddress(address)
    return f"{local}@{domain}"


_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_is_domain = re.compile(rf"{_LABEL}(?:\.{_LABEL})*").fullmatch


@lru_cache(maxsize=4096)
def _wire_domain(domain: str) -> str:
    """Return a domain in A-labels, or nothing when it is none or too long."""
    try:
        domain = domain.lower() if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return ""
    return domain if _is_domain(domain) and len(domain) <= 255 else ""


def list_id(text: str, taken: int) -> bytes:
    """Return the value of List-Id: `Name <label.domain>`, at most 255 octets (RFC 2919, bar M9).

    :raises BadAddress: when it is not of that form.
    """
    found = _LIST_ID.fullmatch(text.strip())
    if not found or len(text.encode()) > 255:
        raise BadAddress(text)
    name = found["name"].strip().strip('"')
    label = b"<%b>" % found["label"].encode()
    return b"%b\r\n %b" % (phrase(name, taken), label) if name else label


def quoted_printable(octets: bytes) -> bytes:
    """Return a piece of a body in quoted-printable, dots stuffed; it begins a line (RFC 2045 section 6.7)."""
    encoded = binascii.b2a_qp(octets, istext=True, header=False)
    return _DOT_FIRST.sub(b"..", _BARE_LINE_END.sub(CRLF, encoded))


def quoted_printable_value(octets: bytes) -> bytes:
    """Return one value in quoted-printable; it begins a line, and what follows begins the next."""
    return octets if _PLAIN.fullmatch(octets) else quoted_printable(octets)
