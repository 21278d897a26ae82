"""Taking back that readers were put on a list: what the import made goes, what anybody did since stays."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from accounts.actions import audit
from network.models import Person
from newsletter.models import Intake, Newsletter, Subscription
from newsletter.models.subscription import EndSource
from newsletter.queries.intakes import TAKEN, Fate, fates
from post.actions import stops

if TYPE_CHECKING:
    from accounts.models import User


class CannotUndo(Exception):
    """This import of readers cannot be taken back any more; the text says why."""


@transaction.atomic
def undo(*, intake: Intake, by: User, now: datetime) -> int:
    """Take back an import of readers; return how many went off the list by it.

    The records that it made go too, as far as nobody used or changed them. A place on whose ground a letter was
    promised ends and stays on record. Who left stays away, who said yes since stays. Nobody gets mail about it, and
    what waits to leave for these readers does not leave.

    :raises CannotUndo: when it was undone before, or is more than thirty days old.
    """
    intake = Intake.objects.select_for_update().get(pk=intake.pk)
    if intake.undone_at:
        raise CannotUndo(_("This import was undone before."))
    if not intake.may_be_undone(now):
        raise CannotUndo(_("This was more than thirty days ago. Take people off the list one by one."))
    groups = _held_still(intake)
    taken = [place for fate in TAKEN for place in groups[fate]]
    people = list(Subscription.objects.filter(pk__in=taken).values_list("person", flat=True))
    _end(groups[Fate.ENDS], now)
    Subscription.objects.filter(pk__in=groups[Fate.PLACE]).delete()
    Person.objects.filter(subscriptions__in=groups[Fate.RECORD]).delete()
    stops.hold_back(people=people, scope=intake.newsletter_id)
    intake.undone_by, intake.undone_at = by, now
    intake.save(update_fields=["undone_by", "undone_at"])
    counted = {fate.value: len(places) for fate, places in groups.items()}
    audit.write("newsletter.intake_undone", by=by, about=intake, newsletter=intake.newsletter_id, counted=counted)
    return len(taken)


def _held_still(intake: Intake) -> dict[Fate, list[int]]:
    """Return the places of an import by what happens to them, so that nobody touches them or their readers now."""
    Newsletter.objects.select_for_update(no_key=True).get(pk=intake.newsletter_id)
    places = Subscription.objects.select_for_update().filter(intake=intake).order_by("pk")
    made = [place.person_id for place in places if place.made_reader]
    list(Person.objects.select_for_update().filter(pk__in=made).order_by("pk").values_list("pk"))
    groups: dict[Fate, list[int]] = defaultdict(list)
    for place, fate in fates(intake).items():
        groups[fate].append(place)
    return groups


def _end(places: list[int], now: datetime) -> None:
    at = Greatest(Value(now), F("agreed_at"))
    Subscription.objects.filter(pk__in=places).update(ended_at=at, ended_how=EndSource.UNDONE)
