from email.header import decode_header, make_header

import pytest

from post import encoding
from post.encoding import BadAddress


@pytest.mark.parametrize(
    ("address", "travels"),
    [
        ("s.amrani@Gemeente.NL", "s.amrani@gemeente.nl"),
        ("a+b=c@x.nl", "a+b=c@x.nl"),
        ("info@café.nl", "info@xn--caf-dma.nl"),  # M18
        ("josé@gemeente.nl", "josé@gemeente.nl"),
        (f"{'a' * 64}@x.nl", f"{'a' * 64}@x.nl"),
    ],
)
def test_m18_an_address_travels_with_its_domain_in_a_labels(address, travels):
    assert encoding.wire_address(address) == travels


@pytest.mark.parametrize(
    "address",
    [
        *("", "x", "@x.nl", "x@", "a b@x.nl", "a@b@c.nl", "<a@x.nl>", "a@x..nl", ".a@x.nl", "a.@x.nl", "a@-x.nl"),
        *("a\r\nRCPT TO:<b@x.nl>@x.nl", "a@x.nl\r\nDATA", "a@x.nl\0", "a\u2028@x.nl", "\ud800@x.nl", "a@\ud800.nl"),
        *(f"{'a' * 65}@x.nl", f"{'é' * 33}@x.nl", f"a@{'b' * 64}.nl", f"a@{'b.' * 130}nl", "a,b@x.nl", "a@[127.0.0.1]"),
    ],
)
def test_m19_an_address_that_no_server_takes_is_refused(address):
    with pytest.raises(BadAddress):
        encoding.wire_address(address)


def test_a_long_subject_is_folded_in_short_words():
    text = "Verslag van de bijeenkomst over “samen” leven 👩‍🚀 " * 8

    written = encoding.unstructured(text, taken=9)

    lines = written.split(b"\r\n ")
    assert len(lines[0]) <= 67
    assert all(len(line) <= 75 for line in lines)
    assert str(make_header(decode_header(written.decode().replace("\r\n", "")))) == text


def test_m9_a_list_is_named_by_its_label():
    assert encoding.list_id("Nieuwsbrief <nieuws.kis.example.org>", 9) == b'"Nieuwsbrief"\r\n <nieuws.kis.example.org>'
    for wrong in ("nieuws.kis.example.org", "Nieuws <a b>", f"{'x' * 250} <nieuws.kis>"):
        with pytest.raises(BadAddress):
            encoding.list_id(wrong, 9)


def test_a_mailbox_is_exactly_one():
    assert encoding.split_mailbox('"KIS, platform" <post@kis.example.org>') == ("KIS, platform", "post@kis.example.org")
    assert encoding.split_mailbox("post@kis.example.org") == ("", "post@kis.example.org")
    for wrong in ("", "KIS", "a@x.nl, b@x.nl", "a@x.nl\r\nBcc: b@x.nl", "KIS <a@x.nl> <b@x.nl>"):
        with pytest.raises(BadAddress):
            encoding.split_mailbox(wrong)


def test_a_value_in_quoted_printable_begins_no_line_with_a_dot():
    assert encoding.quoted_printable_value(b"Samira") == b"Samira"
    assert encoding.quoted_printable_value(b"") == b""
    assert encoding.quoted_printable_value(b".") in {b"=2E", b".."}
    assert encoding.quoted_printable_value(b".nl") == b"..nl"
    lines = encoding.quoted_printable_value("é".encode() * 50).split(b"\r\n")
    assert all(len(line) <= 76 for line in lines)
