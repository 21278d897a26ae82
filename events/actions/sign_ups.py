"""Coming without an invitation: somebody asks on the page of an event, and confirms by a letter to their address."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from events.actions import letters, registrations
from events.models import AnswerSource, Registration, SignUp
from network.models import MailAddress, Person
from network.models.asking import LETTERS_A_DAY
from network.plain import plain
from post.actions import forgetting, stops


class CannotConfirm(Exception):
    """This sign-up cannot be confirmed any more; the text says why."""


@transaction.atomic
def ask(*, sign_up: SignUp, now: datetime) -> bool:
    """Keep what somebody asked and send the letter that confirms it; tell whether a letter leaves.

    Does the same for an address we know and for one we do not (bar Z22). One address gets at most three such letters
    a day (bar Z24): after that nothing is kept and nothing is sent.

    :raises CannotAnswer: when the event has begun or was called off.
    """
    event = registrations.lock(sign_up.event)
    registrations.refuse_when_over(event, now)
    if SignUp.objects.lately(sign_up.address, now).count() >= LETTERS_A_DAY:
        return False
    sign_up.asked_at = now
    sign_up.save()
    letters.ask_to_confirm(sign_up, now=now)
    audit.write("events.sign_up_asked", by=None, about=sign_up)
    return True


@transaction.atomic
def confirm(*, sign_up: SignUp, now: datetime) -> Registration:
    """Turn a sign-up into a registration of the person with that address and name, who is made when unknown.

    Who was forgotten gets the letters about it again, because they ask for it themselves (bar P10). Confirmed before,
    it changes nothing and returns how it stands.

    :raises CannotConfirm: when it is older than seven days.
    :raises CannotAnswer: when the event has begun or was called off.
    """
    sign_up = SignUp.objects.select_for_update(of=("self",)).select_related("event").get(pk=sign_up.pk)
    if sign_up.person:
        return Registration.objects.get(event=sign_up.event, person=sign_up.person)
    if now >= sign_up.expires_at:
        raise CannotConfirm(_("This link was good for seven days."))
    stops.welcome_back(address=sign_up.address, now=now)
    person = _known(sign_up) or _made(sign_up)
    registration = registrations.answer(
        event=sign_up.event, person=person, coming=True, source=AnswerSource.FORM, now=now
    )
    if sign_up.organisation:
        registration.organisation = sign_up.organisation
        registration.save(update_fields=["organisation"])
    sign_up.person, sign_up.confirmed_at = person, now
    sign_up.save(update_fields=["person", "confirmed_at"])
    audit.write("events.sign_up_confirmed", by=None, about=sign_up, person=person.pk)
    return registration


@transaction.atomic
def withdraw(*, sign_up: SignUp, letter: int) -> None:
    """Erase a sign-up that somebody else made with this address, and where its letter went, by the number of that.

    One that was confirmed stays a registration.
    """
    erased, _rows = SignUp.objects.filter(pk=sign_up.pk, person=None).delete()
    if erased:
        forgetting.forget_letter(number=letter)
        audit.write("events.sign_up_withdrawn", by=None, about=sign_up)


def forget_outdated(*, now: datetime) -> int:
    """Delete the sign-ups of more than seven days ago; return how many."""
    return SignUp.objects.outdated(now).delete()[0]


def _known(sign_up: SignUp) -> Person | None:
    """Find who has this address and goes by at least one of these names; a mailbox may be shared."""
    holders = Person.objects.filter(mail_addresses__address__iexact=sign_up.address).distinct()
    by_likeness = sorted(holders, key=lambda holder: _likeness(holder, sign_up), reverse=True)
    return by_likeness[0] if by_likeness and _likeness(by_likeness[0], sign_up) else None


def _likeness(person: Person, sign_up: SignUp) -> int:
    same_family = plain(person.family_name) == plain(sign_up.family_name)
    same_given = plain(person.given_name) == plain(sign_up.given_name)
    return 2 * same_family + same_given


def _made(sign_up: SignUp) -> Person:
    source = _("Signed up for the event “%(title)s”") % {"title": sign_up.event.title}
    person = Person.objects.create(
        given_name=sign_up.given_name,
        tussenvoegsel=sign_up.tussenvoegsel,
        family_name=sign_up.family_name,
        language=sign_up.language,
        source=source[:200],
    )
    MailAddress.objects.create(person=person, address=sign_up.address)
    audit.write("network.person_recorded", by=None, about=person, sign_up=sign_up.pk)
    return person
