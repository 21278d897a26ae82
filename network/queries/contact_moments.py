from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from accounts.models import User
from accounts.roles import Role
from network.models import ContactMoment, LineAssignment, Organisation, Person, ProgrammeLine
from network.models.contact_moment import OrganisationInContact, PersonInContact
from network.queries import colleagues
from network.wording import enumerated


def own_lines(user: User, today: date) -> QuerySet[ProgrammeLine]:
    """Return the programme lines on which this colleague works today."""
    work = LineAssignment.objects.holding_on(today).filter(user=user)
    return ProgrammeLine.objects.filter(pk__in=work.values("line"))


def listed(user: User) -> QuerySet[ContactMoment]:
    """Return the contact moments this user may read, newest first, with the people in them that she may see."""
    people = Prefetch("people", Person.objects.visible_to(user).by_name())
    return ContactMoment.objects.visible_to(user).select_related("line", "logged_by").prefetch_related(people)


def with_party(party: Person | Organisation, user: User) -> tuple[QuerySet[ContactMoment], int]:
    """Return the contact moments with this person or organisation that this user may read, and how many there are.

    Of thousands, all but the few that this user may not read are counted in the index alone.
    """
    links: QuerySet[Any]
    if isinstance(party, Person):
        moments, links = listed(user).filter(people=party), PersonInContact.objects.filter(person=party)
    else:
        links = OrganisationInContact.objects.filter(organisation=party)
        moments = listed(user).filter(organisations=party)
    hidden = links.filter(contactmoment__in=ContactMoment.objects.hidden_from(user))
    return moments, links.count() - hidden.count()


def to_correct(user: User) -> QuerySet[ContactMoment]:
    """Return the contact moments this colleague recorded herself, also those that were removed.

    An administrator gets those too of who may keep the network no more.
    """
    if not user.works_at_kis:
        return ContactMoment.objects.none()
    whose = Q(logged_by=user)
    if user.has_role(Role.ADMINISTRATOR):
        whose |= ~Q(logged_by__in=colleagues.who_keep())
    return ContactMoment.objects.in_use().filter(whose)


def month_of(user: User, today: date) -> dict[str, Any]:
    """Return how much contact there was this month on this colleague's lines, and the last moments there.

    Somebody without a line sees what she recorded herself.
    """
    lines = list(own_lines(user, today))
    moments = listed(user).prefetch_related(organisations_in(user))
    moments = moments.filter(line__in=lines) if lines else moments.filter(logged_by=user)
    this_month = moments.filter(held_on__gte=today.replace(day=1), held_on__lte=today)
    numbers = enumerated([str(line.number) for line in lines], most=10)
    return {"lines": lines, "line_numbers": numbers, "this_month": this_month.count(), "latest": moments[:4]}


def organisations_in(user: User) -> Prefetch:
    """Name the organisations too: of some contact moments nobody's name is known."""
    return Prefetch("organisations", Organisation.objects.visible_to(user).by_name())
