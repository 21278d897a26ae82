"""Taking somebody off a list because they asked a colleague to."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from network.models import Person
from newsletter.actions import notices, subscriptions
from newsletter.models import Newsletter, Subscription
from newsletter.models.subscription import EndSource
from post.models import Stop

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def take_off(*, person: Person, newsletter: Newsletter, by: User, now: datetime) -> None:
    """Take somebody off a list, and tell them by mail with the way back; who was not on it gets no mail."""
    was_on = Subscription.objects.holding().filter(person=person, newsletter=newsletter).exists()
    subscriptions.end(person=person, newsletter=newsletter, how=EndSource.STAFF, now=now, by=by)
    if was_on:
        stop = Stop.objects.holding().get(person=person, scope=newsletter.pk)
        notices.tell_taken_off(stop, person, newsletter, now=now)
