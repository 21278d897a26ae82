"""Build the world, all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from accounts.models import User
from demo.world import (
    addresses,
    approvals,
    attachments,
    attendance,
    campaigns,
    colleagues,
    contacts,
    duplicates,
    ended,
    gone,
    ground,
    imports,
    introductions,
    kept,
    known,
    meetings,
    organisations,
    people,
    proposals,
    readers,
    relations,
    remembered,
    renewals,
    subscriptions,
    turnover,
)
from demo.world.cast import LINE_STAFF
from network.models import ContactMoment, Organisation, Person

SEED = 2022
KNOWN = 15  # people about whom something more is told


class CannotBuild(Exception):
    """The world may not be built here, or has nothing to stand on."""


@dataclass(frozen=True)
class Built:
    """How much there is now."""

    people: int
    organisations: int
    contact_moments: int


def stands() -> bool:
    """Say whether the world was built before."""
    return User.objects.filter(email=LINE_STAFF.address).exists()


@transaction.atomic
def build(today: date) -> Built:
    """Build the world as it stands on this day.

    :raises CannotBuild: outside the demo, where nobody may get a known password (S33), and without reference data.
    """
    if not settings.DEMO:
        raise CannotBuild("The demo world has passwords that everyone knows: it is built with KIS_DEMO=1 only.")
    base = ground.lay(today, SEED)
    if not base.lines:
        raise CannotBuild("There is no reference data yet; run load_reference_data first.")
    with override("nl"):
        staff = colleagues.add(base)
        workplaces = organisations.add(base)
        inhabitants = people.add(base, workplaces, staff.member)
        addresses.add(base, inhabitants)
        contacts.add(base, inhabitants, staff.on_lines)
        consents = subscriptions.add(base, inhabitants)
        rounds = meetings.add(base, inhabitants, consents, staff)
        campaigns.add(base, inhabitants, consents, rounds, staff)
        attendance.add(base, staff)
        approvals.add(base, staff)
        relations.add(base, workplaces, inhabitants, staff.on_lines)
        turnover.add(base, staff)
        remembered.add(base)
        duplicates.add(base, inhabitants)
        kept.add(base, staff)
        readers.add(base)
        renewals.add(base, staff.editor)
        introductions.add(base, staff)
        attachments.add(staff)
        proposals.add(base, staff)
        *others, twice, beside = known.find(base, inhabitants, KNOWN)
        imports.add(base, staff, others)
        ended.add(base, staff)
        gone.add(base, staff, twice, beside)
    return Built(Person.objects.count(), Organisation.objects.count(), ContactMoment.objects.count())
