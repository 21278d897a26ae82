"""How many different people a colleague opens or lists in a day: told to who guards privacy, and bounded (bar Z39)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import cast

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import AuditLine, Grant, User
from accounts.roles import Role
from network.permissions import may_export
from network.signals import many_people_seen
from web.cache import SturdyCache

ALARM_FROM, MOST = 500, 1000  # different people in one day, as bar Z39 has it
ACTION = "network.many_people_seen"
REMEMBERED = int(timedelta(days=2).total_seconds())
LATELY = timedelta(days=30)


class SeenEnough(PermissionDenied):
    """Somebody without the right to export saw as many people today as one may see; the message says whom to ask."""


def note(people: Iterable[int], *, by: User, now: datetime) -> None:
    """Count these people among those that this colleague was shown today; from 500 on, tell once who guards privacy.

    Redis keeps a sketch of which people they were, out of which nobody can be read back, and its count is one percent
    off at most times. While Redis is away each process counts for itself.

    :raises SeenEnough: above 1,000 for who may take no list out of the house.
    """
    shown = list(people)
    if not shown:
        return
    seen = cast(SturdyCache, cache)
    number = seen.count_different(f"people-seen-{by.pk}-{timezone.localdate(now)}", shown, REMEMBERED)
    if number < ALARM_FROM:
        return
    _tell_once(by, number, now)
    if number > MOST and not may_export(by):
        said = _("You saw more than 1,000 different people today. Tomorrow you can go on.")
        raise SeenEnough(said + " " + _("Do you need more now? Ask a privacy officer."))


def told_lately(now: datetime) -> QuerySet[AuditLine]:
    """Return when who saw many people, in the last thirty days, the newest first."""
    lines = AuditLine.objects.filter(action=ACTION, at__gte=now - LATELY)
    return lines.select_related("actor").order_by("-at", "-pk")


def _tell_once(by: User, number: int, now: datetime) -> None:
    """Write down that somebody sees many people, and write to who guards privacy; once a day."""
    if _told_today(by, now):
        return
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)
        if not _told_today(by, now):
            audit.write(ACTION, by=by, about=by, number=number)
            for guard in _guards(by):
                _write_to(guard, by, number, now)


def _told_today(by: User, now: datetime) -> bool:
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return AuditLine.objects.filter(
        object_type=User._meta.label_lower, object_id=by.pk, at__gte=midnight, action=ACTION
    ).exists()


def _guards(seer: User) -> QuerySet[User]:
    """Return the privacy officers and administrators; nobody is told of herself."""
    holding = Grant.objects.holding().filter(role__in=[Role.PRIVACY_OFFICER, Role.ADMINISTRATOR])
    return User.objects.filter(pk__in=holding.values("user"), is_active=True).exclude(pk=seer.pk)


def _write_to(guard: User, seer: User, number: int, now: datetime) -> None:
    with translation.override(guard.language):
        link = settings.BASE_URL + reverse("network:export_list")
        context = {"guard": guard, "seer": seer, "number": number, "link": link}
        text = render_to_string("network/many_people_seen.txt", context)
        subject = _("A colleague saw many people today")  # and no name: others see a subject on a screen
        many_people_seen.send(User, user=guard, subject=subject, text=text, now=now)
