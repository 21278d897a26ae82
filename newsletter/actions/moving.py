"""Getting one's letters at another address: asked by the personal link, confirmed from the new address."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.actions import audit
from network.models import MailAddress, Person
from network.models.asking import LETTERS_A_DAY
from newsletter.actions import addresses, notices
from newsletter.models import SubscriptionRequest

FORM = "voorkeuren"


@transaction.atomic
def ask(*, person: Person, address: str, now: datetime) -> bool:
    """Send a letter to the new address that asks to confirm it; tell whether one leaves.

    Until then the letters go on to the old address. The same limits hold as for the form, so that nobody is bombed.
    Where their letters go already, there is nothing to confirm, unless a colleague wrote that address down.
    """
    preferred = MailAddress.objects.filter(person=person, preferred=True, address__iexact=address)
    if preferred.exists() and not addresses.is_waiting(person):
        return False
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
    """Let the letters of somebody go to this address from now on, and tell the old one; what they agreed to stays.

    The address is confirmed by it, also one that a colleague wrote down before.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    waited = addresses.confirm(person=person, now=now)
    old = MailAddress.objects.filter(person=person, preferred=True).first()
    if old and old.address.lower() == address.lower():
        return person
    known = MailAddress.objects.filter(person=person, address__iexact=address).first()
    _prefer(known or MailAddress(person=person, address=address))
    if old and not waited:
        addresses.keep_proof(person=person, agreed_with=old.address, now=now)
    audit.write("newsletter.moved", by=None, about=person)
    if old:
        notices.tell_moved(person, old=old, now=now)
    return person


@transaction.atomic
def move_back(*, person: Person, old: MailAddress, now: datetime) -> None:
    """Let the letters go to the old address again, and tell the other one; twice is once."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    left = MailAddress.objects.filter(person=person, preferred=True).exclude(pk=old.pk).first()
    old.refresh_from_db()
    if old.preferred:
        return
    _prefer(old)
    addresses.confirm(person=person, now=now)
    audit.write("newsletter.moved_back", by=None, about=person)
    if left:
        notices.tell_moved_back(person, address=left.address, now=now)


def _prefer(address: MailAddress) -> None:
    MailAddress.objects.filter(person=address.person).update(preferred=False)
    address.preferred = True
    address.save()
