"""What is on its way and is no campaign: the letters of renewals, and tests that stand still."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.models import Renewal
from post.models import LetterClass, Mailing
from post.models.mailing import MailingQuerySet
from post.queries import Progress, progress_of_all

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Line:
    """One mailing for the list of what is on its way, and whether this user may let it go on."""

    mailing: Mailing
    renewal: Renewal | None
    progress: Progress
    may_go_on: bool


def going() -> MailingQuerySet:
    """Find what was released, has not come to its end, and may be seen by all colleagues."""
    found: MailingQuerySet = Mailing.objects.open().filter(cancelled_at=None, sealed=False)
    return found


def held_tests(user: User, *, everybodys: bool) -> MailingQuerySet:
    """Find the tests that stand still: those of this user, or of everybody, as who made one may be away."""
    held = going().filter(letter_class=LetterClass.TEST, paused_at__isnull=False)
    return held if everybodys else held.filter(created_by=user)


def lines(user: User, *, keeps: bool, sends: bool) -> list[Line]:
    """Return each mailing of a renewal that is on its way and each test that stands still.

    Who `keeps` the lists may let renewals go on, and the tests of everybody; who `sends`, their own tests.
    """
    renewals: dict[int, Renewal] = {}
    for renewal in Renewal.objects.running().select_related("newsletter").prefetch_related("mailings"):
        renewals |= {mailing.pk: renewal for mailing in renewal.mailings.all()}
    asking = going().filter(pk__in=renewals)
    found = list((asking | held_tests(user, everybodys=keeps)).select_related("created_by").order_by("-pk"))
    counted = progress_of_all([mailing.pk for mailing in found])
    return [
        Line(
            mailing=mailing,
            renewal=renewals.get(mailing.pk),
            progress=counted.get(mailing.pk, Progress()),
            may_go_on=bool(mailing.paused_at) and (keeps if mailing.pk in renewals else sends),
        )
        for mailing in found
    ]
