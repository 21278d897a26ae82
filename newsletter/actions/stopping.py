"""What stopping the rest of a letter takes back."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from events.actions import invitations
from network.models import Person
from newsletter.models import Campaign
from post.models import Batch, Letter, LetterState, Mailing
from post.models.letter import HANDED_OVER, OPEN


def let_go_of_invitations(*, mailing: Mailing) -> int:
    """Take back the invitations of a letter that never left for these people; return how many can be asked again.

    Doing it again changes nothing, so whoever cancels more letters of the same mailing may call it too. Who got, or may
    have got, a letter about the event stays invited; so does who answered, and whoever was invited after the stop.
    """
    campaign = Campaign.objects.select_related("event").filter(mailing=mailing).first()
    if not campaign or not campaign.event or not mailing.released_at or not mailing.cancelled_at:
        return 0
    cancelled = Letter.objects.filter(mailing=mailing, state=LetterState.CANCELLED, person__isnull=False)
    others = Campaign.objects.filter(event=campaign.event, mailing__isnull=False).exclude(pk=campaign.pk)
    told = Letter.objects.filter(
        mailing__in=others.values("mailing"), person=OuterRef("pk"), state__in=(*OPEN, *HANDED_OVER)
    )
    untold = cancelled.exclude(pk__in=_in_doubt_before(mailing))
    people = Person.objects.filter(~Exists(told), pk__in=untold.values("person"))
    return invitations.let_go(
        event=campaign.event, people=people, since=mailing.released_at, until=mailing.cancelled_at
    )


def _in_doubt_before(mailing: Mailing) -> list[int]:
    """Return the letters that would have gone out again although the first may have arrived."""
    stood = Batch.objects.filter(mailing=mailing).values_list("before", flat=True)
    return [row["id"] for before in stood for row in before if row["state"] == LetterState.UNKNOWN]
