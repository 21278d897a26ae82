"""Who is in an audience, who of them gets the letter, and why the others do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, CharField, Count, Exists, Model, OuterRef, Q, QuerySet, Value, When
from django.db.models import TextChoices as Choices
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag, TaggedItem

from events.models import Invitation, Registration
from network.models import (
    Affiliation,
    LinePartner,
    MailAddress,
    Organisation,
    Person,
    ProgrammeLine,
    TargetGroup,
    WorkRole,
)
from network.models import Selection as SavedSelection
from network.models.mail_address import Arrives
from network.models.person import PersonQuerySet
from network.models.selection import Of
from network.provinces import Province
from network.queries.people import members
from newsletter.models import AddressChange, Audience, Campaign, Subscription
from newsletter.queries import frequency
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
class Selection:
    """What is asked of an audience, by key; of an audience that is stored or of a form that is not yet."""

    lines: tuple[int, ...] = ()
    target_groups: tuple[int, ...] = ()
    work_roles: tuple[int, ...] = ()
    tags: tuple[int, ...] = ()
    selections: tuple[int, ...] = ()
    provinces: tuple[str, ...] = ()

    @classmethod
    def of(cls, audience: Audience) -> Selection:
        """Return what a stored audience asks."""
        chosen = {name: _keys(getattr(audience, name).values_list("pk", flat=True)) for name in MANY}
        return cls(**chosen, provinces=tuple(sorted(audience.provinces)))

    @classmethod
    def of_form(cls, cleaned: Mapping[str, Any]) -> Selection:
        """Return what a valid form asks."""
        chosen = {name: _keys(row.pk for row in cleaned[name]) for name in MANY}
        return cls(**chosen, provinces=tuple(sorted(cleaned["provinces"])))

    @classmethod
    def of_query(cls, query: QueryDict) -> Selection:
        """Return what the query of a URL names, and leave out what is no key."""
        chosen = {name: _keys(int(key) for key in query.getlist(name) if key.isdecimal()) for name in MANY}
        return cls(**chosen, provinces=tuple(sorted(set(query.getlist("provinces")) & set(Province.values))))

    def __bool__(self) -> bool:
        return any(asdict(self).values())

    @property
    def query(self) -> str:
        """This selection for in a URL: keys only, nothing about a person."""
        return urlencode(asdict(self), doseq=True)


# The properties that point at rows, with what they are called; beside them stand the provinces.
PROPERTIES: dict[str, tuple[Any, type[Model]]] = {
    "lines": (_("Programme lines"), ProgrammeLine),
    "target_groups": (_("Target groups"), TargetGroup),
    "work_roles": (_("Role in the field"), WorkRole),
    "tags": (_("Tags"), Tag),
    "selections": (_("Selections"), SavedSelection),
}
MANY = tuple(PROPERTIES)


def _keys(rows: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(rows))


def chosen(audience: Audience | Selection, day: date) -> PersonQuerySet:
    """Find the people an audience is about: any value of a property will do, all properties asked must hold.

    Works through organisations where the person has an affiliation that holds on this day. Nothing asked is nobody.
    """
    asked = audience if isinstance(audience, Selection) else Selection.of(audience)
    if not asked:
        return Person.objects.none()
    found: PersonQuerySet = Person.objects.all()
    if asked.lines:
        partners = LinePartner.objects.holding_on(day).filter(line__in=asked.lines).values("organisation")
        on_the_line = Person.lines.through.objects.filter(programmeline__in=asked.lines).values("person")
        found = found.filter(_in_any(on_the_line, _working_at(partners, day)))
    if asked.target_groups:
        serving = Organisation.target_groups.through.objects.filter(targetgroup__in=asked.target_groups)
        found = found.filter(pk__in=_working_at(serving.values("organisation"), day))
    if asked.work_roles:
        found = found.filter(work_role__in=asked.work_roles)
    if asked.tags:
        tagged = _tagged(Organisation, asked.tags)
        found = found.filter(_in_any(_tagged(Person, asked.tags), _working_at(tagged, day)))
    if asked.selections:
        found = found.filter(_in_selections(asked.selections, day))
    if asked.provinces:
        located = Organisation.objects.filter(province__in=asked.provinces).values("pk")
        living = Person.objects.filter(province__in=asked.provinces).values("pk")
        found = found.filter(_in_any(living, _working_at(located, day)))
    return found


def _in_selections(keys: Iterable[int], day: date) -> Q:
    """Return the condition that somebody is in one of these saved selections; a deleted one holds nobody."""
    asked = SavedSelection.objects.standing().filter(pk__in=keys, of=Of.PEOPLE)
    return _in_any(*[members(selection, Person.objects.all(), day).values("pk") for selection in asked])


def _in_any(first: QuerySet[Any, Any] | None = None, *others: QuerySet[Any, Any]) -> Q:
    """Return the condition that somebody is in one of these.

    As one set, which PostgreSQL joins. Two sets with “or” between them it can only keep in memory to look people up in;
    what does not fit there, from a quarter of a million people on, it would read again for each of them.
    """
    if first is None:
        return Q(pk__in=[])
    return Q(pk__in=first.order_by().union(*[other.order_by() for other in others]) if others else first)


def _working_at(organisations: QuerySet[Any, Any], day: date) -> QuerySet[Any, Any]:
    return Affiliation.objects.holding_on(day).filter(organisation__in=organisations).values("person")


def _tagged(model: type[Model], tags: Iterable[int]) -> QuerySet[Any, Any]:
    """Find what carries one of these tags, by key: a filter on the name would miss tags that differ in case."""
    label = {"content_type__app_label": model._meta.app_label, "content_type__model": model._meta.model_name}
    return TaggedItem.objects.filter(tag__in=tags, **label).values("object_id")


def described(selection: Selection) -> list[tuple[str, list[str]]]:
    """Return what is asked in words: each property with the names of its values."""
    found = []
    for name, (label, model) in PROPERTIES.items():
        if keys := getattr(selection, name):
            found.append((str(label), [str(row) for row in model._default_manager.filter(pk__in=keys)]))
    if selection.provinces:
        found.append((str(_("Region")), [str(Province(code).label) for code in selection.provinces]))
    return found


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
    found: PersonQuerySet = Person.objects.filter(Exists(places))
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
