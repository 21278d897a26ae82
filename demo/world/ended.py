"""What became of two organisations this month: one is there no more, one moved to another province."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import time, timedelta

from django.db.models import Q

from demo.world.colleagues import Staff
from demo.world.ground import Ground, at
from network.actions import closing, organisations
from network.models import Municipality, Organisation
from network.models.organisation import EndedWhy, OrganisationKind

ENDED, MOVED = 12, 9  # days ago


def add(ground: Ground, staff: Staff) -> None:
    """Let a self-organisation end with what hangs on it, and a foundation go elsewhere."""
    _end(ground, staff)
    _move(ground, staff)


def _end(ground: Ground, staff: Staff) -> None:
    day = ground.today - timedelta(days=ENDED)
    quiet = Organisation.objects.filter(Q(last_contact_on=None) | Q(last_contact_on__lt=day), official_name="")
    now = at(ground.today - timedelta(days=1), time(14, 20))
    for organisation in quiet.filter(kind=OrganisationKind.SELF_ORGANISATION, relation_holders=None).order_by("pk"):
        with suppress(closing.CannotClose):  # somebody began there since
            closing.close(organisation=organisation, ended_on=day, why=EndedWhy.STOPPED, by=staff.line_staff, now=now)
            return


def _move(ground: Ground, staff: Staff) -> None:
    placed = Organisation.objects.filter(official_name="", kind=OrganisationKind.CIVIL_SOCIETY).exclude(province="")
    organisation = placed.order_by("pk")[0]
    elsewhere = Municipality.objects.exclude(province=organisation.province).order_by("pk")[0]
    facts = replace(organisations.facts_of(organisation), municipality=elsewhere)
    now = at(ground.today - timedelta(days=MOVED), time(10, 40))
    organisations.change(organisation=organisation, facts=facts, by=staff.line_staff, now=now)
