"""Turn a mailing into a letterhead, once; fill it for each person, thousands of times a second.

Building a message with a mail library costs some 3 ms a person. Here the library builds it once; what stays the same
for everybody becomes ready-made octets, with line ends, dots and encoding as they go over the wire, and one person's
letter is those octets with a few values between them, each escaped for the place where it stands.
"""

import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.conf import settings
from django.utils.translation import gettext as _

from . import encoding
from .encoding import CRLF, SOFT_BREAK, BadAddress
from .fields import ONE_CLICK, Addressee, CannotCompile, Token, clean, full_name, parse
from .models import LetterClass, Mailing
from .values import Maker, Place, Values

LONGEST_LINE = 998  # octets, without the line end (RFC 5322 section 2.1.1)
END = b".\r\n"  # ends the letter on the wire (RFC 5321 section 4.1.1.4)
SUBJECT_LENGTH = 250

Segment = bytes | Maker

# What we write ourselves, so that no mailing can add it a second time (bar M10, M14, Z28).
_OURS = {"from", "sender", "to", "cc", "bcc", "reply-to", "subject", "date", "message-id", "return-path", "precedence"}
_OURS |= {"auto-submitted", "mime-version", "content-type", "content-transfer-encoding"}
_OURS |= {"list-id", "list-post", "list-help", "list-unsubscribe", "list-unsubscribe-post"}
_HEADER_NAME = re.compile(r"[A-Za-z0-9-]+")
_LINE_ENDS = re.compile("\r\n|\r|\n")
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Letterhead:
    """One mailing, ready to be filled for anybody."""

    def __init__(self, mailing: Mailing, *, inert: bool = False) -> None:
        """Compile the words of a mailing; with `inert` the links lead nowhere, as in a preview or a test letter.

        :raises CannotCompile: when its words, addresses or headers cannot make a letter.
        """
        values = Values(mailing, inert=inert or mailing.letter_class == LetterClass.TEST)
        self._values = values
        self._text = parse(_body_text(mailing.text), values.links)
        self._html = parse(_body_text(mailing.html), values.links) if mailing.html.strip() else []
        if not mailing.text.strip():
            raise CannotCompile(_("The letter has no plain text."))
        if not mailing.rules.may_promote and mailing.list_id:
            raise CannotCompile(_("A service letter belongs to no list: what somebody waits for holds no newsletter."))
        try:
            self._head = _head(mailing, values)
            self._frames = {eight_bit: _frame(mailing, eight_bit=eight_bit) for eight_bit in (True, False)}
        except BadAddress as refused:
            raise CannotCompile(_("“%s” is not a mailbox.") % refused) from None
        # A line that may grow past the limit needs soft line breaks, also where the server takes 8-bit text.
        self.fits_eight_bit = max(_longest_line(self._text, values), _longest_line(self._html, values)) <= LONGEST_LINE
        self._forms: dict[bool, _Form] = {}

    def fill(
        self, who: Addressee, *, eight_bit: bool, at: datetime, values: Sequence[bytes] | None = None
    ) -> list[bytes]:
        """Return the letter for one person as it goes over the wire, the final dot included.

        `eight_bit` says whether it may hold 8-bit text: the server offers 8BITMIME (RFC 6152) and `fits_eight_bit`.
        `values` are those of `values_of`, when they were made beforehand for the same encoding.
        """
        form = self._form(eight_bit)
        return form.fill(values or form.values_of([who])[0], at)

    def values_of(self, everyone: Sequence[Addressee], *, eight_bit: bool) -> list[tuple[bytes, ...]]:
        """Make what is personal in the letters of many at once; several times as fast as letter by letter."""
        return self._form(eight_bit).values_of(everyone)

    def _form(self, eight_bit: bool) -> "_Form":
        if eight_bit not in self._forms:
            self._forms[eight_bit] = _Form(self._segments(eight_bit))
        return self._forms[eight_bit]

    def _segments(self, eight_bit: bool) -> list[Segment]:
        """Return the whole letter, Date apart, in one encoding."""
        body = _in_eight_bit if eight_bit else _in_quoted_printable
        top, between, bottom = self._frames[eight_bit]
        text = body(self._text, Place.TEXT, self._values)
        rest = [between, *body(self._html, Place.HTML, self._values), bottom] if self._html else [bottom]
        return [*self._head, top, *text, *rest, END]


class _Form:
    """The letter in one encoding: octets with open places, and who fills which."""

    def __init__(self, segments: list[Segment]) -> None:
        self._octets = [b""]  # the first place is for the date
        self._makers: list[Maker] = []
        self._places: list[tuple[int, int]] = []
        for segment in segments:
            if callable(segment):
                self._places.append((len(self._octets), self._number_of(segment)))
                self._octets.append(b"")
            elif self._places and self._places[-1][0] == len(self._octets) - 1:
                self._octets.append(segment)
            else:
                self._octets[-1] += segment
        self._date_at: datetime | None = None
        self._opening = b""

    def _number_of(self, maker: Maker) -> int:
        """Number a maker, the same one always the same: a link is sealed once, however often it stands."""
        if maker not in self._makers:
            self._makers.append(maker)
        return self._makers.index(maker)

    def values_of(self, everyone: Sequence[Addressee]) -> list[tuple[bytes, ...]]:
        return list(zip(*[[make(who) for who in everyone] for make in self._makers], strict=True))

    def fill(self, values: Sequence[bytes], at: datetime) -> list[bytes]:
        if at is not self._date_at:
            self._date_at, self._opening = at, b"Date: %b\r\n%b" % (format_datetime(at).encode(), self._octets[0])
        octets = self._octets.copy()
        octets[0] = self._opening
        for place, number in self._places:
            octets[place] = values[number]
        return octets


def _body_text(text: str) -> str:
    """Return the text with CRLF line ends, also at its end, and without what a mail may not hold."""
    text = _LINE_ENDS.sub("\r\n", _UNFIT.sub("", text))
    return text if text.endswith("\r\n") else f"{text}\r\n"


def _head(mailing: Mailing, values: Values) -> list[Segment]:
    """Return the header fields that differ per person or that we write ourselves."""
    sender = encoding.split_mailbox(mailing.sender)
    if not sender[1].isascii():
        raise BadAddress(mailing.sender)
    head: list[Segment] = [b"From: ", encoding.mailbox(*sender, taken=6), CRLF, b"To: ", _to, CRLF]
    head += [b"Subject: ", *_subject(mailing, values), CRLF, b"Message-ID: ", _message_id(mailing), CRLF]
    if mailing.reply_to:
        head += [b"Reply-To: ", encoding.mailbox(*encoding.split_mailbox(mailing.reply_to), taken=10), CRLF]
    if mailing.rules.is_automatic:
        return [*head, b"Auto-Submitted: auto-generated\r\n"]  # RFC 3834 section 5, bar M11
    return [*head, *_list_fields(mailing, values)]


def _list_fields(mailing: Mailing, values: Values) -> list[Segment]:
    """Return the fields by which a mail program shows the list and its unsubscribe button (RFC 2369, 2919, 8058)."""
    head: list[Segment] = []
    if mailing.list_id:
        head += [b"List-Id: ", encoding.list_id(mailing.list_id, taken=9), CRLF, b"List-Post: NO\r\n"]
    if mailing.list_help:
        head += [b"List-Help: <", values.checked_url(mailing.list_help).encode(), b">\r\n"]
    if ONE_CLICK in values.links:
        head += [b"List-Unsubscribe: <", values.maker(Token(f"link:{ONE_CLICK}"), Place.TEXT), b">\r\n"]
        head += [b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"]
    return head


def _subject(mailing: Mailing, values: Values) -> list[Segment]:
    parts = parse(mailing.subject, {})
    if not any(isinstance(part, Token) for part in parts):
        return [encoding.unstructured(clean("".join(map(str, parts)), SUBJECT_LENGTH), taken=9)]
    pieces = [values.words(part) if isinstance(part, Token) else part for part in parts]

    def make(who: Addressee) -> bytes:
        words = "".join([piece if isinstance(piece, str) else piece(who) for piece in pieces])
        return encoding.unstructured(clean(words, SUBJECT_LENGTH), taken=9)

    return [make]


def _to(who: Addressee) -> bytes:
    return encoding.mailbox(full_name(who), who.address, taken=4)


def _message_id(mailing: Mailing) -> Maker:
    """Name the letter the same on every attempt, and for ever unlike any other (bar M15)."""
    rest = f"{int(mailing.created_at.timestamp() * 1_000_000):x}@{settings.POST_DOMAIN}>".encode()
    return lambda who: b"<%d.%b" % (who.letter, rest)


def _frame(mailing: Mailing, *, eight_bit: bool) -> tuple[bytes, bytes, bytes]:
    """Have the mail library build the message around two marks, and return what stands before, between and after.

    :raises CannotCompile: when a header of the mailing is one of ours, or no header at all.
    """
    marks = [secrets.token_hex(12), secrets.token_hex(12)]
    encoded = "8bit" if eight_bit else "quoted-printable"
    message = EmailMessage(SMTP)
    message.set_content(marks[0], cte=encoded)
    if mailing.html.strip():
        message.add_alternative(marks[1], subtype="html", cte=encoded)
        message.set_boundary(secrets.token_hex(16))
    for name, value in {"Content-Language": "nl", **mailing.headers}.items():
        if name.lower() in _OURS or not _HEADER_NAME.fullmatch(name):
            raise CannotCompile(_("A mailing may not set the header %s.") % name)
        message[name] = clean(str(value), 500)
    top, _mark, rest = bytes(message).partition(f"{marks[0]}\r\n".encode())
    between, _mark, bottom = rest.partition(f"{marks[1]}\r\n".encode())
    return (top, between, bottom) if _mark else (top, b"", rest)


def _longest_line(parts: list[str | Token], values: Values) -> int:
    """Return how many octets the longest line takes when every value is as long as it can be."""
    longest = "".join("x" * values.longest(part) if isinstance(part, Token) else part for part in parts)
    return max(len(line.encode()) for line in longest.split("\r\n"))


def _in_eight_bit(parts: list[str | Token], place: Place, values: Values) -> list[Segment]:
    """Return a body as it is, with each line that begins with a dot given a second one (RFC 5321 section 4.5.2)."""
    segments: list[Segment] = []
    run: list[Maker] = []  # values that stand side by side
    begins_line = True
    for part in parts:
        if isinstance(part, Token):
            run.append(values.maker(part, place))
            continue
        octets = part.encode()
        if run and begins_line:
            # Any of these values may be empty, so the dot that ends a letter could come from a value or from after it.
            dot = octets[:1] if octets.startswith(b".") else b""
            segments.append(_stuffed_run(run, dot))
            octets, begins_line = octets[len(dot) :], False
        else:
            segments += run
            begins_line = begins_line and not run
        segments.append(re.sub(rb"(?m)^\." if begins_line else rb"(?<=\n)\.", b"..", octets))
        run, begins_line = [], octets.endswith(CRLF)
    return segments


def _stuffed_run(run: list[Maker], dot: bytes) -> Maker:
    def make(who: Addressee) -> bytes:
        octets = b"".join([value(who) for value in run]) + dot
        return b"." + octets if octets.startswith(b".") else octets

    return make


def _in_quoted_printable(parts: list[str | Token], place: Place, values: Values) -> list[Segment]:
    """Return a body in quoted-printable: 7-bit, in short lines; each value stands between soft line breaks."""
    segments: list[Segment] = []
    for part in parts:
        if isinstance(part, Token):
            segments += [SOFT_BREAK, values.quoted(part, place), SOFT_BREAK]
        else:
            segments.append(encoding.quoted_printable(part.encode()))
    return segments
