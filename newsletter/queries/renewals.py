"""Asking the readers of a list again: whom it would ask, how it goes, and what a personal link to stay says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import Person
from network.models.person import PersonQuerySet
from newsletter.models import Newsletter, Renewal, RenewalAnswer, RenewalAsk, Subscription
from newsletter.models.subscription import EndSource
from newsletter.queries.audiences import Reach, counted, held_back, out_of_reach, unconfirmed, with_reason
from newsletter.queries.leaving import UnknownLink, opened
from newsletter.queries.preferences import address_of
from post.fields import masked
from post.letter_classes import RULES
from post.models import Letter, LetterClass, Report
from post.models.letter import HANDED_OVER
from post.queries import Progress, progress_of_all

PURPOSE = "renew"


@dataclass(frozen=True)
class Wanted:
    """Whose consent is asked again: of everybody on the list, or of these."""

    agreed_before: date | None = None
    unconfirmed: bool = False


def sorted_out(newsletter: Newsletter, wanted: Wanted, now: datetime) -> PersonQuerySet:
    """Find everybody whose consent is meant, each with `left_out`: why a letter cannot ask them now, or nothing."""
    people: PersonQuerySet = Person.objects.in_use().filter(Exists(_places(newsletter, wanted)))
    rules = RULES[LetterClass.NEWSLETTER]
    return with_reason(people, [*out_of_reach(people, newsletter.pk), unconfirmed(), *held_back(rules, now)])


def _places(newsletter: Newsletter, wanted: Wanted) -> QuerySet[Subscription]:
    places = Subscription.objects.holding().filter(newsletter=newsletter, person=OuterRef("pk"))
    if wanted.agreed_before:
        places = places.filter(agreed_at__lt=timezone.make_aware(datetime.combine(wanted.agreed_before, time.min)))
    return places.filter(confirmed_at=None) if wanted.unconfirmed else places


def preview(newsletter: Newsletter, wanted: Wanted, now: datetime) -> Reach:
    """Count whom a renewal would ask, and for each reason how many not, who keep their place; changes nothing."""
    return counted(sorted_out(newsletter, wanted, now))


class Group(TextChoices):
    """Who was asked, by what they said; its value stands in an address."""

    ASKED = "gevraagd", _("Who was asked")
    STAYED = "blijft", _("Who wants to stay")
    LEFT = "weg", _("Who left the list")
    SILENT = "stil", _("Who leaves the list when they say nothing")
    EXPIRED = "van-de-lijst", _("Who said nothing, and is off the list")
    UNREACHED = "niet-bereikt", _("Whom our letter never reached, and who keep their place")


# Who left the list by another way left.
_IN_GROUP = {
    Group.ASKED: Q(),
    Group.STAYED: Q(answer=RenewalAnswer.STAYED),
    Group.LEFT: Q(answer=RenewalAnswer.LEFT) | Q(answer="", on_list=False),
    Group.SILENT: Q(answer="", on_list=True),
    Group.EXPIRED: Q(answer=RenewalAnswer.EXPIRED),
    Group.UNREACHED: Q(answer=RenewalAnswer.UNREACHED),
}


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
    """Count what people said."""
    asks = renewal.asks.annotate(on_list=Exists(holding(renewal)))
    counts = {group.name.lower(): Count("pk", filter=condition) for group, condition in _IN_GROUP.items()}
    return Standing(**asks.aggregate(**counts))


def people_in(renewal: Renewal, group: Group) -> PersonQuerySet:
    """Find the people behind one of these numbers."""
    asks = renewal.asks.annotate(on_list=Exists(holding(renewal))).filter(_IN_GROUP[group])
    found: PersonQuerySet = Person.objects.in_use().filter(pk__in=asks.values("person"))
    return found


def progress(renewal: Renewal) -> Progress:
    """Count the letters of a renewal, of all its mailings together."""
    counted = progress_of_all(renewal.mailings.values_list("pk", flat=True)).values()
    return Progress(
        promised=sum(one.promised for one in counted),
        sent=sum(one.handed_over for one in counted),
        failed=sum(one.failed for one in counted),
        waiting=sum(one.waiting + one.deferred for one in counted),
    )


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
        state__in=HANDED_OVER,
    )
    return letters


def silent_people(renewal: Renewal) -> PersonQuerySet:
    """Find the people who lose their place when nothing changes."""
    found: PersonQuerySet = Person.objects.in_use().filter(pk__in=silent(renewal).values("person"))
    return found


def lost_since(scope: int, since: datetime, people: Collection[int]) -> set[int]:
    """Return who of these people lost their place on a list since then because they said nothing, and have none now.

    Asked for each parcel of letters: mostly no renewal ended since, and that costs one look at a small table.
    """
    if not Renewal.objects.filter(newsletter=scope, carried_at__gte=since).exists():
        return set()
    places = Subscription.objects.filter(newsletter=scope, person__in=people)
    lost = places.filter(ended_how=EndSource.EXPIRED, ended_at__gte=since)
    return set(lost.values_list("person", flat=True)) - set(places.holding().values_list("person", flat=True))


def to_write_to(renewal: Renewal, now: datetime) -> PersonQuerySet:
    """Find who did not answer yet and may have a letter now."""
    people = with_reason(silent_people(renewal), held_back(RULES[LetterClass.NEWSLETTER], now))
    return people.filter(Q(left_out=""))


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
    link, person = opened(PURPOSE, token)
    asks = RenewalAsk.objects.select_related("renewal__newsletter", "renewal__text", "person")
    ask = asks.filter(renewal=link.subject, person=person).first()
    if not ask:
        raise UnknownLink
    place = Subscription.objects.holding().filter(person=person, newsletter=ask.renewal.newsletter).first()
    return Question(ask, place, masked(address_of(person)))


def waiting_for(person: Person, newsletter: Newsletter) -> RenewalAsk | None:
    """Return the question about this list that waits for the answer of somebody."""
    asks = RenewalAsk.objects.filter(person=person, answer="", renewal__in=Renewal.objects.running())
    return asks.filter(renewal__newsletter=newsletter).select_related("renewal").first()
