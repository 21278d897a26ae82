"""People of the world about whom something more can be told: who they are, their address, and where they work."""

from __future__ import annotations

from dataclasses import dataclass

from demo.world.ground import Ground
from demo.world.people import Inhabitant
from network.models import DuplicatePair, MailAddress, Person


@dataclass(frozen=True)
class Known:
    """Somebody with an address of his or her own, who works somewhere today."""

    person: Person
    address: str
    organisation: str
    domain: str

    @property
    def name(self) -> tuple[str, str, str]:
        return self.person.given_name, self.person.tussenvoegsel, self.person.family_name


def find(ground: Ground, inhabitants: list[Inhabitant], most: int) -> list[Known]:
    """Return people of different organisations; never who logs in, shares a mailbox, or may stand there twice."""
    addresses = dict(MailAddress.objects.filter(preferred=True).values_list("person", "address"))
    ends = DuplicatePair.objects.exclude(first_person=None).values_list("first_person", "second_person")
    twice = {pk for pair in ends for pk in pair}
    found: dict[int, Known] = {}
    for each in inhabitants[1:]:
        address, workplace = addresses.get(each.person.pk, ""), each.workplace_on(ground.today)
        if workplace and address.endswith(f"@{workplace.domain}") and not address.startswith("info@"):
            one = Known(each.person, address, workplace.organisation.name, workplace.domain)
            if each.person.pk not in twice and len(each.person.given_name) > 2:
                found.setdefault(workplace.organisation.pk, one)
    return list(found.values())[-most:]
