"""Asking the readers of a list again whether they want to stay: begin, remind, stay, go, carry out, stop, undo."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.actions import audit
from network.models.restriction import about_nobody_restricted
from newsletter.actions import preferences, proposals, renewal_letters
from newsletter.actions.turns import wait_for_turn
from newsletter.models import Newsletter, Renewal, RenewalAnswer, RenewalAsk, Subscription
from newsletter.models.subscription import ConsentSource, EndSource
from newsletter.queries import gate, renewals, sender
from newsletter.queries import proposals as known
from newsletter.queries.renewals import Wanted
from post.actions import mailings, stops
from post.models import Stop

if TYPE_CHECKING:
    from accounts.models import User

FORM = "/blijven/"


class CannotRenew(Exception):
    """The readers of this list cannot be asked now; the text says why."""


class CannotAnswer(Exception):
    """The question cannot be answered any more; the text says why."""


class CannotUndo(Exception):
    """The places that were lost cannot be given back any more; the text says why."""


@transaction.atomic
def begin(*, newsletter: Newsletter, wanted: Wanted, days: int, by: User, now: datetime) -> Renewal:
    """Ask each of these readers by letter whether they want to stay, with so many days to answer.

    Only who can be reached is asked, and only who is asked can lose their place.

    :raises CannotRenew: when the list has no words to say yes to, is asked already, or nobody would be; or when they
        are so many that the sender must be right, or a second person must begin what was proposed.
    """
    newsletter = Newsletter.objects.select_for_update().get(pk=newsletter.pk)
    text = newsletter.texts.order_by("-version").first()
    if text is None:
        raise CannotRenew(_("This list has no words yet to which people say yes. Write them first."))
    if Renewal.objects.running().filter(newsletter=newsletter).exists():
        raise CannotRenew(_("The readers of this list are being asked already."))
    wait_for_turn()
    people = renewals.sorted_out(newsletter, wanted, now).filter(Q(left_out=""))
    renewal = Renewal.objects.create(
        newsletter=newsletter,
        text=text,
        agreed_before=wanted.agreed_before,
        unconfirmed=wanted.unconfirmed,
        started_by=by,
        started_at=now,
        ends_at=now + timedelta(days=days),
    )
    asked = [RenewalAsk(renewal=renewal, person_id=pk) for pk in people.values_list("pk", flat=True).iterator()]
    if not asked:
        raise CannotRenew(_("Nobody would be asked. Choose other readers."))
    _pass_the_gate(renewal, len(asked), by, now)
    RenewalAsk.objects.bulk_create(asked, batch_size=5000)
    renewal_letters.write(renewal, now=now, by=by)
    audit.write("newsletter.renewal_begun", by=by, about=renewal, newsletter=newsletter.pk, asked=len(asked))
    return renewal


def _pass_the_gate(renewal: Renewal, number: int, by: User, now: datetime) -> None:
    """Refuse what needs a right sender or a second person; write down that this colleague is the second."""
    proposal = known.about(renewal.newsletter)
    wanted, days = Wanted(renewal.agreed_before, renewal.unconfirmed), (renewal.ends_at - renewal.started_at).days
    agrees = known.agrees(proposal, by, number) and known.asks_readers(proposal, wanted, days)
    if reason := gate.refusal(count=number, unseen=0 if agrees else number, by=by, now=now):
        raise CannotRenew(reason)
    if agrees and proposal:
        proposals.accept(proposal=proposal, by=by, now=now)


@transaction.atomic
def stay(*, ask: RenewalAsk, language: str, now: datetime) -> None:
    """Write down that somebody wants to stay: a new consent in the words they saw, in the place of the old one.

    :raises CannotAnswer: when the time is over, it was stopped, or they are no longer on the list.
    """
    ask = _open(ask)
    if ask.answer == RenewalAnswer.STAYED:
        return
    renewal = ask.renewal
    if not renewal.runs:
        raise CannotAnswer(_("This question is over. Are you no longer on the list? Then subscribe again."))
    old = _place(ask)
    if old is None:
        raise CannotAnswer(_("You are not on this list any more. Subscribe again if you want these letters."))
    old.ended_at, old.ended_how = max(now, old.agreed_at), EndSource.RENEWED
    old.save(update_fields=["ended_at", "ended_how"])
    place = Subscription.objects.create(
        person=ask.person,
        newsletter=renewal.newsletter,
        wording=renewal.text.shown_in(language),
        text=renewal.text,
        source=ConsentSource.RENEWAL,
        form=FORM,
        proof=_("button in the letter to this address"),
        asked_at=renewal.started_at,
        confirmed_at=now,
        agreed_at=now,
    )
    _answer(ask, RenewalAnswer.STAYED, now)
    audit.write("subscription.begun", by=None, about=place, newsletter=place.newsletter_id, source=place.source)


@transaction.atomic
def go(*, ask: RenewalAsk, now: datetime) -> None:
    """Take somebody off the list who does not want to stay, and tell them by mail with the way back; twice is once."""
    ask = _open(ask)
    if not ask.answer:
        _answer(ask, RenewalAnswer.LEFT, now)
    preferences.leave(person=ask.person, newsletter=ask.renewal.newsletter, now=now)


def _open(ask: RenewalAsk) -> RenewalAsk:
    """Return the question with its renewal held still, so that nobody answers while it is carried out."""
    Renewal.objects.select_for_update().get(pk=ask.renewal_id)
    fresh = RenewalAsk.objects.select_for_update(of=["self"]).select_related("renewal__newsletter", "renewal__text")
    return fresh.select_related("renewal__newsletter", "renewal__text", "person").get(pk=ask.pk)


def _place(ask: RenewalAsk) -> Subscription | None:
    places = Subscription.objects.holding().filter(person=ask.person, newsletter=ask.renewal.newsletter)
    return places.select_for_update().first()


def _answer(ask: RenewalAsk, answer: RenewalAnswer, now: datetime) -> None:
    ask.answer, ask.answered_at = answer, now
    ask.save(update_fields=["answer", "answered_at"])


@transaction.atomic
def stop(*, renewal: Renewal, by: User, now: datetime) -> None:
    """Ask nobody any more and let nobody lose their place; what people answered stays. Twice is once."""
    renewal = Renewal.objects.select_for_update().get(pk=renewal.pk)
    if not renewal.runs:
        return
    renewal.stopped_at = now
    renewal.save(update_fields=["stopped_at"])
    for mailing in renewal.mailings.filter(finished_at=None, cancelled_at=None):
        mailings.cancel(mailing=mailing, now=now, by=by)
    audit.write("newsletter.renewal_stopped", by=by, about=renewal)


def carry(*, now: datetime) -> int:
    """Remind and carry out what is due; return how many renewals that were. Two at once do it once."""
    due = Renewal.objects.running().filter(started_at__lt=now).order_by("pk")
    return sum(_carry(pk, now) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _carry(pk: int, now: datetime) -> int:
    renewal = Renewal.objects.select_for_update(skip_locked=True).running().filter(pk=pk).first()
    if renewal is None or renewal.held_mailings().exists():
        return 0
    if renewal.ends_at <= now:
        _expire(renewal, now)
        return 1
    if renewal.reminded_at is None and renewal.halfway <= now and not _waits_for_the_sender(renewal, now):
        wait_for_turn()
        renewal.reminded_at = now
        renewal.save(update_fields=["reminded_at"])
        renewal_letters.write(renewal, now=now, by=renewal.started_by)
        return 1
    return 0


def _waits_for_the_sender(renewal: Renewal, now: datetime) -> bool:
    """Tell whether the reminder must wait until receivers take our letters for ours."""
    return sender.stands_in_the_way(renewals.silent(renewal).count(), now)


def _expire(renewal: Renewal, now: datetime) -> None:
    """End the places of who kept silent; who never got a letter keeps theirs, and who left is written down as such.

    Who asked us meanwhile not to use their data keeps theirs too: no reminder reached them.
    """
    silent = renewals.silent(renewal).filter(about_nobody_restricted("person"))
    heard = list(silent.filter(Exists(renewals.reached(renewal))).values_list("person", flat=True))
    places = Subscription.objects.holding().filter(newsletter=renewal.newsletter_id, agreed_at__lt=renewal.started_at)
    dropped = places.filter(person__in=heard).update(ended_at=now, ended_how=EndSource.EXPIRED)
    stops.hold_back(people=heard, scope=renewal.newsletter_id)
    asks = renewal.asks.filter(answer="")
    asks.filter(person__in=heard).update(answer=RenewalAnswer.EXPIRED, answered_at=now)
    kept = renewals.silent(renewal).update(answer=RenewalAnswer.UNREACHED, answered_at=now)
    asks.update(answer=RenewalAnswer.LEFT, answered_at=now)
    renewal.carried_at = now
    renewal.save(update_fields=["carried_at"])
    audit.write("newsletter.renewal_carried_out", by=None, about=renewal, dropped=dropped, unreached=kept)
    renewal_letters.tell_starter(renewal, dropped, now=now)


@transaction.atomic
def undo(*, renewal: Renewal, by: User, now: datetime) -> int:
    """Give back the places that were lost, within a week; return how many.

    Each is a new row with the words and proof of the old one, so that the days without it stay on record. Who came
    back or wants no letters since is left alone.

    :raises CannotUndo: when it was too long ago, was undone before, or nothing was lost.
    """
    renewal = Renewal.objects.select_for_update().get(pk=renewal.pk)
    if not renewal.may_be_undone(now):
        raise CannotUndo(_("This cannot be undone any more: that is possible for a week, once."))
    lost = Subscription.objects.filter(
        newsletter=renewal.newsletter_id, ended_how=EndSource.EXPIRED, ended_at=renewal.carried_at
    )
    on_list = Subscription.objects.holding().filter(newsletter=renewal.newsletter_id, person=OuterRef("person"))
    stopped = Stop.objects.holding().about(renewal.newsletter_id).filter(person=OuterRef("person"))
    back = [_put_back(place, now) for place in lost.filter(~Exists(on_list), ~Exists(stopped))]
    Subscription.objects.bulk_create(back, batch_size=5000)
    stops.let_through(people=[place.person_id for place in back], scope=renewal.newsletter_id)
    renewal.undone_at = now
    renewal.save(update_fields=["undone_at"])
    audit.write("newsletter.renewal_undone", by=by, about=renewal, put_back=len(back))
    return len(back)


def _put_back(place: Subscription, now: datetime) -> Subscription:
    said = date_format(localtime(place.agreed_at), "j F Y")
    proof = _("%(proof)s (said yes on %(day)s; the place was lost by mistake)") % {"proof": place.proof, "day": said}
    return Subscription(
        person_id=place.person_id,
        newsletter_id=place.newsletter_id,
        wording=place.wording,
        text_id=place.text_id,
        source=place.source,
        form=place.form,
        proof=proof[:200].strip(),
        asked_at=place.asked_at,
        confirmed_at=place.confirmed_at,
        agreed_at=now,
    )
