"""Why somebody got one letter: what was written down when it was sent, and how it stands with them now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from events.models import Registration
from network.models import Person
from newsletter.models import AddressChange, Campaign, Newsletter, SendingGround, Subscription
from newsletter.queries.archive import subject_of
from newsletter.queries.leaving import UnknownLink, opened
from newsletter.queries.preferences import address_of
from post.fields import masked
from post.letter_classes import those_that
from post.lookup import look_up
from post.models import Letter, LetterState, Mailing
from post.models.letter import HANDED_OVER, OPEN
from post.queries import moments_of

PURPOSE = "why"
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Planned:
    """A letter that still comes: from when it may, or nothing when that is now; or it stands still for the moment."""

    subject: str
    at: datetime | None
    stands_still: bool


@dataclass(frozen=True)
class Why:
    """One letter to one person: `place` is the consent that held when it was sent, with its own words.

    Without a campaign it is the letter that asks readers whether they stay on a list. `planned` are the letters that
    still come.
    """

    person: Person
    mailing: Mailing
    newsletter: Newsletter
    campaign: Campaign | None
    ground: SendingGround | None
    place: Subscription | None
    went_to: str
    sent_at: datetime | None
    letters_in_a_year: int
    planned: list[Planned]
    visits: int
    moved: AddressChange | None  # when they had confirmed another address than that of their consent

    @property
    def agreed_with(self) -> str:
        """The address of their consent, as a passer-by may see it; empty when it is the one of this letter."""
        if not self.moved or not self.place or self.moved.changed_at < self.place.agreed_at:
            return ""
        return masked(self.moved.agreed_with) if self.moved.agreed_with else ""

    @property
    def subject(self) -> str:
        """The subject as a passer-by may read it."""
        return subject_of(self.mailing)

    @property
    def address(self) -> str:
        """The address as a passer-by may see it."""
        return masked(self.went_to)


def read(token: str, now: datetime) -> Why:
    """Return why somebody got the letter whose link this is.

    :raises UnknownLink: when it says nothing to us.
    """
    link, person = opened(PURPOSE, token)
    letter = Letter.objects.filter(pk=link.letter, person=person).first()
    campaign, mailing, newsletter = _of_campaign(link.subject) if link.subject else _of_renewal(letter)
    released_at = mailing.released_at or now
    return Why(
        person=person,
        mailing=mailing,
        newsletter=newsletter,
        campaign=campaign,
        ground=getattr(campaign, "ground", None),
        place=_consent(person, newsletter, letter, released_at),
        went_to=letter.address if letter else address_of(person),
        sent_at=(letter.settled_at if letter else None) or released_at,
        letters_in_a_year=_letters(person).filter(state=LetterState.SENT, settled_at__gt=now - YEAR).count(),
        planned=_planned(person, now),
        moved=AddressChange.objects.filter(person=person).held_at(released_at).order_by("confirmed_at").last(),
        visits=Registration.objects.filter(person=person, came=True, event__held_on__gt=(now - YEAR).date()).count(),
    )


def _of_campaign(number: int) -> tuple[Campaign, Mailing, Newsletter]:
    with_all = Campaign.objects.select_related("newsletter", "mailing", "event", "ground")
    campaign = with_all.filter(pk=number).first()
    if not campaign or not campaign.mailing:
        raise UnknownLink
    return campaign, campaign.mailing, campaign.newsletter


def _of_renewal(letter: Letter | None) -> tuple[None, Mailing, Newsletter]:
    renewal = letter and letter.mailing.renewals.select_related("newsletter").first()
    if not letter or not renewal:
        raise UnknownLink
    return None, letter.mailing, renewal.newsletter


def _planned(person: Person, now: datetime) -> list[Planned]:
    """Return each letter that waits for this person, the first one first, with the moment that their parcel has.

    What they stopped does not come, nor what would leave in a pause of theirs or is pointless by then.
    """
    waiting = list(_letters(person).filter(state__in=OPEN, mailing__cancelled_at=None).select_related("mailing"))
    moments = moments_of(waiting, now)
    planned = []
    for letter in sorted(waiting, key=lambda one: (moments[one.pk], one.pk)):
        at, mailing = moments[letter.pk], letter.mailing
        if _may_leave(letter, at) and (mailing.expires_at is None or at < mailing.expires_at):
            planned.append(Planned(subject_of(mailing), at if at > now else None, bool(mailing.paused_at)))
    return planned


def _may_leave(letter: Letter, at: datetime) -> bool:
    """Tell what the postman would find of this letter if it were the moment at which it leaves."""
    looked = look_up(mailing=letter.mailing, letters=[letter.pk], today=timezone.localdate(at))
    return [one.state for one in looked] == [LetterState.WAITING]


def _consent(
    person: Person, newsletter: Newsletter, letter: Letter | None, released_at: datetime
) -> Subscription | None:
    """Return the consent by which this letter left; who joined after the release said yes after it as well.

    Who left in the minutes in which it was under way had said yes when it was released.
    """
    left_at = letter.settled_at if letter and letter.state in HANDED_OVER else None
    moments = [left_at, released_at] if left_at else [released_at]
    return next((place for moment in moments if (place := _consent_at(person, newsletter, moment))), None)


def _consent_at(person: Person, newsletter: Newsletter, moment: datetime) -> Subscription | None:
    """Return the consent that held at this moment: from the records alone one can tell (bar P1)."""
    places = Subscription.objects.filter(person=person, newsletter=newsletter, agreed_at__lte=moment)
    holding = places.filter(Q(ended_at=None) | Q(ended_at__gt=moment))
    return holding.order_by("-agreed_at", "-pk").first()


def _letters(person: Person) -> QuerySet[Letter]:
    return Letter.objects.filter(person=person, mailing__letter_class__in=those_that("counts"), mailing__sealed=False)
