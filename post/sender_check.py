"""May our letters pass for ours? What the DNS says about the sender, read as a receiving mail server does.

SPF (RFC 7208) says which servers may send for the envelope; DKIM (RFC 6376) where the key of our signature stands;
DMARC (RFC 9989) that one of the two must be of the domain that readers see, and what happens to letters of others.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Generator, Iterator
from dataclasses import asdict, dataclass
from ipaddress import ip_address

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.utils.translation import gettext as _

from post import spf
from post.dns_asking import Ask, NoAnswer
from post.spf import Address

MOST_LOOK_UPS = 10  # RFC 7208 section 4.6.4
SMALLEST_KEY = 2048  # bits; RFC 8301 asks for 1024 at least and advises 2048
_LOOKS_UP = re.compile(r"^[+?~-]?(?:(include):(\S+)|(a|mx|ptr)(?:[:/]\S*)?|(exists):\S+)$", re.I)
_ALL = re.compile(r"^([+?~-]?)all$", re.I)


@dataclass(frozen=True)
class Sender:
    """Whose letters these are: the domain that readers see, that of the envelope, and by what name the key stands."""

    domain: str
    bounces: str
    selector: str
    server: str
    reports_to: str
    hosts: tuple[str, ...] = ()  # names or addresses from which our letters leave; empty when nobody told us
    by_provider: bool = False  # a provider sends them, from addresses of its own


@dataclass(frozen=True)
class Finding:
    """One thing looked at: `ok`, `warn`, `bad`, or `unknown` when the DNS did not answer; `record` is what to add."""

    about: str
    tone: str
    text: str
    help: str = ""
    name: str = ""
    record: str = ""

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def look(sender: Sender, ask: Ask) -> list[Finding]:
    """Return what the DNS says of this sender: SPF, then DKIM, then DMARC with its alignment."""
    found: list[Finding] = []
    for about, check in (("SPF", _spf), ("DKIM", _dkim), ("DMARC", _dmarc)):
        try:
            found += check(sender, ask)
        except NoAnswer:
            text = _("We could not look this up: the DNS did not answer.")
            found.append(Finding(about, "unknown", text, _("Try again later, or ask who keeps the network.")))
    return found


def is_aligned(findings: list[Finding]) -> bool:
    """Tell whether nothing is wrong and everything could be looked up."""
    return bool(findings) and all(found.tone in ("ok", "warn") for found in findings)


# SPF


def _spf(sender: Sender, ask: Ask) -> Iterator[Finding]:
    records = spf.records_of(sender.bounces, ask)
    advice = f"v=spf1 a:{sender.server} -all" if sender.server else "v=spf1 mx -all"
    if len(records) != 1:
        many = _("%s has more than one SPF record, so receivers trust none. Keep one.") % sender.bounces
        text = many if records else _("%s has no SPF record.") % sender.bounces
        there = _("Now there are: %s") % " · ".join(records) if records else ""
        yield Finding("SPF", "bad", text, there, sender.bounces, _joined(records) if records else advice)
        return
    allowed, known = yield from _of_our_servers(sender, ask)
    look_ups, faults, ends = _followed(records[0], ask, ())
    for fault, broken in faults:
        yield Finding("SPF", "bad", fault, "", sender.bounces, _without(records[0], broken))
    if look_ups > MOST_LOOK_UPS:
        text = _("The SPF record asks for %(number)d look-ups; receivers stop after %(most)d.")
        fewer = _(
            "Take out an include that nobody needs any more, or put the network addresses behind it in its place."
        )
        yield Finding(
            "SPF", "bad", text % {"number": look_ups, "most": MOST_LOOK_UPS}, fewer, sender.bounces, _plain(known)
        )
    if ends not in ("~", "-"):
        text = _("The SPF record does not end with ~all or -all, so it says nothing about servers of others.")
        yield Finding("SPF", "bad", text, "", sender.bounces, _ended(records[0]))
    elif look_ups <= MOST_LOOK_UPS and not faults and allowed:
        text = _("One SPF record, %(number)d of %(most)d look-ups, and it ends with %(all)s.")
        told = {"number": look_ups, "most": MOST_LOOK_UPS, "all": f"{ends}all"}
        yield Finding("SPF", "ok", text % told)


def _of_our_servers(sender: Sender, ask: Ask) -> Generator[Finding, None, tuple[bool, list[Address]]]:
    """Say which of the addresses from which our letters leave may not; return whether all may, and which they are."""
    known = _known_addresses(sender, ask)
    record = spf.records_of(sender.bounces, ask)[0]
    refused = [address for address in known if not spf.is_allowed(sender.bounces, address, ask)]
    for address in refused:
        text = _("The SPF record does not allow %s, from which our letters leave.") % address
        yield Finding("SPF", "bad", text, "", sender.bounces, _ended(record, *map(_named, refused)))
    if not known:
        text = _("We do not know from which addresses our letters leave.")
        help = _("Set POST_SENDING_HOSTS to the servers that bring our letters to others.")
        yield Finding("SPF", "warn" if sender.by_provider else "bad", text, help)
    return bool(known or sender.by_provider) and not refused, known


def _known_addresses(sender: Sender, ask: Ask) -> list[Address]:
    """Return the addresses from which our letters leave; names are looked up."""
    found: list[Address] = []
    for host in sender.hosts:
        try:
            found.append(ip_address(host))
        except ValueError:
            found += [ip_address(text) for kind in ("A", "AAAA") for text in ask(host, kind)]
    return found


def _named(address: Address) -> str:
    return f"ip{address.version}:{address}"


def _plain(known: list[Address]) -> str:
    return " ".join(["v=spf1", *map(_named, known), "-all"]) if known else ""


def _joined(records: list[str]) -> str:
    terms = [term for record in records for term in record.split()[1:] if not _ALL.match(term)]
    return " ".join(["v=spf1", *dict.fromkeys(terms), "-all"])


def _without(record: str, broken: str) -> str:
    """Return the record without what leads to a domain that says nothing; nothing when that stands deeper."""
    terms, ways = record.split(), (f"include:{broken}", f"redirect={broken}")
    kept = [term for term in terms if term.lower().rstrip(".") not in ways]
    return _ended(" ".join(kept)) if len(kept) < len(terms) else ""


def _followed(record: str, ask: Ask, above: tuple[str, ...]) -> tuple[int, list[tuple[str, str]], str]:
    """Count the look-ups of a record with all it includes.

    Return them, what is wrong with which domain, and with what it ends.
    """
    faults: list[tuple[str, str]] = []
    look_ups, ends, redirect = 0, "", ""
    for term in record.split()[1:]:
        if found := _ALL.match(term):
            ends = found[1] or "+"
        elif term.lower().startswith("redirect="):
            redirect = term.partition("=")[2]
        elif found := _LOOKS_UP.match(term):
            look_ups += 1
            if found[1]:
                more, wrong, _end = _included(found[2], ask, above)
                look_ups, faults = look_ups + more, faults + wrong
    if redirect and not ends:
        more, wrong, ends = _included(redirect, ask, above)
        look_ups, faults = look_ups + 1 + more, faults + wrong
    return look_ups, faults, ends


def _included(domain: str, ask: Ask, above: tuple[str, ...]) -> tuple[int, list[tuple[str, str]], str]:
    domain = domain.rstrip(".").lower()
    if domain in above or len(above) > MOST_LOOK_UPS:
        return 0, [(_("The SPF record includes %s again and again.") % domain, domain)], ""
    records = spf.records_of(domain, ask)
    if len(records) != 1:
        fault = _("The SPF record includes %s, which has no SPF record of its own, or several.") % domain
        return 0, [(fault, domain)], ""
    return _followed(records[0], ask, (*above, domain))


def _ended(record: str, *more: str) -> str:
    return " ".join([*(term for term in record.split() if not _ALL.match(term)), *more, "-all"])


# DKIM


def _dkim(sender: Sender, ask: Ask) -> Iterator[Finding]:
    if not sender.selector:
        text = _("We do not know by what name the key of our signature stands.")
        yield Finding("DKIM", "bad", text, _("Set POST_DKIM_SELECTOR to the selector of the server that signs."))
        return
    name = f"{sender.selector}._domainkey.{sender.domain}"
    records = [tags for text in ask(name) if "p" in (tags := tags_of(text))]
    if len(records) != 1 or not records[0]["p"]:
        text = _("There is no key at %s, so nobody can check our signature.") % name
        record = _("v=DKIM1; k=rsa; p=… (the public key of the server that signs)")
        yield Finding("DKIM", "bad", text, "", name, record)
        return
    if bits := _bits(records[0]["p"]):
        if bits < SMALLEST_KEY:
            text = _("The key is %(bits)d bits long. Make one of %(good)d.")
            yield Finding("DKIM", "warn", text % {"bits": bits, "good": SMALLEST_KEY})
    elif records[0].get("k", "rsa") == "rsa":
        yield Finding("DKIM", "bad", _("The key at %s cannot be read.") % name)
        return
    if "y" in records[0].get("t", "").split(":"):
        text = _("The key says that it is only a test (t=y). Take that out.")
        yield Finding("DKIM", "warn", text)
    yield Finding("DKIM", "ok", _("The key of our signature stands at %s.") % name)


def tags_of(text: str) -> dict[str, str]:
    """Read a list of tags (RFC 6376 section 3.2); spaces within a value mean nothing."""
    pairs = (part.partition("=") for part in text.split(";") if "=" in part)
    return {name.strip().lower(): re.sub(r"\s+", "", value) for name, _equals, value in pairs}


def _bits(key: str) -> int:
    """Return the length of an RSA key; 0 when this is none."""
    try:
        loaded = load_der_public_key(b64decode(key, validate=True))
    except (ValueError, UnsupportedAlgorithm):
        return 0
    return loaded.key_size if isinstance(loaded, RSAPublicKey) else 0


# DMARC


def _dmarc(sender: Sender, ask: Ask) -> Iterator[Finding]:
    at, records = _policy(sender.domain, ask)
    name = f"_dmarc.{sender.domain}"
    advice = f"v=DMARC1; p=quarantine; rua=mailto:{sender.reports_to}"
    if len(records) != 1:
        many = _("%s has more than one DMARC record, so receivers trust none. Keep one.") % at
        text = many if records else _("%s has no DMARC record.") % sender.domain
        yield Finding("DMARC", "bad", text, "", name, "" if records else advice)
        return
    tags = tags_of(records[0])
    policy = tags.get("p" if at == sender.domain else "sp", tags.get("p", "")).lower()
    yield _of_the_policy(policy, name, advice)
    if "pct" in tags or tags.get("t") == "y":
        text = _("The DMARC record says pct or t=y, so receivers do not always act on it. Take that out.")
        yield Finding("DMARC", "warn", text)
    yield _of_the_alignment(sender, at, strict=tags.get("aspf", "r").lower() == "s")


def _policy(domain: str, ask: Ask) -> tuple[str, list[str]]:
    """Find the DMARC records that hold for a domain: its own, else those of a domain above it (RFC 9989, tree walk)."""
    labels = domain.split(".")
    for start in range(max(len(labels) - 1, 1)):
        at = ".".join(labels[start:])
        if records := [text for text in ask(f"_dmarc.{at}") if re.match(r"v\s*=\s*DMARC1\s*(;|$)", text)]:
            return at, records
    return domain, []


def _of_the_policy(policy: str, name: str, advice: str) -> Finding:
    if policy in ("quarantine", "reject"):
        text = _("One DMARC record; letters that are not ours are held back (%s).") % policy
        return Finding("DMARC", "ok", text)
    if policy == "none":
        text = _("The DMARC record only watches (p=none). That is enough to send, but it stops nobody else.")
        return Finding("DMARC", "warn", text, "", name, advice)
    return Finding("DMARC", "bad", _("The DMARC record has no policy that receivers know."), "", name, advice)


def _of_the_alignment(sender: Sender, at: str, *, strict: bool) -> Finding:
    told = {"seen": sender.domain, "envelope": sender.bounces}
    above = f".{sender.domain}".endswith(f".{sender.bounces}")  # and so of the same organisation
    relaxed = above or f".{sender.bounces}".endswith(f".{at}")
    if sender.bounces == sender.domain or (relaxed and not strict):
        text = _("The domain of the envelope (%(envelope)s) belongs to the one that readers see (%(seen)s).")
        return Finding("DMARC", "ok", text % told)
    text = _("The envelope is of %(envelope)s, but readers see %(seen)s. Receivers do not take that for one sender.")
    return Finding("DMARC", "bad", text % told, _("Set BOUNCE_ADDRESS to an address in the domain of the sender."))
