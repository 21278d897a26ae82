"""One timeline per person or organisation, put together from what every room knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, cast, overload

from django.db.models import QuerySet, TextChoices
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.models import ContactMoment, FormerPlace, Organisation, Person
from network.models.contact_moment import Channel
from network.queries import contact_moments, merges, tasks, ties
from network.signals import organisation_timeline_asked, timeline_asked
from network.wording import IN_A_LINE, enumerated

if TYPE_CHECKING:
    from accounts.models import User


class Kind(TextChoices):
    """What the timeline can be narrowed to; the rest (`network`) shows only among everything."""

    CONTACT = "contact", gettext_lazy("Real contact")
    POST = "post", gettext_lazy("Post")
    EVENT = "event", gettext_lazy("Events")


@dataclass(frozen=True)
class Entry:
    """One thing that happened; `counts` when it is real contact, also when it is of another kind (was at an event)."""

    at: datetime
    icon: str
    title: str
    text: str = ""
    kind: str = "network"
    badge: tuple[str, str, str] | None = None  # tone, icon, word
    url: str = ""
    by: str = ""
    counts: bool = False
    note: str = ""  # small words after the day, such as "line 4"
    files: tuple[tuple[str, str], ...] = ()  # name and address of each file that belongs to it
    parties: tuple[Person | Organisation, ...] = ()  # whom it names beside the one whose timeline this is

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)

    def belongs_to(self, kind: str) -> bool:
        return self.kind == kind or (kind == Kind.CONTACT and self.counts)


ICONS: dict[str, str] = {
    Channel.CALL: "phone",
    Channel.TALK: "messages-square",
    Channel.VISIT: "map-pin",
    Channel.MAIL: "mail",
    Channel.MEETING: "users",
}


class Timeline(Sequence[Entry]):
    """Entries, newest first. Of contact moments only the part that is read is fetched, however many there are."""

    def __init__(
        self, entries: Iterable[Entry], moments: QuerySet[ContactMoment], number: int, besides: Person | None = None
    ) -> None:
        self._moments, self._number, self._besides = moments, number, besides
        self._entries = sorted(entries, key=lambda entry: entry.at, reverse=True)

    def __len__(self) -> int:
        return len(self._entries) + self._number

    @overload
    def __getitem__(self, part: int) -> Entry: ...

    @overload
    def __getitem__(self, part: slice) -> list[Entry]: ...

    def __getitem__(self, part: int | slice) -> Entry | list[Entry]:
        if isinstance(part, int):
            return self[part : part + 1][0]
        start, stop, step = part.indices(len(self))
        # Whatever the entries are, so many moments stand before the part that is asked, and need not be fetched.
        before = max(start - len(self._entries), 0)
        rows = [*self._entries, *self._of_moments(before, stop)]
        rows.sort(key=lambda entry: entry.at, reverse=True)
        return rows[start - before : stop - before : step]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self[:])

    def _of_moments(self, first: int, last: int) -> Iterator[Entry]:
        if self._number:
            for moment in self._moments[first:last]:
                yield _of_moment(moment, self._besides)


def timeline_of(person: Person, user: User, kind: str = "") -> Timeline:
    """Return what happened with this person that this user may read, newest first; of one kind when asked."""
    entries = [_recorded(person), *_of_affiliations(person), *_of_merges(person)]
    entries += [*_of_ties(person, user), *_of_tasks(person, user)]
    for _receiver, answer in timeline_asked.send(Person, person=person, user=user):
        entries += cast(list[Entry], answer)
    asked = (entry for entry in entries if not kind or entry.belongs_to(kind))
    if kind and kind != Kind.CONTACT:
        return Timeline(asked, ContactMoment.objects.none(), 0)
    return Timeline(asked, *_moments(person, user), besides=person)


def timeline_of_organisation(organisation: Organisation, user: User, kind: str = "") -> Timeline:
    """Return what happened with this organisation that this user may read, newest first; of one kind when asked."""
    entries = [*_of_ties(organisation, user), *_of_tasks(organisation, user), *_of_merges(organisation)]
    if organisation.ended_on:
        why = str(organisation.get_ended_why_display())
        entries.append(Entry(at_day(organisation.ended_on), "log-out", _("This organisation ended"), why))
    entries += [_of_move(place) for place in organisation.former_places.select_related("municipality")]
    for _receiver, answer in organisation_timeline_asked.send(Organisation, organisation=organisation, user=user):
        entries += cast(list[Entry], answer)
    asked = (entry for entry in entries if not kind or entry.belongs_to(kind))
    if kind and kind != Kind.CONTACT:
        return Timeline(asked, ContactMoment.objects.none(), 0)
    return Timeline(asked, *_moments(organisation, user))


def _of_move(place: FormerPlace) -> Entry:
    where = place.municipality.name if place.municipality else place.get_province_display() or _("whole country")
    return Entry(at_day(place.ended_on), "map-pin", _("Moved"), _("Until then: %(place)s") % {"place": where})


def at_day(day: date) -> datetime:
    """Return the moment at which this day begins, for what is known by its day alone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _moments(party: Person | Organisation, user: User) -> tuple[QuerySet[ContactMoment], int]:
    moments, number = contact_moments.with_party(party, user)
    return moments.prefetch_related("attachments"), number


def _of_moment(moment: ContactMoment, besides: Person | None = None) -> Entry:
    people = [person for person in moment.people.all() if person != besides]
    others = [person.full_name for person in people]
    channel, files = str(moment.get_channel_display()), moment.attachments.all()
    return Entry(
        at=at_day(moment.held_on),
        icon=ICONS[moment.channel],
        title=_("%(what)s with %(names)s") % {"what": channel, "names": enumerated(others)} if others else channel,
        text=moment.summary,
        kind=Kind.CONTACT,
        url=reverse("network:contact_detail", args=[moment.pk]),
        by=moment.logged_by.get_full_name(),
        counts=True,
        note=_("line %(number)d") % {"number": moment.line.number},
        files=tuple((each.name, reverse("network:attachment_download", args=[each.pk])) for each in files),
        parties=tuple(people[:IN_A_LINE]),
    )


def _of_affiliations(person: Person) -> Iterator[Entry]:
    for affiliation in person.affiliations.select_related("organisation"):
        said = {"organisation": affiliation.organisation.name}
        url = reverse("network:organisation_detail", args=[affiliation.organisation_id])
        if affiliation.started_on:
            title = _("Started at %(organisation)s") % said
            yield Entry(at_day(affiliation.started_on), "building-2", title, affiliation.title, url=url)
        if affiliation.ended_on:
            yield Entry(at_day(affiliation.ended_on), "log-out", _("Left %(organisation)s") % said, url=url)


def _of_ties(party: Person | Organisation, user: User) -> Iterator[Entry]:
    for seen in ties.with_days(party, user, timezone.localdate()):
        said = {"words": seen.words, "name": seen.other_name}
        kind = "organisation" if isinstance(seen.other, Organisation) else "person"
        url = reverse(f"network:{kind}_detail", args=[seen.other.pk])
        told: dict[str, Any] = {"icon": "waypoints", "url": url, "parties": (seen.other,)}
        if seen.tie.started_on:
            yield Entry(at_day(seen.tie.started_on), title=_("Tie began: %(words)s %(name)s") % said, **told)
        if seen.tie.ended_on and seen.over:
            yield Entry(at_day(seen.tie.ended_on), title=_("Tie ended: %(words)s %(name)s") % said, **told)


def _of_tasks(party: Person | Organisation, user: User) -> Iterator[Entry]:
    for task in tasks.done_about(party, user):
        done = _("Done: %(what)s") % {"what": task.what}
        yield Entry(
            cast(datetime, task.done_at),
            "circle-check",
            done,
            by=task.assigned_to.get_full_name() if task.assigned_to else "",
        )


def _of_merges(party: Person | Organisation) -> Iterator[Entry]:
    for merge in merges.of(party):
        url = reverse("network:merge_detail", args=[merge.pk])
        text = _("with %(name)s") % {"name": merge.gone_name} if merge.gone_name else ""
        yield Entry(merge.at, "users", _("Merged with another record"), text, url=url, by=merge.by.get_full_name())
        if merge.undone_at and merge.undone_by:
            by = merge.undone_by.get_full_name()
            yield Entry(merge.undone_at, "rotate-cw", _("Merge undone"), text, url=url, by=by)


def _recorded(person: Person) -> Entry:
    source = _("Source: %(source)s") % {"source": person.source} if person.source else ""
    return Entry(person.created_at, "user-round-plus", _("Recorded in the network"), source)
