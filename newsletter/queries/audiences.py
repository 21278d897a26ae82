"""Who of those an audience chooses gets the letter, and why the others do not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models import TextChoices as Choices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Invitation, Registration
from network.models import MailAddress, Person
from network.models.mail_address import Arrives
from network.models.person import PersonQuerySet
from newsletter.models import AddressChange, Campaign, Subscription
from newsletter.queries import frequency
from newsletter.queries.choosing import Selection, chosen
from post.letter_classes import Rules
from post.links import address_hasher
from post.models import Mailing, Stop


class LeftOut(Choices):
    """Why somebody in the audience gets no letter; the first reason that holds is the one that is told."""

    ANSWERED = "antwoordde-al", _("answered this event already")
    INVITED = "al-uitgenodigd", _("was invited to this event already")
    NO_ADDRESS = "geen-adres", _("has no e-mail address")
    NEVER_AGREED = "geen-toestemming", _("never said yes to this list")
    UNSUBSCRIBED = "afgemeld", _("left this list")
    UNCONFIRMED = "adres-onbevestigd", _("has a new address that is not confirmed yet")
    DEAD_ADDRESS = "adres-dood", _("has an e-mail address that does not exist any more")
    STOPPED = "gestopt", _("does not want our mail, or the address is gone")
    OTHER_LANGUAGE = "andere-taal", _("gets this letter in another language")
    PAUSED = "pauze", _("takes a pause from our mail")
    FEWER = "minder-vaak", _("wants fewer letters and got one in the last four weeks")
    TOO_OFTEN = "vaak-genoeg", _("got as many letters in thirty days as anybody may get")


@dataclass(frozen=True)
class Reach:
    """How many get the letter, and for each reason how many do not; together that is everyone chosen."""

    count: int
    left_out: list[tuple[LeftOut, int]]

    @property
    def left_out_count(self) -> int:
        return sum(number for _reason, number in self.left_out)

    @property
    def chosen_count(self) -> int:
        return self.count + self.left_out_count


def reach(campaign: Campaign, now: datetime, selection: Selection | None = None) -> Reach:
    """Count who gets the letter of a campaign and who does not, for another selection than the stored one if given."""
    return counted(sorted_out(campaign, now, selection))


def counted(people: QuerySet[Any, Any]) -> Reach:
    """Count people who were sorted out by `with_reason`."""
    found = dict(people.values_list("left_out").annotate(number=Count("pk")))
    return Reach(found.pop("", 0), [(reason, found[reason]) for reason in LeftOut if reason in found])


def receiving(campaign: Campaign, now: datetime, selection: Selection | None = None) -> PersonQuerySet:
    """Find the people who get the letter of a campaign."""
    return sorted_out(campaign, now, selection).filter(Q(left_out=""))


def sorted_out(campaign: Campaign, now: datetime, selection: Selection | None = None) -> PersonQuerySet:
    """Find everyone chosen, each with `left_out`: the one reason why they get no letter, or nothing.

    An issue of a newsletter for which nothing is asked is for everybody on its list.
    """
    asked = Selection.of(campaign.audience) if selection is None else selection
    people = chosen(asked, timezone.localdate(now)) if asked or not campaign.is_issue else _on_the_list(campaign)
    return with_reason(people, [*_reasons(campaign, people), *held_back(campaign.rules, now)])


def with_reason(people: PersonQuerySet, reasons: Iterable[tuple[LeftOut, Any]]) -> PersonQuerySet:
    """Say of each of these people, as `left_out`, the first of these reasons that holds, or nothing."""
    told = (When(condition, then=Value(reason.value)) for reason, condition in reasons)
    return people.annotate(left_out=Case(*told, default=Value(""), output_field=CharField()))


def _on_the_list(campaign: Campaign) -> PersonQuerySet:
    places = Subscription.objects.holding().filter(newsletter=campaign.newsletter_id, person=OuterRef("pk"))
    found: PersonQuerySet = Person.objects.in_use().filter(Exists(places))
    return found


def _stopped_by_address(people: PersonQuerySet, scope: int) -> list[int]:
    """Find who may not be written to because of their address: a stop keeps a hash of it, also when a person is gone.

    PostgreSQL does not know the key of the hash, and must not; so the addresses are hashed here.
    """
    stops = Stop.objects.holding().about(scope).filter(address_hash__isnull=False)
    hashes = {bytes(hashed) for hashed in stops.values_list("address_hash", flat=True) if hashed}
    if not hashes:
        return []
    addresses = MailAddress.objects.filter(person__in=people, preferred=True).values_list("person", "address")
    hashed = address_hasher()
    return [person for person, address in addresses.iterator() if hashed(address) in hashes]


def held_back(rules: Rules, now: datetime, besides: Mailing | None = None) -> list[tuple[LeftOut, Any]]:
    """Return the reasons that hold for now, and end by themselves; told last, after those that stay.

    `besides` is the mailing that is sent again: it does not count against itself.
    """
    if not rules.counts:
        return []
    return [
        (LeftOut.PAUSED, frequency.paused(now)),
        (LeftOut.FEWER, frequency.had_one(now, besides)),
        (LeftOut.TOO_OFTEN, frequency.too_often(now, besides)),
    ]


def out_of_reach(people: PersonQuerySet, scope: int) -> list[tuple[LeftOut, Any]]:
    """Return the reasons why no letter of a list can reach some of these people, in the order in which they are told.

    `Exists` and not `in`: PostgreSQL may then choose between looking up each person and hashing the whole table.
    """
    preferred = MailAddress.objects.filter(person=OuterRef("pk"), preferred=True)
    stopped = Stop.objects.holding().about(scope).filter(person=OuterRef("pk"))
    return [
        (LeftOut.NO_ADDRESS, ~Exists(preferred)),
        (LeftOut.DEAD_ADDRESS, Exists(preferred.filter(arrives=Arrives.DEAD))),
        (LeftOut.STOPPED, Q(Exists(stopped)) | Q(pk__in=_stopped_by_address(people, scope))),
    ]


def unconfirmed() -> tuple[LeftOut, Any]:
    """Return the reason that holds for newsletters alone: other letters go to an address that is not confirmed too."""
    return LeftOut.UNCONFIRMED, Exists(AddressChange.objects.waiting().filter(person=OuterRef("pk")))


def _reads_another(campaign: Campaign) -> Q:
    """Return the condition that a reader gets another variant: the one in their language, else the first."""
    if campaign.variant_of_id:
        return ~Q(language=campaign.language)
    return Q(language__in=list(campaign.in_other_languages.values_list("language", flat=True)))


def _reasons(campaign: Campaign, people: PersonQuerySet) -> list[tuple[LeftOut, Any]]:
    """Return each reason that stays with its condition, in the order in which they are told."""
    who = OuterRef("pk")
    on_list = Subscription.objects.filter(person=who, newsletter=campaign.newsletter_id)
    consent: list[tuple[LeftOut, Any]] = [
        (LeftOut.NEVER_AGREED, ~Exists(on_list)),
        (LeftOut.UNSUBSCRIBED, ~Exists(on_list.holding())),
    ]
    no_address, *rest = out_of_reach(people, campaign.newsletter_id)
    reasons = [no_address, *(consent if campaign.rules.needs_consent else []), *rest]
    if campaign.event_id is None:
        return [*reasons, unconfirmed(), (LeftOut.OTHER_LANGUAGE, _reads_another(campaign))]
    about = {"event": campaign.event_id, "person": who}
    return [
        (LeftOut.ANSWERED, Exists(Registration.objects.filter(**about))),
        (LeftOut.INVITED, Exists(Invitation.objects.filter(**about))),
        *reasons,
    ]
