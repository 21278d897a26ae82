"""A filled letter is the letter that Django would have sent, and nothing that a name holds changes its shape."""

import html
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import getaddresses

import pytest
from django.core.mail import EmailMultiAlternatives
from hypothesis import example, given, settings
from hypothesis import strategies as st

from post import links
from post.compiling import Letterhead
from post.fields import FIELDS, Addressee
from post.models import LetterClass, Mailing

NOW = datetime(2026, 11, 21, 20, 15, tzinfo=UTC)
TEXT = "[voornaam]. Dag [voornaam] [achternaam]!\n.\n[voornaam][organisatie]\n.[naam]\n\n[link:unsubscribe]\n[adres]"
HTML = '<p title="[naam]">Dag [voornaam],<br>\n.[organisatie]\n[voornaam].</p><a href="[link:unsubscribe]">é</a>\n'

SHAPES = ["", ".", "..", "=?utf-8?q?x?=", "=?0?Q??=", 'a"b\\c', "a\r\nBcc: x@y.nl", "\r\n.\r\nMAIL FROM:<x>", "\ud800"]
SHAPES += [
    "👩‍🚀",
    "x" * 200,
    "\u2028",
    "\x85",
    "\0",
    "<script>",
    "&amp;",
    "José",
    "  two  spaces ",
    "=\r\n",
    "a,b <c@d.nl>",
]
NASTY = st.text(max_size=60) | st.sampled_from(SHAPES)


def mailing(**fields):
    given = {
        "letter_class": LetterClass.NEWSLETTER,
        "title": "t",
        "sender": "KIS, kennisplatform <post@kis.example.org>",
        "reply_to": "info@kis.example.org",
        "subject": "Nieuws voor [naam]",
        "text": TEXT,
        "html": HTML,
        "list_id": "Nieuwsbrief <nieuws.kis.example.org>",
        "scope": 7,
        "created_at": NOW,
    }
    return Mailing(**{**given, **fields})


def somebody(**fields):
    return Addressee(**{"letter": 12, "person": 34, "address": "s.amrani@gemeente.example.org", **fields})


def wire(letterhead, who, eight_bit=True):
    return b"".join(letterhead.fill(who, eight_bit=eight_bit, at=NOW))


def read(octets):
    """Undo what the wire asks, and read the message with the standard library."""
    assert octets.endswith(b"\r\n.\r\n")
    lines = octets[:-3].split(b"\r\n")
    assert b"." not in lines, "the letter would end here"
    assert all(len(line) <= 998 and b"\n" not in line and b"\r" not in line for line in lines)
    return message_from_bytes(b"\r\n".join(line.removeprefix(b".") for line in lines), policy=policy.default)


def filled(template, who, escape=str):
    for name, (words, _limit) in FIELDS.items():
        template = template.replace(f"[{name}]", escape(words(who)))
    url = f"http://127.0.0.1:8000/nieuwsbrief/afmelden/{links.seal('unsubscribe', 7, who.person, who.letter)}/"
    return template.replace("[link:unsubscribe]", url)


@pytest.mark.parametrize("eight_bit", [True, False])
@settings(deadline=None, max_examples=100)
@given(given_name=NASTY, infix=NASTY, family_name=NASTY, organisation=NASTY)
@example(given_name="", infix="", family_name="", organisation=".")
@example(given_name=".", infix="", family_name=".", organisation="")
def test_a_filled_letter_is_the_letter_django_would_have_sent(eight_bit, given_name, infix, family_name, organisation):
    """M14, M16, M17, Z28, F26."""
    who = somebody(given_name=given_name, tussenvoegsel=infix, family_name=family_name, organisation=organisation)
    name = FIELDS["naam"][0](who)

    message = read(wire(Letterhead(mailing()), who, eight_bit))

    theirs = EmailMultiAlternatives(f"Nieuws voor {name}".strip(), filled(TEXT, who), to=[who.address])
    theirs.attach_alternative(filled(HTML, who, html.escape), "text/html")
    expected = message_from_bytes(theirs.message().as_bytes(), policy=policy.default)
    assert subject(message) == f"Nieuws voor {name}".strip()
    if "=?" not in name:  # Django lets a name that looks like an encoded word through as it is
        assert subject(message) == subject(expected)
    assert recipients(message) == [(name, who.address)]
    assert recipients(expected) == [("", who.address)]
    for ours, django in zip(message.iter_parts(), expected.iter_parts(), strict=True):
        assert ours.get_content_type() == django.get_content_type()
        assert lines(ours) == lines(django)


def subject(message):
    return decoded(written(message, "Subject"))


def recipients(message):
    return [(decoded(name), address) for name, address in getaddresses([written(message, "To")])]


def written(message, name):
    (value,) = (value for key, value in message.raw_items() if key == name)
    return value.replace("\r", "").replace("\n", "")


def decoded(words):
    """Read encoded words as RFC 2047 says; the standard library's newer reader also tidies the spaces."""
    return str(make_header(decode_header(words)))


def lines(part):
    return part.get_content().rstrip("\r\n").replace("\r\n", "\n").split("\n")
