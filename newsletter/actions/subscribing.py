"""Putting oneself on a list: asked on a form, confirmed by a letter to the address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import audit
from network.models import Person
from network.models.asking import LETTERS_A_DAY, mailbox_of
from newsletter.actions import addresses, moving, notices, readers
from newsletter.models import ConfirmationTally, ConsentText, Newsletter, Subscription, SubscriptionRequest
from newsletter.models.subscription import ConsentSource
from newsletter.queries.preferences import is_disowned
from post.actions import forgetting, stops

SOURCE = "Schreef zich in voor brieven van KIS"  # where we know a reader from (AVG art. 14), in Dutch as all sources


class CannotConfirm(Exception):
    """This request cannot be confirmed any more; the text says why."""


@transaction.atomic
def ask(*, address: str, texts: Sequence[ConsentText], form: str, language: str, now: datetime) -> bool:
    """Keep what somebody asked for, with the words they saw, and send a letter; tell whether one leaves.

    Looks the same from outside for an address we know and for one we do not (bar Z22). Who has it all already gets a
    letter that says so, once a day (bar Z23). An address gets three letters a day at most (bar Z24): after that nothing
    is kept and nothing is sent.
    """
    _alone_with(address)
    person = readers.known(address)
    lists = [text.newsletter for text in texts]
    gets_them = person and not addresses.is_waiting(person) and not is_disowned(address)
    held = set(_held(person, lists)) if person and gets_them else set()
    lately = SubscriptionRequest.objects.lately(address, now)
    known = held == {one.pk for one in lists}
    if lately.count() >= LETTERS_A_DAY or (known and lately.filter(known=True).exists()):
        return False
    told = {"address": address, "form": form, "language": language, "asked_at": now}
    request = SubscriptionRequest.objects.create(**told, known=known)
    request.texts.set(texts)
    if known and person:
        notices.tell_known(request, person, lists, now=now)
    else:
        _tally(lists, now, asked=1)
        notices.ask_to_confirm(request, lists, now=now)
    audit.write("newsletter.asked", by=None, about=request, lists=[one.pk for one in lists])
    return True


def _alone_with(address: str) -> None:
    """Let requests for one mailbox come one after the other, so that many at once send no more letters than three."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"subscribe:{mailbox_of(address)}"])


def _held(person: Person, lists: Sequence[Newsletter]) -> list[int]:
    places = Subscription.objects.holding().filter(person=person, newsletter__in=lists)
    return list(places.values_list("newsletter", flat=True))


@transaction.atomic
def confirm(*, request: SubscriptionRequest, now: datetime) -> Person:
    """Put whoever asked on the lists, with the proof; a person is made of an address that nobody has.

    Takes back that they left these lists or all our mail, or were forgotten, because they ask for it themselves (bar
    P10). Confirmed before, it changes nothing.

    :raises CannotConfirm: when it is older than seven days, or there was nothing to confirm.
    """
    request = SubscriptionRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.person:
        return request.person
    if now >= request.expires_at:
        raise CannotConfirm(_("This link was good for seven days."))
    if request.known:
        raise CannotConfirm(_("You are on these lists already. You need not do anything."))
    if not request.is_by_another:
        stops.welcome_back(address=request.address, now=now)
    if request.moves:
        person = _moved(request, request.moves, now)
    else:
        _alone_with(request.address)
        person = readers.known(request.address) or readers.make(
            address=request.address, language=request.language, source=SOURCE
        )
        _put_on_lists(request, person, now)
        addresses.confirm(person=person, now=now)
    request.person, request.confirmed_at = person, now
    request.save(update_fields=["person", "confirmed_at"])
    audit.write("newsletter.confirmed", by=None, about=request, person=person.pk)
    return person


def _moved(request: SubscriptionRequest, person: Person, now: datetime) -> Person:
    """Let letters go to the address of a request; one that somebody else wrote down must still be theirs."""
    if request.is_by_another and not readers.prefers(person, request.address):
        raise CannotConfirm(_("This address is not in use for these letters any more. You need not do anything."))
    return moving.move(person=person, address=request.address, now=now)


def _put_on_lists(request: SubscriptionRequest, person: Person, now: datetime) -> None:
    texts = list(request.texts.select_related("newsletter"))
    held = _held(person, [text.newsletter for text in texts])
    stops.lift(person=person, now=now)
    for text in texts:
        stops.lift(person=person, scope=text.newsletter_id, now=now)
        if text.newsletter_id not in held:
            _begin(request, person, text, now)
    _tally([text.newsletter for text in texts], request.asked_at, confirmed=1)


def _begin(request: SubscriptionRequest, person: Person, text: ConsentText, now: datetime) -> None:
    place = Subscription.objects.create(
        person=person,
        newsletter=text.newsletter,
        wording=text.shown_in(request.language),
        text=text,
        source=ConsentSource.FORM,
        form=request.form,
        proof=_("button in the letter to this address"),
        asked_at=request.asked_at,
        confirmed_at=now,
        agreed_at=now,
    )
    audit.write("subscription.begun", by=None, about=place, newsletter=text.newsletter_id, source=place.source)


def _tally(lists: Sequence[Newsletter], asked_at: datetime, *, asked: int = 0, confirmed: int = 0) -> None:
    """Count these on the day on which was asked, so that who confirms later still counts for that day."""
    for newsletter in lists:
        tally, _new = ConfirmationTally.objects.get_or_create(newsletter=newsletter, day=timezone.localdate(asked_at))
        more = {"asked": F("asked") + asked, "confirmed": F("confirmed") + confirmed}
        ConfirmationTally.objects.filter(pk=tally.pk).update(**more)


@transaction.atomic
def withdraw(*, request: SubscriptionRequest, letter: int) -> None:
    """Erase a request that somebody else made with this address, and where its letter went, by the number of that.

    One that was confirmed stays a subscription.
    """
    erased, _rows = SubscriptionRequest.objects.filter(pk=request.pk, person=None).delete()
    if erased:
        forgetting.forget_letter(number=letter)
        audit.write("newsletter.withdrawn", by=None, about=request)


def forget_outdated(*, now: datetime) -> int:
    """Delete the requests of more than seven days ago; return how many. What was confirmed stays a subscription."""
    return SubscriptionRequest.objects.outdated(now).delete()[1].get("newsletter.SubscriptionRequest", 0)
