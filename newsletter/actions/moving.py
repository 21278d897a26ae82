"""Getting one's letters at another address: asked by the personal link, confirmed from the new address."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.actions import audit
from network.models import MailAddress, Person
from network.models.asking import LETTERS_A_DAY
from newsletter.actions import notices
from newsletter.models import SubscriptionRequest

FORM = "voorkeuren"


@transaction.atomic
def ask(*, person: Person, address: str, now: datetime) -> bool:
    """Send a letter to the new address that asks to confirm it; tell whether one leaves.

    Until then the letters go on to the old address. The same limits hold as for the form, so that nobody is bombed.
    """
    theirs = SubscriptionRequest.objects.filter(moves=person, asked_at__gt=now - timedelta(days=1))
    lately = SubscriptionRequest.objects.lately(address, now)
    if max(theirs.count(), lately.count()) >= LETTERS_A_DAY:
        return False
    request = SubscriptionRequest.objects.create(
        address=address, form=FORM, language=person.language, asked_at=now, moves=person
    )
    notices.ask_to_confirm_move(request, now=now)
    audit.write("newsletter.move_asked", by=None, about=person)
    return True


@transaction.atomic
def move(*, person: Person, address: str, now: datetime) -> Person:
    """Let the letters of somebody go to this address from now on, and tell the old one; what they agreed to stays."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    old = MailAddress.objects.filter(person=person, preferred=True).first()
    if old and old.address.lower() == address.lower():
        return person
    MailAddress.objects.filter(person=person).update(preferred=False)
    known = MailAddress.objects.filter(person=person, address__iexact=address).first()
    new = known or MailAddress(person=person, address=address)
    new.preferred = True
    new.save()
    audit.write("newsletter.moved", by=None, about=person)
    if old:
        notices.tell_moved(person, old=old.address, now=now)
    return person
