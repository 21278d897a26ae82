"""How the letters of a released campaign go, and what came of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    FilteredRelation,
    Func,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    TextChoices,
    Value,
)
from django.utils.translation import gettext_lazy as _

from events.models import Registration, RegistrationState
from network.models import Person
from network.models.person import PersonQuerySet
from newsletter.models import Campaign, Subscription
from newsletter.queries.audiences import LeftOut
from post.models import Aside, Batch, Letter, LetterState, Mailing, MailingState, Parcel, ParcelState, Report
from post.models.letter import HANDED_OVER
from post.queries import Progress, in_state, why

# How a list of letters in one state is called in its address.
STATES = {
    "verstuurd": LetterState.SENT,
    "wacht": LetterState.WAITING,
    "later": LetterState.DEFERRED,
    "niet-gelukt": LetterState.FAILED,
    "overgeslagen": LetterState.SKIPPED,
    "gestopt": LetterState.CANCELLED,
    "onzeker": LetterState.UNKNOWN,
    "teruggekomen": LetterState.BOUNCED,
    "ongewenst": LetterState.COMPLAINED,
}


class Outcome(TextChoices):
    """What became of a letter, as the lists of people name it."""

    COMING = "komt", _("said yes")
    WAITING = "wachtlijst", _("on the waiting list")
    DECLINED = "komt-niet", _("said no")
    UNANSWERED = "geen-antwoord", _("did not answer yet")
    ATTENDED = "waren-er", _("were there")
    UNSUBSCRIBED = "uitgeschreven", _("left the list through this letter")


ANSWERS = {
    Outcome.COMING: RegistrationState.COMING,
    Outcome.WAITING: RegistrationState.WAITING,
    Outcome.DECLINED: RegistrationState.DECLINED,
}


def outcomes(campaign: Campaign, made: Progress) -> list[tuple[Outcome, int]]:
    """Count what people did with the letter: how they answered its event and who of them came, and who left its list.

    Starts from the answers, which are few, and not from the letters: this is asked every two seconds while they leave.
    """
    left = people_with(campaign, Outcome.UNSUBSCRIBED).count()
    if campaign.event_id is None:
        return [*_of_its_items(campaign), (Outcome.UNSUBSCRIBED, left)]
    counted = _answers_to(campaign).values_list("state", "person__letters__state")
    states: Counter[str] = Counter()
    arrived, there = made.handed_over - _forgotten(campaign), 0
    for state, letter, number, came in counted.annotate(number=Count("pk"), there=Count("pk", filter=Q(came=True))):
        states[state] += number
        there += came
        arrived -= number if letter in HANDED_OVER else 0
    counts = [(outcome, states[state.value]) for outcome, state in ANSWERS.items()]
    counts += [(Outcome.UNANSWERED, arrived)]
    if there:
        counts += [(Outcome.ATTENDED, there)]
    return [*counts, (Outcome.UNSUBSCRIBED, left)]


def left_out(campaign: Campaign) -> list[tuple[LeftOut, int]]:
    """Count who was in the audience and was promised no letter at the release, by reason."""
    counted = dict(campaign.left_out_people.values_list("reason").annotate(number=Count("pk")))
    return [(reason, counted[reason]) for reason in LeftOut if reason in counted]


def _of_its_items(campaign: Campaign) -> list[tuple[Outcome, int]]:
    """Count the readers of a newsletter who answered an event in it; nothing when it has none."""
    if not campaign.items.exclude(event=None).exists():
        return []
    counts = [(outcome, people_with(campaign, outcome).count()) for outcome in (*ANSWERS, Outcome.ATTENDED)]
    return [(outcome, number) for outcome, number in counts if number or outcome == Outcome.COMING]


def _answers_to(campaign: Campaign) -> QuerySet[Registration]:
    """Find the answers of who got this letter: to its event, or to an event in it since it went out."""
    written_to = Registration.objects.filter(person__letters__mailing=campaign.mailing_id)
    if campaign.event_id is not None:
        return written_to.filter(event=campaign.event_id)
    events = campaign.items.exclude(event=None).values("event")
    since = campaign.mailing.released_at if campaign.mailing else None
    return written_to.filter(event__in=events, answered_at__gte=since) if since else written_to.none()


def _forgotten(campaign: Campaign) -> int:
    letters = Letter.objects.filter(mailing=campaign.mailing_id, person=None, state__in=HANDED_OVER)
    return letters.count()


def people_with(campaign: Campaign, outcome: Outcome) -> PersonQuerySet:
    """Find the people behind one of these numbers; who did not answer counts when the letter may have arrived."""
    if outcome == Outcome.UNSUBSCRIBED:
        return Person.objects.filter(Exists(Subscription.objects.filter(ended_through=campaign, person=OuterRef("pk"))))
    if outcome == Outcome.UNANSWERED:
        arrived = Person.objects.filter(letters__mailing=campaign.mailing_id, letters__state__in=HANDED_OVER)
        about = Q(registrations__event=campaign.event_id)
        return arrived.annotate(answer=FilteredRelation("registrations", condition=about)).filter(answer=None)
    asked = Q(came=True) if outcome == Outcome.ATTENDED else Q(state=ANSWERS[outcome])
    return Person.objects.filter(pk__in=_answers_to(campaign).filter(asked).values("person"))


def expected_end(mailing: Mailing, made: Progress, now: datetime) -> datetime | None:
    """Guess when the last letter leaves, from how fast they left so far; nothing while that says nothing."""
    if mailing.state != MailingState.RUNNING or not made.ended or not made.waiting or not mailing.released_at:
        return None
    began = max(mailing.released_at, mailing.not_before or mailing.released_at)
    return now + (now - began) * made.waiting / made.ended


def for_their_hour(mailing: Mailing, now: datetime) -> dict[str, Any]:
    """Return how many letters wait for the best hour of their reader, and until when; `letters` is 0 when none do."""
    batches = Batch.objects.waiting(now).filter(mailing=mailing).values_list("parcels", flat=True)
    held = [parcel for parcels in batches for parcel in parcels]
    waiting = Parcel.objects.filter(mailing=mailing).for_their_moment(now).exclude(pk__in=held)
    size: Any = Func(F("letter_ids"), function="cardinality", output_field=IntegerField())
    return waiting.aggregate(letters=Sum(size, default=0), until=Max("not_before"))


def at_work(mailing: Mailing) -> int:
    """Count the letters that workers have in hand at this moment."""
    size: Any = Func(F("letter_ids"), function="cardinality", output_field=IntegerField())
    claimed = Parcel.objects.filter(mailing=mailing, state=ParcelState.CLAIMED)
    told: int = claimed.aggregate(letters=Sum(size, default=0))["letters"]
    return told


def batch_of(mailing: Mailing, now: datetime) -> Batch | None:
    """Return what joined the letter last and can still be undone."""
    found: Batch | None = Batch.objects.waiting(now).filter(mailing=mailing).order_by("pk").last()
    return found


def not_sent(mailing: Mailing, made: Progress) -> list[tuple[LetterState, str, int]]:
    """Count what did not leave and never will, by state and by why, in plain words."""
    ended = (LetterState.FAILED, LetterState.SKIPPED, LetterState.UNKNOWN)
    enhanced = Func(F("reply"), Value(" "), Value(1), function="split_part", output_field=CharField())
    reported = Exists(Report.objects.standing().filter(letter=OuterRef("pk"), mailing=mailing))
    apart = Aside.objects.filter(mailing=mailing, state__in=ended).values("letter")
    letters = Letter.objects.filter(~Q(state=LetterState.UNKNOWN) | ~reported, mailing=mailing, pk__in=apart)
    found = letters.annotate(enhanced=enhanced)
    stopped = LetterState.CANCELLED
    counts = Counter({(stopped, str(stopped.label)): made.cancelled} if made.cancelled else {})
    for state, reason, code, told, number in found.values_list("state", "reason", "code", "enhanced").annotate(
        number=Count("pk")
    ):
        words = why(Letter(state=state, reason=reason, code=code, reply=told)) or LetterState(state).label
        counts[LetterState(state), str(words)] += number
    return [(state, words, number) for (state, words), number in counts.most_common()]


def next_attempts(mailing: Mailing, letters: Sequence[int]) -> dict[int, datetime]:
    """Return for each of these letters that was put off when it is tried again, as far as that is known."""
    waiting = Parcel.objects.filter(mailing=mailing, state=ParcelState.WAITING, not_before__isnull=False)
    asked = set(letters)
    return {
        letter: parcel.not_before
        for parcel in waiting.filter(letter_ids__overlap=list(letters))
        for letter in asked.intersection(parcel.letter_ids)
        if parcel.not_before
    }


def letters_in(mailing: Mailing, state: LetterState, known: QuerySet[Person]) -> QuerySet[Letter]:
    """Find the letters of a mailing in one state, of people one may see or who are forgotten, by name."""
    of_them = Q(person=None) | Exists(known.filter(pk=OuterRef("person")))
    letters = Letter.objects.filter(of_them, mailing=mailing)
    return in_state(letters, state).select_related("person").order_by("person__sort_name", "pk")
