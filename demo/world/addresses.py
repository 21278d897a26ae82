"""E-mail addresses on reserved domains (RFC 2606), which can never be anybody's."""

from __future__ import annotations

from demo.world.cast import MEMBER
from demo.world.ground import Ground
from demo.world.names import plain
from demo.world.people import Inhabitant
from network.models import MailAddress

ELSEWHERE = ("post.example.net", "brievenbus.example.com", "mail.example.org")


def add(ground: Ground, inhabitants: list[Inhabitant]) -> None:
    """Give 96 in 100 people an address, 8 a second one; some boards share a mailbox."""
    taken: set[str] = set()
    found: list[MailAddress] = []
    for position, each in enumerate(inhabitants):
        if position == 0:
            found.append(MailAddress(person=each.person, address=MEMBER.address))
            continue
        luck = ground.dice.random()
        if luck < 0.96:
            found.append(MailAddress(person=each.person, address=_at_work(each, taken)))
        if luck < 0.08:
            second = _free(f"{_mailbox(each, '.')}@{ground.dice.choice(ELSEWHERE)}", taken)
            found.append(MailAddress(person=each.person, address=second, preferred=False))
    MailAddress.objects.bulk_create(found)


def _at_work(inhabitant: Inhabitant, taken: set[str]) -> str:
    domain = inhabitant.jobs[-1].workplace.domain
    if inhabitant.jobs[-1].workplace.party.target_group == "zelforganisaties" and len(domain) % 9 == 0:
        return f"info@{domain}"  # one mailbox for the whole board
    # Within one organisation all addresses are made the same way.
    return _free(f"{_mailbox(inhabitant, '.' if len(domain) % 2 else '')}@{domain}", taken)


def _mailbox(inhabitant: Inhabitant, separator: str) -> str:
    """Write the name as a mailbox: `s.vanderberg` or, with a separator, `samira.van.der.berg`."""
    person = inhabitant.person
    parts = [plain(part) for part in (person.given_name, *person.tussenvoegsel.split(), person.family_name)]
    if separator:
        return separator.join(parts)
    return f"{parts[0][:1]}.{''.join(parts[1:])}"


def _free(address: str, taken: set[str]) -> str:
    """Return this address, numbered when somebody has it already, and note that it is taken."""
    mailbox, domain = address.split("@")
    number = 1
    while address in taken:
        number += 1
        address = f"{mailbox}{number}@{domain}"
    taken.add(address)
    return address
