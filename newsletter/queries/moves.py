"""What the link says by which somebody takes back that their letters went to another address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from network.models import MailAddress, Person
from newsletter.queries.leaving import UnknownLink, opened
from newsletter.queries.preferences import UNDO_BY_MAIL_FOR
from post.fields import masked
from post.models import Letter

PURPOSE = "undo_move"


@dataclass(frozen=True)
class Move:
    """Whose letters moved, and the address they left; the letter that told so says how long it can be undone."""

    person: Person
    old: MailAddress
    is_recent: bool

    @property
    def is_undone(self) -> bool:
        return self.old.preferred

    @property
    def may_be_undone(self) -> bool:
        return self.is_recent and not self.is_undone

    @property
    def address(self) -> str:
        """The old address as a passer-by may see it."""
        return masked(self.old.address)


def read(token: str, now: datetime) -> Move:
    """Return the move that a link takes back.

    :raises UnknownLink: when it says nothing to us, or the old address is no longer theirs.
    """
    link, person = opened(PURPOSE, token)
    old = MailAddress.objects.filter(pk=link.subject, person=person).first()
    if not old:
        raise UnknownLink
    told = Letter.objects.filter(pk=link.letter, person=person, mailing__released_at__gte=now - UNDO_BY_MAIL_FOR)
    return Move(person, old, told.exists())
