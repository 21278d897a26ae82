"""Which hand takes which kind of file."""

from collections.abc import Callable

from network.importing.columns import Kind
from network.importing.contacts import Contacts
from network.importing.drafts import Hand
from network.importing.organisations import Organisations
from network.importing.people import People
from network.importing.ties import Ties

HANDS: dict[str, Callable[[], Hand]] = {
    Kind.PEOPLE: People,
    Kind.ORGANISATIONS: Organisations,
    Kind.TIES: Ties,
    Kind.CONTACTS: Contacts,
}


def hand_for(kind: str) -> Hand:
    """Return a fresh hand for a file of this kind."""
    return HANDS[kind]()
