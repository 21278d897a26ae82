"""A filled letter is the letter that Django would have sent, and nothing that a name holds changes its shape."""

import html
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import getaddresses

import pytest
from django import conf
from django.core.mail import EmailMultiAlternatives
from hypothesis import example, given, settings
from hypothesis import strategies as st

from post import links
from post.compiling import Letterhead
from post.fields import FIELDS, Addressee, CannotCompile, literal
from post.models import LetterClass, Mailing
from post.values import fitting

UNSUBSCRIBE = f"{conf.settings.BASE_URL}{conf.settings.POST_UNSUBSCRIBE_PATH}"
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
        template = template.replace(f"[{name}]", fitting(words(who), lambda text: escape(text).encode()).decode())
    url = f"{UNSUBSCRIBE}{links.seal('unsubscribe', 7, who.person, who.letter)}/"
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


def test_a_newsletter_says_how_to_make_it_stop():
    """M1, M3, M9, M10, M14, M16"""
    message = read(wire(Letterhead(mailing()), somebody()))

    names = [name.lower() for name in message]
    assert sorted(names) == sorted(set(names)), "each field once"
    token = links.seal("unsubscribe", 7, 34, 12)
    assert message["List-Unsubscribe"] == f"<{UNSUBSCRIBE}{token}/>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] == '"Nieuwsbrief" <nieuws.kis.example.org>'
    assert message["List-Post"] == "NO"
    assert message["Reply-To"] == "info@kis.example.org"
    assert message["Content-Language"] == "nl"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message["Date"].datetime == NOW
    assert {"auto-submitted", "precedence"}.isdisjoint(names)


def test_m11_a_service_letter_cannot_be_stopped_and_says_that_a_machine_wrote_it():
    plain = mailing(letter_class=LetterClass.SERVICE, list_id="", html="", text="Code: 1")

    message = read(wire(Letterhead(plain), somebody()))

    assert message["Auto-Submitted"] == "auto-generated"
    assert not [name for name in message if name.lower().startswith("list-")]
    assert message.get_content_type() == "text/plain"


def test_m15_a_letter_keeps_its_number_whenever_it_is_tried():
    """The compiled letter is made anew by each worker, on each attempt."""
    first, again = (read(wire(Letterhead(mailing()), somebody())) for _ in range(2))
    other = read(wire(Letterhead(mailing()), somebody(letter=13)))

    assert first["Message-ID"] == again["Message-ID"] != other["Message-ID"]


def test_t6_two_letters_differ_in_names_and_own_links_alone():
    one, two = (somebody(letter=n, person=n, given_name="Sam", family_name="Amrani") for n in (1, 2))
    letterhead = Letterhead(mailing())

    texts = [read(wire(letterhead, who)).get_body(("html",)).get_content() for who in (one, two)]

    plain = [
        text.replace(links.seal("unsubscribe", 7, who.person, who.letter), "LINK")
        for text, who in zip(texts, (one, two), strict=True)
    ]
    assert plain[0] == plain[1]


def test_links_of_other_purposes_are_filled_with_a_token_of_their_own():
    """M7"""
    answer = {"purpose": "answer", "url": "http://127.0.0.1:8000/antwoord/ja/", "subject": 5}
    letterhead = Letterhead(mailing(text="Ja: [link:yes]", html="", links={"yes": answer}))

    text = read(wire(letterhead, somebody())).get_content()

    assert text.strip() == f"Ja: http://127.0.0.1:8000/antwoord/ja/{links.seal('answer', 5, 34, 12)}/"


def test_the_links_of_a_test_letter_lead_nowhere():
    message = read(wire(Letterhead(mailing(letter_class=LetterClass.TEST)), somebody()))

    token = message["List-Unsubscribe"].rstrip("/>").rpartition("/")[2]
    assert token == links.seal(links.PREVIEW, 7, 34, 12)


def test_a_line_that_may_grow_too_long_is_broken_softly():
    """M14: no line over 998 octets, also where the template is one line, as MJML makes it."""
    long = f"<p>{'woord ' * 400}[naam]</p>"
    letterhead = Letterhead(mailing(html=long))

    assert not letterhead.fits_eight_bit
    message = read(wire(letterhead, somebody(given_name="José"), eight_bit=letterhead.fits_eight_bit))

    assert message.get_body(("html",)).get_content().strip() == long.replace("[naam]", "José")
    assert Letterhead(mailing()).fits_eight_bit


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "Dag [voornam]"},
        {"html": "[link:answer]"},
        {"subject": "[link:unsubscribe]"},
        {"text": "  "},
        {"sender": "KIS"},
        {"sender": "a@x.nl, b@x.nl"},
        {"reply_to": "x@y.nl\r\nBcc: z@y.nl"},
        {"list_id": "zonder label"},
        {"headers": {"Bcc": "x@y.nl"}},
        {"headers": {"List-Unsubscribe": "<https://x>"}},
        {"headers": {"X-Naam\r\nBcc": "x@y.nl"}},
        {"links": {"a": {"purpose": "a", "url": "https://elders.example.org/", "subject": 1}}},
        {"links": {"a": {"purpose": "a", "url": "http://127.0.0.1:8000/ \r\n", "subject": 1}}},
        {"links": {"a": {"url": "http://127.0.0.1:8000/a/"}}},
    ],
)
def test_words_that_cannot_become_a_letter_are_refused_before_anybody_is_promised_one(wrong):
    with pytest.raises(CannotCompile):
        Letterhead(mailing(**wrong))


def test_s7_a_template_language_in_a_letter_prints_itself():
    text = "{{ settings.SECRET_KEY }} {% debug %} [1] [Zie ook] %(x)s"

    message = read(wire(Letterhead(mailing(text=text, html="")), somebody()))

    assert message.get_content().strip() == text


@settings(deadline=None)
@given(st.text(alphabet="[]abc:_ \n", max_size=30))
def test_a_literal_text_means_itself(text):
    message = read(wire(Letterhead(mailing(text=literal(f"x{text}x"), html="")), somebody()))

    assert "\n".join(lines(message)) == f"x{text}x"


def test_headers_of_a_mailing_are_written_in_one_line():
    message = read(wire(Letterhead(mailing(headers={"X-Kis": "a\r\nBcc: x@y.nl"})), somebody()))

    assert message["X-Kis"] == "a Bcc: x@y.nl"
    assert message["Bcc"] is None
