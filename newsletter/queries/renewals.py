"""Asking the readers of a list again: whom it would ask, how it goes, and what a personal link to stay says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from network.models import MailAddress, Person
from network.models.mail_address import Arrives
from network.models.person import PersonQuerySet
from network.queries.merges import person_behind
from newsletter.models import Newsletter, Renewal, RenewalAnswer, RenewalAsk, Subscription
from newsletter.queries import frequency
from newsletter.queries.audiences import LeftOut, stopped_by_address
from newsletter.queries.leaving import UnknownLink
from newsletter.queries.preferences import address_of
from post import links
from post.fields import masked
from post.letter_classes import RULES
from post.models import Letter, LetterClass, LetterState, Report, Stop

PURPOSE = "renew"
MAY_HAVE_ARRIVED = (LetterState.SENT, LetterState.UNKNOWN)


@dataclass(frozen=True)
class Wanted:
    """Whose consent is asked again: of everybody on the list, or of these."""

    agreed_before: date | None = None
    unconfirmed: bool = False


def sorted_out(newsletter: Newsletter, wanted: Wanted, now: datetime) -> PersonQuerySet:
    """Find everybody whose consent is meant, each with `left_out`: why a letter cannot ask them now, or nothing."""
    people: PersonQuerySet = Person.objects.filter(Exists(_places(newsletter, wanted)))
    preferred = MailAddress.objects.filter(person=OuterRef("pk"), preferred=True)
    stopped = Stop.objects.holding().about(newsletter.pk).filter(person=OuterRef("pk"))
    reasons: list[tuple[LeftOut, Any]] = [
        (LeftOut.NO_ADDRESS, ~Exists(preferred)),
        (LeftOut.DEAD_ADDRESS, Exists(preferred.filter(arrives=Arrives.DEAD))),
        (LeftOut.STOPPED, Q(Exists(stopped)) | Q(pk__in=stopped_by_address(people, newsletter.pk))),
    ]
    if RULES[LetterClass.NEWSLETTER].counts:
        reasons += [
            (LeftOut.PAUSED, frequency.paused(now)),
            (LeftOut.FEWER, frequency.had_one(now)),
            (LeftOut.TOO_OFTEN, frequency.too_often(now)),
        ]
    told = (When(condition, then=Value(reason.value)) for reason, condition in reasons)
    return people.annotate(left_out=Case(*told, default=Value(""), output_field=CharField()))


def _places(newsletter: Newsletter, wanted: Wanted) -> QuerySet[Subscription]:
    places = Subscription.objects.holding().filter(newsletter=newsletter, person=OuterRef("pk"))
    if wanted.agreed_before:
        places = places.filter(agreed_at__lt=timezone.make_aware(datetime.combine(wanted.agreed_before, time.min)))
    return places.filter(confirmed_at=None) if wanted.unconfirmed else places


@dataclass(frozen=True)
class Preview:
    """How many would be asked, and for each reason how many would not and keep their place."""

    asked: int
    left_out: list[tuple[LeftOut, int]]


def preview(newsletter: Newsletter, wanted: Wanted, now: datetime) -> Preview:
    """Count whom a renewal would ask; changes nothing."""
    people: QuerySet[Any, Any] = sorted_out(newsletter, wanted, now)
    found = dict(people.values_list("left_out").annotate(number=Count("pk")))
    return Preview(found.pop("", 0), [(reason, found[reason]) for reason in LeftOut if reason in found])


@dataclass(frozen=True)
class Standing:
    """How a renewal stands, in people; together all who were asked."""

    asked: int = 0
    stayed: int = 0
    left: int = 0
    silent: int = 0
    expired: int = 0
    unreached: int = 0


def standing(renewal: Renewal) -> Standing:
    """Count what people said; who left the list by another way left."""
    asks = renewal.asks.annotate(on_list=Exists(holding(renewal)))
    counted: dict[str, int] = asks.aggregate(
        asked=Count("pk"),
        stayed=Count("pk", filter=Q(answer=RenewalAnswer.STAYED)),
        left=Count("pk", filter=Q(answer=RenewalAnswer.LEFT) | Q(answer="", on_list=False)),
        silent=Count("pk", filter=Q(answer="", on_list=True)),
        expired=Count("pk", filter=Q(answer=RenewalAnswer.EXPIRED)),
        unreached=Count("pk", filter=Q(answer=RenewalAnswer.UNREACHED)),
    )
    return Standing(**counted)


def holding(renewal: Renewal) -> QuerySet[Subscription]:
    """Return the condition that who was asked is on the list by a yes from before the question."""
    places: QuerySet[Subscription] = Subscription.objects.holding().filter(
        newsletter=renewal.newsletter_id, person=OuterRef("person"), agreed_at__lt=renewal.started_at
    )
    return places


def silent(renewal: Renewal) -> QuerySet[RenewalAsk]:
    """Find who was asked, said nothing and is still on the list by the old yes."""
    asks: QuerySet[RenewalAsk] = renewal.asks.filter(Exists(holding(renewal)), answer="")
    return asks


def reached(renewal: Renewal) -> QuerySet[Letter]:
    """Return the condition that a letter of this renewal may have arrived: only then is silence an answer."""
    came_back = Report.objects.standing().filter(letter=OuterRef("pk"))
    letters: QuerySet[Letter] = Letter.objects.filter(
        ~Exists(came_back),
        mailing__in=list(renewal.mailings.values_list("pk", flat=True)),
        person=OuterRef("person"),
        state__in=MAY_HAVE_ARRIVED,
    )
    return letters


def silent_people(renewal: Renewal) -> PersonQuerySet:
    """Find the people who lose their place when nothing changes."""
    found: PersonQuerySet = Person.objects.filter(pk__in=silent(renewal).values("person"))
    return found


@dataclass(frozen=True)
class Question:
    """What a personal link to stay is about: the renewal, who has it, and the place they have now, if any."""

    ask: RenewalAsk
    place: Subscription | None
    address: str


def read(token: str) -> Question:
    """Return what a link to stay is about.

    :raises UnknownLink: when it says nothing to us.
    """
    try:
        link = links.open(PURPOSE, token)
    except links.BadLink:
        raise UnknownLink from None
    person = person_behind(link.person)
    asks = RenewalAsk.objects.select_related("renewal__newsletter", "renewal__text", "person")
    ask = asks.filter(renewal=link.subject, person=person).first() if person else None
    if not ask or not person:
        raise UnknownLink
    place = Subscription.objects.holding().filter(person=person, newsletter=ask.renewal.newsletter).first()
    return Question(ask, place, masked(address_of(person)))


def waiting_for(person: Person, newsletter: Newsletter) -> RenewalAsk | None:
    """Return the question about this list that waits for the answer of somebody."""
    asks = RenewalAsk.objects.filter(person=person, answer="", renewal__in=Renewal.objects.running())
    return asks.filter(renewal__newsletter=newsletter).select_related("renewal").first()
