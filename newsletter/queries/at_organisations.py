"""What was sent to the people of an organisation: a line per mailing with how many, however large it is."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Count, F
from django.db.models.functions import TruncDate

from accounts.models import User
from network.models import Affiliation, Organisation
from network.models.affiliation import held_on
from newsletter.models import Campaign
from post.models import Letter, LetterClass, Mailing
from post.models.letter import HANDED_OVER

TOLD = (LetterClass.NEWSLETTER, LetterClass.INVITATION)  # what is written to somebody alone is theirs


class Sent(NamedTuple):
    """A mailing, to how many people of here it left, and its campaign when this user may see that."""

    mailing: Mailing
    people: int
    campaign: int | None


def sent_to(organisation: Organisation, user: User) -> list[Sent]:
    """Return what left to people whom this user may see, who worked here on the day on which it was released.

    What is kept out of timelines is left out, also as a number.
    """
    staff = Affiliation.objects.visible_to(user).filter(organisation=organisation)
    at_work = held_on(F("day"), "person__affiliations__")
    left = Letter.objects.filter(mailing__sealed=False, mailing__letter_class__in=TOLD, state__in=HANDED_OVER)
    left = left.alias(day=TruncDate("mailing__released_at")).filter(at_work, person__affiliations__in=staff)
    counted = dict(left.order_by().values_list("mailing").annotate(people=Count("person", distinct=True)))
    mailings = Mailing.objects.filter(pk__in=counted).select_related("created_by")
    campaigns = dict(Campaign.objects.visible_to(user).filter(mailing__in=counted).values_list("mailing", "pk"))
    return [Sent(each, counted[each.pk], campaigns.get(each.pk)) for each in mailings]
