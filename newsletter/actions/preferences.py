"""What readers do by the personal link in their letters: choose lists and how often, stop, and take that back.

Whoever has a letter has its links, also who got it forwarded. So each change is told to the reader by mail, with the
way back; adding a list by the link counts as a yes from that mailbox.
"""

from __future__ import annotations

import calendar
from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.actions import audit
from network.models import Person
from newsletter.actions import notices, subscriptions
from newsletter.actions.subscriptions import UNDO_WORDS, CannotUndo
from newsletter.models import Campaign, ConsentText, Newsletter, Preference, Subscription
from newsletter.models.subscription import ConsentSource, EndSource
from newsletter.queries.preferences import address_of, choices, is_disowned, may_take_back, stopped_everything
from post.actions import stops
from post.links import address_hash
from post.models import Stop, StopSource

FORM = "/voorkeuren/"
UNDONE_BY_MAIL = (EndSource.PAGE, EndSource.ONE_CLICK, EndSource.STAFF)


class HowOften(StrEnum):
    """How often somebody wants letters; `AS_IT_IS` keeps a pause that runs, `UNTIL` is one until a day they say."""

    ALL = "alles"
    FEWER = "minder"
    MONTH = "pauze-1"
    QUARTER = "pauze-3"
    HALF_YEAR = "pauze-6"
    UNTIL = "pauze-tot"
    AS_IT_IS = "pauze"


MONTHS = {HowOften.MONTH: 1, HowOften.QUARTER: 3, HowOften.HALF_YEAR: 6}


class UnknownWords(Exception):
    """Somebody ticked a list, and we do not know which words they saw beside it."""


@transaction.atomic
def save(
    *,
    person: Person,
    lists: Collection[int],
    words: Collection[str],
    often: HowOften,
    now: datetime,
    until: date | None = None,
    through: Campaign | None = None,
) -> bool:
    """Make somebody's lists and how often be this, and tell them by mail; return whether anything changed.

    A list they were on already comes again when somebody said at this address that it was not theirs.
    `words` names the versions of the words that stood beside the lists when the page was made: to those they say yes.

    :raises UnknownWords: when a list was ticked of which the page did not say so.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    changed: list[tuple[Newsletter, bool]] = []
    disowned = is_disowned(address_of(person))
    for choice in choices(person):
        wanted = choice.newsletter.pk in lists
        if choice.place and not wanted:
            _end(person, choice.newsletter, now, through)
            changed.append((choice.newsletter, False))
        elif wanted and not choice.place and choice.text and choice.newsletter.public:
            _begin(person, _shown(choice.newsletter, words), now)
            changed.append((choice.newsletter, True))
        elif wanted and choice.place and disowned:
            stops.lift(person=person, now=now)
            changed.append((choice.newsletter, True))
    another_frequency = _choose(person, often, now, until if often == HowOften.UNTIL else None)
    if changed or another_frequency:
        _tell(person, changed, another_frequency, now)
    return bool(changed or another_frequency)


def _shown(newsletter: Newsletter, words: Collection[str]) -> ConsentText:
    shown = next((text for text in newsletter.texts.all() if text.named in words), None)
    if not shown:
        raise UnknownWords(
            _("The page you had open was old. Look at the words beside the list, and tick it once more.")
        )
    return shown


def _tell(person: Person, changed: list[tuple[Newsletter, bool]], another_frequency: bool, now: datetime) -> None:
    with translation.override(person.language):
        said = [
            (_("From now on you get “%(list)s”.") if comes else _("You no longer get “%(list)s”."))
            % {"list": str(newsletter)}
            for newsletter, comes in changed
        ]
        if another_frequency:
            said.append(_in_words(person))
    notices.tell_preferences(person, said, now=now)


@transaction.atomic
def want_fewer(*, person: Person, now: datetime) -> None:
    """Write down that somebody wants one letter in four weeks at most, and tell them by mail; twice is once.

    A pause that runs stays: who wants fewer letters did not ask for them sooner.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    pause = Preference.objects.paused_on(timezone.localdate(now)).filter(person=person).first()
    if _choose(person, HowOften.FEWER, now, pause.paused_until if pause else None):
        _tell(person, [], True, now)


@transaction.atomic
def pause(*, person: Person, until: date, now: datetime) -> None:
    """Write down that somebody wants no letters until this day, and tell them by mail; twice is once."""
    Person.objects.select_for_update().get(pk=person.pk)
    if _choose(person, HowOften.UNTIL, now, until):
        _tell(person, [], True, now)


def _end(person: Person, newsletter: Newsletter, now: datetime, through: Campaign | None) -> None:
    subscriptions.end(person=person, newsletter=newsletter, how=EndSource.PAGE, now=now, through=through)


def _begin(person: Person, text: ConsentText, now: datetime) -> None:
    """Write down that somebody ticked a list: that takes back an earlier stop of it, and of everything."""
    stops.lift(person=person, now=now)
    stops.lift(person=person, scope=text.newsletter_id, now=now)
    place = Subscription.objects.create(
        person=person,
        newsletter=text.newsletter,
        wording=text.shown,
        text=text,
        source=ConsentSource.LINK,
        form=FORM,
        asked_at=now,
        agreed_at=now,
    )
    audit.write("subscription.begun", by=None, about=place, newsletter=text.newsletter_id, source=place.source)


def _choose(person: Person, often: HowOften, now: datetime, until: date | None = None) -> bool:
    """Write down how often somebody wants letters, for within a lock on them; tell whether that is something new.

    `until` is the day of a pause that they choose, or of one that goes on.
    """
    if often == HowOften.AS_IT_IS:
        return False
    known = Preference.objects.filter(person=person).first() or Preference(person=person)
    before = (known.fewer, known.paused_until)
    if often == HowOften.UNTIL:
        known.paused_until = until
    elif often in MONTHS:
        known.paused_until = months_later(timezone.localdate(now), MONTHS[often])
    else:
        known.fewer, known.paused_until = often == HowOften.FEWER, until
    if before == (known.fewer, known.paused_until):
        return False
    if before[1] != known.paused_until:
        known.told_end_at = None
    known.changed_at = now
    known.save()
    audit.write("newsletter.frequency_chosen", by=None, about=person, often=often.value)
    return True


def _in_words(person: Person) -> str:
    chosen = Preference.objects.get(person=person)
    if chosen.paused_until and chosen.fewer:
        day = date_format(chosen.paused_until, "j F Y")
        return _("Your letters stop until %(day)s. After that you get one in four weeks at most.") % {"day": day}
    if chosen.paused_until:
        return _("Your letters stop until %(day)s.") % {"day": date_format(chosen.paused_until, "j F Y")}
    if chosen.fewer:
        return _("You get one letter in four weeks at most.")
    return _("You get every letter of your lists.")


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of that month when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@transaction.atomic
def leave(*, person: Person, newsletter: Newsletter, now: datetime, through: Campaign | None = None) -> None:
    """Take somebody off a list by its page, and tell them by mail with the way back; who was not on it gets no mail."""
    was_on = Subscription.objects.holding().filter(person=person, newsletter=newsletter).exists()
    _end(person, newsletter, now, through)
    if was_on:
        stop = Stop.objects.holding().get(person=person, scope=newsletter.pk)
        notices.tell_left(stop, person, newsletter, now=now)


@transaction.atomic
def leave_all(*, person: Person, now: datetime, through: Campaign | None = None) -> None:
    """Stop every letter to somebody but those they ask for themselves, and tell them by mail with the way back."""
    if stopped_everything(person):
        return
    subscriptions.end_places(person=person, scope=None, how=EndSource.PAGE, now=now, through=through)
    stops.stop(person=person, how=StopSource.PAGE, now=now)
    notices.tell_left(Stop.objects.holding().get(person=person, scope=None), person, None, now=now)


@transaction.atomic
def disown(*, person: Person, address: str, now: datetime) -> None:
    """Stop every letter to an address whose reader says that they are somebody else, and tell the address by mail."""
    stops.stop(address=address, how=StopSource.PAGE, now=now)
    audit.write("newsletter.disowned", by=None, about=person)
    stop = Stop.objects.holding().get(address_hash=address_hash(address), scope=None)
    notices.tell_left(stop, person, None, now=now, address=address)


@transaction.atomic
def take_back(*, stop: Stop, person: Person, now: datetime) -> None:
    """Put somebody back on what they left by this stop: new consents with words of their own; twice is once.

    :raises CannotUndo: when it was too long ago, or was not done by the person themselves.
    """
    stop = Stop.objects.select_for_update().get(pk=stop.pk)
    if stop.lifted_at:
        return
    if not may_take_back(stop, now):
        raise CannotUndo(_("That was too long ago to undo it here. Mail us, and we put you back on the list."))
    left = Subscription.objects.filter(person=person, ended_at=stop.at, ended_how__in=UNDONE_BY_MAIL)
    for place in left if stop.scope is None else left.filter(newsletter=stop.scope):
        back = Subscription.objects.create(
            person=person,
            newsletter=place.newsletter,
            wording=str(UNDO_WORDS),
            source=ConsentSource.UNDO,
            proof=f"subscription {place.pk}",
            agreed_at=now,
        )
        audit.write("subscription.undone", by=None, about=back, newsletter=place.newsletter_id)
    stops.lift(person=person, scope=stop.scope, now=now)


def tell_ends_of_pauses(*, now: datetime) -> int:
    """Write to everybody whose pause ends within three days, once; return how many."""
    today = timezone.localdate(now)
    last = date.fromordinal(today.toordinal() + 3)
    told = 0
    for known in Preference.objects.filter(paused_until__lte=last, told_end_at=None).order_by("pk")[:1000]:
        told += _tell_end(known.pk, now)
    return told


@transaction.atomic
def _tell_end(number: int, now: datetime) -> int:
    known = Preference.objects.select_for_update().filter(pk=number, told_end_at=None, paused_until__isnull=False)
    preference = known.first()
    if not preference or not preference.paused_until:
        return 0
    preference.told_end_at = now
    preference.save(update_fields=["told_end_at"])
    if Subscription.objects.holding().filter(person=preference.person).exists():
        notices.tell_pause_ends(preference.person, preference.paused_until, now=now)
    return 1
