"""What the DNS says about the sender, against made-up records: each way in which it goes wrong is named."""

from base64 import b64encode
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from post.dns_asking import NoAnswer
from post.sender_check import Sender, is_aligned, look, tags_of
from post.signature_check import look_at_letter

SENDER = Sender(
    "kis.example.org", "terug.kis.example.org", "s1", "mail.kis.example.org", "info@kis.example.org", ("192.0.2.7",)
)
KEY = "s1._domainkey.kis.example.org"


def key_of(bits):
    public = generate_private_key(65537, bits).public_key()
    return b64encode(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


@pytest.fixture(scope="module")
def good():
    """A DNS in which everything is right."""
    return {
        "terug.kis.example.org": ["v=spf1 include:spf.provider.example a:mail.kis.example.org -all", "another text"],
        "spf.provider.example": ["v=spf1 ip4:192.0.2.0/24 ~all"],
        KEY: [f"v=DKIM1; k=rsa; p={key_of(2048)}"],
        "_dmarc.kis.example.org": ["v=DMARC1; p=reject; rua=mailto:info@kis.example.org"],
    }


def found(records, sender=SENDER):
    return look(sender, lambda name, kind="TXT": records.get(name if kind == "TXT" else f"{name} {kind}", []))


def told(findings, about):
    return [(one.tone, one.text) for one in findings if one.about == about]


def test_a_sender_on_which_all_is_right_may_send(good):
    """M29, B2, N6"""
    findings = found(good)

    assert [(one.about, one.tone) for one in findings] == [
        ("SPF", "ok"),
        ("DKIM", "ok"),
        ("DMARC", "ok"),
        ("DMARC", "ok"),
    ]
    assert "2 van 10" in findings[0].text
    assert is_aligned(findings)


@pytest.mark.parametrize(
    ("records", "reason"),
    [
        ([], "heeft geen SPF-record"),
        (["v=spf1 -all", "v=spf1 mx -all"], "meer dan één SPF-record"),
        (["v=spf1 mx"], "eindigt niet met"),
        (["v=spf1 mx ?all"], "eindigt niet met"),
        (["v=spf1 +all"], "eindigt niet met"),
        (["v=spf1 include:nergens.example -all"], "nergens.example"),
        (["v=spf1 include:terug.kis.example.org -all"], "steeds opnieuw"),
        (["v=spf1 " + "mx " * 11 + "-all"], "11 keer"),
    ],
)
def test_each_fault_of_spf_is_named(good, records, reason):
    """M29"""
    findings = found({**good, "terug.kis.example.org": records})

    assert any(tone == "bad" and reason in text for tone, text in told(findings, "SPF"))
    assert not is_aligned(findings)


def test_look_ups_are_counted_through_includes_and_redirects(good):
    """M29: RFC 7208 section 4.6.4"""
    records = {
        **good,
        "terug.kis.example.org": ["v=spf1 include:een.example redirect=twee.example"],
        "een.example": ["v=spf1 a mx exists:%{i}.x.example ptr ?all"],
        "twee.example": ["v=spf1 a:x.example a/24 mx:y.example ip4:192.0.2.7 -all"],
    }

    assert "9 van 10" in told(found(records), "SPF")[0][1]


def test_what_to_add_is_said_to_the_letter(good):
    mx = {"terug.kis.example.org MX": ["mail.kis.example.org"], "mail.kis.example.org A": ["192.0.2.7"]}
    findings = found({})

    assert [(one.name, one.record) for one in findings if one.record] == [
        ("terug.kis.example.org", "v=spf1 a:mail.kis.example.org -all"),
        (KEY, "v=DKIM1; k=rsa; p=… (de publieke sleutel van de server die ondertekent)"),
        ("_dmarc.kis.example.org", "v=DMARC1; p=quarantine; rua=mailto:info@kis.example.org"),
    ]
    mended = found({**good, "terug.kis.example.org": ["v=spf1 mx ?all"], **mx})
    assert mended[0].record == "v=spf1 mx -all"


@pytest.mark.parametrize(
    ("records", "tone"),
    [([], "bad"), (["v=DKIM1; p="], "bad"), (["v=DKIM1; p=onzin"], "bad"), (["v=DKIM1; k=ed25519; p=AAAA"], "ok")],
)
def test_a_key_that_nobody_can_use_is_no_key(good, records, tone):
    assert told(found({**good, KEY: records}), "DKIM")[-1][0] == tone


def test_a_short_key_and_one_for_tests_ask_for_attention(good):
    """M28"""
    findings = found({**good, KEY: [f"v=DKIM1; t=s:y; p={key_of(1024)}"]})

    assert [tone for tone, _text in told(findings, "DKIM")] == ["warn", "warn", "ok"]
    assert is_aligned(findings)


def test_without_the_name_of_the_key_it_cannot_be_found(good):
    sender = Sender("kis.example.org", "kis.example.org", "", "", "")

    assert told(found(good, sender), "DKIM")[0][0] == "bad"


@pytest.mark.parametrize(
    ("records", "tones"),
    [
        ([], ["bad"]),
        (["v=DMARC1; p=none", "v=DMARC1; p=reject"], ["bad"]),
        (["v=DMARC1; p=none"], ["warn", "ok"]),
        (["v=DMARC1; p=misschien"], ["bad", "ok"]),
        (["v=DMARC1; p=reject; pct=50"], ["ok", "warn", "ok"]),
        (["v=DMARC1; p=reject; t=y"], ["ok", "warn", "ok"]),
        (["v=DMARC1; p=reject; aspf=s"], ["ok", "bad"]),
    ],
)
def test_the_policy_is_read_as_receivers_read_it(good, records, tones):
    """M29, N6: RFC 9989"""
    findings = found({**good, "_dmarc.kis.example.org": records})

    assert [tone for tone, _text in told(findings, "DMARC")] == tones


def test_the_policy_of_the_domain_above_holds_too(good):
    sender = Sender("post.kis.example.org", "terug.kis.example.org", "s1", "", "", ("192.0.2.7",))
    records = {**good, "s1._domainkey.post.kis.example.org": good[KEY]}

    assert is_aligned(found(records, sender))
    sub = {**records, "_dmarc.kis.example.org": ["v=DMARC1; p=reject; sp=none"]}
    assert told(found(sub, sender), "DMARC")[0][0] == "warn"


def test_an_envelope_of_another_organisation_is_not_aligned(good):
    """M29, B2"""
    sender = Sender("kis.example.org", "bounce.provider.example", "s1", "", "")
    findings = found({**good, "bounce.provider.example": ["v=spf1 mx -all"]}, sender)

    assert told(findings, "DMARC")[-1][0] == "bad"
    assert not is_aligned(findings)


def test_a_dns_that_does_not_answer_is_said_to_be_silent(good):
    def ask(name, kind="TXT"):
        raise NoAnswer(name)

    findings = look(SENDER, ask)

    assert [(one.about, one.tone) for one in findings] == [
        ("SPF", "unknown"),
        ("DKIM", "unknown"),
        ("DMARC", "unknown"),
    ]
    assert not is_aligned(findings)


LETTER = """Received: from a by b
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={d}; s=s1;
 h=From:To:Subject:Date:Message-ID:{h};
 bh=AAAA=; b=BBBB
From: KIS <post@kis.example.org>
List-Unsubscribe: <https://kis.example.org/u>

Dag
"""


@pytest.mark.parametrize(
    ("letter", "tone"),
    [
        (LETTER.format(d="kis.example.org", h="List-Unsubscribe:\n List-Unsubscribe-Post"), "ok"),
        (LETTER.format(d="KIS.example.org", h="list-unsubscribe:list-unsubscribe-post"), "ok"),
        (LETTER.format(d="kis.example.org", h="List-Unsubscribe"), "bad"),
        (LETTER.format(d="provider.example", h="List-Unsubscribe:List-Unsubscribe-Post"), "bad"),
        (LETTER.format(d="org", h="List-Unsubscribe:List-Unsubscribe-Post"), "bad"),
        ("From: x\n\nDag", "bad"),
        ("geen brief", "bad"),
    ],
)
def test_the_signature_must_cover_both_unsubscribe_headers(letter, tone):
    """M2"""
    assert look_at_letter(letter, "kis.example.org").tone == tone


def test_what_is_missing_under_the_signature_is_named():
    """M2"""
    found = look_at_letter(LETTER.format(d="kis.example.org", h="List-Unsubscribe"), "kis.example.org")

    assert found.text.endswith("list-unsubscribe-post.")


def test_tags_are_read_whatever_the_spaces():
    assert tags_of(" V = DKIM1 ;\r\n p = AB\r\n CD ; x") == {"v": "DKIM1", "p": "ABCD"}


@pytest.mark.parametrize(
    ("record", "passes"),
    [
        ("v=spf1 -all", False),
        ("v=spf1 ip4:192.0.2.7 -all", True),
        ("v=spf1 ip4:192.0.2.0/29 ~all", True),
        ("v=spf1 -ip4:192.0.2.7 ip4:192.0.2.0/24 -all", False),
        ("v=spf1 ip4:198.51.100.0/24 ip6:2001:db8::/32 -all", False),
        ("v=spf1 a:mail.kis.example.org -all", True),
        ("v=spf1 a:buur.example/24 -all", True),
        ("v=spf1 a:buur.example -all", False),
        ("v=spf1 mx -all", True),
        ("v=spf1 include:spf.provider.example -all", True),
        ("v=spf1 include:niemand.example -all", False),
        ("v=spf1 redirect=spf.provider.example", True),
        ("v=spf1 ptr exists:%{i}.x.example -all", False),
    ],
)
def test_our_own_server_must_be_allowed_by_the_record(good, record, passes):
    """M29: RFC 7208 section 5; a record that lets nobody pass is not right for being well formed."""
    records = {
        **good,
        "terug.kis.example.org": [record],
        "niemand.example": ["v=spf1 -all"],
        "buur.example A": ["192.0.2.9"],
        "terug.kis.example.org MX": ["mail.kis.example.org"],
        "mail.kis.example.org A": ["192.0.2.7"],
    }

    findings = found(records)

    assert [one.tone for one in findings if one.about == "SPF"] == ["ok" if passes else "bad"]
    assert is_aligned(findings) == passes


def test_a_server_by_name_and_one_with_a_new_kind_of_address_are_both_asked_about(good):
    sender = replace(SENDER, hosts=("mail.kis.example.org",))
    records = {**good, "mail.kis.example.org A": ["192.0.2.7"], "mail.kis.example.org AAAA": ["2001:db8::7"]}
    both = {**records, "terug.kis.example.org": ["v=spf1 ip4:192.0.2.7 ip6:2001:db8::/32 -all"]}

    assert is_aligned(found(both, sender))
    missing = {**records, "terug.kis.example.org": ["v=spf1 ip4:192.0.2.7 -all"]}
    assert found(missing, sender)[0].record == "v=spf1 ip4:192.0.2.7 ip6:2001:db8::7 -all"


def test_without_the_addresses_of_our_servers_only_a_provider_may_send(good):
    assert not is_aligned(found(good, replace(SENDER, hosts=())))
    assert is_aligned(found(good, replace(SENDER, hosts=(), by_provider=True)))


@pytest.mark.parametrize(
    ("records", "mended"),
    [
        (["v=spf1 ip4:192.0.2.7 -all", "v=spf1 mx ~all"], "v=spf1 ip4:192.0.2.7 mx -all"),
        (["v=spf1 ip4:192.0.2.7 include:weg.example ~all"], "v=spf1 ip4:192.0.2.7 -all"),
        (["v=spf1 ip4:192.0.2.7 " + "a " * 11 + "-all"], "v=spf1 ip4:192.0.2.7 -all"),
    ],
)
def test_the_record_to_put_in_its_place_is_said_to_the_letter(good, records, mended):
    findings = found({**good, "terug.kis.example.org": records})

    assert [one.record for one in findings if one.about == "SPF"] == [mended]
