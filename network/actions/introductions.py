from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from network.models import IntroductionRequest, Organisation, Person
from network.models.introduction_request import IntroductionState
from network.special_words import special_words

# From which state each next one follows, and the day that says so.
STEPS = {
    IntroductionState.ACCEPTED: (IntroductionState.ASKED, "accepted_on"),
    IntroductionState.DECLINED: (IntroductionState.ASKED, "declined_on"),
    IntroductionState.DONE: (IntroductionState.ACCEPTED, "done_on"),
}
ANSWERS = {state: day for state, (_before, day) in STEPS.items()}


class CannotAsk(Exception):
    """This introduction cannot be asked for as told."""


class CannotAnswer(Exception):
    """The request does not stand where this step begins."""


@transaction.atomic
def ask(
    *, organisation: Organisation, via: Person, note: str, by: User, now: datetime, confirmed: bool = False
) -> IntroductionRequest:
    """Write down that a colleague asks somebody we know to introduce us to an organisation.

    :raises CannotAsk: when the same is asked already, or the note may tell special data of a person.
    """
    via = Person.objects.select_for_update(no_key=True).get(pk=via.pk)
    if IntroductionRequest.objects.open().filter(organisation=organisation, via=via).exists():
        raise CannotAsk(_("%(name)s was asked this already.") % {"name": via.full_name})
    if special_words(note) and not confirmed:
        raise CannotAsk(_("Write nothing about the belief, origin or health of a person."))
    request = IntroductionRequest.objects.create(
        organisation=organisation, via=via, note=note, asked_by=by, asked_on=timezone.localdate(now)
    )
    audit.write("network.introduction_asked", by=by, about=request, special_words=len(special_words(note)))
    return request


@transaction.atomic
def take_back(*, request: IntroductionRequest, by: User, now: datetime) -> IntroductionRequest:  # noqa: ARG001
    """Take back an answer that was written down by mistake: the request waits for it again.

    :raises CannotAnswer: when there is no answer yet, or the same was asked anew meanwhile.
    """
    request = IntroductionRequest.objects.select_for_update().get(pk=request.pk)
    day = ANSWERS.get(request.state)
    if day is None:
        raise CannotAnswer(_("This request now stands at: %(state)s.") % {"state": request.state.label})
    setattr(request, day, None)
    try:
        with transaction.atomic():
            request.save(update_fields=[day])
    except IntegrityError as clash:
        raise CannotAnswer(_("%(name)s was asked this already.") % {"name": request.via.full_name}) from clash
    audit.write("network.introduction_taken_back", by=by, about=request)
    return request


@transaction.atomic
def move(*, request: IntroductionRequest, to: IntroductionState, by: User, now: datetime) -> IntroductionRequest:
    """Write down what came of a request: accepted, declined, or (after a yes) done.

    :raises CannotAnswer: when the request does not stand where this step begins.
    """
    request = IntroductionRequest.objects.select_for_update().get(pk=request.pk)
    before, day = STEPS[to]
    if request.state != before:
        raise CannotAnswer(_("This request now stands at: %(state)s.") % {"state": request.state.label})
    setattr(request, day, timezone.localdate(now))
    request.save(update_fields=[day])
    audit.write(f"network.introduction_{to}", by=by, about=request)
    return request
